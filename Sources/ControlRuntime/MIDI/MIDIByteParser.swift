/// What a byte of a wire completed.
@frozen public enum ParsedMIDI: Sendable, Equatable {
    /// Nothing yet.
    case nothing
    case message(ShortMessage)
    /// A System Exclusive message, with F0 and F7, in the parser's buffer until the next byte.
    case systemExclusive
}

/// Reads the bytes of a wire: running status, realtime bytes inside other messages, and whatever else may
/// come. What means nothing is skipped and counted.
///
/// - Source: MIDI 1.0, table of status bytes and receiver's use of running status.
public struct MIDIByteParser: ~Copyable, @unchecked Sendable {
    // Unchecked: the buffer is reached through its only owner.
    private let buffer: UnsafeMutableRawPointer
    private let capacity: Int
    private var length = 0
    private var isInExclusive = false
    private var isTooLong = false
    private var status: UInt8 = 0
    private var first: UInt8 = 0
    private var hasFirst = false

    /// Data bytes without a status, and undefined status bytes.
    public private(set) var strayCount: UInt64 = 0
    /// Messages that another status cut off.
    public private(set) var cutCount: UInt64 = 0
    /// System Exclusive messages that were longer than the buffer, and lost.
    public private(set) var tooLongCount: UInt64 = 0

    /// - Parameter longestExclusive: Bytes of the longest System Exclusive message, both ends included.
    public init(longestExclusive: Int = 65_536) {
        capacity = max(2, longestExclusive)
        buffer = .allocate(byteCount: capacity, alignment: 8)
    }

    deinit {
        buffer.deallocate()
    }

    /// Forgets half a message and the running status: what follows comes over a new connection.
    @_noLocks
    public mutating func reset() {
        isInExclusive = false
        hasFirst = false
        status = 0
    }

    /// The System Exclusive message that `parse` has just told of.
    public var systemExclusive: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: buffer, count: length)
    }

    /// Takes the next byte.
    ///
    /// - Thread: real-time. Does not block, allocate or count references.
    @_noLocks
    public mutating func parse(_ byte: UInt8) -> ParsedMIDI {
        if byte < 0x80 { return data(byte) }
        if byte >= 0xF8 { return realtime(byte) }
        if isInExclusive {
            isInExclusive = false
            if byte == 0xF7 { return endExclusive() }
            cutCount &+= 1
        } else if hasFirst {
            cutCount &+= 1
        }
        hasFirst = false
        return begin(byte)
    }

    @_noLocks
    private mutating func realtime(_ byte: UInt8) -> ParsedMIDI {
        if byte == 0xF9 || byte == 0xFD {
            strayCount &+= 1
            return .nothing
        }
        return .message(ShortMessage(status: byte))
    }

    @_noLocks
    private mutating func begin(_ byte: UInt8) -> ParsedMIDI {
        status = 0
        switch byte {
        case 0xF0:
            isInExclusive = true
            isTooLong = false
            buffer.storeBytes(of: byte, as: UInt8.self)
            length = 1
        case 0xF6: return .message(ShortMessage(status: byte))
        case 0xF4, 0xF5, 0xF7: strayCount &+= 1
        default: status = byte
        }
        return .nothing
    }

    @_noLocks
    private mutating func data(_ byte: UInt8) -> ParsedMIDI {
        if isInExclusive {
            // One place is kept for the end.
            if length < capacity &- 1 {
                buffer.storeBytes(of: byte, toByteOffset: length, as: UInt8.self)
                length &+= 1
            } else {
                isTooLong = true
            }
            return .nothing
        }
        guard status != 0 else {
            strayCount &+= 1
            return .nothing
        }
        let needed = ShortMessage(status: status).byteCount &- 1
        if needed == 2, !hasFirst {
            first = byte
            hasFirst = true
            return .nothing
        }
        let message =
            needed == 2
            ? ShortMessage(status: status, first: first, second: byte)
            : ShortMessage(status: status, first: byte)
        hasFirst = false
        if status >= 0xF0 { status = 0 }
        return .message(message)
    }

    @_noLocks
    private mutating func endExclusive() -> ParsedMIDI {
        status = 0
        guard !isTooLong else {
            tooLongCount &+= 1
            return .nothing
        }
        buffer.storeBytes(of: 0xF7, toByteOffset: length, as: UInt8.self)
        length &+= 1
        return .systemExclusive
    }
}
