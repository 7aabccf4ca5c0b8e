import ControlRuntime
import Glibc
import Synchronization
import Testing

@testable import pipeline_runtime

/// A stage whose record other threads may read.
private struct SharedStage: PlayerStage, ~Copyable {
    final class Record: Sendable {
        let messages = Mutex<[ShortMessage]>([])
        let handled = Mutex<[TimedEvent]>([])
        let received = Atomic<Int>(0)
        let flushes = Atomic<Int>(0)
        /// Whether the receiver has no room.
        let isFull = Atomic<Bool>(false)
        /// Whether a message stays in the door, and whether one does.
        let isStuck = Atomic<Bool>(false)
        let isInside = Atomic<Bool>(false)

        func count(_ status: UInt8) -> Int {
            messages.withLock { $0.filter { $0.status == status }.count }
        }
    }

    let record: Record
    let input: Int32

    init(_ record: Record, input: Int32 = -1) {
        self.record = record
        self.input = input
    }

    mutating func send(_ message: ShortMessage, to output: Int) -> SendOutcome {
        if record.isFull.load(ordering: .relaxed) { return .later }
        while record.isStuck.load(ordering: .acquiring) {
            record.isInside.store(true, ordering: .releasing)
            sched_yield()
        }
        record.messages.withLock { $0.append(message) }
        return .sent
    }

    mutating func send(_ bytes: UnsafeRawBufferPointer, to output: Int) -> SendOutcome { .sent }

    mutating func flush() {
        record.flushes.add(1, ordering: .relaxed)
    }

    func inputDescriptors(_ add: (Int32) -> Void) {
        if input >= 0 { add(input) }
    }

    mutating func receive(from descriptor: Int32, now: UInt64, player: inout Player) {
        var byte: UInt8 = 0
        guard read(descriptor, &byte, 1) == 1 else { return }
        record.received.add(1, ordering: .relaxed)
        let message = ShortMessage(status: 0xB0, first: 70, second: byte)
        player.play(message.event(output: 0), now: now, door: &self)
    }

    mutating func handle(_ event: TimedEvent, now: UInt64, player: inout Player) {
        record.handled.withLock { $0.append(event) }
    }
}

/// A running player with one unlimited port and one source.
private struct RunningPlayer: ~Copyable {
    let signals: PlayerSignals
    let thread: PlayerThread<SharedStage>
    let record: SharedStage.Record
    let counters: CounterStore
    let ledger: NoteLedger
    var input: PlayerInput

    init(capacity: Int = 1_024, inputDescriptor: Int32 = -1, priority: Int32? = nil) throws {
        let signals = try PlayerSignals()
        var producer = EventProducer(source: 0, capacity: capacity, deadline: signals.deadline)
        var player = Player(outputs: [OutputPlan(rate: .unlimited)], sources: 1)
        player.attach(&producer)
        player.bind(output: 0, now: 1)
        let counters = player.counters
        let ledger = player.ledger
        let record = SharedStage.Record()
        let thread = try PlayerThread(
            player, stage: SharedStage(record, input: inputDescriptor), signals: signals,
            priority: priority)
        try thread.start()
        // All at once: what is not copyable cannot be half there when something throws.
        self.counters = counters
        self.ledger = ledger
        self.signals = signals
        self.record = record
        self.thread = thread
        input = PlayerInput(producer, signals: signals)
    }

    mutating func send(_ status: UInt8, _ first: UInt8 = 0, due: UInt64 = 0) -> Acceptance {
        input.send(
            ShortMessage(status: status, first: first, second: status < 0xF0 ? 1 : 0)
                .event(due: due, output: 0))
    }
}

/// Waits until something is so, ten seconds at most.
private func eventually(_ condition: () -> Bool) -> Bool {
    for _ in 0..<10_000 {
        if condition() { return true }
        usleep(1_000)
    }
    return condition()
}

private let farAway: UInt64 = 1 << 61

@Suite struct PlayerThreadTests {
    @Test func `what is due at once leaves at once, though the thread sleeps for something far`()
        throws
    {
        var running = try RunningPlayer()
        let record = running.record
        #expect(running.send(0x90, 60, due: farAway) == .accepted)
        for key in 0..<20 as Range<UInt8> {
            #expect(running.send(0x90, key) == .accepted)
            #expect(eventually { record.count(0x90) == Int(key) + 1 })
        }
        running.thread.end(.now)
        #expect(record.flushes.load(ordering: .relaxed) >= 20)
    }

    @Test func `a thread that nothing wakes does not wake`() throws {
        var running = try RunningPlayer()
        let record = running.record
        let counters = running.counters
        for key in 0..<100 as Range<UInt8> { _ = running.send(0x90, key, due: farAway) }
        _ = running.send(0xF8)
        #expect(eventually { record.count(0xF8) == 1 })
        // Each wake-up had a cause: there can be no more of them than events that were earlier.
        #expect(counters.value(.wakes) <= 102)
        #expect(counters.value(.wakes) == counters.value(.earlyWakes))
        running.thread.end(.now)
    }

    @Test func `while the receiver has no room everything is taken all the same`() throws {
        var running = try RunningPlayer()
        let record = running.record
        record.isFull.store(true, ordering: .relaxed)
        var answers: [Acceptance] = []
        for key in 0..<100 as Range<UInt8> { answers.append(running.send(0x90, key)) }
        #expect(answers.allSatisfy { $0 == .accepted })
        record.isFull.store(false, ordering: .relaxed)
        #expect(eventually { record.count(0x90) == 100 })
        running.thread.end(.now)
    }

    @Test func `while a message is on its way out, 1,000 more are taken: no lock is held`() throws {
        var running = try RunningPlayer()
        let record = running.record
        record.isStuck.store(true, ordering: .releasing)
        _ = running.send(0xF8)
        #expect(eventually { record.isInside.load(ordering: .acquiring) })
        var taken = 0
        for _ in 0..<1_000 where running.send(0xFA) == .accepted { taken += 1 }
        #expect(taken == 1_000)
        record.isStuck.store(false, ordering: .releasing)
        #expect(eventually { record.count(0xFA) == 1_000 })
        running.thread.end(.now)
    }

    @Test func `a source that finds its ring full is told when there is room`() throws {
        var running = try RunningPlayer(capacity: 4)
        let record = running.record
        var sent = 0
        while sent < 5_000 {
            if running.send(0xF8) == .accepted {
                sent += 1
                continue
            }
            guard !running.input.awaitRoom() else { continue }
            var descriptor = pollfd(
                fd: running.signals.roomDescriptor, events: Int16(POLLIN), revents: 0)
            #expect(poll(&descriptor, 1, 10_000) == 1)
            var count: UInt64 = 0
            _ = read(running.signals.roomDescriptor, &count, 8)
        }
        #expect(eventually { record.count(0xF8) == 5_000 })
        #expect(running.input.counts.accepted == 5_000)
        running.thread.end(.now)
    }

    @Test func `what the controller sends goes out from the same thread`() throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        let running = try RunningPlayer(inputDescriptor: ends[0])
        let record = running.record
        var byte: UInt8 = 42
        #expect(write(ends[1], &byte, 1) == 1)
        #expect(eventually { record.count(0xB0) == 1 })
        #expect(record.messages.withLock { $0[0].second } == 42)
        running.thread.end(.now)
    }

    @Test func `controls reach the stage`() throws {
        var running = try RunningPlayer()
        let record = running.record
        _ = running.input.send(TimedEvent(.control, payload: 7))
        #expect(eventually { record.handled.withLock { $0.count } == 1 })
        running.thread.end(.now)
    }

    @Test func `a player that ends at once silences what sounds and forgets what waits`() throws {
        var running = try RunningPlayer()
        let record = running.record
        for key in 0..<64 as Range<UInt8> {
            _ = running.send(0x90, key)
            _ = running.send(0x80, key, due: farAway)
        }
        #expect(eventually { record.count(0x90) == 64 })
        running.thread.end(.now)
        #expect(record.count(0x80) == 64)
        #expect(running.ledger.soundingCount == 0)
    }

    @Test func `a player that ends when it is quiet plays to the end`() throws {
        var running = try RunningPlayer()
        let record = running.record
        record.isFull.store(true, ordering: .relaxed)
        for key in 0..<50 as Range<UInt8> { _ = running.send(0x90, key) }
        record.isFull.store(false, ordering: .relaxed)
        running.thread.end(.whenQuiet)
        #expect(record.count(0x90) == 50)
    }

    @Test func `real time is asked for and what came of it is told`() throws {
        let running = try RunningPlayer(priority: RealtimeClass.usualPriority)
        let got = running.thread.realtime
        #expect((got.priority == 60) == (got.classErrno == 0))
        #expect(got.isMemoryLocked == (got.memoryErrno == 0))
        #expect(got.summary.isEmpty == false && got.summary != "normal class")
        running.thread.end(.now)
        munlockall()
    }

    @Test func `a refusal of real time names its reason`() {
        let refused = RealtimeClass(classErrno: EPERM, memoryErrno: ENOMEM)
        #expect(
            refused.summary
                == "normal class, as real time was refused: Operation not permitted; "
                + "memory not locked: Cannot allocate memory")
    }
}
