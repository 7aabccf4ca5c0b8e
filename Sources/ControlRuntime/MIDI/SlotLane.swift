/// A lane with one place for each of a fixed set of names, such as the controllers of all channels: the
/// newest value of each, in the order in which they began to wait. It cannot overflow.
struct SlotLane: ~Copyable {
    private let values: UnsafeMutablePointer<UInt16>
    private let dues: UnsafeMutablePointer<UInt64>
    /// How many messages a place stands for: 0 when nothing waits there. Above 1 only where each counts.
    private let waits: UnsafeMutablePointer<UInt8>
    /// Whether a place is in the order already.
    private let isQueued: UnsafeMutablePointer<Bool>
    private let order: UnsafeMutablePointer<UInt16>
    private let size: Int
    private var start = 0
    private var length = 0
    /// Messages that wait.
    private(set) var count = 0

    init(size: Int) {
        self.size = size
        values = .allocate(capacity: size)
        dues = .allocate(capacity: size)
        waits = .allocate(capacity: size)
        waits.initialize(repeating: 0, count: size)
        isQueued = .allocate(capacity: size)
        isQueued.initialize(repeating: false, count: size)
        order = .allocate(capacity: size)
    }

    deinit {
        values.deallocate()
        dues.deallocate()
        waits.deallocate()
        isQueued.deallocate()
        order.deallocate()
    }

    /// Whether something waits at a place.
    @inline(__always)
    func waits(at slot: Int) -> Bool {
        (waits + slot).pointee > 0
    }

    @inline(__always)
    func value(at slot: Int) -> UInt16 { (values + slot).pointee }

    @inline(__always)
    func due(at slot: Int) -> UInt64 { (dues + slot).pointee }

    /// Puts a value in its place.
    ///
    /// - Returns: Whether an older one gave way.
    @_noLocks
    mutating func put(_ value: UInt16, due: UInt64, at slot: Int) -> Bool {
        (values + slot).pointee = value
        if (waits + slot).pointee > 0 {
            // The newest value keeps the older one's place in time.
            return true
        }
        (dues + slot).pointee = due
        (waits + slot).pointee = 1
        count &+= 1
        queue(slot)
        return false
    }

    /// Adds a message to its place; each is sent.
    @_noLocks
    mutating func add(_ value: UInt16, due: UInt64, at slot: Int) {
        guard put(value, due: due, at: slot), (waits + slot).pointee < .max else { return }
        (waits + slot).pointee &+= 1
        count &+= 1
    }

    @_noLocks
    private mutating func queue(_ slot: Int) {
        guard !(isQueued + slot).pointee else { return }
        (isQueued + slot).pointee = true
        var end = start &+ length
        if end >= size { end &-= size }
        (order + end).pointee = UInt16(truncatingIfNeeded: slot)
        length &+= 1
    }

    /// The place whose turn it is.
    @_noLocks
    mutating func first() -> Int? {
        while length > 0 {
            let slot = Int((order + start).pointee)
            if (waits + slot).pointee > 0 { return slot }
            leave(slot)
        }
        return nil
    }

    /// Takes one message from a place, which need not be the first.
    @_noLocks
    mutating func remove(at slot: Int) {
        guard (waits + slot).pointee > 0 else { return }
        (waits + slot).pointee &-= 1
        count &-= 1
    }

    @_noLocks
    private mutating func leave(_ slot: Int) {
        (isQueued + slot).pointee = false
        start &+= 1
        if start == size { start = 0 }
        length &-= 1
    }

    /// Takes everything out.
    ///
    /// - Returns: How many messages waited.
    @_noLocks
    mutating func removeAll() -> Int {
        let waiting = count
        while let slot = first() {
            count &-= Int((waits + slot).pointee)
            (waits + slot).pointee = 0
        }
        return waiting
    }
}
