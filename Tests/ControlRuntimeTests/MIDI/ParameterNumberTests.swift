import ControlRuntime
import Testing

@Suite struct ParameterNumberTests {
    private func bytes(_ parameter: ParameterNumber) -> [[UInt8]] {
        (0..<parameter.messageCount).map {
            let message = parameter.message($0)
            return [message.status, message.first, message.second]
        }
    }

    @Test func `an NRPN is chosen, set and closed`() {
        let parameter = ParameterNumber(300, value: 1_000, channel: 4)
        #expect(
            bytes(parameter) == [
                [0xB4, 99, 2], [0xB4, 98, 44], [0xB4, 6, 7], [0xB4, 38, 104], [0xB4, 101, 127],
                [0xB4, 100, 127],
            ])
    }

    @Test func `an RPN of seven bits without closing is three controllers`() {
        let parameter = ParameterNumber(
            0, value: 12, channel: 0, isRegistered: true, isFine: false, isClosed: false)
        #expect(bytes(parameter) == [[0xB0, 101, 0], [0xB0, 100, 0], [0xB0, 6, 12]])
    }

    @Test func `seven bits are closed, too`() {
        let parameter = ParameterNumber(1, value: 5, channel: 0, isFine: false)
        #expect(
            bytes(parameter).map { $0[1] } == [99, 98, 6, 101, 100])
    }

    @Test func `the messages stay together whatever the receiver takes at a time`() {
        var rig = VirtualPlayer([OutputPlan(rate: OutputRate(burstMessages: 2))])
        for number in 0..<4 as Range<UInt16> {
            _ = rig.player.accept(
                ParameterNumber(number, value: 9, channel: 0).event(due: rig.now, output: 0))
            rig.accept([0xB0, UInt8(20 + number), 1])
            rig.accept([0x90, UInt8(60 + number), 1])
        }
        rig.run(milliseconds: 100)
        let messages = rig.door.messages
        #expect(messages.count == 4 * 8)
        for (place, message) in messages.enumerated() where message[1] == 99 {
            let group = messages[place..<(place + 6)].map { $0[1] }
            #expect(group == [99, 98, 6, 38, 101, 100])
        }
        #expect(messages.filter { $0[1] == 99 }.count == 4)
        #expect(rig.unaccounted() == 0)
    }

    @Test func `a receiver that has no room in the middle gets the rest first`() {
        var rig = VirtualPlayer.unlimited()
        var taken = 0
        rig.door.answer = { _ in
            taken += 1
            return taken == 3 ? .later : .sent
        }
        _ = rig.player.accept(
            ParameterNumber(1, value: 2, channel: 0).event(due: rig.now, output: 0))
        rig.settle()
        rig.accept([0x90, 60, 1])
        rig.accept([0xB0, 6, 9])
        rig.accept([0xF8])
        rig.run(milliseconds: 10)
        #expect(
            rig.door.messages.map { $0.count > 1 ? $0[1] : $0[0] } == [
                99, 98, 0xF8, 6, 38, 101, 100, 60, 6,
            ])
    }

    @Test func `of a parameter that waits only the newest value goes`() {
        var rig = VirtualPlayer.unlimited()
        rig.door.answer = { _ in .later }
        for value in 0..<50 as Range<UInt16> {
            for number in 0..<2 as Range<UInt16> {
                _ = rig.player.accept(
                    ParameterNumber(number, value: value, channel: 0, isClosed: false)
                        .event(due: rig.now, output: 0))
            }
        }
        rig.settle()
        rig.door.answer = { _ in .sent }
        rig.run(milliseconds: 5)
        let values = rig.door.messages.filter { $0[1] == 38 }.map { $0[2] }
        #expect(values == [49, 49])
        #expect(rig.count(.replaced) == 98 && rig.count(.sent) == 2)
        #expect(rig.unaccounted() == 0)
    }

    @Test func `controllers that spell a parameter out keep their order`() {
        var rig = VirtualPlayer.unlimited()
        rig.door.answer = { _ in .later }
        let script: [[UInt8]] = [
            [0xB0, 99, 1], [0xB0, 98, 2], [0xB0, 6, 3], [0xB0, 99, 1], [0xB0, 98, 3], [0xB0, 6, 4],
        ]
        for bytes in script { rig.accept(bytes) }
        rig.settle()
        rig.door.answer = { _ in .sent }
        rig.run(milliseconds: 5)
        #expect(rig.door.messages == script)
    }
}
