import ControlRuntime
import Testing

@Suite struct FineControllerTests {
    private func event(_ value: UInt16, _ number: Int = 7, now: UInt64) -> TimedEvent {
        FineController(number, value: value, channel: 2).event(due: now, output: 0)
    }

    @Test func `the upper half goes first, the lower right behind it`() {
        var rig = VirtualPlayer.unlimited()
        _ = rig.player.accept(event(1_000, now: rig.now))
        rig.settle()
        #expect(rig.door.messages == [[0xB2, 7, 7], [0xB2, 39, 104]])
        #expect(rig.count(.sent) == 1 && rig.unaccounted() == 0)
    }

    /// The bug: the upper half of one value went, and with it the lower half of another.
    @Test func `a port that is behind never gets halves of two values`() {
        var rig = VirtualPlayer([OutputPlan(rate: OutputRate(burstMessages: 1))])
        for value in stride(from: 0 as UInt16, to: 16_384, by: 129) {
            _ = rig.player.accept(event(value, now: rig.now))
            rig.run(milliseconds: 1)
            rig.now += 300_000
        }
        rig.run(milliseconds: 50)
        let messages = rig.door.messages
        #expect(messages.count > 20 && messages.count.isMultiple(of: 2))
        for place in stride(from: 0, to: messages.count, by: 2) {
            #expect(messages[place][1] == 7 && messages[place + 1][1] == 39)
            // Each of these values has the same halves.
            #expect(messages[place][2] == messages[place + 1][2])
        }
        #expect(messages.last == [0xB2, 39, 127])
        #expect(rig.unaccounted() == 0)
    }

    @Test func `one whose upper half has gone is completed before a newer value goes`() {
        var rig = VirtualPlayer.unlimited()
        var taken = 0
        rig.door.answer = { _ in
            taken += 1
            return taken == 2 ? .later : .sent
        }
        _ = rig.player.accept(event(129, now: rig.now))
        rig.settle()
        rig.accept([0xB2, 7, 5])
        _ = rig.player.accept(event(258, now: rig.now))
        rig.run(milliseconds: 10)
        #expect(
            rig.door.messages == [[0xB2, 7, 1], [0xB2, 39, 1], [0xB2, 7, 2], [0xB2, 39, 2]])
        #expect(rig.count(.replaced) == 1 && rig.unaccounted() == 0)
    }

    @Test func `a controller that came after both halves goes after them`() {
        var rig = VirtualPlayer.unlimited()
        rig.door.answer = { _ in .later }
        rig.accept([0xB2, 20, 1])
        _ = rig.player.accept(event(129, now: rig.now))
        rig.accept([0xB2, 39, 9])
        rig.settle()
        rig.door.answer = { _ in .sent }
        rig.run(milliseconds: 10)
        let ofNumber = rig.door.messages.filter { $0[1] == 7 || $0[1] == 39 }
        #expect(ofNumber == [[0xB2, 7, 1], [0xB2, 39, 1], [0xB2, 39, 9]])
        #expect(rig.door.messages.contains([0xB2, 20, 1]) && rig.unaccounted() == 0)
    }

    @Test func `both halves are restored when the port comes back`() {
        var rig = VirtualPlayer.unlimited()
        _ = rig.player.accept(event(1_000, now: rig.now))
        rig.settle()
        rig.player.unbind(output: 0)
        _ = rig.player.accept(event(2_000, now: rig.now))
        rig.settle()
        rig.door.records = []
        rig.player.bind(output: 0, now: rig.now)
        rig.settle()
        #expect(rig.door.messages.filter { $0[1] != 123 } == [[0xB2, 7, 15], [0xB2, 39, 80]])
        #expect(rig.unaccounted() == 0)
    }

    @Test func `a number above 31 or a byte above 127 is malformed`() {
        var rig = VirtualPlayer.unlimited()
        for payload: UInt64 in [0x00_00_20_00, 0x00_80_07_00, 0x80_00_07_00, 0x10] {
            _ = rig.player.accept(TimedEvent(.fineController, payload: payload, count: 4))
        }
        rig.settle()
        #expect(rig.count(.malformed) == 4 && rig.door.messages.isEmpty)
    }
}
