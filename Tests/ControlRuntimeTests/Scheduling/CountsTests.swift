import ControlRuntime
import Testing

@Suite struct CountsTests {
    @Test func `a known script gives exact counts`() {
        var rig = VirtualPlayer([OutputPlan(rate: .unlimited), OutputPlan(rate: .unlimited)])
        rig.accept([0x90, 60, 100], output: 0)
        rig.accept([0x80, 60, 0], after: 1_000_000, output: 0)
        rig.accept([0xB0, 7, 44], after: 2_000_000, output: 1)
        rig.accept([0xC0, 5], after: 2_000_000, output: 1)
        rig.accept([0x90, 200, 1], output: 1)
        rig.accept([0x90, 1, 1], after: 3_000_000_000, output: 1)
        rig.run(milliseconds: 10)
        let counters = rig.player.counters
        #expect(rig.count(.sent, output: 0) == 2 && rig.count(.bytes, output: 0) == 6)
        #expect(rig.count(.sent, output: 1) == 2 && rig.count(.bytes, output: 1) == 5)
        #expect(rig.count(.malformed, output: 1) == 1)
        #expect(counters.total(.sent) == 4 && counters.total(.offered) == 5)
        #expect(counters.value(.accepted) == 6 && counters.value(.dispatched) == 5)
        #expect(counters.value(.waiting) == 1 && counters.value(.waitingMost) == 6)
    }

    @Test func `lateness is counted in nanoseconds, not in milliseconds`() {
        var rig = VirtualPlayer.unlimited()
        for lateness in [0, 1, 700, 130_000] as [UInt64] {
            rig.accept([0xB0, 70, 1], after: 1_000)
            rig.now += 1_000 + lateness
            rig.settle()
        }
        var expected = LatenessHistogram()
        for lateness in [0, 1, 700, 130_000] as [UInt64] { expected.add(lateness) }
        #expect(rig.player.counters.lateness(output: 0) == expected)
    }

    @Test func `10,000 a second from four producers for ten seconds: nothing is lost or late`() {
        let deadline = ArmedDeadline()
        var one = EventProducer(source: 0, capacity: 64, deadline: deadline)
        var two = EventProducer(source: 1, capacity: 64, deadline: deadline)
        var three = EventProducer(source: 2, capacity: 64, deadline: deadline)
        var four = EventProducer(source: 3, capacity: 64, deadline: deadline)
        var rig = VirtualPlayer.unlimited()
        rig.player.attach(&one)
        rig.player.attach(&two)
        rig.player.attach(&three)
        rig.player.attach(&four)
        var accepted = 0
        for number in 0..<25_000 {
            let event = ShortMessage(status: 0x90, first: UInt8(number % 128), second: 1)
                .event(due: rig.now + 300_000, output: 0)
            let answers = [one.send(event), two.send(event), three.send(event), four.send(event)]
            accepted += answers.filter { $0 == .accepted }.count
            rig.run(until: rig.now + 400_000)
        }
        rig.run(milliseconds: 10)
        #expect(accepted == 100_000 && rig.count(.sent) == 100_000)
        #expect(rig.player.counters.lateness().counts[0] == 100_000)
    }
}
