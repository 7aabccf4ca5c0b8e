/// What became of an event that was offered to a player's ring.
@frozen public enum Acceptance: Sendable, Equatable {
    /// The player has it, and will see it in time by itself.
    case accepted
    /// The player has it but sleeps too long: wake it.
    case acceptedWake
    /// It waits with the producer for room, and will be replaced by a newer value of the same kind.
    case held
    /// There is no room now. Ask again when the player tells that there is (`awaitRoom`).
    case later
    /// It could never fit.
    case refused
}

/// What a producer does with an event that finds no room.
@frozen public enum OverflowPolicy: UInt8, Sendable, CaseIterable {
    /// The source stops being read until there is room.
    case wait = 0
    /// The event is refused and counted.
    case refuse = 1
    /// Of controllers, bends, pressures and controls the newest value is held until there is room;
    /// what else there is waits.
    case newest = 2
}

/// What became of all events offered to a producer; `offered` is the sum of `accepted`, `refused`,
/// `replaced` and what is held, when events answered with `later` are offered again.
@frozen public struct ProducerCounts: Sendable, Equatable {
    public var offered: UInt64 = 0
    public var accepted: UInt64 = 0
    /// Had no room and were refused.
    public var refused: UInt64 = 0
    /// Gave way to a newer value while there was no room.
    public var replaced: UInt64 = 0
    /// Times that the source had to wait.
    public var waits: UInt64 = 0

    /// Nothing offered yet.
    public init() {}
}

/// The player's end of a producer's ring and slab.
struct EventSource: ~Copyable, Sendable {
    var ring: RingReader<TimedEvent>
    var slab: SlabReader
    /// How late messages of this source may be.
    var latePolicy = LatePolicy()
    /// Events that may be taken in this round.
    var ready = 0

    init(ring: consuming RingReader<TimedEvent>, slab: consuming SlabReader) {
        self.ring = ring
        self.slab = slab
    }
}

/// A source of events for a player, for one thread at a time: attach it to the player
/// (`Player.attach`), then take it to its thread and send.
public struct EventProducer: ~Copyable, Sendable {
    private var ring: RingWriter<TimedEvent>
    private var slab: SlabWriter
    private let deadline: ArmedDeadline
    private var otherEnd: EventSource?
    /// Place of the source in the player's table.
    public let source: UInt16
    private let policy: OverflowPolicy
    private var held: HeldValues
    /// What became of everything so far.
    public private(set) var counts = ProducerCounts()

    /// - Parameters:
    ///   - source: Place of the source in the player's table.
    ///   - capacity: Events that may be on their way.
    ///   - blocks: Blocks of 128 bytes for System Exclusive and OSC.
    ///   - policy: What happens when there is no room.
    ///   - deadline: The player's.
    public init(
        source: UInt16, capacity: Int = 1024, blocks: Int = 1024, policy: OverflowPolicy = .wait,
        deadline: ArmedDeadline
    ) {
        let ends = EventRing(capacity: capacity)
        let runs = BlockSlab(blocks: blocks)
        ring = ends.writer
        slab = runs.writer
        otherEnd = EventSource(ring: ends.reader, slab: runs.reader)
        self.source = source
        self.policy = policy
        self.deadline = deadline
        held = HeldValues(capacity: policy == .newest ? 256 : 0)
    }

    /// The player's end, once.
    mutating func takeOtherEnd() -> EventSource {
        guard let end = otherEnd.take() else {
            preconditionFailure("a producer is attached to one player, once")
        }
        return end
    }

    /// Values that wait here for room.
    public var heldCount: Int { held.count }

    /// Offers an event without blocks; its source is filled in.
    ///
    /// - Returns: When `later`, the event is not counted: offer it again.
    /// - Thread: the producer's. Does not block or allocate.
    public mutating func send(_ event: TimedEvent) -> Acceptance {
        var event = event
        event.source = source
        event.flags &= ~TimedEvent.clockFlag
        // What is held goes first, so that a value is never overtaken by an older one.
        let mustWake = held.count > 0 && sendHeld()
        if held.count == 0 || !HeldValues.isValue(event), ring.push(event) {
            let acceptance = accept(event.due)
            return mustWake ? .acceptedWake : acceptance
        }
        return overflow(event)
    }

    /// Offers a message of System Exclusive or an encoded OSC packet, whose bytes are copied.
    ///
    /// - Parameters:
    ///   - bytes: With the first and last byte of the message, F0 and F7.
    ///   - event: Of kind `systemExclusive` or `osc`; its payload is filled in.
    /// - Thread: the producer's. Does not block or allocate.
    public mutating func send(_ bytes: UnsafeRawBufferPointer, as event: TimedEvent) -> Acceptance {
        var event = event
        event.source = source
        event.flags &= ~TimedEvent.clockFlag
        do {
            let run = try slab.store(bytes)
            event.payload = run.payload
            if ring.push(event) { return accept(event.due) }
            slab.takeBack(run)
            return overflow(event)
        } catch .tooLong {
            counts.offered += 1
            counts.refused += 1
            return .refused
        } catch {
            return overflow(event)
        }
    }

    /// Sends what was held for want of room.
    ///
    /// - Returns: Whether the player must be woken.
    public mutating func sendHeld() -> Bool {
        var mustWake = false
        while let event = held.first {
            guard ring.push(event) else { break }
            held.removeFirst()
            counts.accepted += 1
            if deadline.mustWake(for: event.due) { mustWake = true }
        }
        return mustWake
    }

    /// Asks the player to tell when it has taken something.
    ///
    /// - Returns: Whether there is room already.
    public mutating func awaitRoom() -> Bool {
        counts.waits += 1
        return ring.awaitRoom()
    }

    private mutating func accept(_ due: UInt64) -> Acceptance {
        counts.offered += 1
        counts.accepted += 1
        return deadline.mustWake(for: due) ? .acceptedWake : .accepted
    }

    private mutating func overflow(_ event: TimedEvent) -> Acceptance {
        switch policy {
        case .wait:
            return .later
        case .refuse:
            counts.offered += 1
            counts.refused += 1
            return .refused
        case .newest:
            guard HeldValues.isValue(event), let outcome = held.hold(event) else { return .later }
            counts.offered += 1
            if outcome == .replaced { counts.replaced += 1 }
            return .held
        }
    }
}
