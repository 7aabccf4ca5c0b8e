import RuntimeMap
import Testing

/// A controller with lamps and motors, a synthesiser at a card, and an OSC host written beside it.
@Suite struct SequencerHostTests {
    private static func target(
        _ symbol: String, to maximum: Double, kind: RuntimeTarget.Kind = .continuous,
        _ route: RuntimeRoute
    ) -> RuntimeTarget {
        var target = RuntimeTarget(
            id: 0, parameter: -1, symbol: symbol, kind: kind, minimum: 0, maximum: maximum,
            defaultValue: 0)
        target.route = route
        return target
    }

    private static func binding(
        _ control: String, _ message: RuntimeMessage, _ style: RuntimeFeedback.Style,
        _ target: RuntimeTarget
    ) -> RuntimeBinding {
        RuntimeBinding(
            control: control, channel: 1, message: message,
            behaviour: message.kind == .note ? .momentary(on: 127, off: 0) : .absolute,
            targets: [target],
            feedback: RuntimeFeedback(style: style, message: message, channel: 1, on: 127, off: 0))
    }

    private static let map: RuntimeMap = {
        var mute = target(
            "mute", to: 1, kind: .offOn,
            .osc(output: 1, address: "/strip/mute", arguments: [.int(1), .valueAsInt]))
        mute.mode = .toggle
        var bindings = [
            binding(
                "knob", RuntimeMessage(.controlChange, number: 21), .position,
                target(
                    "cutoff", to: 127,
                    .midi(
                        output: 0, channel: 3, message: RuntimeMessage(.controlChange, number: 74)))
            ),
            binding(
                "fader", RuntimeMessage(.controlChange, number: 22), .position,
                target(
                    "gain", to: 1,
                    .osc(
                        output: 1, address: "/strip/fader", arguments: [.int(1), .positionAsFloat]))
            ),
            binding("mute", RuntimeMessage(.note, number: 37), .lamp, mute),
        ]
        for place in bindings.indices { bindings[place].targets[0].id = place }
        return RuntimeMap(
            name: "hosts",
            device: RuntimeDevice(manufacturer: "Nobody", model: "Desk", port: "VirMIDI 0-2"),
            plugin: nil,
            outputs: [
                RuntimeOutput(name: "synth", kind: .midi(RuntimePort(request: "VirMIDI 0-3"))),
                RuntimeOutput(
                    name: "host", kind: .osc(RuntimeOSCTarget(address: "udp://127.0.0.1:9100"))),
            ], bindings: bindings)
    }()

    private static let run = SequencerMachine.run("hosts.py", files: ["hosts.map": map.binary()])

    @Test func `the scenario comes to its end`() {
        expectEnd(of: Self.run)
        #expect(Self.run["status"] == 0)
    }

    @Test func `what a synthesiser says at its port is shown on the controller`() {
        #expect(Self.run["sent"] == "b24a40")
        #expect(Self.run["ring"] == "b01520")
    }

    @Test func `what it says of what it was just told is an echo, and shows nothing`() {
        #expect(Self.run["echo"] == "")
    }

    @Test func `an OSC host's answer to the socket that we send by is shown`() {
        let fader: [Any] = Self.run["fader"] ?? []
        #expect(fader.first as? String == "/strip/fader")
        // The kernel leaves the status out, which is that of the message before.
        #expect(Self.run["motor"] == "1620")
    }

    @Test func `a value in a bundle, with another type of number, reaches the lamp and the toggle`()
    {
        #expect(Self.run["lamp"] == "90257f")
        let unmute: [Any] = Self.run["unmute"] ?? []
        #expect(unmute.first as? String == "/strip/mute")
        #expect(unmute.last as? Int == 0)
    }

    @Test func `what comes to where we listen for OSC is a host's word, too`() {
        #expect(Self.run["listened"] == "b01640")
    }

    @Test func `stats count what told a value, and what did not`() {
        #expect(Self.run["hosts.told"] == 3)
        #expect(Self.run["hosts.unheard"] == 2)
        #expect(Self.run["replies"] == [2])
    }
}
