import ControlRuntime
import Testing

@Suite struct PresenceTests {
    @Test func `a port that comes back gets note-offs, its last values, then what is in time`() {
        var rig = VirtualPlayer.unlimited()
        for bytes: [UInt8] in [
            [0xB2, 0, 1], [0xC2, 7], [0xB2, 74, 10], [0xE2, 1, 2], [0x92, 60, 100],
            [0xB2, 64, 127],
        ] { rig.accept(bytes) }
        rig.settle()
        rig.player.unbind(output: 0)
        rig.accept([0xB2, 74, 99])
        rig.accept([0xB2, 75, 5])
        rig.accept([0x92, 61, 100])
        rig.settle()
        rig.door.records = []
        rig.now += 20_000_000
        rig.player.bind(output: 0, now: rig.now)
        rig.settle()
        #expect(
            rig.door.messages == [
                [0x82, 60, 64], [0xB2, 64, 0], [0xB2, 123, 0],
                [0xB2, 0, 1], [0xC2, 7], [0xB2, 74, 99], [0xB2, 75, 5], [0xE2, 1, 2],
                [0x92, 61, 100],
            ])
        #expect(rig.unaccounted() == 0)
        #expect(rig.count(.losses) == 1 && rig.count(.returns) == 1)
    }

    @Test func `a note held for longer than its window falls with its note-off`() {
        var rig = VirtualPlayer.unlimited()
        rig.player.unbind(output: 0)
        rig.accept([0x90, 61, 100])
        rig.accept([0x80, 61, 0], after: 80_000_000)
        rig.run(milliseconds: 70)
        rig.player.bind(output: 0, now: rig.now)
        rig.run(milliseconds: 100)
        #expect(rig.door.messages.isEmpty)
        #expect(rig.count(.tooLate) == 1 && rig.count(.paired) == 1 && rig.unaccounted() == 0)
    }

    @Test func `a note whose end came while nobody was there does not hang`() {
        var rig = VirtualPlayer.unlimited()
        rig.accept([0x90, 60, 1])
        rig.settle()
        rig.player.unbind(output: 0)
        rig.accept([0x80, 60, 0])
        rig.settle()
        rig.player.bind(output: 0, now: rig.now)
        rig.settle()
        #expect(rig.door.messages.contains([0x80, 60, 64]))
        #expect(rig.player.ledger.soundingCount == 0)
    }

    @Test func `a door that finds nobody makes the port absent, with nothing lost uncounted`() {
        var rig = VirtualPlayer.unlimited()
        rig.door.answer = { _ in .absent }
        for key in 0..<50 as Range<UInt8> {
            rig.accept([0x90, key, 1])
            rig.accept([0xB0, 70, key])
            rig.accept([0xF8])
            rig.accept([0x80, key, 0], after: 5_000_000)
        }
        rig.run(milliseconds: 20)
        #expect(rig.player.isBound(output: 0) == false)
        #expect(rig.door.messages.isEmpty && rig.unaccounted() == 0)
    }

    @Test(arguments: 0..<12 as Range<UInt64>)
    func `a port that comes and goes at random leaves no note hanging and no message uncounted`(
        seed: UInt64
    ) {
        var numbers = SeededNumbers(seed)
        var rig = VirtualPlayer([
            OutputPlan(rate: seed % 2 == 0 ? .software : .din, noteCapacity: 32)
        ])
        var answers = SeededNumbers(seed &+ 99)
        rig.door.answer = { record in
            switch UInt64.random(in: 0..<40, using: &answers) {
            case 0: .absent
            case 1...3: .later
            // A note-off that the system refuses for good is out of our hands.
            case 4: record.bytes[0] & 0xF0 == 0x80 ? .later : .refused
            default: .sent
            }
        }
        for _ in 0..<3_000 {
            switch Int.random(in: 0..<20, using: &numbers) {
            case 0: rig.player.unbind(output: 0)
            case 1...3:
                if !rig.player.isBound(output: 0) { rig.player.bind(output: 0, now: rig.now) }
            case 4...10:
                let key = UInt8.random(in: 0..<20, using: &numbers)
                rig.accept([0x90, key, 1])
                rig.accept(
                    [0x80, key, 0], after: UInt64.random(in: 0..<90_000_000, using: &numbers))
            case 11...15: rig.accept([0xB0, UInt8.random(in: 0...127, using: &numbers), 3])
            case 16: rig.accept([0xE0, 1, 2])
            case 17: rig.accept([0xF8])
            case 18: rig.accept([0xC0, 4])
            default:
                let value = UInt16.random(in: 0..<100, using: &numbers)
                _ = rig.player.accept(
                    ParameterNumber(value % 8, value: value, channel: 0)
                        .event(due: rig.now, output: 0))
            }
            rig.run(milliseconds: UInt64.random(in: 0...3, using: &numbers))
        }
        rig.door.answer = { _ in .sent }
        if !rig.player.isBound(output: 0) { rig.player.bind(output: 0, now: rig.now) }
        rig.run(milliseconds: 5_000)
        #expect(rig.unaccounted() == 0 && rig.count(.waiting) == 0)
        #expect(rig.player.ledger.soundingCount == 0)
        #expect(rig.player.isQuiet == true)
        #expect(soundingAfter(rig.door.messages).isEmpty)
    }

    /// The notes that sound in an instrument that was sent all this.
    private func soundingAfter(_ messages: [[UInt8]]) -> Set<[UInt8]> {
        var counts: [[UInt8]: Int] = [:]
        for bytes in messages where bytes.count == 3 {
            let note = [bytes[0] & 0x0F, bytes[1]]
            switch bytes[0] & 0xF0 {
            case 0x90 where bytes[2] > 0: counts[note, default: 0] += 1
            case 0x80, 0x90: counts[note] = max(0, counts[note, default: 0] - 1)
            default: break
            }
        }
        return Set(counts.filter { $0.value > 0 }.keys)
    }

    @Test func `packets are held for an absent target as long as the plan says`() {
        var producer = EventProducer(source: 0, deadline: ArmedDeadline())
        var rig = VirtualPlayer([OutputPlan(.osc, rate: .unlimited, holdNanoseconds: 1_000_000_000)]
        )
        rig.player.attach(&producer)
        rig.player.unbind(output: 0)
        for byte: UInt8 in [1, 2] {
            let event = TimedEvent(.osc, due: rig.now)
            _ = [byte, 0, 0, 0].withUnsafeBytes { producer.send($0, as: event) }
            rig.run(milliseconds: 800)
        }
        rig.player.bind(output: 0, now: rig.now)
        rig.settle()
        #expect(rig.door.messages == [[2, 0, 0, 0]])
        #expect(rig.count(.absent) == 1 && rig.unaccounted() == 0)
    }
}
