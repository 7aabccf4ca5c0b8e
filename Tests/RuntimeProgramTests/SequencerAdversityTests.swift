import RuntimeMap
import Testing

/// What the world does to a running program, and what it makes of that.
@Suite struct SequencerAdversityTests {
    private static func map(_ name: String, _ kind: RuntimeOutput.Kind) -> [UInt8] {
        RuntimeMap(
            name: name, device: RuntimeDevice(manufacturer: "Nobody", model: "Nothing"),
            plugin: nil,
            outputs: [RuntimeOutput(name: name, kind: kind)], bindings: []
        ).binary()
    }

    private static let run = SequencerMachine.run(
        "adversity.py", ["--timeout", "400"],
        files: [
            "bridge.map": map(
                "dirt",
                .osc(RuntimeOSCTarget(address: "udp://127.0.0.1:57120", timing: .bundle))),
            "slow.map": map(
                "slow", .midi(RuntimePort(request: "Slow:in", bytesPerSecond: 3_125))),
        ])

    @Test func `the scenario comes to its end`() {
        expectEnd(of: Self.run)
    }

    @Test func `of a flood of 100,000 messages every note is heard, every value counted`() {
        #expect(Self.run["flood.status"] == 0)
        #expect(Self.run["flood.notes_on"] == 1_000)
        #expect(Self.run["flood.notes_off"] == 1_000)
        let sent: Int = Self.run["flood.report.sent"] ?? 0
        let replaced: Int = Self.run["flood.report.replaced"] ?? 0
        // 990 values and 10 notes with their ends, a hundred times.
        #expect(sent + replaced == 99_000 + 2_000)
        #expect(Self.run["flood.received"] == Self.run["flood.report.sequencer_sent"] as Int?)
        for counter in [
            "queue_full", "absent", "refused", "too_late", "sequencer_lost", "overruns",
        ] {
            #expect(Self.run["flood.report.\(counter)"] == 0, "\(counter)")
        }
    }

    @Test func `a wall clock that is set moves no message that waits, and time tags follow it`() {
        #expect(Self.run["clock.relative"] == true)
        #expect(Self.run["clock.wall"] == true)
        #expect(Self.run["clock.tag"] == true)
        #expect(Self.run["clock.afterwards"] == true)
        #expect(Self.run["clock.status"] == 0)
    }

    @Test func `an OSC target where nobody listens is sent to all the same, and comes`() {
        #expect(Self.run["refused.came"] == true)
        #expect(Self.run["refused.status"] == 0)
    }

    @Test func `a port that goes in the middle of a long message ends its note when it is back`() {
        #expect(Self.run["torn.value"] == true)
        #expect(Self.run["torn.ended"] == true)
        #expect(Self.run["torn.plays"] == true)
        #expect(Self.run["torn.status"] == 0)
    }
}
