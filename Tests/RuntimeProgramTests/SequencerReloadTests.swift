import RuntimeMap
import Testing

/// A map whose file is replaced while it is played, between a controller at a card and aseqdump.
@Suite struct SequencerReloadTests {
    private static func target(
        _ symbol: String, _ route: RuntimeRoute, parameter: Int = -1,
        kind: RuntimeTarget.Kind = .continuous
    ) -> RuntimeTarget {
        var target = RuntimeTarget(
            id: 0, parameter: parameter, symbol: symbol, kind: kind, minimum: 0, maximum: 127,
            defaultValue: 0)
        target.route = route
        return target
    }

    private static func binding(
        _ control: String, _ message: RuntimeMessage, _ target: RuntimeTarget
    ) -> RuntimeBinding {
        RuntimeBinding(
            control: control, channel: 1, message: message,
            behaviour: message.kind == .note ? .momentary(on: 127, off: 0) : .absolute,
            targets: [target], feedback: nil)
    }

    private static func midi(
        _ kind: RuntimeMessage.Kind, _ number: Int, channel: Int = 1, output: Int = 0
    ) -> RuntimeRoute {
        .midi(output: output, channel: channel, message: RuntimeMessage(kind, number: number))
    }

    private static func controller(_ number: Int) -> RuntimeMessage {
        RuntimeMessage(.controlChange, number: number)
    }

    /// - Parameter step: What of the new map is another than of the old one.
    private static func map(isNew: Bool) -> RuntimeMap {
        let step = isNew ? 1 : 0
        var mute = target(
            "mute", midi(.controlChange, 80 + step), parameter: 5, kind: .offOn)
        mute.mode = .toggle
        var outputs = [
            RuntimeOutput(name: "synth", kind: .midi(RuntimePort(request: "aseqdump"))),
            RuntimeOutput(
                name: "host",
                kind: .osc(RuntimeOSCTarget(address: "udp://127.0.0.1:\(9100 + step)"))
            ),
        ]
        let osc = RuntimeRoute.osc(
            output: 1, address: isNew ? "/b" : "/a", arguments: [.valueAsFloat])
        var bindings = [
            binding(
                isNew ? "dial" : "knob", controller(21),
                target("cutoff", midi(.controlChange, 74 + step, channel: 3))),
            binding("send", controller(22), target("send", osc)),
            binding(
                "pad", RuntimeMessage(.note, number: 36),
                target("pad", midi(.note, isNew ? 50 : 40))),
            binding("mute", RuntimeMessage(.note, number: 37), mute),
        ]
        if isNew {
            outputs.append(
                RuntimeOutput(name: "second", kind: .midi(RuntimePort(request: "VirMIDI 0-3"))))
            bindings.insert(
                binding(
                    "second", controller(23), target("second", midi(.controlChange, 76, output: 2))),
                at: 2)
        }
        for place in bindings.indices { bindings[place].targets[0].id = place }
        return RuntimeMap(
            name: "changing",
            device: RuntimeDevice(manufacturer: "Nobody", model: "Knob", port: "VirMIDI 0-2"),
            plugin: nil, outputs: outputs, bindings: bindings)
    }

    private static let run = SequencerMachine.run(
        "reload.py",
        files: ["a.map": map(isNew: false).binary(), "b.map": map(isNew: true).binary()])

    @Test func `the scenario comes to its end`() {
        expectEnd(of: Self.run)
        #expect(Self.run["status"] == 0)
    }

    @Test func `the first map plays`() {
        #expect(
            Self.run["before"] == [
                "Control change 2, controller 74, value 10", "Note on 0, note 40, velocity 100",
                "Control change 0, controller 80, value 127",
            ])
        #expect(Self.run["osc_before"] == "/a")
    }

    @Test func `files that cannot be played are told once each, and the old map plays on`() {
        #expect(Self.run["told"] == [1, 1])
        #expect(Self.run["during"] == ["Control change 2, controller 74, value 11"])
        #expect(Self.run["fault.refused"] == 2)
        #expect(Self.run["fault.fault.file"] == "maps/play.map")
        let message: String = Self.run["fault.fault.message"] ?? ""
        #expect(message.contains("version 3") && message.contains("update pipeline-runtime"))
    }

    @Test func `what sounds is ended on the old route, and its release says nothing more`() {
        #expect(Self.run["ended"] == ["Note off 0, note 40, velocity 0"])
    }

    @Test func `the new map takes over without a restart, with the toggles of the old one`() {
        #expect(
            Self.run["after"] == [
                "Control change 2, controller 75, value 12",
                "Control change 0, controller 81, value 0",
            ])
    }

    @Test func `new ports and changed OSC targets are bound within the places kept for them`() {
        #expect(Self.run["osc_after"] == "/b")
        #expect(Self.run["second"] == "b04c05")
        let again: String = Self.run["again"] ?? ""
        #expect(again.hasSuffix("07"), "\(again)")
    }

    @Test func `control names are the new ones for send, lines and patterns of OSC`() {
        #expect(Self.run["named"] == 0)
        #expect(
            Self.run["by_name"] == [
                "Control change 2, controller 75, value 64",
                "Control change 2, controller 75, value 32",
            ])
        let unknown: [Any] = Self.run["unknown"] ?? []
        #expect(unknown.first as? Int == 4)
    }

    @Test func `a folder that is lost and comes back with another map is noticed`() {
        #expect(Self.run["gone"] == ["Control change 2, controller 75, value 13"])
        #expect(Self.run["back"] == ["Control change 2, controller 74, value 14"])
    }

    @Test func `stats count reloads and name the last file`() {
        #expect(Self.run["stats.reloads.taken"] == 2)
        #expect(Self.run["stats.reloads.last.file"] == "maps/play.map")
        #expect(Self.run["stats.reloads.fault.file"] as String? == nil)
    }
}
