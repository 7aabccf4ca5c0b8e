/// The newest values of a source that found no room: one place for each controller, bend, pressure and
/// control, in the order in which they came first.
struct HeldValues: ~Copyable, @unchecked Sendable {
    // Unchecked: the events are reached through their only owner.
    enum Outcome {
        case added
        case replaced
    }

    private let events: UnsafeMutablePointer<TimedEvent>
    private let capacity: Int
    private var start = 0
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = capacity
        events = .allocate(capacity: max(1, capacity))
    }

    deinit {
        events.deallocate()
    }

    var first: TimedEvent? {
        count == 0 ? nil : events[start]
    }

    mutating func removeFirst() {
        start = (start + 1) % capacity
        count -= 1
    }

    /// Holds a value, in the place of an older one where there is one.
    ///
    /// - Returns: `nil` when there is no place.
    mutating func hold(_ event: TimedEvent) -> Outcome? {
        let name = Self.name(of: event)
        for offset in 0..<count {
            let place = (start + offset) % capacity
            let other = events[place]
            if other.output == event.output, other.kind == event.kind, Self.name(of: other) == name
            {
                events[place] = event
                return .replaced
            }
        }
        guard count < capacity else { return nil }
        events[(start + count) % capacity] = event
        count += 1
        return .added
    }

    /// Whether only the newest of such events matters.
    static func isValue(_ event: TimedEvent) -> Bool {
        switch event.kind {
        case .control, .fineController: return true
        case .midi:
            let message = ShortMessage(payload: event.payload)
            switch message.status & 0xF0 {
            case 0xA0, 0xD0, 0xE0: return true
            case 0xB0: return ControllerKind(message.first) == .value
            default: return false
            }
        default: return false
        }
    }

    /// What a value is of: the bytes before it.
    private static func name(of event: TimedEvent) -> UInt64 {
        switch event.kind {
        case .control: event.payload & 0xFFFF_FFFF
        case .fineController: event.payload & 0xFFFF
        default:
            switch event.payload & 0xF0 {
            case 0xD0, 0xE0: event.payload & 0xFF
            default: event.payload & 0xFFFF
            }
        }
    }
}
