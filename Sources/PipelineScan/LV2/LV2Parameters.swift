/// The parameters of the LV2 parameters extension, which plugins name without describing them.
///
/// Kept here for the same reason as `LV2Classes`.
///
/// - Source: LV2 1.18.4, `parameters.ttl`; those that it gives a type, which is a number for all of them.
enum LV2Parameters {
    /// The extension's name space; a parameter's URI is this and its key.
    static let namespace = "http://lv2plug.in/ns/ext/parameters#"

    /// The only one that has a range, in dB.
    static let gain = (uri: namespace + "gain", minimum: -20.0, maximum: 20.0, standard: 0.0)

    /// The label of a parameter of the extension; `nil` for any other URI.
    static func label(of uri: String) -> String? {
        uri.hasPrefix(namespace) ? table[String(uri.dropFirst(namespace.count))] : nil
    }

    static let table: [String: String] = [
        "amplitude": "amplitude",
        "attack": "attack",
        "cutoffFrequency": "cutoff frequency",
        "decay": "decay",
        "delay": "delay",
        "frequency": "frequency",
        "gain": "gain",
        "hold": "hold",
        "pulseWidth": "pulse width",
        "ratio": "ratio",
        "release": "release",
        "resonance": "resonance",
        "sustain": "sustain",
        "threshold": "threshold",
        "waveform": "waveform",
    ]
}
