/// One clock domain: takes timed events from its sources and hands each to its output when it is due.
///
/// A player has no clock and no thread: whoever owns it says what time it is (`now`, monotonic
/// nanoseconds), calls `advance`, and sleeps until the instant that comes back. All memory is taken at the
/// start. What cannot go at once waits in the output's lanes (`OutputPlan`); nothing is lost without being
/// counted (`counters`).
public struct Player: ~Copyable {
    var heap: EventHeap
    let sources: SourceTable
    let outputs: UnsafeMutablePointer<OutputQueue>
    let clocks: UnsafeMutablePointer<ClockOutput>
    let clockCount: Int
    /// The earliest instant at which an output that waits is to be tried.
    var soonest = UInt64.max
    let words: CounterWords

    /// How many outputs there are.
    public let outputCount: Int
    /// What is counted; other threads may read it at any time.
    public let counters: CounterStore
    /// How the clocks stand, that are sent and the one that is followed; other threads may read it at any
    /// time.
    public let clockBoard: ClockBoard
    /// What sounds at each output.
    public let ledger: NoteLedger

    /// Events taken from one source, and events handed on, before the clock is read again.
    static let batch = 256

    /// - Parameters:
    ///   - plans: The outputs, in the order of their places. All are absent until they are bound.
    ///   - capacity: Events that may wait for their time.
    ///   - sources: Places for sources.
    ///   - clocks: MIDI clocks that may run.
    ///   - ledger: Where sounding notes are kept; memory of its own when `nil`.
    public init(
        outputs plans: [OutputPlan], capacity: Int = 65_536, sources: Int = 16, clocks: Int = 4,
        ledger: NoteLedger? = nil
    ) {
        let ledger = ledger ?? .allocate(ports: plans.count)
        precondition(ledger.portCount >= plans.count, "a ledger with a port for each output")
        heap = EventHeap(capacity: capacity)
        self.sources = SourceTable(capacity: sources)
        counters = CounterStore(outputs: plans.count)
        words = counters.player
        self.ledger = ledger
        outputCount = plans.count
        outputs = .allocate(capacity: max(1, plans.count))
        for (place, plan) in plans.enumerated() {
            (outputs + place).initialize(
                to: OutputQueue(
                    plan, place: place, counters: counters.output(place),
                    ledger: ledger.port(place)))
        }
        clockCount = clocks
        clockBoard = ClockBoard(clocks: clocks)
        self.clocks = .allocate(capacity: max(1, clocks))
        self.clocks.initialize(repeating: ClockOutput(), count: max(1, clocks))
    }

    deinit {
        outputs.deinitialize(count: outputCount)
        outputs.deallocate()
        clocks.deallocate()
        sources.release()
    }

    /// Takes the player's end of a producer, at the producer's place, before the player's thread runs.
    public mutating func attach(_ producer: inout EventProducer) {
        sources.attach(producer.takeOtherEnd(), at: Int(producer.source))
    }

    /// Sets how late a source's messages may be.
    public mutating func setLatePolicy(_ policy: LatePolicy, source place: Int) {
        if sources.has(place) { sources.source(place).pointee.latePolicy = policy }
    }

    /// Takes an event in, to be handed on when it is due.
    ///
    /// - Returns: `false` when as many wait as fit; the event is then the caller's.
    /// - Thread: the player's. Does not block, allocate or count references.
    @_noLocks
    public mutating func accept(_ event: TimedEvent) -> Bool {
        guard heap.push(event) else {
            words.add(.heapFull)
            return false
        }
        words.add(.accepted)
        countDepth()
        return true
    }

    /// Events that wait for their time.
    public var waitingCount: Int { heap.count }

    /// Whether nothing waits anywhere: not for its time, not in a ring, not for an output that is there.
    ///
    /// - Thread: the player's.
    public var isQuiet: Bool {
        guard heap.count == 0, !hasInput else { return false }
        return (0..<outputCount).allSatisfy {
            !outputs[$0].isPresent || outputs[$0].isIdle
        }
    }

    /// Whether a source has events that the player could take.
    ///
    /// - Thread: the player's. Does not block.
    public var hasInput: Bool {
        guard heap.count < heap.capacity else { return false }
        var place = 0
        while place < sources.capacity {
            if sources.has(place), sources.source(place).pointee.ring.peek() != nil { return true }
            place &+= 1
        }
        return false
    }

    /// Whether a source that waits for room has some now, so that its thread must be told; answers once.
    ///
    /// - Thread: the player's. Does not block.
    @_noLocks
    public mutating func takeWishes() -> Bool {
        var isWished = false
        var place = 0
        while place < sources.capacity {
            if sources.has(place), sources.source(place).pointee.ring.takeWish() {
                isWished = true
            }
            place &+= 1
        }
        return isWished
    }

    /// Counts that the thread woke.
    ///
    /// - Parameter isEarly: Whether a producer woke it, not its deadline.
    /// - Thread: the player's. Does not block.
    @_noLocks
    public func countWake(isEarly: Bool) {
        words.add(.wakes)
        if isEarly { words.add(.earlyWakes) }
    }

    @_noLocks
    func countDepth() {
        words.depth(
            heap.count, now: PlayerCounter.waiting.rawValue,
            most: PlayerCounter.waitingMost.rawValue)
    }
}
