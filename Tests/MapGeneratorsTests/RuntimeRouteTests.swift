import ControlMap
import PluginCatalog
import RuntimeMap
import Testing

@testable import MapGenerators

/// What the runtime sends, and in which layers.
@Suite struct RuntimeRouteTests {
    private let outputs = [
        OutputDeclaration(name: "unused", kind: .midi(port: "x", bytesPerSecond: 0)),
        OutputDeclaration(name: "synth", kind: .midi(port: "USB", bytesPerSecond: 3125)),
        OutputDeclaration(
            name: "daw",
            kind: .osc(address: "udp://127.0.0.1:3819", timing: .bundle, bundling: .never)),
    ]
    private let ardour = ParameterRouting.ardour(output: "daw", strip: 2, plugin: 3)

    private var layered: ResolvedMap {
        let filter = MIDIDestination(
            output: "synth", channel: 4, message: .cc(74), minimum: 20, maximum: 110)
        let fader = OSCDestination(
            output: "daw", address: "/strip/fader", arguments: [.int(1), .valueAsInt], maximum: 9)
        var knob = control(
            "knob-1", .cc(1), target("cutoff"), ResolvedTarget(.midi(filter)),
            ResolvedTarget(.osc(fader), shaping: Shaping(upper: 0.5)))
        knob.layers = ["main"]
        var anew = control("knob-1", .cc(1), target("reso"))
        anew.layers = ["shift"]
        anew.feedback = Feedback(
            on: 16383, off: 1, style: .position, message: .pitchBend, channel: 7)
        let shift = control(
            "shift", .note(number: 1), .push,
            ResolvedTarget(.layer("shift"), shaping: Shaping(mode: .momentary)))
        var map = map([shift, knob, anew])
        map.layers = ["main", "shift"]
        map.port = "XL"
        return map
    }

    @Test func `a map says where its messages go, in which layers, and what comes back`() throws {
        let made = RuntimeMapGenerator(outputs: outputs, routing: ardour).made(of: layered)
        #expect(made.diagnostics.isEmpty)
        let wanted = try golden("layered.runtime.json")
        #expect(
            String(decoding: made.map.json(), as: UTF8.self)
                == String(decoding: wanted, as: UTF8.self))
    }

    @Test func `the binary form holds the same`() throws {
        let made = RuntimeMapGenerator(outputs: outputs, routing: ardour).made(of: layered).map
        let read = try made.binary().withUnsafeBytes { try RuntimeMap(RuntimeMapView($0)) }
        #expect(read == made)
    }

    @Test func `only outputs that the map sends to are in it, in the manifest's order`() {
        let made = RuntimeMapGenerator(outputs: outputs).made(of: layered).map
        #expect(made.outputs.map(\.name) == ["synth", "daw"])
        let plain = RuntimeMapGenerator(outputs: outputs).made(of: map([control("a", .cc(1))])).map
        #expect(plain.outputs.isEmpty)
    }

    @Test func `parameters go to their host in its numbers, and not where it cannot take them`() {
        let map = map([
            control("a", .cc(1), target("voices")), control("b", .cc(2), target("delay")),
            control("c", .cc(3), target("meter")),
        ])
        let made = RuntimeMapGenerator(outputs: outputs, routing: ardour).made(of: map)
        #expect(
            made.map.bindings.map { $0.targets[0].route } == [
                .osc(
                    output: 0, address: "/strip/plugin/parameter",
                    arguments: [.int(2), .int(3), .int(6), .valueAsFloat]), .none, .none,
            ])
        #expect(
            made.diagnostics.map(\.code) == ["runtime.parameter-number", "runtime.sample-rate"])
    }

    @Test func `where the host's sample rate is said its multiples are told in hertz`() throws {
        var routing = ardour
        routing.sampleRate = 44_100
        #expect(try ParameterRouting(routing.text) == routing)
        let map = map([
            control("b", .cc(2), target("delay")), control("a", .cc(1), target("voices")),
        ])
        let made = RuntimeMapGenerator(outputs: outputs, routing: routing).made(of: map)
        let delay = try #require(made.map.bindings.last?.targets.first)
        #expect(
            delay.route
                == .osc(
                    output: 0, address: "/strip/plugin/parameter",
                    arguments: [.int(2), .int(3), .int(8), .valueAsFloat]))
        #expect([delay.minimum, delay.defaultValue, delay.maximum] == [44.1, 4_410, 22_050])
        #expect(!delay.scalesWithSampleRate)
        #expect(made.map.bindings[0].targets[0].maximum < 1_000)
        #expect(made.diagnostics.isEmpty)
    }

    @Test(arguments: [(nil, 2), ("7.3", 2), ("7.5", 3), ("8.7", 3)])
    func `parameters have the numbers of the host's version`(version: String?, number: Int32) throws
    {
        var plugin = tinyPlugin
        plugin.identity = PluginIdentity(format: .vst3, id: "00")
        plugin.parameters[1].isAutomatable = false
        var map = map(plugin: plugin, [control("a", .cc(1), target("wave"))])
        map.plugin = MappedPlugin(plugin)
        var routing = ardour
        routing.version = try version.map { text throws in try ArdourVersion(parsing: text) }
        #expect(try ParameterRouting(routing.text) == routing)
        let made = RuntimeMapGenerator(outputs: outputs, routing: routing).made(of: map)
        #expect(
            made.map.bindings[0].targets[0].route
                == .osc(
                    output: 0, address: "/strip/plugin/parameter",
                    arguments: [.int(2), .int(3), .int(number), .valueAsFloat]))
    }

    @Test func `another host is told what it asks for`() throws {
        let routing = ParameterRouting(
            output: "daw", address: "/set",
            arguments: [.symbol, .name, .index, .number, .fixed(.float(0.5)), .fixed(.position)])
        #expect(try ParameterRouting(routing.text) == routing)
        let map = map([control("a", .cc(1), target("delay"))])
        let made = RuntimeMapGenerator(outputs: outputs, routing: routing).made(of: map)
        #expect(
            made.map.bindings[0].targets[0].route
                == .osc(
                    output: 0, address: "/set",
                    arguments: [
                        .string("delay"), .string("Delay"), .int(7), .int(8), .float(0.5),
                        .positionAsFloat,
                    ]))
        #expect(made.diagnostics.isEmpty)
    }

    @Test(arguments: [
        "x", "[]", "{}", "{\"output\":\"a\",\"host\":\"b\",\"address\":\"/\",\"arguments\":[]}",
        "{\"output\":\"a\",\"host\":\"any\",\"address\":\"/\",\"arguments\":[null]}",
    ])
    func `a text that says no routing is refused`(text: String) {
        #expect(throws: TargetOptionError.self) { try ParameterRouting(text) }
    }

    @Test(arguments: [
        (ControllerMessage.cc(1), RuntimeTarget.Kind.wholeNumbers, 127.0),
        (.controlChange(number: 1, bits: 14), .wholeNumbers, 16383),
        (.pitchBend, .wholeNumbers, 16383),
        (.programChange(program: 3), .offOn, 1), (.programChange(program: nil), .wholeNumbers, 127),
        (.systemExclusive([0xF0, 1, 0xF7]), .offOn, 1),
        (.systemExclusive([0xF0, 0x80, 0xF7]), .wholeNumbers, 127),
    ])
    func `a message has the values that it carries`(
        message: ControllerMessage, kind: RuntimeTarget.Kind, maximum: Double
    ) {
        let sent = ResolvedTarget(
            .midi(MIDIDestination(output: "synth", channel: 1, message: message)))
        let made = RuntimeMapGenerator(outputs: outputs).made(of: map([control("a", .cc(9), sent)]))
        let target = made.map.bindings[0].targets[0]
        #expect(target.kind == kind)
        #expect(target.maximum == maximum)
        #expect(target.parameter == -1)
    }

    @Test func `radio buttons of one group take turns, and an encoder has its acceleration`() {
        let radio = Shaping(mode: .radio)
        var buttons = ["reso", "wave", "voices"].enumerated().map { place, symbol in
            control("b\(place)", .cc(place), .push, target(symbol, radio))
        }
        buttons[0].group = "scene"
        buttons[1].group = "scene"
        var encoder = control("e", .cc(9), .relative(.signBit), target("reso"))
        encoder.acceleration = 3.5
        let bindings = RuntimeMapGenerator.runtimeMap(map(buttons + [encoder])).bindings
        #expect(bindings.map { $0.targets[0].group } == [1, 1, 0, 0])
        #expect(bindings.map(\.acceleration) == [0, 0, 0, 3.5])
    }

    @Test func `Ardour's map says what it leaves out, and keeps what the first layer hears`() throws
    {
        let made = try generate([layered])
        #expect(
            made.diagnostics.map { "\($0.severity) \($0.code)" } == [
                "info ardour.always-heard", "info ardour.feedback-values", "warning ardour.layer",
                "info ardour.layer-switch", "info ardour.midi-target", "info ardour.osc-target",
            ])
        let text = String(decoding: try #require(made.file).bytes, as: UTF8.self)
        #expect(text.contains("/route/plugin/parameter S1 1 1"))
        #expect(!text.contains("/route/plugin/parameter S1 1 2"))
    }
}
