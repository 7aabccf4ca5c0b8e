import ControlRuntime
import Testing

/// The player on a clock that only moves when nothing is to be done.
@Suite struct VirtualTimeTests {
    @Test func `200 messages a second for 30 s are as late as the wake-up and no more`() {
        var numbers = SeededNumbers(3)
        var rig = VirtualPlayer.unlimited()
        rig.wakeLateness = 2_800
        for key in 0..<1_000 {
            rig.accept([0x90, UInt8(key % 128), 1], after: 3_600_000_000_000)
        }
        var dues: [UInt64] = []
        for number in 0..<6_000 {
            let due = UInt64(number) * 5_000_000 + UInt64.random(in: 0..<5_000_000, using: &numbers)
            dues.append(rig.now + due)
            rig.accept([0xB0, 70, UInt8(number % 128)], after: due)
        }
        rig.run(milliseconds: 30_010)
        #expect(rig.door.records.count == 6_000)
        let worst = zip(rig.door.records, dues).map { $0.now - $1 }.max() ?? 0
        #expect(worst <= 10_000)
        #expect(rig.player.counters.lateness().total == 6_000)
        #expect(rig.player.counters.lateness().quantile(1) ?? .max <= 4_096)
    }

    @Test func `an hour of MIDI clock ends where it must`() {
        var rig = VirtualPlayer.unlimited()
        // 97.3 beats a minute: a tick is no whole number of nanoseconds.
        let start = rig.now + 10_000_000
        #expect(rig.player.startClock(0, output: 0, start: start, beatsPerMinute: 97.3) == true)
        rig.wakeLateness = 60_000
        let tick = 60e9 / (97.3 * 24)
        let ticks = Int(3_600e9 / tick)
        rig.run(until: start + 3_600_000_000_000)
        let clocks = rig.door.records.filter { $0.bytes == [0xF8] }
        #expect(clocks.count == ticks + 1)
        let ideal = Double(start) + Double(ticks) * tick
        let last = Double(clocks.last?.now ?? 0) - 60_000
        #expect((last - ideal).magnitude <= 10_000)
        // Late wake-ups do not move the ticks after them.
        let worst =
            clocks.enumerated().map { place, record in
                (Double(record.now) - 60_000 - Double(start) - Double(place) * tick).magnitude
            }.max() ?? .infinity
        #expect(worst <= 2_000)
    }

    @Test func `20,000 messages a second keep the queue flat and lose nothing`() {
        var producer = EventProducer(source: 0, capacity: 1_024, deadline: ArmedDeadline())
        var rig = VirtualPlayer([OutputPlan(rate: .unlimited)])
        rig.player.attach(&producer)
        var refused = 0
        for number in 0..<100_000 {
            let event = ShortMessage(status: 0x90, first: UInt8(number % 128), second: 1)
                .event(due: rig.now + 2_000_000, output: 0)
            if producer.send(event) != .accepted { refused += 1 }
            rig.run(until: rig.now + 50_000)
        }
        rig.run(milliseconds: 10)
        #expect(refused == 0 && rig.door.records.count == 100_000)
        #expect(rig.player.counters.value(.waitingMost) <= 64)
    }

    @Test func `a flood of 100,000 in one moment is survived and accounted for`() {
        var producer = EventProducer(
            source: 0, capacity: 4_096, policy: .refuse, deadline: ArmedDeadline())
        var rig = VirtualPlayer([OutputPlan(rate: .software)])
        rig.player.attach(&producer)
        for number in 0..<100_000 {
            let event = ShortMessage(status: 0x90, first: UInt8(number % 128), second: 1)
                .event(output: 0)
            _ = producer.send(event)
        }
        rig.run(milliseconds: 500)
        let counts = producer.counts
        #expect(counts.accepted + counts.refused == 100_000 && counts.accepted == 4_096)
        #expect(rig.count(.offered) == 4_096 && rig.unaccounted() == 0 && rig.count(.waiting) == 0)
    }

    @Test func `a hundred thousand passes through the player leave no memory behind`() {
        // The preloaded counter of scripts/bench-runtime shows the same of the whole program.
        var producer = EventProducer(source: 0, capacity: 256, deadline: ArmedDeadline())
        var player = Player(outputs: [OutputPlan(rate: .unlimited)], capacity: 256, sources: 1)
        player.attach(&producer)
        player.bind(output: 0, now: 1)
        var door = CountingDoor()
        let event = TimedEvent(.systemExclusive)
        var bytes = [UInt8](repeating: 1, count: 300)
        bytes[0] = 0xF0
        bytes[299] = 0xF7
        for _ in 0..<100_000 {
            _ = bytes.withUnsafeBytes { producer.send($0, as: event) }
            _ = player.advance(now: 2, door: &door)
        }
        #expect(player.counters.value(.sent, output: 0) == 100_000)
        #expect(producer.counts.accepted == 100_000)
    }
}
