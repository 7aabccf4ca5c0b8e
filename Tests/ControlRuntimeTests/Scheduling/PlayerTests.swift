import ControlRuntime
import Testing

@Suite struct PlayerTests {
    @Test func `10,000 random offsets leave sorted by due time and then by arrival`() {
        var numbers = SeededNumbers(7)
        var rig = VirtualPlayer.unlimited()
        let start = rig.now
        var offered: [(due: UInt64, bytes: [UInt8])] = []
        for number in 0..<10_000 {
            let due = UInt64.random(in: 0..<2_000, using: &numbers) * 1_000_000
            let bytes = [0x90, UInt8(number % 128), UInt8(number / 128) + 1]
            rig.accept(bytes, after: due)
            offered.append((due, bytes))
        }
        rig.run(milliseconds: 2_000)
        let wanted = offered.enumerated().sorted {
            ($0.element.due, $0.offset) < ($1.element.due, $1.offset)
        }
        #expect(rig.door.messages == wanted.map(\.element.bytes))
        let instants = rig.door.records.map { $0.now - start }
        #expect(instants == wanted.map(\.element.due))
        #expect(rig.unaccounted() == 0)
    }

    @Test func `what is due together keeps its order: a note ends before it begins anew`() {
        var rig = VirtualPlayer.unlimited()
        rig.accept([0x90, 60, 100])
        rig.settle()
        for _ in 0..<50 {
            rig.accept([0x80, 60, 0], after: 1_000)
            rig.accept([0x90, 60, 100], after: 1_000)
        }
        rig.run(milliseconds: 1)
        let statuses = rig.door.messages.dropFirst().map { $0[0] }
        #expect(statuses == (0..<50).flatMap { _ in [0x80, 0x90] as [UInt8] })
    }

    @Test func `an earlier event shortens the wait`() {
        var rig = VirtualPlayer.unlimited()
        rig.accept([0x90, 60, 100], after: 60_000_000_000)
        #expect(rig.settle() == rig.now + 60_000_000_000)
        rig.accept([0x90, 61, 100], after: 5)
        #expect(rig.settle() == rig.now + 5)
        rig.accept([0x90, 62, 100])
        rig.settle()
        #expect(rig.door.messages == [[0x90, 62, 100]])
    }

    @Test func `a player with nothing to do asks never to be woken`() {
        var rig = VirtualPlayer.unlimited()
        #expect(rig.settle() == nil)
        let far = rig.now + 3_600_000_000_000
        for key in 0..<100 as Range<UInt8> { rig.accept([0x90, key, 1], after: 3_600_000_000_000) }
        #expect(rig.settle() == far)
        rig.run(milliseconds: 10_000)
        #expect(rig.wakes == 0)
    }

    @Test func `controls and commands are the owner's, in order among the messages`() {
        var rig = VirtualPlayer.unlimited()
        rig.accept([0x90, 1, 1], after: 10)
        _ = rig.player.accept(TimedEvent(.control, due: rig.now + 20, payload: 42))
        rig.accept([0x90, 2, 1], after: 30)
        rig.door.now = rig.now + 30
        var steps: [PlayerStep] = []
        for _ in 0..<2 { steps.append(rig.player.advance(now: rig.now + 30, door: &rig.door)) }
        guard case .handOver(let event) = steps[0] else {
            Issue.record("\(steps)")
            return
        }
        #expect(event.kind == .control && event.payload == 42)
        #expect(steps[1] == .wait(until: nil))
        #expect(rig.door.messages == [[0x90, 1, 1], [0x90, 2, 1]])
    }

    @Test func `a message from the controller goes out at once, past what waits for its time`() {
        var rig = VirtualPlayer.unlimited()
        rig.accept([0x90, 60, 100], after: 1_000)
        let event = ShortMessage(status: 0xB0, first: 7, second: 99).event(output: 0)
        rig.player.play(event, now: rig.now, door: &rig.door)
        #expect(rig.door.messages == [[0xB0, 7, 99]])
    }

    @Test func `an event for an output that does not exist is counted`() {
        var rig = VirtualPlayer.unlimited()
        rig.accept([0x90, 60, 100], output: 9)
        rig.settle()
        #expect(rig.player.counters.value(.astray) == 1)
        #expect(rig.door.messages.isEmpty)
    }

    @Test(
        arguments: [
            [0x40, 1, 1], [0xF0, 1, 1], [0xF7, 0, 0], [0x90, 128, 1], [0xB0, 7, 200], [0xF4, 0, 0],
        ] as [[UInt8]])
    func `what is no message is counted and not sent`(bytes: [UInt8]) {
        var rig = VirtualPlayer.unlimited()
        rig.accept(bytes)
        rig.settle()
        #expect(rig.count(.malformed) == 1 && rig.door.messages.isEmpty)
        #expect(rig.unaccounted() == 0)
    }

    @Test func `a full heap leaves the rest in the ring, and what is due gets past it`() {
        let deadline = ArmedDeadline()
        var producer = EventProducer(source: 0, capacity: 64, deadline: deadline)
        var player = Player(outputs: [OutputPlan(rate: .unlimited)], capacity: 8, sources: 1)
        player.attach(&producer)
        player.bind(output: 0, now: 1)
        for key in 0..<8 as Range<UInt8> {
            _ = producer.send(
                ShortMessage(status: 0x90, first: key, second: 1).event(due: 900, output: 0))
        }
        _ = producer.send(ShortMessage(status: 0x90, first: 99, second: 1).event(output: 0))
        _ = producer.send(
            ShortMessage(status: 0x90, first: 98, second: 1).event(due: 500, output: 0))
        var door = RecordingDoor()
        #expect(player.advance(now: 100, door: &door) == .wait(until: 500))
        #expect(door.messages == [[0x90, 99, 1]])
        #expect(player.hasInput == false, "or the thread would never sleep")
        #expect(player.counters.value(.heapFull) > 0)
        #expect(player.advance(now: 500, door: &door) == .wait(until: 900))
        #expect(player.advance(now: 900, door: &door) == .wait(until: nil))
        #expect(door.messages.count == 10)
        #expect(producer.counts.accepted == 10 && player.counters.value(.accepted) == 10)
    }

    @Test func `several sources are merged by due time`() {
        let deadline = ArmedDeadline()
        var player = Player(outputs: [OutputPlan(rate: .unlimited)], sources: 2)
        player.bind(output: 0, now: 1)
        var first = EventProducer(source: 0, deadline: deadline)
        var second = EventProducer(source: 1, deadline: deadline)
        player.attach(&first)
        player.attach(&second)
        for key in 0..<40 as Range<UInt8> {
            let message = ShortMessage(status: 0x90, first: key, second: 1)
            let event = message.event(due: 100 + UInt64(key), output: 0)
            _ = key % 2 == 0 ? first.send(event) : second.send(event)
        }
        var door = RecordingDoor()
        _ = player.advance(now: 1_000, door: &door)
        #expect(door.messages.map { $0[1] } == Array(0..<40))
    }

    @Test func `one batch is handed on before the clock is read again`() {
        var rig = VirtualPlayer.unlimited()
        for number in 0..<1_000 { rig.accept([0xB0, UInt8(1 + number % 31), UInt8(number % 128)]) }
        #expect(rig.player.advance(now: rig.now, door: &rig.door) == .wait(until: rig.now))
        #expect(rig.door.records.count == 256)
        rig.settle()
        #expect(rig.door.records.count == 1_000)
    }

    @Test func `while a door is slow, events are taken all the same`() {
        // A door that takes 50 ms a message is a receiver without room: the rings are not held up.
        let deadline = ArmedDeadline()
        var producer = EventProducer(source: 0, capacity: 1_024, deadline: deadline)
        var player = Player(outputs: [OutputPlan(rate: .unlimited), OutputPlan(rate: .unlimited)])
        player.attach(&producer)
        for output in 0..<2 { player.bind(output: output, now: 1) }
        var door = RecordingDoor()
        door.answer = { $0.output == 0 ? .later : .sent }
        var answers: [Acceptance] = []
        for key in 0..<100 as Range<UInt8> {
            for output in 0..<2 as Range<UInt16> {
                let message = ShortMessage(status: 0x90, first: key, second: 1)
                answers.append(producer.send(message.event(due: 5, output: output)))
            }
            _ = player.advance(now: 10, door: &door)
        }
        #expect(answers.allSatisfy { $0 == .accepted })
        #expect(door.records.count == 100 && door.records.allSatisfy { $0.output == 1 })
        #expect(player.counters.value(.waiting, output: 0) == 100)
    }
}
