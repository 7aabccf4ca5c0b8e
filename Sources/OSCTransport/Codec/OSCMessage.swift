/// A value in an OSC message.
///
/// - Source: OSC 1.0, type tags; OSC 1.1 makes `i f s b T F N I t` those that everyone must know.
public enum OSCArgument: Sendable, Hashable {
    /// `i`
    case int32(Int32)
    /// `h`
    case int64(Int64)
    /// `f`
    case float32(Float)
    /// `d`
    case float64(Double)
    /// `s`
    case string(String)
    /// `S`, a name in systems that tell names from texts.
    case symbol(String)
    /// `b`
    case blob([UInt8])
    /// `t`
    case timeTag(OSCTimeTag)
    /// `c`, an ASCII character.
    case character(UInt8)
    /// `r`: red, green, blue, alpha, the first in the highest byte.
    case color(UInt32)
    /// `m`: port, status, two data bytes, the first in the highest byte.
    case midi(UInt32)
    /// `T` or `F`
    case boolean(Bool)
    /// `N`
    case null
    /// `I`, a bang; infinitum in OSC 1.0.
    case impulse
    /// `[` and `]` with arguments between them.
    case array([OSCArgument])
}

/// An address and what is sent there.
public struct OSCMessage: Sendable, Hashable {
    /// Begins with `/`; may be a pattern.
    public var address: String
    public var arguments: [OSCArgument]

    public init(_ address: String, _ arguments: [OSCArgument] = []) {
        self.address = address
        self.arguments = arguments
    }
}

/// Packets that belong together, and when they are meant.
public struct OSCBundle: Sendable, Hashable {
    public var timeTag: OSCTimeTag
    public var elements: [OSCPacket]

    public init(at timeTag: OSCTimeTag = .immediately, _ elements: [OSCPacket]) {
        self.timeTag = timeTag
        self.elements = elements
    }
}

/// What one datagram, or one frame of a stream, holds.
public enum OSCPacket: Sendable, Hashable {
    case message(OSCMessage)
    case bundle(OSCBundle)
}
