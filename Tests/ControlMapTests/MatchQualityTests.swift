import ControlMap
import PluginCatalog
import Testing

/// How often proposals are right; the figures stand in docs/maps-commands.md.
@Suite struct MatchQualityTests {
    /// Counts of right and wrong proposals.
    struct Quality {
        var wanted = 0
        var sure = 0
        var sureAndRight = 0
        var proposed = 0
        var proposedAndRight = 0

        mutating func count(_ proposals: [ControlProposal], _ truth: [String: Int]) {
            wanted += truth.count
            for proposal in proposals {
                guard let best = proposal.best else { continue }
                let isRight = truth[proposal.control.id] == best.parameter.index
                proposed += 1
                proposedAndRight += isRight ? 1 : 0
                guard proposal.band == .high else { continue }
                sure += 1
                sureAndRight += isRight ? 1 : 0
            }
        }

        /// Of those that are sure, how many are right; of all that could be found, how many are.
        var surePrecision: Double { Double(sureAndRight) / Double(max(1, sure)) }
        var sureRecall: Double { Double(sureAndRight) / Double(max(1, wanted)) }
        var precision: Double { Double(proposedAndRight) / Double(max(1, proposed)) }
        var recall: Double { Double(proposedAndRight) / Double(max(1, wanted)) }
    }

    /// Matches the bound controls of the repository's maps anew, each named by `name`.
    private func quality(by name: (NamedControl) -> String?) -> Quality {
        let repository = Repository.shared
        var quality = Quality()
        for (path, text) in repository.maps.sorted(by: { $0.key < $1.key }) {
            let study = repository.bench.study(text, path: path)
            guard let plugin = study.descriptor else { continue }
            var truth: [String: Int] = [:]
            var controls: [NamedControl] = []
            for var control in study.namedControls(of: plugin) {
                guard let bound = control.bound, let text = name(control) else { continue }
                truth[control.id] = bound
                control.bound = nil
                control.name = text
                control.description = nil
                controls.append(control)
            }
            quality.count(ParameterProposals(for: controls, of: plugin).proposals, truth)
        }
        return quality
    }

    @Test func `the repository's controls are found by their names`() {
        let quality = quality { $0.name }
        #expect(quality.wanted >= 271)
        #expect(quality.surePrecision >= 0.99, "\(quality)")
        #expect(quality.sureRecall >= 0.98, "\(quality)")
    }

    @Test func `descriptions, which were written for people, find some of them`() {
        let quality = quality { $0.description }
        #expect(quality.wanted >= 78)
        #expect(quality.surePrecision >= 0.8, "\(quality)")
        #expect(quality.recall >= 0.25, "\(quality)")
    }

    @Test func `names as other panels have them are found`() throws {
        var quality = Quality()
        for (uri, names) in PanelNames.table {
            let plugin = try #require(
                Repository.shared.bench.plugins.first { $0.identity.id == uri }, "\(uri)")
            var truth: [String: Int] = [:]
            var controls: [NamedControl] = []
            for (name, symbol) in names {
                controls.append(NamedControl(id: name, name: name))
                if symbol.isEmpty { continue }
                truth[name] = try #require(
                    plugin.parameters.first { $0.symbol == symbol }, "\(symbol)"
                ).index
            }
            let found = ParameterProposals(for: controls, of: plugin).proposals
            quality.count(found, truth)
        }
        #expect(quality.surePrecision == 1, "\(quality)")
        #expect(quality.sureRecall >= 0.647, "\(quality)")
        #expect(quality.precision == 1, "\(quality)")
        #expect(quality.recall >= 0.926, "\(quality)")
    }
}

/// Names that other synthesizers and effects print on their panels for what these plugins have;
/// written down before the first measurement. An empty symbol: the plugin has nothing like it.
enum PanelNames {
    static let table: [(uri: String, names: KeyValuePairs<String, String>)] = [
        (
            "http://drobilla.net/plugins/mda/JX10",
            [
                "Oscillator Mix": "osc_mix", "Osc Semitones": "osc_tune", "Osc Detune": "osc_fine",
                "Portamento": "glide", "Glide Time": "gld_rate", "Cutoff": "vcf_freq",
                "Resonance": "vcf_reso", "Filter Env Amount": "vcf_env", "Filter LFO": "vcf_lfo",
                "Filter Velocity": "vcf_vel", "Filter Attack": "vcf_att",
                "Filter Decay": "vcf_dec", "Filter Sustain": "vcf_sus",
                "Filter Release": "vcf_rel", "Amp Attack": "env_att", "Amp Decay": "env_dec",
                "Amp Sustain": "env_sus", "Amp Release": "env_rel", "LFO Speed": "lfo_rate",
                "Noise Level": "noise", "Octave": "octave", "Master Tune": "tuning",
                "Chorus Depth": "", "Control 16": "",
            ]
        ),
        (
            "http://drobilla.net/plugins/mda/EPiano",
            [
                "Decay": "env_decay", "Release": "env_release", "Hammer Hardness": "hardness",
                "Treble": "treble_boost", "Tremolo Depth": "modulation", "LFO Freq": "lfo_rate",
                "Vel Sens": "vel_sense", "Width": "stereo_width", "Voices": "polyphonic",
                "Fine Tune": "fine_tuning", "Random Detune": "random_tuning",
                "Drive": "overdrive", "Arp Mode": "",
            ]
        ),
        (
            "http://drobilla.net/plugins/mda/DubDelay",
            [
                "Delay Time": "delay", "Fbk": "feedback", "Feedback Tone": "fb_tone",
                "Mod Depth": "lfo_depth", "Mod Rate": "lfo_rate", "Dry/Wet": "fx_mix",
                "Level": "output", "Ping Pong": "",
            ]
        ),
        (
            "http://gareus.org/oss/lv2/darc#stereo",
            [
                "Comp In": "enable", "Thresh": "threshold", "Comp Ratio": "Ratio",
                "Att": "attack", "Rel": "release", "Input": "inputgain", "Hold": "hold",
                "Knee": "", "Makeup": "",
            ]
        ),
        (
            "http://gareus.org/oss/lv2/fil4#stereo",
            [
                "EQ On": "enable", "Volume": "gain", "HPF Freq": "HPfreq", "HPF Q": "HPQ",
                "LPF Freq": "LPfreq", "Low Shelf Freq": "LSfreq", "Low Shelf Gain": "LSgain",
                "High Shelf Gain": "HSgain", "Band 1 Freq": "freq1", "Band 1 Gain": "gain1",
                "Band 1 Q": "q1", "Band 3 Gain": "gain3", "Band 3 Freq": "freq3",
            ]
        ),
        (
            "http://plugin.org.uk/swh-plugins/gverb",
            [
                "Size": "roomsize", "Decay Time": "revtime", "Damp": "damping",
                "Bandwidth": "inputbandwidth", "Dry Level": "drylevel",
                "Early Level": "earlylevel", "Tail Level": "taillevel", "Predelay": "",
            ]
        ),
    ]
}
