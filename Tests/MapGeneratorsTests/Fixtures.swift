import ControlMap
import Glibc
import PluginCatalog
import Testing

@testable import MapGenerators

/// A plugin with a parameter of every kind.
let tinyPlugin = PluginDescriptor(
    identity: PluginIdentity(format: .lv2, id: "urn:test:tiny"), name: "Tiny & Fine",
    parameters: [
        PluginParameter(
            index: 0, port: 2, symbol: "cutoff", name: "Cutoff", minimum: 20, maximum: 20000,
            defaultValue: 440, isLogarithmic: true, unit: "Hz"),
        PluginParameter(index: 1, port: 3, symbol: "reso", name: "Resonance"),
        PluginParameter(
            index: 2, port: 4, symbol: "wave", name: "Wave", kind: .choice, minimum: 0, maximum: 3,
            choices: ["Sine", "Saw", "Square", "Noise"].enumerated().map {
                PluginParameter.Choice(label: $1, value: Double($0))
            }),
        PluginParameter(index: 3, port: 5, symbol: "hold", name: "Hold", kind: .boolean),
        PluginParameter(index: 4, port: 6, symbol: "meter", name: "Meter", direction: .output),
        PluginParameter(
            index: 5, port: 7, symbol: "voices", name: "Voices", kind: .discrete, minimum: 1,
            maximum: 16, defaultValue: 8),
        PluginParameter(
            index: 6, port: 8, symbol: "drive", name: "Drive", minimum: -24, maximum: 24,
            unit: "dB"),
        PluginParameter(
            index: 7, port: 9, symbol: "delay", name: "Delay", minimum: 0.001, maximum: 0.5,
            defaultValue: 0.1, scalesWithSampleRate: true),
    ])

let launchControl = DeviceIdentity(
    profile: "novation/launch-control-xl-3", manufacturer: "Novation",
    model: "Launch Control XL 3", bankSize: 8)

func parameter(_ symbol: String) -> PluginParameter {
    guard let found = tinyPlugin.parameters.first(where: { $0.symbol == symbol }) else {
        preconditionFailure("The tiny plugin has no \(symbol).")
    }
    return found
}

func target(_ symbol: String, _ shaping: Shaping = Shaping()) -> ResolvedTarget {
    ResolvedTarget(parameter: parameter(symbol), shaping: shaping)
}

func control(
    _ id: String, name: String = "", channel: Int = 1, _ message: ControllerMessage,
    _ targets: ResolvedTarget...
) -> ResolvedControl {
    ResolvedControl(
        id: id, name: name, channel: channel, message: message, behaviour: .absolute,
        targets: targets)
}

func control(
    _ id: String, name: String = "", channel: Int = 1, _ message: ControllerMessage,
    _ behaviour: ElementBehaviour, feedback: Feedback? = nil, _ targets: ResolvedTarget...
) -> ResolvedControl {
    ResolvedControl(
        id: id, name: name, channel: channel, message: message, behaviour: behaviour,
        feedback: feedback, targets: targets)
}

func map(
    _ path: String, name: String = "Tiny",
    device: DeviceIdentity = launchControl,
    channel: Int = 1, plugin: PluginDescriptor = tinyPlugin, _ controls: [ResolvedControl]
) -> ResolvedMap {
    ResolvedMap(
        path: path, name: name, device: device,
        plugin: MappedPlugin(identity: plugin.identity, name: plugin.name, manufacturer: ""),
        channel: channel, controls: controls)
}

func map(
    plugin: PluginDescriptor = tinyPlugin, _ controls: [ResolvedControl]
) -> ResolvedMap {
    map("maps/tiny.yaml", plugin: plugin, controls)
}

extension ControllerMessage {
    static func cc(_ number: Int) -> Self { .controlChange(number: number, bits: 7) }
}

extension ElementBehaviour {
    static let push = ElementBehaviour.button(ButtonBehaviour(.momentary))
    static let latching = ElementBehaviour.button(ButtonBehaviour(.latching))
}

/// Plans and generates `maps`, which must all go into one file.
func generate(
    _ maps: [ResolvedMap], plugin: PluginDescriptor = tinyPlugin, address: String = "S1",
    slot: Int = 1
) throws -> GenerationOutcome {
    let options = try ArdourOptions(address: ArdourAddress(parsing: address), slot: slot)
    let plan = ardourFiles(for: maps.map { PlannedMap($0) })
    let file = try #require(plan.files.count == 1 ? plan.files[0] : nil)
    return ArdourGenerator(options).generate(file, from: maps.map { ($0, plugin) })
}

func golden(_ name: String, from place: String = #filePath) throws -> [UInt8] {
    let folder = place.split(separator: "/").dropLast().joined(separator: "/")
    let file = try #require(fopen("/\(folder)/Golden/\(name)", "r"))
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = fread(&bytes, 1, bytes.count, file)
    return Array(bytes[..<count])
}
