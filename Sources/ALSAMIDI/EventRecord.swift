import ControlRuntime

/// An event as the sequencer's descriptor takes and gives it: 28 bytes, then the bytes of System Exclusive.
///
/// - Source: the kernel's sound/asequencer.h, struct snd_seq_event.
enum EventRecord {
    /// Bytes without System Exclusive.
    static let size = 28
    /// Everybody who has subscribed to the sending port.
    static let subscribers = PortAddress(client: 254, port: 253)

    /// Types of events that are not a MIDI message by themselves.
    enum Code {
        static let systemExclusive: UInt8 = 130
        static let clientStart: UInt8 = 60
        static let clientExit: UInt8 = 61
        static let clientChange: UInt8 = 62
        static let portStart: UInt8 = 63
        static let portExit: UInt8 = 64
        static let portChange: UInt8 = 65
        static let connected: UInt8 = 66
        static let disconnected: UInt8 = 67
    }

    private static let direct: UInt8 = 253
    private static let variableLength: UInt8 = 1 << 2

    private static func writeHead(
        _ type: UInt8, flags: UInt8, from source: UInt8, to address: PortAddress,
        at record: UnsafeMutableRawPointer
    ) {
        record.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        record.storeBytes(of: type, as: UInt8.self)
        record.storeBytes(of: flags, toByteOffset: 1, as: UInt8.self)
        record.storeBytes(of: direct, toByteOffset: 3, as: UInt8.self)
        record.storeBytes(of: source, toByteOffset: 13, as: UInt8.self)
        record.storeBytes(of: address.client, toByteOffset: 14, as: UInt8.self)
        record.storeBytes(of: address.port, toByteOffset: 15, as: UInt8.self)
    }

    /// Writes a message.
    ///
    /// - Parameter record: Room for `size` bytes.
    /// - Thread: real-time. Does not block or allocate.
    static func write(
        _ message: ShortMessage, from source: UInt8, to address: PortAddress,
        at record: UnsafeMutableRawPointer
    ) {
        let type = type(of: message.status)
        writeHead(type, flags: 0, from: source, to: address, at: record)
        let channel = message.status & 0x0F
        switch message.status & 0xF0 {
        case 0x80, 0x90, 0xA0:
            record.storeBytes(of: channel, toByteOffset: 16, as: UInt8.self)
            record.storeBytes(of: message.first, toByteOffset: 17, as: UInt8.self)
            record.storeBytes(of: message.second, toByteOffset: 18, as: UInt8.self)
        case 0xB0:
            writeValue(
                channel, UInt32(message.first), Int32(message.second), at: record)
        case 0xC0, 0xD0: writeValue(channel, 0, Int32(message.first), at: record)
        case 0xE0:
            let bend = Int32(message.first) | Int32(message.second) << 7
            writeValue(channel, 0, bend &- 8_192, at: record)
        default:
            let value = Int32(message.first) | Int32(message.second) << 7
            if message.byteCount > 1 { writeValue(0, 0, value, at: record) }
        }
    }

    private static func writeValue(
        _ channel: UInt8, _ number: UInt32, _ value: Int32, at record: UnsafeMutableRawPointer
    ) {
        record.storeBytes(of: channel, toByteOffset: 16, as: UInt8.self)
        record.storeBytes(of: number, toByteOffset: 20, as: UInt32.self)
        record.storeBytes(of: value, toByteOffset: 24, as: Int32.self)
    }

    /// Writes a piece of System Exclusive.
    ///
    /// - Parameter record: Room for `size` bytes and those of the piece.
    /// - Thread: real-time. Does not block or allocate.
    static func write(
        _ piece: UnsafeRawBufferPointer, from source: UInt8, to address: PortAddress,
        at record: UnsafeMutableRawPointer
    ) {
        writeHead(
            Code.systemExclusive, flags: variableLength, from: source, to: address, at: record)
        record.storeBytes(
            of: UInt32(truncatingIfNeeded: piece.count), toByteOffset: 16, as: UInt32.self)
        if let bytes = piece.baseAddress {
            (record + size).copyMemory(from: bytes, byteCount: piece.count)
        }
    }

    /// The library's name of a message.
    private static func type(of status: UInt8) -> UInt8 {
        switch status & 0xF0 {
        case 0x80: 7
        case 0x90: 6
        case 0xA0: 8
        case 0xB0: 10
        case 0xC0: 11
        case 0xD0: 12
        case 0xE0: 13
        default:
            switch status {
            case 0xF1: 22
            case 0xF2: 20
            case 0xF3: 21
            case 0xF6: 40
            case 0xF8: 36
            case 0xFA: 30
            case 0xFB: 31
            case 0xFC: 32
            case 0xFE: 42
            case 0xFF: 41
            default: 255
            }
        }
    }

    /// Bytes of a record that was written here, System Exclusive included.
    static func byteCount(at record: UnsafeRawPointer) -> Int {
        guard record.load(fromByteOffset: 1, as: UInt8.self) & variableLength != 0 else {
            return size
        }
        return size &+ length(at: record)
    }

    /// Bytes of System Exclusive.
    static func length(at record: UnsafeRawPointer) -> Int {
        // The two upper bits say whose memory it is.
        Int(record.loadUnaligned(fromByteOffset: 16, as: UInt32.self) & 0x3FFF_FFFF)
    }

    static func type(at record: UnsafeRawPointer) -> UInt8 { record.load(as: UInt8.self) }

    static func source(at record: UnsafeRawPointer) -> PortAddress {
        address(at: record + 12)
    }

    static func destination(at record: UnsafeRawPointer) -> PortAddress {
        address(at: record + 14)
    }

    /// What an announcement is about.
    static func subject(at record: UnsafeRawPointer) -> PortAddress {
        address(at: record + 16)
    }

    private static func address(at bytes: UnsafeRawPointer) -> PortAddress {
        PortAddress(
            client: bytes.load(as: UInt8.self), port: bytes.load(fromByteOffset: 1, as: UInt8.self))
    }
}
