/// How much an output takes: bytes a second with a burst, and messages a millisecond.
@frozen public struct OutputRate: Sendable, Equatable {
    /// Nanoseconds that a byte takes; 0 when bytes are not limited.
    public var byteNanoseconds: UInt64
    /// Nanoseconds of bytes that may go at once.
    public var byteBurst: UInt64
    /// Messages in a burst, after which the output rests for a whole `burstNanoseconds`; 0 when messages
    /// are not limited.
    public var burstMessages: UInt64
    public var burstNanoseconds: UInt64
    /// Bytes of System Exclusive that go at a time.
    public var chunkBytes: Int

    /// Limits of your own; see the fields.
    public init(
        byteNanoseconds: UInt64 = 0, byteBurst: UInt64 = 0, burstMessages: UInt64 = 0,
        burstNanoseconds: UInt64 = 1_000_000, chunkBytes: Int = 256
    ) {
        self.byteNanoseconds = byteNanoseconds
        self.byteBurst = byteBurst
        self.burstMessages = burstMessages
        self.burstNanoseconds = burstNanoseconds
        self.chunkBytes = max(1, chunkBytes)
    }

    /// No limit.
    public static let unlimited = OutputRate()

    /// Another program behind the sequencer: 100 messages a millisecond, half of a default reader's pool,
    /// which throws all away when it overflows.
    public static let software = OutputRate(burstMessages: 100)

    /// A 5-pin plug, or a device that is one inside: 3,125 bytes a second, 2 ms at once.
    ///
    /// - Source: MIDI 1.0, 31,250 baud, ten bits a byte.
    public static let din = OutputRate(
        byteNanoseconds: 320_000, byteBurst: 2_000_000, burstMessages: 100, chunkBytes: 32)

    /// OSC over UDP: 64 datagrams a millisecond.
    public static let datagrams = OutputRate(burstMessages: 64)
}

/// What is left of an output's rate: the instants at which all that was sent would be paid for.
struct RateBudget {
    private let rate: OutputRate
    private let messageNanoseconds: UInt64
    private var bytesPaid: UInt64 = 0
    private var messagesPaid: UInt64 = 0

    init(_ rate: OutputRate) {
        self.rate = rate
        messageNanoseconds =
            rate.burstMessages == 0 ? 0 : rate.burstNanoseconds / rate.burstMessages
    }

    /// When something may go, in monotonic nanoseconds; not above `now` when it may go now.
    ///
    /// A spent burst of messages waits until all of it is back: one wake-up a burst, and a reader that is
    /// woken once a millisecond never finds more than a burst.
    @inline(__always)
    func earliest(now: UInt64) -> UInt64 {
        var instant: UInt64 = 0
        if messageNanoseconds > 0,
            messagesPaid &+ messageNanoseconds > now &+ rate.burstNanoseconds
        {
            instant = messagesPaid
        }
        if rate.byteNanoseconds > 0, bytesPaid > now &+ rate.byteBurst {
            instant = max(instant, bytesPaid &- rate.byteBurst)
        }
        return instant
    }

    /// Pays for something that was sent; what is longer than the burst is paid for later.
    @inline(__always)
    mutating func spend(bytes: Int, messages: Int, now: UInt64) {
        if messageNanoseconds > 0 {
            messagesPaid =
                max(messagesPaid, now)
                &+ messageNanoseconds &* UInt64(truncatingIfNeeded: messages)
        }
        if rate.byteNanoseconds > 0 {
            bytesPaid =
                max(bytesPaid, now) &+ rate.byteNanoseconds &* UInt64(truncatingIfNeeded: bytes)
        }
    }
}
