/// Something to be done at an instant: a record of 32 bytes without references, copied from the ring of
/// the producer that made it into the heap, and from there to a port.
@frozen public struct TimedEvent: Sendable, Equatable {
    /// What the payload is.
    @frozen public enum Kind: UInt8, Sendable {
        /// A MIDI message of 1 to 3 bytes, inline.
        case midi = 0
        /// An NRPN or RPN with its value, inline, sent as controllers that stay together (`ParameterNumber`).
        case parameterNumber = 1
        /// A System Exclusive message in blocks of the slab.
        case systemExclusive = 2
        /// One encoded OSC packet in blocks of the slab.
        case osc = 3
        /// A control of a map moves: its place and its position.
        case control = 4
        /// A port may send again.
        case portWake = 5
        /// Something for the player itself: a port bound, a map swapped, panic.
        case command = 6
        /// A controller of 14 bits, inline: both halves leave together (`FineController`).
        case fineController = 7
    }

    /// Nanoseconds on the monotonic clock; 0 is at once.
    public var due: UInt64
    /// Orders events that are due together; given by the heap on arrival.
    public var sequence: UInt64
    /// Up to eight bytes of payload, the first in the lowest byte; or the first block of the slab.
    public var payload: UInt64
    /// Place of the port or OSC target in the player's table.
    public var output: UInt16
    /// Place of the producer, which takes its blocks back and keeps its own late policy.
    public var source: UInt16
    public var kind: Kind
    /// Bytes of the payload that count, 0...8.
    public var count: UInt8
    public var flags: UInt16

    @inlinable
    public init(
        _ kind: Kind, due: UInt64 = 0, output: UInt16 = 0, source: UInt16 = 0, payload: UInt64 = 0,
        count: UInt8 = 0, flags: UInt16 = 0
    ) {
        self.due = due
        self.sequence = 0
        self.payload = payload
        self.output = output
        self.source = source
        self.kind = kind
        self.count = count
        self.flags = flags
    }

    /// Whether this event goes before another: by due time, then by order of arrival.
    @inlinable @inline(__always)
    public func precedes(_ other: TimedEvent) -> Bool {
        due != other.due ? due < other.due : sequence < other.sequence
    }
}
