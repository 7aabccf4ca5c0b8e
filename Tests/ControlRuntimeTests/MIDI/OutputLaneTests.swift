import ControlRuntime
import Testing

/// An output that is behind: its receiver has no room until `door.answer` says otherwise.
@Suite struct OutputLaneTests {
    private func stalled(_ plan: OutputPlan = OutputPlan(rate: .unlimited)) -> VirtualPlayer {
        var rig = VirtualPlayer([plan])
        rig.door.answer = { _ in .later }
        return rig
    }

    @Test func `lanes decide the order: realtime, note-off, note-on, expression, controller`() {
        var rig = VirtualPlayer.unlimited()
        rig.accept([0x90, 50, 1])
        rig.settle()
        rig.door.answer = { _ in .later }
        for bytes: [UInt8] in [
            [0xB0, 7, 1], [0xE0, 0, 64], [0x90, 60, 100], [0x80, 50, 0], [0xD0, 9], [0xF8],
        ] { rig.accept(bytes) }
        rig.settle()
        rig.door.records = []
        rig.door.answer = { _ in .sent }
        rig.run(milliseconds: 5)
        #expect(
            rig.door.messages == [
                [0xF8], [0x80, 50, 0], [0x90, 60, 100], [0xE0, 0, 64], [0xD0, 9], [0xB0, 7, 1],
            ])
        #expect(rig.unaccounted() == 0)
    }

    @Test
    func `a receiver without room stops its own output only, and is tried again after 1.5 ms`() {
        var rig = VirtualPlayer([OutputPlan(rate: .unlimited), OutputPlan(rate: .unlimited)])
        rig.door.answer = { $0.output == 0 ? .later : .sent }
        rig.accept([0x90, 60, 1], output: 0)
        rig.accept([0x90, 60, 1], output: 1)
        #expect(rig.settle() == rig.now + 1_500_000)
        #expect(rig.door.records.map(\.output) == [1])
        #expect(rig.count(.again, output: 0) == 1 && rig.count(.again, output: 1) == 0)
    }

    @Test
    func `of a controller that waits only the newest value goes, in the order of first waiting`() {
        var rig = stalled()
        for value in 0..<100 as Range<UInt8> {
            rig.accept([0xB0, 20, value])
            rig.accept([0xB0, 21, value])
            rig.accept([0xE3, value, 5])
        }
        rig.settle()
        rig.door.answer = { _ in .sent }
        rig.run(milliseconds: 5)
        #expect(rig.door.messages == [[0xE3, 99, 5], [0xB0, 20, 99], [0xB0, 21, 99]])
        #expect(rig.count(.sent) == 3 && rig.count(.replaced) == 297)
        #expect(rig.count(.offered) == 300 && rig.unaccounted() == 0)
    }

    @Test func `the upper seven bits of a controller go before the lower ones`() {
        var rig = stalled()
        rig.accept([0xB0, 1, 10])
        rig.accept([0xB0, 33, 11])
        rig.settle()
        rig.door.answer = { $0.bytes[1] == 1 && $0.bytes[2] == 10 ? .sent : .later }
        rig.run(milliseconds: 2)
        // The lower bits wait; now a newer pair comes.
        rig.accept([0xB0, 1, 20])
        rig.accept([0xB0, 33, 21])
        rig.settle()
        rig.door.answer = { _ in .sent }
        rig.run(milliseconds: 5)
        #expect(rig.door.messages == [[0xB0, 1, 10], [0xB0, 1, 20], [0xB0, 33, 21]])
    }

    @Test func `a note-off never passes its note-on`() {
        var rig = stalled()
        rig.accept([0x90, 60, 100])
        rig.accept([0x80, 60, 0])
        rig.accept([0x90, 60, 101])
        rig.accept([0x80, 60, 0])
        rig.settle()
        rig.door.answer = { _ in .sent }
        rig.run(milliseconds: 5)
        #expect(
            rig.door.messages == [
                [0x90, 60, 100], [0x80, 60, 0], [0x90, 60, 101], [0x80, 60, 0],
            ])
    }

    @Test func `bank, program and pedals keep their place among the notes`() {
        var rig = stalled()
        let script: [[UInt8]] = [
            [0xB0, 0, 1], [0xB0, 32, 2], [0xC0, 5], [0x90, 60, 1], [0xB0, 64, 127], [0x90, 61, 1],
            [0xB0, 64, 0],
        ]
        for bytes in script { rig.accept(bytes) }
        rig.settle()
        rig.door.answer = { _ in .sent }
        rig.run(milliseconds: 5)
        #expect(rig.door.messages == script)
    }

    @Test func `a note-off is never lost, however many wait`() {
        var rig = VirtualPlayer([OutputPlan(rate: .unlimited, noteCapacity: 8)])
        var ons: [[UInt8]] = []
        for channel in 0..<16 as Range<UInt8> {
            for key in 0..<128 as Range<UInt8> { ons.append([0x90 | channel, key, 1]) }
        }
        for bytes in ons { rig.accept(bytes) }
        rig.settle()
        #expect(rig.player.ledger.soundingCount == 2_048)
        rig.door.answer = { _ in .later }
        for bytes in ons { rig.accept([bytes[0] & 0x8F, bytes[1], 0]) }
        rig.settle()
        rig.door.answer = { _ in .sent }
        rig.run(milliseconds: 5)
        #expect(rig.player.ledger.soundingCount == 0)
        #expect(rig.count(.sent) == 4_096 && rig.unaccounted() == 0)
    }

    @Test func `a full lane refuses whole notes: what falls has no end, what is kept has one`() {
        var rig = stalled(OutputPlan(rate: .unlimited, noteCapacity: 16))
        for key in 0..<40 as Range<UInt8> { rig.accept([0x90, key, 1]) }
        for key in 0..<40 as Range<UInt8> { rig.accept([0x80, key, 0]) }
        rig.settle()
        rig.door.answer = { _ in .sent }
        rig.run(milliseconds: 5)
        let ons = rig.door.messages.filter { $0[0] == 0x90 }.map { $0[1] }
        let offs = rig.door.messages.filter { $0[0] == 0x80 }.map { $0[1] }
        #expect(ons == offs && ons.count == 8)
        #expect(rig.count(.queueFull) == 32 && rig.count(.paired) == 32)
        #expect(rig.count(.sent) == 16 && rig.unaccounted() == 0)
    }

    @Test func `a message that the system refuses is counted, and its note-off falls`() {
        var rig = VirtualPlayer.unlimited()
        rig.door.answer = { $0.bytes[0] == 0x90 ? .refused : .sent }
        rig.accept([0x90, 60, 1])
        rig.accept([0x80, 60, 0])
        rig.settle()
        #expect(rig.door.messages.isEmpty)
        #expect(rig.count(.refused) == 1 && rig.count(.paired) == 1 && rig.unaccounted() == 0)
    }

    @Test func `realtime bytes that wait go in order and are never late`() {
        var rig = stalled()
        for byte: UInt8 in [0xFA, 0xF8, 0xF8, 0xFC] { rig.accept([byte]) }
        rig.settle()
        rig.now += 500_000_000
        rig.door.answer = { _ in .sent }
        rig.settle()
        #expect(rig.door.messages == [[0xFA], [0xF8], [0xF8], [0xFC]])
    }
}
