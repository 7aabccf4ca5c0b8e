/// A lane in order of arrival, of fixed capacity.
struct EventLane: ~Copyable {
    private let events: UnsafeMutablePointer<TimedEvent>
    let capacity: Int
    private var start = 0
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = max(1, capacity)
        events = .allocate(capacity: self.capacity)
    }

    deinit {
        events.deallocate()
    }

    @inline(__always)
    private func place(_ offset: Int) -> UnsafeMutablePointer<TimedEvent> {
        let sum = start &+ offset
        return events + (sum >= capacity ? sum &- capacity : sum)
    }

    @inline(__always)
    var first: TimedEvent? {
        count == 0 ? nil : place(0).pointee
    }

    /// - Returns: `false` when the lane is full.
    @inline(__always)
    mutating func append(_ event: TimedEvent) -> Bool {
        guard count < capacity else { return false }
        place(count).pointee = event
        count &+= 1
        return true
    }

    @inline(__always)
    mutating func removeFirst() {
        guard count > 0 else { return }
        start &+= 1
        if start == capacity { start = 0 }
        count &-= 1
    }

    /// Gives a parameter number that waits a newer value, but not one that is on its way already.
    ///
    /// - Returns: Whether there was one.
    @_noLocks
    mutating func replaceParameter(_ event: TimedEvent, sparingFirst: Bool) -> Bool {
        let name = ParameterNumber(payload: event.payload).name
        var offset = sparingFirst ? 1 : 0
        while offset < count {
            let other = place(offset)
            if other.pointee.kind == .parameterNumber,
                ParameterNumber(payload: other.pointee.payload).name == name
            {
                other.pointee.payload = event.payload
                return true
            }
            offset &+= 1
        }
        return false
    }

    /// Whether a value of a parameter number waits.
    @_noLocks
    func hasParameter(_ name: UInt64) -> Bool {
        var offset = 0
        while offset < count {
            let event = place(offset).pointee
            if event.kind == .parameterNumber, ParameterNumber(payload: event.payload).name == name
            {
                return true
            }
            offset &+= 1
        }
        return false
    }
}
