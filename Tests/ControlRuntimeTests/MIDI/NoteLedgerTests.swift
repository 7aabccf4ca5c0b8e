import ControlRuntime
import Testing

@Suite struct NoteLedgerTests {
    private func silence(_ port: PortLedger, withSoundOff: Bool = false) -> [[UInt8]] {
        var sequence = SilenceSequence(withSoundOff: withSoundOff)
        var messages: [[UInt8]] = []
        while let message = sequence.next(port), messages.count < 10_000 {
            messages.append([message.status, message.first, message.second])
            port.note(message)
            sequence.advance(port)
        }
        return messages
    }

    @Test func `silence is a note-off for each note begun, pedals up, all notes off`() {
        let port = NoteLedger.allocate(ports: 1).port(0)
        for message in [
            ShortMessage(status: 0x93, first: 60, second: 1),
            ShortMessage(status: 0x93, first: 60, second: 1),
            ShortMessage(status: 0x90, first: 10, second: 1),
            ShortMessage(status: 0x90, first: 11, second: 1),
            ShortMessage(status: 0x90, first: 11, second: 0),
            ShortMessage(status: 0xB3, first: 64, second: 127),
            ShortMessage(status: 0xB3, first: 66, second: 64),
            ShortMessage(status: 0xB3, first: 69, second: 63),
        ] { port.note(message) }
        #expect(port.soundingCount == 3 && port.count(channel: 3, key: 60) == 2)
        #expect(
            silence(port) == [
                [0x80, 10, 64], [0x83, 60, 64], [0x83, 60, 64], [0xB3, 64, 0], [0xB3, 66, 0],
                [0xB0, 123, 0], [0xB3, 123, 0],
            ])
        #expect(port.soundingCount == 0)
    }

    @Test func `a panic ends the sound, too`() {
        let port = NoteLedger.allocate(ports: 1).port(0)
        port.note(ShortMessage(status: 0x90, first: 1, second: 1))
        #expect(silence(port, withSoundOff: true).suffix(2) == [[0xB0, 123, 0], [0xB0, 120, 0]])
    }

    @Test func `a port that was never used is told nothing`() {
        #expect(silence(NoteLedger.allocate(ports: 1).port(0)).isEmpty)
    }

    @Test func `another view of the same memory sees the same notes`() {
        let count = NoteLedger.byteCount(ports: 3)
        let memory = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 64)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: count)
        defer { memory.deallocate() }
        let writer = NoteLedger(memory: memory, ports: 3)
        let reader = NoteLedger(memory: memory, ports: 3)
        writer.port(2).note(ShortMessage(status: 0x9F, first: 127, second: 1))
        #expect(reader.port(2).count(channel: 15, key: 127) == 1)
        #expect(reader.port(1).soundingCount == 0 && reader.soundingCount == 1)
        #expect(reader.port(2).usedChannels == 0x8000)
        #expect(silence(reader.port(2)) == [[0x8F, 127, 64], [0xBF, 123, 0]])
    }

    @Test func `a panic takes back what waits, ends what sounds and leaves the player quiet`() {
        var rig = VirtualPlayer.unlimited()
        for key in 0..<64 as Range<UInt8> {
            rig.accept([0x90, key, 1])
            rig.accept([0x80, key, 0], after: 1_000_000_000)
        }
        rig.settle()
        rig.door.records = []
        rig.player.panic(now: rig.now)
        rig.settle()
        #expect(rig.door.messages.count == 66)
        #expect(rig.door.messages.prefix(64).allSatisfy { $0[0] == 0x80 })
        #expect(rig.player.isQuiet == true && rig.player.waitingCount == 0)
        #expect(rig.player.counters.value(.panicked) == 64)
        #expect(rig.player.ledger.soundingCount == 0)
    }

    @Test func `a panic takes back no command, neither in the heap nor in a ring`() {
        var producer = EventProducer(source: 0, deadline: ArmedDeadline())
        var rig = VirtualPlayer.unlimited()
        rig.player.attach(&producer)
        for place in 0..<3 as Range<UInt64> {
            _ = rig.player.accept(TimedEvent(.command, due: rig.now, payload: place))
            rig.accept([0x90, 60, 1])
            _ = producer.send(TimedEvent(.midi, due: rig.now, payload: 0x01_3C90, count: 3))
            _ = producer.send(TimedEvent(.command, due: rig.now, payload: 10 + place))
        }
        rig.player.panic(now: rig.now)
        rig.settle()
        #expect(rig.handedOver.map(\.payload) == [0, 1, 2, 10, 11, 12])
        #expect(rig.door.messages.isEmpty)
        #expect(rig.player.counters.value(.panicked) == 6)
    }

    @Test func `64 notes on a 5-pin plug are all ended by a closing player`() {
        var rig = VirtualPlayer([OutputPlan(rate: .din)])
        for key in 0..<64 as Range<UInt8> {
            rig.accept([0x90, key, 1], after: UInt64(key) * 1_000_000)
        }
        rig.run(milliseconds: 200)
        let start = rig.now
        rig.player.close(now: rig.now)
        rig.run(milliseconds: 100)
        let last = rig.door.records.last { $0.bytes[0] == 0x80 }
        // 64 messages of 0.96 ms each, but for the burst.
        #expect(last.map { $0.now - start <= 62_000_000 } == true)
        #expect(rig.player.ledger.soundingCount == 0)
    }

    @Test func `an output that a new map does not use ends its notes, the others play on`() {
        var rig = VirtualPlayer([OutputPlan(rate: .unlimited), OutputPlan(rate: .unlimited)])
        rig.accept([0x90, 60, 1], output: 0)
        rig.accept([0x90, 60, 1], output: 1)
        rig.settle()
        rig.player.silence(output: 0, now: rig.now)
        rig.settle()
        #expect(rig.player.ledger.port(0).soundingCount == 0)
        #expect(rig.player.ledger.port(1).soundingCount == 1)
    }
}
