/// The ticks of a MIDI clock: each instant is computed from the start and the tick's number, never from the
/// tick before, so that no error adds up.
@frozen public struct MIDIClockOut: Sendable, Equatable {
    /// Nanoseconds of a tick times `scale`.
    private var scaledTick: UInt64
    /// When tick 0 of this tempo is.
    private var anchor: UInt64
    /// The fraction of a nanosecond of the anchor, times `scale`.
    private var fraction: UInt64 = 0
    /// Ticks since the anchor.
    public private(set) var tick: UInt64 = 0

    private static let scale: UInt64 = 1 << 20

    /// Ticks of a quarter note.
    ///
    /// - Source: MIDI 1.0, timing clock.
    public static let ticksAQuarter: UInt64 = 24

    /// - Parameters:
    ///   - start: When the first tick is, in monotonic nanoseconds.
    ///   - beatsPerMinute: Quarter notes a minute, 1...1,000.
    public init(start: UInt64, beatsPerMinute: Double) {
        anchor = start
        scaledTick = Self.scaledTick(beatsPerMinute)
    }

    private static func scaledTick(_ beatsPerMinute: Double) -> UInt64 {
        let tempo = min(max(beatsPerMinute, 1), 1_000)
        return UInt64((60_000_000_000 / (tempo * 24) * Double(scale)).rounded())
    }

    /// When the next tick is, in monotonic nanoseconds.
    ///
    /// - Thread: real-time. Does not block.
    public var due: UInt64 {
        anchor &+ scaledOffset(tick).whole
    }

    @_noLocks
    private func scaledOffset(_ tick: UInt64) -> (whole: UInt64, fraction: UInt64) {
        // High and low halves, so that years of ticks do not overflow.
        let product = tick.multipliedFullWidth(by: scaledTick)
        let (low, carry) = product.low.addingReportingOverflow(fraction)
        let high = product.high &+ (carry ? 1 : 0)
        return (high << 44 | low >> 20, low & (1 << 20 &- 1))
    }

    /// Goes to the next tick.
    ///
    /// - Thread: real-time. Does not block.
    @_noLocks
    public mutating func advance() {
        tick &+= 1
    }

    /// Changes the tempo from the next tick on, which stays where it is.
    public mutating func setTempo(_ beatsPerMinute: Double) {
        let next = scaledOffset(tick)
        anchor &+= next.whole
        fraction = next.fraction
        tick = 0
        scaledTick = Self.scaledTick(beatsPerMinute)
    }
}

/// A clock of a player, and where its ticks go.
struct ClockOutput {
    var clock = MIDIClockOut(start: 0, beatsPerMinute: 120)
    var output: UInt16 = 0
    /// Ticks of a run that was stopped are known by another number.
    var run: UInt8 = 0
    var isRunning = false
}

extension TimedEvent {
    /// Marks a tick of a player's clock: the clock's place and run are in bytes 4 and 5 of the payload.
    static let clockFlag: UInt16 = 0x8000
}

extension Player {
    /// Starts a MIDI clock: song position, start or continue, then ticks, each computed from the start.
    ///
    /// - Parameters:
    ///   - place: Which of the player's clocks.
    ///   - output: The port.
    ///   - start: When the first tick is, in monotonic nanoseconds; 1 ms at least after now, so that the
    ///     receiver is ready.
    ///   - beatsPerMinute: 1...1,000.
    ///   - position: Sixteenth notes from the beginning of the song; 0 sends start, else position and
    ///     continue.
    /// - Returns: `false` when there is no such clock, or no room.
    /// - Thread: the player's. Does not block.
    public mutating func startClock(
        _ place: Int, output: Int, start: UInt64, beatsPerMinute: Double, position: UInt16 = 0
    ) -> Bool {
        guard place >= 0, place < clockCount, heap.count &+ 3 <= heap.capacity else { return false }
        let clock = clocks + place
        clock.pointee.clock = MIDIClockOut(start: start, beatsPerMinute: beatsPerMinute)
        clock.pointee.output = UInt16(truncatingIfNeeded: output)
        clock.pointee.run &+= 1
        clock.pointee.isRunning = true
        let before = start > 1_000_000 ? start - 1_000_000 : 0
        if position > 0 {
            let message = ShortMessage(
                status: 0xF2, first: UInt8(position & 0x7F), second: UInt8(position >> 7 & 0x7F))
            _ = accept(message.event(due: before, output: clock.pointee.output))
        }
        let begin = ShortMessage(status: position > 0 ? 0xFB : 0xFA)
        _ = accept(begin.event(due: before, output: clock.pointee.output))
        return schedule(place)
    }

    /// Changes a clock's tempo from its next tick on.
    ///
    /// - Thread: the player's. Does not block.
    public mutating func setTempo(_ beatsPerMinute: Double, clock place: Int) {
        guard place >= 0, place < clockCount else { return }
        // The tick that waits is already in the heap: what follows it changes.
        clocks[place].clock.setTempo(beatsPerMinute)
    }

    /// Stops a clock and tells the receiver.
    ///
    /// - Thread: the player's. Does not block.
    public mutating func stopClock(_ place: Int, now: UInt64) {
        guard place >= 0, place < clockCount, clocks[place].isRunning else { return }
        clocks[place].isRunning = false
        _ = accept(ShortMessage(status: 0xFC).event(due: now, output: clocks[place].output))
    }

    /// Ticks of a clock so far.
    public func clockTicks(_ place: Int) -> UInt64 {
        place >= 0 && place < clockCount ? clocks[place].clock.tick : 0
    }

    /// Puts the next tick of a clock into the heap: one at a time.
    @_noLocks
    mutating func schedule(_ place: Int) -> Bool {
        let clock = clocks + place
        var event = TimedEvent(
            .midi, due: clock.pointee.clock.due, output: clock.pointee.output,
            payload: 0xF8, count: 1, flags: TimedEvent.clockFlag)
        event.payload |=
            UInt64(UInt8(truncatingIfNeeded: place)) << 32 | UInt64(clock.pointee.run) << 40
        return accept(event)
    }

    /// A tick is due: the next one waits from now on.
    ///
    /// - Returns: `false` for a tick of a run that was stopped, which is not to be sent.
    @_noLocks
    mutating func tick(_ event: TimedEvent) -> Bool {
        let place = Int(event.payload >> 32 & 0xFF)
        guard place < clockCount, (clocks + place).pointee.isRunning,
            (clocks + place).pointee.run == UInt8(truncatingIfNeeded: event.payload >> 40)
        else { return false }
        words.add(.clockTicks)
        (clocks + place).pointee.clock.advance()
        _ = schedule(place)
        return true
    }

    @_noLocks
    mutating func stopClocks() {
        var place = 0
        while place < clockCount {
            (clocks + place).pointee.isRunning = false
            place &+= 1
        }
    }
}
