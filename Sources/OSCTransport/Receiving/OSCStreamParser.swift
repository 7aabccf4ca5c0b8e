/// Takes packets out of a stream of bytes: each behind its size, or SLIP with END before and after; the
/// first byte tells which.
///
/// - Source: OSC 1.0, packets over a stream; OSC 1.1, SLIP framing; RFC 1055.
public struct OSCStreamParser: ~Copyable {
    /// How packets are told apart.
    public enum Framing: Sendable, Equatable { case size, slip }

    /// What cannot be: the stream has to end, because nobody knows where the next packet begins.
    public struct Fault: Error, Sendable, Equatable, CustomStringConvertible {
        /// Bytes of the stream before the place.
        public var offset: UInt64
        public var size: UInt32
        public var longest: Int

        /// One sentence with the place.
        public var description: String {
            "byte \(offset) of the stream: a packet's size is \(size), but must be a multiple of 4 "
                + "from 4 to \(longest)"
        }
    }

    /// As the first byte told, or as was asked for; `nil` before any byte.
    public private(set) var framing: Framing?
    /// Packets of SLIP that were left out, for a wrong escape or for their length.
    public private(set) var droppedPackets: UInt64 = 0
    private let longest: Int
    private var packet: [UInt8] = []
    private var isEscaped = false
    private var isDropping = false
    private var offset: UInt64 = 0

    /// - Parameter longest: bytes of the longest packet that is taken, a multiple of 4.
    public init(framing: Framing? = nil, longest: Int = 1 << 20) {
        self.framing = framing
        self.longest = longest
    }

    /// Takes the next bytes, and gives `body` each packet that they complete.
    public mutating func take(
        _ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void
    ) throws(Fault) {
        guard let first = bytes.first else { return }
        if framing == nil { framing = first == SLIP.end ? .slip : .size }
        if framing == .slip {
            for byte in bytes { takeEscaped(byte, body) }
            offset += UInt64(bytes.count)
        } else {
            try takeSized(bytes, body)
        }
    }

    private mutating func takeSized(
        _ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void
    ) throws(Fault) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let missing = try missingBytes()
            let taken = rest.prefix(missing)
            packet.append(contentsOf: taken)
            rest = rest.dropFirst(taken.count)
            offset += UInt64(taken.count)
            // A size that cannot be is not waited for.
            if packet.count == 4 { _ = try missingBytes() }
            if packet.count < 8 || taken.count < missing { continue }
            packet.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[4...])) }
            packet.removeAll(keepingCapacity: packet.count <= 65_536)
        }
    }

    /// Bytes up to the end of the size, or of the packet behind it.
    private func missingBytes() throws(Fault) -> Int {
        if packet.count < 4 { return 4 - packet.count }
        let size = packet.prefix(4).reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
        guard size > 0, size % 4 == 0, size <= longest else {
            throw Fault(offset: offset - 4, size: size, longest: longest)
        }
        return 4 + Int(size) - packet.count
    }

    private mutating func takeEscaped(_ byte: UInt8, _ body: (UnsafeRawBufferPointer) -> Void) {
        if byte == SLIP.end {
            if isDropping || isEscaped {
                droppedPackets += 1
            } else if !packet.isEmpty {
                packet.withUnsafeBytes { body($0) }
            }
            packet.removeAll(keepingCapacity: packet.count <= 65_536)
            isEscaped = false
            isDropping = false
            return
        }
        if isDropping { return }
        if isEscaped {
            isEscaped = false
            switch byte {
            case SLIP.escapedEnd: packet.append(SLIP.end)
            case SLIP.escapedEscape: packet.append(SLIP.escape)
            default: isDropping = true
            }
        } else if byte == SLIP.escape {
            isEscaped = true
        } else {
            packet.append(byte)
        }
        if packet.count > longest { isDropping = true }
    }
}
