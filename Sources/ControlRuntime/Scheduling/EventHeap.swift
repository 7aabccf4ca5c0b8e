/// What waits for its time: a heap of fixed capacity with four children a place, ordered by due time
/// and then by order of arrival.
public struct EventHeap: ~Copyable {
    private let memory: UnsafeMutableRawPointer
    /// Place 0 lies so that the four children of each place share two cache lines.
    private let places: UnsafeMutablePointer<TimedEvent>
    private var sequence: UInt64 = 0
    /// Of no meaning: what is read ahead must go somewhere.
    private var seen: UInt64 = 0
    /// Events that wait.
    public private(set) var count = 0
    /// The latest due time that is told from later ones, 146 years after the clock's beginning.
    private static var latest: UInt64 { 1 << 62 }
    /// Events that fit.
    public let capacity: Int

    /// - Parameter capacity: Events that fit; the memory of all is taken now.
    public init(capacity: Int) {
        precondition(capacity > 0, "a heap holds at least one event")
        let stride = MemoryLayout<TimedEvent>.stride
        self.capacity = capacity
        memory = .allocate(byteCount: (capacity + 4) * stride, alignment: 128)
        places = (memory + 3 * stride).bindMemory(to: TimedEvent.self, capacity: capacity + 1)
    }

    deinit {
        memory.deallocate()
    }

    /// When the first event is due, in monotonic nanoseconds; `nil` when nothing waits.
    ///
    /// - Thread: the owner's. Does not block.
    public var earliest: UInt64? {
        count == 0 ? nil : places.pointee.due
    }

    /// Takes an event in and gives it the next number of arrival.
    ///
    /// - Returns: `false` when the heap is full.
    /// - Complexity: O(log n); most events stop after a step or two.
    /// - Thread: the owner's. Does not block, allocate or count references.
    @_noLocks
    public mutating func push(_ event: TimedEvent) -> Bool {
        guard count < capacity else { return false }
        var event = event
        event.due = min(event.due, Self.latest)
        event.sequence = sequence
        sequence &+= 1
        let place = count
        count &+= 1
        rise(event, from: place)
        return true
    }

    /// Takes the first event if it is due.
    ///
    /// - Parameter now: Monotonic nanoseconds.
    /// - Thread: the owner's. Does not block, allocate or count references.
    @_noLocks
    public mutating func pop(dueBy now: UInt64) -> TimedEvent? {
        guard count > 0, places.pointee.due <= now else { return nil }
        let first = places.pointee
        count &-= 1
        guard count > 0 else { return first }
        let last = (places + count).pointee
        sink(last)
        return first
    }

    /// Takes out all but the commands, which keep their order; blocks go back to their producers.
    ///
    /// - Returns: How many were taken out.
    /// - Thread: the owner's. Does not block.
    @_noLocks
    mutating func removeAllButCommands(_ sources: SourceTable) -> Int {
        let all = count
        count = 0
        var place = 0
        while place < all {
            // What is kept is fewer than what was read: nothing unread is written over.
            let event = (places + place).pointee
            if event.kind == .command {
                rise(event, from: count)
                count &+= 1
            } else {
                sources.giveBack(event)
            }
            place &+= 1
        }
        return all &- count
    }

    /// Finds the place of an event from the top down, and moves what goes before it up.
    @inline(__always)
    private mutating func sink(_ event: TimedEvent) {
        let places = places
        let count = count
        var place = 0
        var child = 1
        while child &+ 3 < count {
            look(ahead: 4 &* child &+ 1)
            let low = child &+ isEarlier(child &+ 1, child)
            let high = child &+ 2 &+ isEarlier(child &+ 3, child &+ 2)
            let best = least(low, high)
            guard (places + best).pointee.precedes(event) else {
                (places + place).pointee = event
                return
            }
            (places + place).pointee = (places + best).pointee
            place = best
            child = 4 &* place &+ 1
        }
        rest(event, place, child)
    }

    /// Reads of the grandchildren what the next step may need, so that it is in the cache when it is known
    /// which: without a branch to be guessed the processor does not look ahead by itself. What lies near
    /// the top is always there.
    @inline(__always)
    private mutating func look(ahead first: Int) {
        guard first > 1_024, first &+ 15 < count else { return }
        let group = places + first
        let near = group[0].due ^ group[2].due ^ group[4].due ^ group[6].due
        let far = group[8].due ^ group[10].due ^ group[12].due ^ group[14].due
        seen = near ^ far
    }

    /// The last step down, where fewer than four children are left.
    @inline(__always)
    private mutating func rest(_ event: TimedEvent, _ start: Int, _ child: Int) {
        var place = start
        if child < count {
            var best = child
            var other = child &+ 1
            while other < count {
                best = least(best, other)
                other &+= 1
            }
            if (places + best).pointee.precedes(event) {
                (places + place).pointee = (places + best).pointee
                place = best
            }
        }
        (places + place).pointee = event
    }

    /// The place of the earlier of two events, by arithmetic: a branch would be guessed wrong half of the
    /// time, which takes longer than all the rest.
    @inline(__always)
    private func least(_ one: Int, _ other: Int) -> Int {
        one &+ (other &- one) &* isEarlier(other, one)
    }

    /// 1 when an event goes before another, else 0. Differences have a sign, as neither due times nor
    /// numbers of arrival reach half of their range.
    @inline(__always)
    private func isEarlier(_ one: Int, _ other: Int) -> Int {
        let one = places + one
        let other = places + other
        let arrival = (one.pointee.sequence &- other.pointee.sequence) >> 63
        let due = one.pointee.due &- other.pointee.due &- arrival
        return Int(bitPattern: UInt(due >> 63))
    }

    @inline(__always)
    private mutating func rise(_ event: TimedEvent, from start: Int) {
        var place = start
        while place > 0 {
            let parent = (place &- 1) >> 2
            guard event.precedes((places + parent).pointee) else { break }
            (places + place).pointee = (places + parent).pointee
            place = parent
        }
        (places + place).pointee = event
    }
}
