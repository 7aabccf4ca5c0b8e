import ControlRuntime
import Testing

@Suite struct LatePolicyTests {
    /// A player that slept through the due time of all that it was given.
    private func overslept(_ nanoseconds: UInt64, _ script: [[UInt8]]) -> VirtualPlayer {
        var rig = VirtualPlayer.unlimited()
        for bytes in script { rig.accept(bytes) }
        rig.now += nanoseconds
        rig.settle()
        return rig
    }

    @Test func `within the window everything goes`() {
        let script: [[UInt8]] = [[0x90, 60, 1], [0xB0, 7, 1], [0xB0, 7, 2]]
        let rig = overslept(50_000_000, script)
        #expect(rig.door.messages == script)
        #expect(rig.count(.sentLate) == 0)
    }

    @Test func `past it a note-on falls together with its note-off`() {
        let rig = overslept(50_000_001, [[0x90, 60, 1], [0x80, 60, 0]])
        #expect(rig.door.messages.isEmpty)
        #expect(rig.count(.tooLate) == 1 && rig.count(.paired) == 1 && rig.unaccounted() == 0)
    }

    @Test func `a note-on of velocity 0 is a note-off`() {
        let rig = overslept(60_000_000, [[0x90, 60, 1], [0x90, 60, 0]])
        #expect(rig.door.messages.isEmpty && rig.count(.paired) == 1)
    }

    @Test func `of late controllers and bends only the newest goes`() {
        let rig = overslept(
            60_000_000, [[0xB0, 7, 1], [0xE0, 1, 1], [0xB0, 7, 2], [0xE0, 2, 2]])
        #expect(rig.door.messages == [[0xE0, 2, 2], [0xB0, 7, 2]])
        #expect(rig.count(.replaced) == 2 && rig.unaccounted() == 0)
    }

    @Test func `note-offs of notes that sound, pedals, programs, clock and stop always go`() {
        var rig = VirtualPlayer.unlimited()
        rig.accept([0x90, 60, 1])
        rig.settle()
        let script: [[UInt8]] = [[0x80, 60, 0], [0xB0, 64, 0], [0xC0, 1], [0xF8], [0xFC]]
        for bytes in script { rig.accept(bytes) }
        rig.now += 2_000_000_000
        rig.settle()
        #expect(Array(rig.door.messages.dropFirst()) == script)
        #expect(rig.count(.sentLate) == 5)
    }

    @Test func `the note-off of a note that sounds goes even if another of its key fell`() {
        var rig = VirtualPlayer.unlimited()
        rig.accept([0x90, 60, 1])
        rig.settle()
        rig.accept([0x90, 60, 2])
        rig.now += 60_000_000
        rig.settle()
        rig.accept([0x80, 60, 0])
        rig.accept([0x80, 60, 0])
        rig.settle()
        #expect(rig.door.messages == [[0x90, 60, 1], [0x80, 60, 0]])
        #expect(rig.player.ledger.soundingCount == 0 && rig.count(.paired) == 1)
    }

    @Test func `each source has a window of its own`() {
        let deadline = ArmedDeadline()
        var rig = VirtualPlayer.unlimited()
        var producers: [UInt16: TimedEvent] = [:]
        for place in 0..<2 as Range<UInt16> {
            var producer = EventProducer(source: place, deadline: deadline)
            rig.player.attach(&producer)
            let event = ShortMessage(status: 0x90, first: UInt8(place), second: 1)
                .event(due: rig.now, output: 0)
            producers[place] = event
            _ = producer.send(event)
        }
        rig.player.setLatePolicy(LatePolicy(window: 5_000_000), source: 0)
        rig.now += 10_000_000
        rig.settle()
        #expect(rig.door.messages == [[0x90, 1, 1]] && producers.count == 2)
    }

    @Test func `what is due at once is never late`() {
        var rig = VirtualPlayer.unlimited()
        _ = rig.player.accept(ShortMessage(status: 0x90, first: 1, second: 1).event(output: 0))
        rig.now += 1_000_000_000
        rig.settle()
        #expect(rig.door.messages == [[0x90, 1, 1]])
        #expect(rig.player.counters.lateness().counts[0] == 1)
    }
}
