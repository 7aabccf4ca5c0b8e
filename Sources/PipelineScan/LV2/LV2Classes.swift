/// The plugin classes of the LV2 core specification.
///
/// Kept here because the specification's own files come with a developer package: reading them
/// would make a descriptor depend on whether it is installed.
///
/// - Source: LV2 1.18.4, `lv2core.ttl`, the subclasses of `lv2:Plugin`.
enum LV2Classes {
    /// The specification's name space; a class's URI is this and its key.
    static let namespace = "http://lv2plug.in/ns/lv2core#"

    /// One class: a class it refines (of several, the most special), and its label.
    struct PluginClass: Equatable {
        var parent: String
        var label: String
    }

    /// The label of the most special of these classes; of several equally special ones, the first
    /// by name. Empty when none is known.
    static func label(ofTypes uris: [String]) -> String {
        let names = uris.filter { $0.hasPrefix(namespace) }.map {
            String($0.dropFirst(namespace.count))
        }
        let known = names.filter { table[$0] != nil }
        let best = known.max { (depth(of: $0), $1) < (depth(of: $1), $0) }
        return best.flatMap { table[$0]?.label } ?? ""
    }

    /// Steps up to `Plugin`.
    private static func depth(of name: String) -> Int {
        table[name].map { depth(of: $0.parent) + 1 } ?? 0
    }

    static let table: [String: PluginClass] = [
        "GeneratorPlugin": PluginClass(parent: "Plugin", label: "Generator Plugin"),
        "InstrumentPlugin": PluginClass(parent: "GeneratorPlugin", label: "Instrument Plugin"),
        "OscillatorPlugin": PluginClass(parent: "GeneratorPlugin", label: "Oscillator Plugin"),
        "UtilityPlugin": PluginClass(parent: "Plugin", label: "Utility Plugin"),
        "ConverterPlugin": PluginClass(parent: "UtilityPlugin", label: "Converter Plugin"),
        "AnalyserPlugin": PluginClass(parent: "UtilityPlugin", label: "Analyser Plugin"),
        "MixerPlugin": PluginClass(parent: "UtilityPlugin", label: "Mixer Plugin"),
        "SimulatorPlugin": PluginClass(parent: "Plugin", label: "Simulator Plugin"),
        "DelayPlugin": PluginClass(parent: "Plugin", label: "Delay Plugin"),
        "ModulatorPlugin": PluginClass(parent: "Plugin", label: "Modulator Plugin"),
        "ReverbPlugin": PluginClass(parent: "DelayPlugin", label: "Reverb Plugin"),
        "PhaserPlugin": PluginClass(parent: "ModulatorPlugin", label: "Phaser Plugin"),
        "FlangerPlugin": PluginClass(parent: "ModulatorPlugin", label: "Flanger Plugin"),
        "ChorusPlugin": PluginClass(parent: "ModulatorPlugin", label: "Chorus Plugin"),
        "FilterPlugin": PluginClass(parent: "Plugin", label: "Filter Plugin"),
        "LowpassPlugin": PluginClass(parent: "FilterPlugin", label: "Lowpass Filter Plugin"),
        "BandpassPlugin": PluginClass(parent: "FilterPlugin", label: "Bandpass Filter Plugin"),
        "HighpassPlugin": PluginClass(parent: "FilterPlugin", label: "Highpass Filter Plugin"),
        "CombPlugin": PluginClass(parent: "FilterPlugin", label: "Comb FilterPlugin"),
        "AllpassPlugin": PluginClass(parent: "FilterPlugin", label: "Allpass Plugin"),
        "EQPlugin": PluginClass(parent: "FilterPlugin", label: "Equaliser Plugin"),
        "ParaEQPlugin": PluginClass(parent: "EQPlugin", label: "Parametric EQ Plugin"),
        "MultiEQPlugin": PluginClass(parent: "EQPlugin", label: "Multiband EQ Plugin"),
        "SpatialPlugin": PluginClass(parent: "Plugin", label: "Spatial Plugin"),
        "SpectralPlugin": PluginClass(parent: "Plugin", label: "Spectral Plugin"),
        "PitchPlugin": PluginClass(parent: "SpectralPlugin", label: "Pitch Shifter Plugin"),
        "AmplifierPlugin": PluginClass(parent: "DynamicsPlugin", label: "Amplifier Plugin"),
        "EnvelopePlugin": PluginClass(parent: "DynamicsPlugin", label: "Envelope Plugin"),
        "DistortionPlugin": PluginClass(parent: "Plugin", label: "Distortion Plugin"),
        "WaveshaperPlugin": PluginClass(parent: "DistortionPlugin", label: "Waveshaper Plugin"),
        "DynamicsPlugin": PluginClass(parent: "Plugin", label: "Dynamics Plugin"),
        "CompressorPlugin": PluginClass(parent: "DynamicsPlugin", label: "Compressor Plugin"),
        "ExpanderPlugin": PluginClass(parent: "DynamicsPlugin", label: "Expander Plugin"),
        "LimiterPlugin": PluginClass(parent: "DynamicsPlugin", label: "Limiter Plugin"),
        "GatePlugin": PluginClass(parent: "DynamicsPlugin", label: "Gate Plugin"),
        "FunctionPlugin": PluginClass(parent: "UtilityPlugin", label: "Function Plugin"),
        "ConstantPlugin": PluginClass(parent: "GeneratorPlugin", label: "Constant Plugin"),
        "MIDIPlugin": PluginClass(parent: "Plugin", label: "MIDI Plugin"),
    ]
}
