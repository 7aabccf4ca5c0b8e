/// A MIDI message without System Exclusive: a status byte and up to two data bytes.
@frozen public struct ShortMessage: Sendable, Hashable {
    public var status: UInt8
    public var first: UInt8
    public var second: UInt8

    /// - Parameters:
    ///   - status: 0x80...0xFF but 0xF0 and 0xF7.
    ///   - first: 0...127; 0 where the message has none.
    ///   - second: the same.
    @inlinable
    public init(status: UInt8, first: UInt8 = 0, second: UInt8 = 0) {
        self.status = status
        self.first = first
        self.second = second
    }

    /// Bytes on a wire, 1...3.
    ///
    /// - Source: MIDI 1.0, table of status bytes.
    @inlinable
    public var byteCount: Int {
        switch status & 0xF0 {
        case 0xC0, 0xD0: 2
        case 0xF0:
            switch status {
            case 0xF1, 0xF3: 2
            case 0xF2: 3
            default: 1
            }
        default: 3
        }
    }
}
