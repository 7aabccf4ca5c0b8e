/// What an event of kind `control` says to a map: its payload is the place in the lower 16 bits, the map
/// in the next 8, what it is and the generation in the next 4 each, and a Float32 in the upper half.
@frozen public struct MapEvent: Sendable, Equatable {
    /// What has happened.
    @frozen public enum Subject: UInt8, Sendable {
        /// A control was moved by a program; the number is its position, 0...1.
        case control = 0
        /// The host says what a target's value is, in the target's own unit.
        case hostValue = 1
        /// A value on its way goes on; a map's message to itself.
        case glide = 2
        /// The lower half of a value did not come; a map's message to itself.
        case half = 3
        /// A hand is off a control; a map's message to itself.
        case letGo = 4
        /// What the host said can be believed; a map's message to itself.
        case settled = 5
    }

    public var subject: Subject
    /// Place of the map among those that a player plays.
    public var map: UInt8
    /// Place of a control or of a target.
    public var place: UInt16
    public var number: Float
    /// Which of the maps at this place is meant, 0...15, for what a host says: places of targets are others
    /// after a reload.
    public var generation: UInt8

    @inlinable
    public init(
        _ subject: Subject, map: UInt8, place: UInt16, number: Float = 0, generation: UInt8 = 0
    ) {
        self.subject = subject
        self.map = map
        self.place = place
        self.number = number
        self.generation = generation & 15
    }

    /// Reads an event of kind `control`; `nil` for what is none.
    @inlinable
    public init?(_ event: TimedEvent) {
        let low = UInt32(truncatingIfNeeded: event.payload)
        guard event.kind == .control,
            let subject = Subject(rawValue: UInt8(truncatingIfNeeded: low >> 24) & 15)
        else { return nil }
        self.init(
            subject, map: UInt8(truncatingIfNeeded: low >> 16),
            place: UInt16(truncatingIfNeeded: low),
            number: Float(bitPattern: UInt32(truncatingIfNeeded: event.payload >> 32)),
            generation: UInt8(truncatingIfNeeded: low >> 28))
    }

    /// The lower half of the payload: what `MapDirectory.controls` gives for a control.
    @inlinable public var name: UInt32 {
        UInt32(place) | UInt32(map) << 16 | UInt32(subject.rawValue) << 24 | UInt32(generation)
            << 28
    }

    /// The event, due at an instant in monotonic nanoseconds.
    @inlinable
    public func event(due: UInt64 = 0) -> TimedEvent {
        TimedEvent(
            .control, due: due, payload: UInt64(name) | UInt64(number.bitPattern) << 32, count: 8)
    }
}
