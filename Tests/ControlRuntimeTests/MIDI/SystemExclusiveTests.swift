import ControlRuntime
import Testing

@Suite struct SystemExclusiveTests {
    /// A player with one source, whose producer sends bytes.
    private struct Rig: ~Copyable {
        var producer: EventProducer
        var virtual: VirtualPlayer

        init(_ plan: OutputPlan) {
            producer = EventProducer(source: 0, deadline: ArmedDeadline())
            virtual = VirtualPlayer([plan])
            virtual.player.attach(&producer)
        }

        mutating func send(_ bytes: [UInt8], _ kind: TimedEvent.Kind = .systemExclusive) {
            let event = TimedEvent(kind, due: virtual.now)
            _ = bytes.withUnsafeBytes { producer.send($0, as: event) }
        }
    }

    private func exclusive(_ count: Int) -> [UInt8] {
        [0xF0] + (0..<(count - 2)).map { UInt8($0 % 128) } + [0xF7]
    }

    @Test func `a message goes in pieces, at the rate of the plug, and whole`() {
        var rig = Rig(OutputPlan(rate: .din))
        let bytes = exclusive(500)
        let start = rig.virtual.now
        rig.send(bytes)
        rig.virtual.run(milliseconds: 400)
        #expect(rig.virtual.door.messages.flatMap { $0 } == bytes)
        #expect(rig.virtual.door.messages.allSatisfy { $0.count <= 32 })
        var gone = 0
        for record in rig.virtual.door.records {
            #expect(record.now - start + 2_000_000 >= UInt64(gone) * 320_000)
            gone += record.bytes.count
        }
        #expect(rig.virtual.count(.sent) == 1 && rig.virtual.unaccounted() == 0)
    }

    @Test func `nothing but realtime comes between the pieces`() {
        var rig = Rig(OutputPlan(rate: .din))
        rig.send(exclusive(200))
        rig.virtual.run(milliseconds: 5)
        // Due at once, and so never late.
        let note60 = ShortMessage(status: 0x90, first: 60, second: 1).event(output: 0)
        _ = rig.virtual.player.accept(note60)
        rig.virtual.accept([0xF8])
        rig.virtual.accept([0xF2, 1, 2])
        rig.virtual.run(milliseconds: 200)
        let messages = rig.virtual.door.messages
        let clock = messages.firstIndex(of: [0xF8])
        let end = messages.firstIndex { $0.last == 0xF7 }
        let note = messages.firstIndex(of: [0x90, 60, 1])
        let position = messages.firstIndex(of: [0xF2, 1, 2])
        #expect(clock.map { $0 > 0 } == true)
        #expect(
            messages.flatMap { $0 == [0xF8] ? [] : $0 }.prefix(200).elementsEqual(exclusive(200)))
        if let clock, let end, let note, let position {
            #expect(clock < end && end < position && end < note)
        } else {
            Issue.record("\(messages)")
        }
    }

    @Test func `a piece that the receiver has no room for is sent again, not twice`() {
        var rig = Rig(OutputPlan(rate: .unlimited))
        var asked = 0
        rig.virtual.door.answer = { _ in
            asked += 1
            return asked % 2 == 0 ? .later : .sent
        }
        rig.send(exclusive(1_000))
        rig.virtual.run(milliseconds: 50)
        #expect(rig.virtual.door.messages.flatMap { $0 } == exclusive(1_000))
    }

    @Test func `a message that is refused half way is ended, or what follows would be its data`() {
        var rig = Rig(OutputPlan(rate: .unlimited))
        rig.virtual.door.answer = {
            $0.bytes.count == 256 && $0.bytes[0] != 0xF0 ? .refused : .sent
        }
        rig.send(exclusive(1_000))
        rig.virtual.run(milliseconds: 5)
        rig.virtual.accept([0x90, 60, 1])
        rig.virtual.run(milliseconds: 5)
        #expect(rig.virtual.door.messages.suffix(2) == [[0xF7], [0x90, 60, 1]])
        #expect(rig.virtual.count(.refused) == 1 && rig.virtual.unaccounted() == 0)
    }

    @Test(arguments: [[], [0xF0], [0x90, 1, 2], [0xF0, 1, 2]] as [[UInt8]])
    func `what is no System Exclusive message is counted and its blocks come back`(bytes: [UInt8]) {
        var rig = Rig(OutputPlan(rate: .unlimited))
        for _ in 0..<2_000 {
            rig.send(bytes)
            rig.virtual.settle()
        }
        #expect(rig.virtual.count(.malformed) == 2_000, "all of more than there are blocks")
        #expect(rig.virtual.door.messages.isEmpty)
    }

    @Test func `packets beyond the lane are refused, counted, and their blocks come back`() {
        var rig = Rig(OutputPlan(.osc, rate: .unlimited, packetCapacity: 4))
        rig.virtual.door.answer = { _ in .later }
        for _ in 0..<3_000 {
            rig.send([1, 2, 3, 4], .osc)
            rig.virtual.settle()
        }
        #expect(rig.virtual.count(.queueFull) == 2_996)
        rig.virtual.door.answer = { _ in .sent }
        rig.virtual.run(milliseconds: 5)
        #expect(rig.virtual.door.messages.count == 4 && rig.virtual.unaccounted() == 0)
    }

    @Test func `an OSC target that drops late packets drops them, another sends them`() {
        for drops in [true, false] {
            var rig = Rig(OutputPlan(.osc, rate: .unlimited, dropsLatePackets: drops))
            rig.send([1, 2, 3, 4], .osc)
            rig.virtual.now += 60_000_000
            rig.virtual.settle()
            #expect(rig.virtual.count(.tooLate) == (drops ? 1 : 0))
            #expect(rig.virtual.count(.sentLate) == (drops ? 0 : 1))
        }
    }

    @Test func `values do not keep a packet waiting for ever`() {
        var rig = Rig(OutputPlan(rate: .din))
        rig.send(exclusive(10))
        rig.virtual.run(milliseconds: 10)
        rig.send(exclusive(20))
        for round in 0..<1_500 {
            rig.virtual.accept([0xB0, UInt8(70 + round % 25), UInt8(round % 128)])
            rig.virtual.run(milliseconds: 1)
        }
        #expect(rig.virtual.count(.sent) > 1_000)
        #expect(rig.virtual.door.messages.contains(exclusive(20)))
    }
}
