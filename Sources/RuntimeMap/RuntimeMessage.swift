/// What arrives, without its channel; ordered by kind, then number.
public struct RuntimeMessage: Sendable, Hashable, Comparable {
    /// The raw values give the order and stay what they are.
    public enum Kind: Int, Sendable, CaseIterable, Comparable {
        case controlChange = 0
        /// Controllers `number` (high half) and `number + 32` (low half).
        case controlChange14 = 1
        case note = 2
        /// Controllers 99, 98, 6 and 38.
        case nrpn = 3
        /// Controllers 101, 100, 6 and 38.
        case rpn = 4
        case pitchBend = 5
        case channelPressure = 6
        case polyPressure = 7
        case programChange = 8
        case systemExclusive = 9

        public static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }
    }

    public var kind: Kind
    /// Controller, note, parameter number or program; 0 where the kind has none, and -1 for any
    /// program.
    public var number: Int
    /// The whole message from 0xF0 to 0xF7; empty for every other kind.
    ///
    /// One byte may be `valueByte`, which stands for the value, and one `fineValueByte`, for its lower
    /// seven bits.
    public var bytes: [UInt8]

    /// In `bytes`, where no data byte can be: the value, or its upper seven bits.
    @inlinable public static var valueByte: UInt8 { 0x80 }
    /// In `bytes`: the lower seven bits of a value of fourteen.
    @inlinable public static var fineValueByte: UInt8 { 0x81 }

    public init(_ kind: Kind, number: Int = 0, bytes: [UInt8] = []) {
        self.kind = kind
        self.number = number
        self.bytes = bytes
    }

    public static func < (left: RuntimeMessage, right: RuntimeMessage) -> Bool {
        if left.kind != right.kind { return left.kind < right.kind }
        if left.number != right.number { return left.number < right.number }
        return left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

/// How the values of a message are to be read.
public enum RuntimeBehaviour: Sendable, Hashable {
    /// How an encoder writes steps into 7 bits.
    public enum Encoding: Int, Sendable, CaseIterable {
        /// 1...63 up, 127...65 down.
        case twosComplement = 0
        /// 65...127 up, 63...1 down.
        case binaryOffset = 1
        /// Bit 6 clear: up; set: down.
        case signBit = 2
        /// Bit 6 set: up; clear: down.
        case signBitUp = 3
    }

    case absolute
    case relative(Encoding)
    /// `on` when pressed, `off` when let go.
    case momentary(on: Int, off: Int)
    /// `on` at one press, `off` at the next.
    case latching(on: Int, off: Int)
}
