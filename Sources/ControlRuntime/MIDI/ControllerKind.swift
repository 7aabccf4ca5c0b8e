/// What a controller number stands for, as far as its order among other messages matters.
///
/// - Source: MIDI 1.0, table of controller numbers.
enum ControllerKind: Equatable {
    /// A value of which only the newest matters.
    case value
    /// A held pedal (64, 66, 69), which keeps its place among the notes.
    case pedal
    /// Bank select (0, 32), which a program change needs before it.
    case bank
    /// Data entry and the choice of a parameter (6, 38, 96...101): they mean something in their order only.
    case parameter
    /// A channel mode message (120...127).
    case mode

    @inline(__always)
    init(_ number: UInt8) {
        switch number {
        case 64, 66, 69: self = .pedal
        case 0, 32: self = .bank
        case 6, 38, 96...101: self = .parameter
        case 120...127: self = .mode
        default: self = .value
        }
    }
}

extension ShortMessage {
    /// Reads the payload of an event of kind `midi`.
    @inlinable @inline(__always)
    public init(payload: UInt64) {
        self.init(
            status: UInt8(truncatingIfNeeded: payload),
            first: UInt8(truncatingIfNeeded: payload >> 8),
            second: UInt8(truncatingIfNeeded: payload >> 16))
    }

    /// The payload of an event of kind `midi`.
    @inlinable @inline(__always)
    public var payload: UInt64 {
        UInt64(status) | UInt64(first) << 8 | UInt64(second) << 16
    }

    /// Whether the bytes are a message: a status that is none of System Exclusive, and data below 128.
    @inlinable @inline(__always)
    public var isWellFormed: Bool {
        guard status >= 0x80, first < 0x80, second < 0x80 else { return false }
        switch status {
        case 0xF0, 0xF4, 0xF5, 0xF7, 0xF9, 0xFD: return false
        default: return true
        }
    }

    /// A message as an event for a port.
    @inlinable
    public func event(due: UInt64 = 0, output: UInt16) -> TimedEvent {
        TimedEvent(
            .midi, due: due, output: output, payload: payload, count: UInt8(byteCount))
    }
}
