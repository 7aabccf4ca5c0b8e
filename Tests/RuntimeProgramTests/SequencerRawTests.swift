import RuntimeMap
import Testing

/// Controllers and outputs without the sequencer: raw devices and pipes.
@Suite struct SequencerRawTests {
    /// Controller 21 moves controller 74 upside down; System Exclusive means nothing.
    private static func map(from port: String, lamps: Bool) -> [UInt8] {
        var target = RuntimeTarget(
            id: 0, parameter: -1, symbol: "cutoff", kind: .continuous, minimum: 0, maximum: 127,
            defaultValue: 0)
        target.route = .midi(
            output: 0, channel: 3, message: RuntimeMessage(.controlChange, number: 74))
        target.isInverted = true
        let knob = RuntimeMessage(.controlChange, number: 21)
        let bindings = [
            RuntimeBinding(
                control: "knob", channel: 1, message: knob, behaviour: .absolute,
                targets: [target],
                feedback: lamps
                    ? RuntimeFeedback(
                        style: .position, message: knob, channel: 1, on: 127, off: 0) : nil)
        ]
        return RuntimeMap(
            name: "tiny", device: RuntimeDevice(manufacturer: "Nobody", model: "Knob", port: port),
            plugin: nil,
            outputs: [
                RuntimeOutput(name: "synth", kind: .midi(RuntimePort(request: "aseqdump")))
            ], bindings: bindings
        ).binary()
    }

    static let files = [
        "pipe-controller.map": map(from: "file:/tmp/knob", lamps: false),
        "raw-controller.map": map(from: "rawmidi:hw:VirMIDI,2,0", lamps: true),
        "pipe-output.map": SequencerGuardTests.map(to: "file:/tmp/wire"),
    ]

    private static let run = SequencerMachine.run(
        "raw.py", ["--virtual-time", "--timeout", "240"], files: files)

    @Test func `the scenario comes to its end`() {
        expectEnd(of: Self.run)
    }

    @Test func `bytes of a pipe are messages, whatever stands between and wherever they are cut`() {
        let lines: [String] = Self.run["pipe"] ?? []
        #expect(
            lines
                == [117, 107, 97, 87, 77, 67].map {
                    "Control change 2, controller 74, value \($0)"
                })
        #expect(Self.run["pipe_status"] == 0)
        // Six values, a clock byte twice, active sensing, and System Exclusive.
        #expect(Self.run["pipe_report.received"] == 10)
    }

    @Test func `ports lists raw devices by their cards' names`() {
        let lines: [String] = Self.run["listed"] ?? []
        #expect(lines.count == 4)
        #expect(lines.first?.hasPrefix("in out  rawmidi:hw:VirMIDI,0  ") == true, "\(lines)")
    }

    @Test func `a device that another program has is opened when that one lets it go`() {
        #expect(Self.run["busy"] == true)
        #expect(Self.run["taken_over"] == true)
    }

    @Test func `a controller at a raw device is heard, and shown where it stands`() {
        let lamps: [String] = Self.run["lamps"] ?? []
        #expect(lamps == ["Control change 0, controller 21, value 32"], "\(lamps)")
        #expect(Self.run["raw_status"] == 0)
    }

    @Test func `a card that is pulled out is told once, and opened when it is back`() {
        #expect(Self.run["again_1"] == true)
        #expect(Self.run["again_2"] == true)
        #expect(Self.run["returns"] == [1, 1])
        let messages: [String] = Self.run["messages"] ?? []
        #expect(messages.count { $0.contains("has gone") } == 4, "\(messages)")
        #expect(Self.run["raw_report.losses"] == 2)
        #expect(Self.run["raw_report.returns"] == 2)
    }

    @Test func `a note held while the card goes is ended when it is back`() {
        let extra: Int = Self.run["raw_report.extra"] ?? 0
        #expect(extra >= 1)
    }

    @Test func `bytes that the kernel had no room for are counted`() {
        let overruns: Int = Self.run["flood.overruns"] ?? 0
        #expect(overruns >= 1)
    }

    @Test func `monitor and learn listen to raw devices`() {
        #expect(Self.run["monitor_status"] == 0)
        let lines: [String] = Self.run["monitored"] ?? []
        #expect(lines.count == 2)
        #expect(lines.allSatisfy { $0.contains("rawmidi:hw:VirMIDI,1") })
        #expect(Self.run["learn_status"] == 0)
        #expect(
            Self.run["learned"]
                == ["- { id: cutoff, send: { cc: 21, channel: 3 }, parameter: none }"])
        #expect(Self.run["missing"] == 3)
    }

    @Test func `bytes go out with running status, which System Exclusive ends`() {
        // Two notes under one status, a controller; 7c stands for System Exclusive; two notes later.
        #expect(Self.run["wire"] == "903c013d01b007057c903e013f01")
        #expect(Self.run["nobody"] == 3)
    }

    @Test func `a pipe's new reader hears the end of what sounded and the last values`() {
        #expect(Self.run["reader_gone"] == true)
        #expect(Self.run["reader_back"] == true)
        let restored: String = Self.run["restored"] ?? ""
        #expect(restored.hasPrefix("803c40"), "\(restored)")
        #expect(restored.hasSuffix("0762"), "\(restored)")
    }
}
