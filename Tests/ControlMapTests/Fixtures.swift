import ControlMap
import PluginCatalog

/// A synthesizer with a parameter of every sort.
let testSynth = PluginDescriptor(
    identity: PluginIdentity(format: .lv2, id: "urn:test:synth"), name: "Test Synth",
    manufacturer: "Acme Audio",
    parameters: [
        parameter(0, "vcf_freq", "VCF Freq", isLogarithmic: true),
        parameter(1, "vcf_reso", "VCF Reso"),
        parameter(2, "vcf_env", "VCF Env"),
        parameter(3, "lfo_rate", "LFO Rate"),
        parameter(4, "lfo_depth", "LFO Depth"),
        parameter(5, "env_attack", "Env Attack"),
        parameter(6, "env_decay", "Env Decay"),
        parameter(7, "env_sustain", "Env Sustain"),
        parameter(8, "env_release", "Env Release"),
        parameter(9, "hold", "Hold", .boolean),
        parameter(10, "mode", "Mode", .choice),
        parameter(11, "volume", "Volume"),
        parameter(12, "on_off", "Plugin On", .boolean, designation: "enabled"),
        parameter(13, "meter", "Level Meter", direction: .output),
        parameter(14, "dice", "Random Dice", isAutomatable: false),
        parameter(15, "osc1_tune", "Tune"),
        parameter(16, "osc2_tune", "Tune"),
    ])

func parameter(
    _ index: Int, _ symbol: String, _ name: String, _ kind: PluginParameter.Kind = .continuous,
    direction: PluginParameter.Direction = .input, isLogarithmic: Bool = false,
    designation: String = "", isAutomatable: Bool = true
) -> PluginParameter {
    let choices = ["Poly", "Mono", "Legato"].enumerated().map {
        PluginParameter.Choice(label: $1, value: Double($0))
    }
    return PluginParameter(
        index: index, port: index + 4, symbol: symbol, name: name, direction: direction, kind: kind,
        maximum: kind == .choice ? 2 : 1, isLogarithmic: isLogarithmic,
        choices: kind == .choice ? choices : [], designation: designation,
        isAutomatable: isAutomatable)
}

/// A controller with three knobs, an encoder and two buttons; channel 5.
let panel: ControllerProfile = {
    let reading = ControllerProfile.read(
        Array(panelText.utf8), path: "inputs/controllers/panel.yaml")
    precondition(reading.diagnostics.isEmpty, "\(reading.diagnostics)")
    return reading.profile!
}()

let panelText = """
    profile: 1
    id: acme/panel
    manufacturer: Acme
    model: Panel
    channel: 5
    bank-size: 8
    template: Factory
    sources: [manual]
    notes: none
    elements:
      - { id: knob-1, name: Knob 1, kind: knob, send: { cc: 21 } }
      - { id: knob-2, name: Knob 2, kind: knob, send: { cc: 22, bits: 14 } }
      - { id: fader-1, name: Fader 1, kind: fader, send: { cc: 7, channel: 6 } }
      - { id: encoder-1, kind: encoder, send: { cc: 77, encoder: twos-complement } }
      - { id: button-1, name: Button 1, kind: button, send: { cc: 41 } }
      - { id: button-2, name: Button 2, kind: button, send: { note: 36, button: latching, on: 100 } }
    """

/// The beginning of a map in our dialect.
let head = """
    schema: 2
    name: test
    device: acme/panel
    plugin: { format: lv2, uri: "urn:test:synth" }

    """

/// The beginning of a map in audio-control's dialect.
let foreignHead = """
    version: 1.0.0
    device: { manufacturer: Acme, model: Old Panel }
    metadata: { name: Old Panel to Synth, date: 2025-09-23 }
    plugin: { manufacturer: acme audio, name: TestSynth, format: LV2, type: VST/AU }

    """
