import ControlRuntime
import Testing

@Suite struct MIDIClockTests {
    @Test func `ticks are computed from the start`() {
        var clock = MIDIClockOut(start: 1_000, beatsPerMinute: 125)
        // 125 beats a minute: 20 ms a tick.
        for tick in 0..<1_000_000 as Range<UInt64> {
            guard clock.due == 1_000 + tick * 20_000_000 else {
                Issue.record("tick \(tick) is at \(clock.due)")
                return
            }
            clock.advance()
        }
        #expect(clock.tick == 1_000_000)
    }

    @Test func `a change of tempo moves no tick that was there`() {
        var clock = MIDIClockOut(start: 0, beatsPerMinute: 100)
        for _ in 0..<7 { clock.advance() }
        let next = clock.due
        clock.setTempo(200)
        #expect(clock.due == next)
        clock.advance()
        #expect(clock.due - next == 12_500_000)
    }

    @Test func `a thousand changes of tempo lose no nanosecond`() {
        var clock = MIDIClockOut(start: 0, beatsPerMinute: 97)
        for _ in 0..<1_000 {
            clock.setTempo(97)
            clock.advance()
        }
        let ideal: Double = 1_000 * 60e9 / (97 * 24)
        let error: Double = Double(clock.due) - ideal
        #expect(error.magnitude <= 2)
    }

    @Test func `start goes before the first tick, and stop ends the ticks`() {
        var rig = VirtualPlayer.unlimited()
        let start = rig.now + 5_000_000
        #expect(rig.player.startClock(0, output: 0, start: start, beatsPerMinute: 125) == true)
        rig.run(milliseconds: 46)
        rig.player.stopClock(0, now: rig.now)
        rig.run(milliseconds: 100)
        #expect(rig.door.messages == [[0xFA], [0xF8], [0xF8], [0xF8], [0xFC]])
        #expect(rig.door.records[0].now == start - 1_000_000)
        #expect(rig.door.records[1].now == start)
        #expect(rig.player.waitingCount == 0)
    }

    @Test func `from the middle of a song the position goes first, then continue`() {
        var rig = VirtualPlayer.unlimited()
        _ = rig.player.startClock(
            0, output: 0, start: rig.now + 5_000_000, beatsPerMinute: 125,
            from: .position(300))
        rig.run(milliseconds: 5)
        #expect(rig.door.messages == [[0xF2, 44, 2], [0xFB], [0xF8]])
    }

    @Test func `what continues sends no position, and goes on with the tick after the last`() {
        var rig = VirtualPlayer.unlimited()
        _ = rig.player.startClock(
            0, output: 0, start: rig.now + 5_000_000, beatsPerMinute: 125, from: .position(4))
        rig.run(milliseconds: 46)
        rig.player.stopClock(0, now: rig.now)
        rig.settle()
        let board = rig.player.clockBoard
        #expect(!board.reading(0).isRunning && board.reading(0).beat(at: rig.now + 5) == 27.0 / 24)
        rig.door.records = []
        _ = rig.player.startClock(0, output: 0, start: rig.now + 5_000_000, from: .resume)
        rig.run(milliseconds: 26)
        #expect(rig.door.messages == [[0xFB], [0xF8], [0xF8]])
        #expect(board.reading(0).beatsPerMinute == 125)
        #expect((board.reading(0).beat(at: rig.now + 19_000_000) - 29.0 / 24).magnitude < 1e-9)
    }

    @Test
    func `a receiver that was away gets the position at the next sixteenth, and no tick before`() {
        var rig = VirtualPlayer.unlimited()
        _ = rig.player.startClock(0, output: 0, start: rig.now + 5_000_000, beatsPerMinute: 125)
        rig.run(milliseconds: 30)
        rig.player.unbind(output: 0)
        rig.run(milliseconds: 20)
        rig.door.records = []
        rig.player.bind(output: 0, now: rig.now)
        rig.run(milliseconds: 100)
        #expect(rig.door.messages == [[0xF2, 1, 0], [0xFB], [0xF8], [0xF8]])
        #expect(rig.count(.absent) == 0)
    }

    @Test func `an instant of a beat is where its tick will be`() {
        var rig = VirtualPlayer.unlimited()
        let start = rig.now + 5_000_000
        _ = rig.player.startClock(0, output: 0, start: start, beatsPerMinute: 97)
        rig.run(milliseconds: 777)
        let found = rig.player.clockBoard.reading(0).instant(ofBeat: 2)
        rig.run(milliseconds: 1_000)
        let ticks = rig.door.records.filter { $0.bytes == [0xF8] }.map(\.now)
        #expect(Int64(ticks[48]) - Int64(found ?? 0) <= 1)
        rig.player.stopClock(0, now: rig.now)
        #expect(rig.player.clockBoard.reading(0).instant(ofBeat: 2) == nil)
    }

    @Test func `a clock that is all that goes on can be ended, and not before`() {
        var rig = VirtualPlayer.unlimited()
        _ = rig.player.startClock(0, output: 0, start: rig.now + 1_000_000, beatsPerMinute: 125)
        rig.accept([0x90, 60, 1], after: 30_000_000)
        rig.run(milliseconds: 5)
        rig.player.stopLoneClocks(now: rig.now)
        #expect(rig.player.clockBoard.reading(0).isRunning)
        rig.run(milliseconds: 30)
        rig.player.stopLoneClocks(now: rig.now)
        rig.run(milliseconds: 30)
        #expect(rig.door.messages.last == [0xFC])
        #expect(rig.player.isQuiet == true)
    }

    @Test func `an output keeps its clock, and another gets one that is free`() {
        var rig = VirtualPlayer(
            [OutputPlan(rate: .unlimited), OutputPlan(rate: .unlimited)], clocks: 1)
        #expect(rig.player.clock(forOutput: 1) == 0)
        _ = rig.player.startClock(0, output: 1, start: rig.now + 5_000_000)
        #expect(rig.player.clock(forOutput: 1) == 0 && rig.player.clock(forOutput: 0) == nil)
        rig.player.stopClock(0, now: rig.now)
        #expect(rig.player.clock(forOutput: 0) == 0)
    }

    @Test func `a clock that is started again leaves no tick of its former run`() {
        var rig = VirtualPlayer.unlimited()
        _ = rig.player.startClock(0, output: 0, start: rig.now, beatsPerMinute: 125)
        rig.settle()
        _ = rig.player.startClock(0, output: 0, start: rig.now + 7_000_000, beatsPerMinute: 125)
        rig.run(milliseconds: 500)
        let ticks = rig.door.records.filter { $0.bytes == [0xF8] }.map(\.now)
        let gaps = Set(zip(ticks.dropFirst(2), ticks.dropFirst(1)).map { $0 - $1 })
        #expect(gaps == [20_000_000], "one tick was on its way at \(ticks.prefix(3))")
    }

    @Test func `two clocks run beside each other`() {
        var rig = VirtualPlayer([OutputPlan(rate: .unlimited), OutputPlan(rate: .unlimited)])
        _ = rig.player.startClock(0, output: 0, start: rig.now, beatsPerMinute: 125)
        _ = rig.player.startClock(1, output: 1, start: rig.now, beatsPerMinute: 250)
        rig.run(milliseconds: 1_000)
        let ticks = rig.door.records.filter { $0.bytes == [0xF8] }
        #expect(ticks.filter { $0.output == 0 }.count == 51)
        #expect(ticks.filter { $0.output == 1 }.count == 101)
    }

    @Test func `a follower finds tempo and position through the jitter of a wire`() {
        var numbers = SeededNumbers(5)
        var follower = MIDIClockIn()
        follower.receive(ShortMessage(status: 0xFA), now: 1_000)
        #expect(!follower.isRunning)
        for tick in 0..<960 as Range<UInt64> {
            let jitter = UInt64.random(in: 0..<640_000, using: &numbers)
            follower.receive(
                ShortMessage(status: 0xF8), now: 1_000_000 + tick * 20_000_000 + jitter)
        }
        #expect(follower.isRunning && follower.position == 959)
        #expect((follower.beatsPerMinute - 125).magnitude < 0.5)
        let expected = follower.instant(ofTick: 983).map { Double($0) } ?? 0
        #expect((expected - (1_000_000 + 983 * 20_000_000 + 320_000)).magnitude < 1_000_000)
    }

    @Test func `a follower stops, is put somewhere else, and goes on from there`() {
        var follower = MIDIClockIn()
        follower.receive(ShortMessage(status: 0xFA), now: 1)
        for tick in 1..<10 as Range<UInt64> {
            follower.receive(ShortMessage(status: 0xF8), now: tick * 20_000_000)
        }
        follower.receive(ShortMessage(status: 0xFC), now: 200_000_000)
        follower.receive(ShortMessage(status: 0xF8), now: 200_000_001)
        #expect(!follower.isRunning && follower.position == 8)
        follower.receive(ShortMessage(status: 0xF2, first: 4, second: 1), now: 210_000_000)
        follower.receive(ShortMessage(status: 0xFB), now: 210_000_001)
        follower.receive(ShortMessage(status: 0xF8), now: 220_000_000)
        #expect(follower.isRunning && follower.position == 132 * 6)
    }

    @Test func `a new tempo is taken over within a beat`() {
        var follower = MIDIClockIn()
        var now: UInt64 = 1_000
        for _ in 0..<96 {
            follower.receive(ShortMessage(status: 0xF8), now: now)
            now += 20_000_000
        }
        for _ in 0..<24 {
            follower.receive(ShortMessage(status: 0xF8), now: now)
            now += 10_000_000
        }
        #expect((follower.beatsPerMinute - 250).magnitude < 5)
    }
}
