import ControlRuntime
import Testing

@Suite struct EventProducerTests {
    private let deadline = ArmedDeadline()

    private func controller(_ number: UInt8, _ value: UInt8) -> TimedEvent {
        ShortMessage(status: 0xB0, first: number, second: value).event(output: 0)
    }

    private func note(_ key: UInt8) -> TimedEvent {
        ShortMessage(status: 0x90, first: key, second: 100).event(output: 0)
    }

    @Test func `refuse: what finds no room is refused and counted`() {
        var producer = EventProducer(source: 0, capacity: 4, policy: .refuse, deadline: deadline)
        let answers = (0..<10).map { producer.send(note(UInt8($0))) }
        #expect(answers.filter { $0 == .accepted }.count == 4)
        #expect(answers.filter { $0 == .refused }.count == 6)
        let counts = producer.counts
        #expect(counts.offered == 10 && counts.accepted + counts.refused == counts.offered)
    }

    @Test func `wait: what finds no room stays with its source and is not counted`() {
        var producer = EventProducer(source: 0, capacity: 2, policy: .wait, deadline: deadline)
        #expect(producer.send(note(1)) == .accepted)
        #expect(producer.send(note(2)) == .accepted)
        #expect(producer.send(note(3)) == .later)
        #expect(producer.awaitRoom() == false)
        #expect(producer.counts.offered == 2)
        #expect(producer.counts.waits == 1)
    }

    @Test func `newest: values give way to newer ones, notes wait`() {
        var producer = EventProducer(source: 0, capacity: 2, policy: .newest, deadline: deadline)
        #expect(producer.send(controller(1, 1)) == .accepted)
        #expect(producer.send(controller(1, 2)) == .accepted)
        for value in 3..<100 as Range<UInt8> {
            #expect(producer.send(controller(1, value)) == .held)
            #expect(producer.send(controller(2, value)) == .held)
        }
        #expect(producer.send(note(1)) == .later)
        let counts = producer.counts
        #expect(producer.heldCount == 2)
        #expect(counts.offered == 2 + 194 && counts.replaced == 192)
        #expect(
            counts.accepted + counts.replaced + UInt64(producer.heldCount) == counts.offered)
    }

    @Test func `what was held arrives in order of its first appearance, with its newest value`() {
        var producer = EventProducer(source: 0, capacity: 2, policy: .newest, deadline: deadline)
        var player = Player(outputs: [OutputPlan(rate: .unlimited)], sources: 1)
        player.attach(&producer)
        player.bind(output: 0, now: 1)
        for number in 0..<5 as Range<UInt8> { _ = producer.send(controller(10 + number, 1)) }
        for number in 0..<5 as Range<UInt8> { _ = producer.send(controller(10 + number, 2)) }
        var door = RecordingDoor()
        for _ in 0..<5 {
            _ = player.advance(now: 10, door: &door)
            _ = producer.sendHeld()
        }
        #expect(
            door.messages == [
                [0xB0, 10, 1], [0xB0, 11, 1], [0xB0, 12, 2], [0xB0, 13, 2], [0xB0, 14, 2],
                [0xB0, 10, 2], [0xB0, 11, 2],
            ])
        let counts = producer.counts
        #expect(counts.offered == 10 && counts.accepted == 7 && counts.replaced == 3)
    }

    @Test func `controllers that choose a parameter never give way`() {
        var producer = EventProducer(source: 0, capacity: 1, policy: .newest, deadline: deadline)
        _ = producer.send(controller(1, 1))
        for number: UInt8 in [6, 38, 96, 97, 98, 99, 100, 101, 64, 0, 32, 123] {
            #expect(producer.send(controller(number, 5)) == .later)
        }
    }

    @Test func `only something earlier than the armed deadline wakes the player`() {
        var producer = EventProducer(source: 0, capacity: 8, deadline: deadline)
        var event = note(1)
        event.due = 500
        #expect(producer.send(event) == .accepted, "the player is awake")
        deadline.arm(400)
        #expect(producer.send(event) == .accepted)
        event.due = 300
        #expect(producer.send(event) == .acceptedWake)
        #expect(producer.send(event) == .accepted, "it is being woken already")
        event.due = 0
        #expect(producer.send(event) == .acceptedWake)
        deadline.arm(nil)
        event.due = UInt64.max - 1
        #expect(producer.send(event) == .acceptedWake)
        deadline.disarm()
        #expect(producer.send(event) == .accepted)
    }

    @Test func `bytes that find no room in the slab wait, and what never fits is refused`() {
        var producer = EventProducer(source: 0, capacity: 8, blocks: 64, deadline: deadline)
        let event = TimedEvent(.systemExclusive)
        let half = [UInt8](repeating: 0, count: 64 * 128)
        let answers = half.withUnsafeBytes { bytes in
            [producer.send(bytes, as: event), producer.send(bytes, as: event)]
        }
        #expect(answers == [.accepted, .later])
        let whole = [UInt8](repeating: 0, count: 64 * 128 + 1)
        let never = whole.withUnsafeBytes { producer.send($0, as: event) }
        #expect(never == .refused)
        #expect(producer.counts.offered == 2 && producer.counts.refused == 1)
    }
}
