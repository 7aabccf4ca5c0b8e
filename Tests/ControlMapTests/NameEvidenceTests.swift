import ControlMap
import Diagnostics
import PluginCatalog
import Testing
import TestSupport

/// Names are compared only through what the resolver says of them.
@Suite struct NameEvidenceTests {
    /// A plugin whose second parameter has this name, with others around it.
    private func bench(_ name: String, choices: [String] = []) -> Workbench {
        var plugin = testSynth
        plugin.parameters = [
            parameter(0, "p0", "Alpha"), parameter(1, "p1", name), parameter(2, "p2", "Omega"),
        ]
        plugin.parameters[1].choices = choices.enumerated().map {
            PluginParameter.Choice(label: $1, value: Double($0))
        }
        var bench = Workbench()
        bench.plugins = [plugin]
        return bench
    }

    private func codes(_ bench: Workbench, _ control: String) -> [String] {
        let text =
            head
            + "controls: [{ id: knob-1, name: \"\(control)\", parameter: { index: 2, base: 1 } }]"
        return bench.resolve(text).diagnostics.map(\.code)
    }

    @Test(arguments: [
        ("Cutoff", "VCF Freq"), ("Res", "Filter Resonance"), ("Env", "EG Amount"),
        ("LFO Speed", "LFORate"), ("Vol", "Master Level"), ("Attack", "Amp Att"),
        ("Key Follow", "Filter Keyfollow LOWER"), ("Osc 2 Tune", "VCO2 Pitch"),
        ("Lvl", "Level"), ("Comp Thr", "Compressor Threshold"), ("Émile", "émile"),
        ("Dry/Wet", "Mix"), ("Cross Mod", "VCO 1 X-mod"),
    ])
    func `people's names for the same thing agree`(control: String, parameter: String) {
        let codes = codes(bench(parameter), control)
        #expect(codes == [])
    }

    @Test(arguments: [
        ("Cutoff", "Resonance"), ("Attack", "Env Decay"), ("Alpha", "Beta"), ("Omega", "Alpha 2"),
    ])
    func `different things do not agree`(control: String, parameter: String) {
        let codes = codes(bench(parameter), control)
        #expect(codes == ["map.name-mismatch"])
    }

    @Test func `a control may be named after a choice`() {
        let voices = bench("Voice Mode", choices: ["Poly", "Unison"])
        let codes = codes(voices, "Unison")
        #expect(codes == [])
    }

    @Test func `names that share some words are doubted only when another fits better`() {
        var rates = bench("LFO Depth")
        let alone = codes(rates, "LFO Rate")
        #expect(alone == [])
        rates.plugins[0].parameters[2].name = "LFO Rate"
        let besides = codes(rates, "LFO Rate")
        #expect(besides == ["map.name-mismatch"])
    }

}
