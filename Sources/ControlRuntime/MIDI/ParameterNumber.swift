/// A registered or non-registered parameter with its value: several controllers that mean something only
/// together.
///
/// As payload of an event: byte 0 is the channel, with 0x10 for registered, 0x20 without the closing null
/// and 0x40 when the value has 14 bits; bytes 1 and 2 the number, 3 and 4 the value, each with its upper
/// seven bits first.
@frozen public struct ParameterNumber: Sendable, Equatable {
    /// Those five bytes.
    public var payload: UInt64

    /// Reads an event's payload.
    @inlinable public init(payload: UInt64) {
        self.payload = payload & 0xFF_FFFF_FFFF
    }

    /// - Parameters:
    ///   - number: 0...16,383.
    ///   - value: 0...16,383; with `isFine` false 0...127.
    ///   - channel: 0...15.
    ///   - isRegistered: RPN, not NRPN.
    ///   - isFine: Whether the value has 14 bits: controllers 6 and 38, not 6 alone.
    ///   - isClosed: Whether the null parameter follows, so that a stray data entry changes nothing.
    public init(
        _ number: UInt16, value: UInt16, channel: UInt8, isRegistered: Bool = false,
        isFine: Bool = true, isClosed: Bool = true
    ) {
        var first = channel & 0x0F
        if isRegistered { first |= 0x10 }
        if !isClosed { first |= 0x20 }
        if isFine { first |= 0x40 }
        let high = isFine ? value >> 7 : value
        payload =
            UInt64(first) | UInt64(number >> 7 & 0x7F) << 8 | UInt64(number & 0x7F) << 16
            | UInt64(high & 0x7F) << 24 | (isFine ? UInt64(value & 0x7F) << 32 : 0)
    }

    /// The parameter as an event for a port.
    public func event(due: UInt64 = 0, output: UInt16) -> TimedEvent {
        TimedEvent(.parameterNumber, due: due, output: output, payload: payload, count: 5)
    }

    /// What tells one parameter from another: channel, kind and number.
    @inlinable @inline(__always)
    var name: UInt64 { payload & 0x7F_7F1F }

    @inlinable @inline(__always)
    func byte(_ place: UInt64) -> UInt8 {
        UInt8(truncatingIfNeeded: payload >> (place &* 8)) & 0x7F
    }

    @inlinable @inline(__always)
    var isFine: Bool { payload & 0x40 != 0 }

    @inlinable @inline(__always)
    var isClosed: Bool { payload & 0x20 == 0 }

    @inlinable @inline(__always)
    var isRegistered: Bool { payload & 0x10 != 0 }

    /// Whether the payload is one: no byte above 127.
    @inlinable @inline(__always)
    var isWellFormed: Bool { payload & 0x80_8080_8080 == 0 }

    /// How many messages it takes, 3...6.
    ///
    /// - Thread: real-time. Does not block.
    public var messageCount: Int {
        3 &+ (isFine ? 1 : 0) &+ (isClosed ? 2 : 0)
    }

    /// One of the messages, in order; places from 0.
    ///
    /// - Source: MIDI 1.0, registered and non-registered parameter numbers.
    /// - Thread: real-time. Does not block.
    @_noLocks
    public func message(_ place: Int) -> ShortMessage {
        let status = 0xB0 | byte(0) & 0x0F
        // The place of the same message in the longest form.
        let step = place >= 3 && !isFine ? place &+ 1 : place
        switch step {
        case 0:
            return ShortMessage(status: status, first: isRegistered ? 101 : 99, second: byte(1))
        case 1:
            return ShortMessage(status: status, first: isRegistered ? 100 : 98, second: byte(2))
        case 2: return ShortMessage(status: status, first: 6, second: byte(3))
        case 3: return ShortMessage(status: status, first: 38, second: byte(4))
        case 4: return ShortMessage(status: status, first: 101, second: 127)
        default: return ShortMessage(status: status, first: 100, second: 127)
        }
    }
}
