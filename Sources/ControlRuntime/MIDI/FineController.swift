/// A controller of 14 bits: two controllers that say one value, and leave together.
///
/// As payload of an event: byte 0 is the channel, byte 1 the number of the upper half, bytes 2 and 3 the
/// value, its upper seven bits first.
///
/// - Source: MIDI 1.0, controllers 0...31 and 32...63.
@frozen public struct FineController: Sendable, Equatable {
    /// Those four bytes.
    public var payload: UInt64

    /// Reads an event's payload.
    @inlinable public init(payload: UInt64) {
        self.payload = payload & 0xFFFF_FFFF
    }

    /// - Parameters:
    ///   - number: 0...31; the lower half is the controller 32 further on.
    ///   - value: 0...16,383.
    ///   - channel: 0...15.
    public init(_ number: Int, value: UInt16, channel: UInt8) {
        payload =
            UInt64(channel & 0x0F) | UInt64(number & 31) << 8 | UInt64(value >> 7 & 0x7F) << 16
            | UInt64(value & 0x7F) << 24
    }

    /// Both halves as an event for a port.
    public func event(due: UInt64 = 0, output: UInt16) -> TimedEvent {
        TimedEvent(.fineController, due: due, output: output, payload: payload, count: 4)
    }

    @inlinable @inline(__always)
    func byte(_ place: UInt64) -> UInt8 {
        UInt8(truncatingIfNeeded: payload >> (place &* 8)) & 0x7F
    }

    /// Whether the payload is one: a number below 32, and no byte above 127.
    @inlinable @inline(__always)
    var isWellFormed: Bool { payload & 0x8080_E0F0 == 0 }

    @inlinable @inline(__always)
    var value: UInt16 { UInt16(byte(2)) << 7 | UInt16(byte(3)) }

    /// Its place among 16 channels of 32.
    @inlinable @inline(__always)
    var place: Int { Int(byte(0) & 0x0F) << 5 | Int(byte(1) & 31) }

    /// The controller of the upper seven bits, which goes first: it sets the lower ones to 0.
    public var upper: ShortMessage {
        ShortMessage(status: 0xB0 | byte(0) & 0x0F, first: byte(1) & 31, second: byte(2))
    }

    /// The controller of the lower seven bits.
    public var lower: ShortMessage {
        ShortMessage(status: 0xB0 | byte(0) & 0x0F, first: byte(1) & 31 | 32, second: byte(3))
    }
}
