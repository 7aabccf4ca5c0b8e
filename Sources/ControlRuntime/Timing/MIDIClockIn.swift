/// Follows another program's or machine's MIDI clock: tempo, position, running or not.
///
/// A loop of second order smooths the ticks, which come through a wire with a jitter of its own.
@frozen public struct MIDIClockIn: Sendable, Equatable {
    /// Whether the sender plays.
    public private(set) var isRunning = false
    /// Ticks since the beginning of the song, 24 a quarter note.
    public private(set) var position: UInt64 = 0
    /// Nanoseconds of a tick, smoothed; 0 before the second tick.
    public private(set) var tickNanoseconds = 0.0

    /// When the last tick was, smoothed.
    private var instant = 0.0
    private var last: UInt64 = 0
    /// Start and continue take effect at the tick after them.
    private var isAwaitingTick = false

    /// Nothing heard yet.
    public init() {}

    /// Quarter notes a minute, 0 before the second tick.
    public var beatsPerMinute: Double {
        tickNanoseconds > 0 ? 60e9 / (tickNanoseconds * 24) : 0
    }

    /// Takes a realtime message or a song position; others are ignored.
    ///
    /// - Parameters:
    ///   - message: As it came.
    ///   - now: When it came, in monotonic nanoseconds.
    /// - Source: MIDI 1.0, system real time messages and song position pointer.
    @_noLocks
    public mutating func receive(_ message: ShortMessage, now: UInt64) {
        switch message.status {
        case 0xF8: tick(now)
        case 0xFA:
            position = 0
            isAwaitingTick = true
        case 0xFB: isAwaitingTick = true
        case 0xFC:
            isRunning = false
            isAwaitingTick = false
        case 0xF2:
            // Sixteenth notes, of six ticks each.
            position = (UInt64(message.second & 0x7F) << 7 | UInt64(message.first & 0x7F)) &* 6
        default: break
        }
    }

    /// When a tick is to be expected, in monotonic nanoseconds.
    ///
    /// - Returns: `nil` before the tempo is known.
    public func instant(ofTick tick: UInt64) -> UInt64? {
        guard tickNanoseconds > 0 else { return nil }
        let expected = instant + (Double(tick) - Double(position)) * tickNanoseconds
        return expected > 0 ? UInt64(expected) : 0
    }

    /// How it stands, for other threads.
    ///
    /// - Thread: real-time. Does not block.
    public var reading: ClockReading {
        var reading = ClockReading()
        reading.isRunning = isRunning
        reading.tick = position
        reading.instant = instant > 0 ? UInt64(instant) : 0
        reading.tickNanoseconds = tickNanoseconds
        return reading
    }

    @_noLocks
    private mutating func tick(_ now: UInt64) {
        if isAwaitingTick {
            isAwaitingTick = false
            isRunning = true
        } else if isRunning {
            position &+= 1
        }
        let gap = now > last ? Double(now &- last) : 0
        let isFirst = last == 0
        last = now
        // A pause, or a tempo below 5: what was known is worth nothing.
        guard !isFirst, gap < 500_000_000 else {
            tickNanoseconds = 0
            instant = Double(now)
            return
        }
        guard tickNanoseconds > 0 else {
            tickNanoseconds = gap
            instant = Double(now)
            return
        }
        let error = Double(now) - (instant + tickNanoseconds)
        // Another tempo, not jitter: take it over at once.
        guard error.magnitude < tickNanoseconds / 2 else {
            tickNanoseconds = gap
            instant = Double(now)
            return
        }
        instant += tickNanoseconds + 0.14 * error
        tickNanoseconds += 0.01 * error
    }
}
