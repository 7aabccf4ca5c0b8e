/// Writes messages as the bytes of a wire, with running status.
///
/// - Source: MIDI 1.0, running status.
@frozen public struct MIDIByteEncoder: Sendable, Equatable {
    /// Nanoseconds after which a status is sent again, for a receiver that was plugged in meanwhile.
    public static let refresh: UInt64 = 250_000_000

    private var running: UInt8 = 0
    private var sentStatus: UInt64 = 0

    /// Nothing sent yet.
    public init() {}

    /// Writes one message.
    ///
    /// - Parameters:
    ///   - message: Any but System Exclusive.
    ///   - now: Monotonic nanoseconds.
    ///   - bytes: Room for three bytes at least.
    /// - Returns: How many bytes were written; 0 when there is no room.
    /// - Thread: real-time. Does not block, allocate or count references.
    @_noLocks
    public mutating func encode(
        _ message: ShortMessage, now: UInt64, into bytes: UnsafeMutableRawBufferPointer
    ) -> Int {
        guard bytes.count >= 3, let start = bytes.baseAddress else { return 0 }
        var count = 0
        let status = message.status
        if status != running || now &- sentStatus >= Self.refresh {
            start.storeBytes(of: status, as: UInt8.self)
            count = 1
            // Realtime bytes leave the running status as it is, common ones end it.
            if status < 0xF0 {
                running = status
                sentStatus = now
            } else if status < 0xF8 {
                running = 0
            }
        }
        let data = message.byteCount &- 1
        if data > 0 {
            start.storeBytes(of: message.first, toByteOffset: count, as: UInt8.self)
            count &+= 1
        }
        if data > 1 {
            start.storeBytes(of: message.second, toByteOffset: count, as: UInt8.self)
            count &+= 1
        }
        return count
    }

    /// Forgets the running status, as System Exclusive and a new connection do.
    @_noLocks
    public mutating func reset() {
        running = 0
    }
}
