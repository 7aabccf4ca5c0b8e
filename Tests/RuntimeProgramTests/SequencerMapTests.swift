import RuntimeMap
import Testing

/// A map between a controller at a card and aseqdump.
@Suite struct SequencerMapTests {
    /// Controller 21 of the first channel moves controller 74 of the third, upside down; its lamp ring
    /// follows.
    private static let map: RuntimeMap = {
        var target = RuntimeTarget(
            id: 0, parameter: -1, symbol: "cutoff", kind: .continuous, minimum: 0, maximum: 127,
            defaultValue: 0)
        target.route = .midi(
            output: 0, channel: 3, message: RuntimeMessage(.controlChange, number: 74))
        target.isInverted = true
        let binding = RuntimeBinding(
            control: "knob", channel: 1, message: RuntimeMessage(.controlChange, number: 21),
            behaviour: .absolute, targets: [target],
            feedback: RuntimeFeedback(
                style: .position, message: RuntimeMessage(.controlChange, number: 21), channel: 1,
                on: 127, off: 0))
        return RuntimeMap(
            name: "tiny",
            device: RuntimeDevice(manufacturer: "Nobody", model: "Knob", port: "VirMIDI 0-2"),
            plugin: nil,
            outputs: [
                RuntimeOutput(name: "synth", kind: .midi(RuntimePort(request: "aseqdump")))
            ], bindings: [binding])
    }()

    private static let run = SequencerMachine.run("map.py", files: ["tiny.map": map.binary()])

    @Test func `the scenario comes to its end`() {
        expectEnd(of: Self.run)
    }

    @Test func `what the controller sends comes out as the map says`() {
        let lines: [String] = Self.run["dumped"] ?? []
        #expect(
            Array(lines.prefix(3))
                == [127, 0, 63].map {
                    "Control change 2, controller 74, value \($0)"
                })
    }

    @Test func `a program moves a control by its name`() {
        let lines: [String] = Self.run["dumped"] ?? []
        #expect(lines.dropFirst(3).first == "Control change 2, controller 74, value 95")
    }

    @Test func `the controller is shown where the program moved it`() {
        let lamps: String = Self.run["lamps"] ?? ""
        // Controller 21, a quarter of the way.
        #expect(lamps.hasSuffix("151f") || lamps.hasSuffix("1520"), "\(lamps)")
    }

    @Test func `a program with maps goes on until it is told to stop`() {
        #expect(Self.run["status"] == 0)
    }
}
