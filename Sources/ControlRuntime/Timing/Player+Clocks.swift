/// A clock of a player, and where its ticks go.
struct ClockOutput {
    var clock = MIDIClockOut(start: 0, beatsPerMinute: 120)
    var output: UInt16 = 0
    /// Ticks of a run that was stopped are known by another number.
    var run: UInt8 = 0
    var isRunning = false
    /// Whether it was ever begun.
    var isUsed = false
    var beatsPerMinute = 120.0
    /// The next tick, counted from the beginning of the song.
    var song: UInt64 = 0
    /// Whether the receiver was away, and is to be told where the song is.
    var mustRejoin = false
}

/// Where a clock begins.
@frozen public enum ClockBeginning: Sendable, Equatable {
    /// At the beginning of the song.
    case start
    /// At sixteenth notes from the beginning, 0...16,383.
    case position(UInt16)
    /// Where it was stopped.
    case resume
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
    ///   - beatsPerMinute: 1...1,000; `nil` for what it was, 120 at first.
    ///   - beginning: Where in the song.
    /// - Returns: `false` when there is no such clock, or no room.
    /// - Thread: the player's. Does not block.
    public mutating func startClock(
        _ place: Int, output: Int, start: UInt64, beatsPerMinute: Double? = nil,
        from beginning: ClockBeginning = .start
    ) -> Bool {
        guard place >= 0, place < clockCount, output >= 0, output < outputCount,
            heap.count &+ 3 <= heap.capacity
        else { return false }
        let clock = clocks + place
        if let beatsPerMinute { clock.pointee.beatsPerMinute = beatsPerMinute }
        clock.pointee.clock = MIDIClockOut(
            start: start, beatsPerMinute: clock.pointee.beatsPerMinute)
        clock.pointee.output = UInt16(truncatingIfNeeded: output)
        clock.pointee.run &+= 1
        clock.pointee.isRunning = true
        clock.pointee.isUsed = true
        clock.pointee.mustRejoin = !outputs[output].isPresent
        let before = start > 1_000_000 ? start - 1_000_000 : 0
        var begin: UInt8 = 0xFB
        switch beginning {
        case .start, .position(0):
            clock.pointee.song = 0
            begin = 0xFA
        case .position(let sixteenths):
            clock.pointee.song = UInt64(sixteenths & 0x3FFF) &* 6
            tell(place, Self.position(clock.pointee.song), due: before)
        case .resume: break
        }
        tell(place, ShortMessage(status: begin), due: before)
        publish(place)
        return schedule(place)
    }

    /// The clock for an output: the one that it has, else one that is free.
    ///
    /// - Returns: `nil` when all are others'.
    /// - Thread: the player's. Does not block.
    public func clock(forOutput output: Int) -> Int? {
        var free: Int?
        var place = clockCount &- 1
        while place >= 0 {
            if clocks[place].isUsed {
                if Int(clocks[place].output) == output { return place }
                if !clocks[place].isRunning, free == nil { free = place }
            } else {
                free = place
            }
            place &-= 1
        }
        return free
    }

    /// Changes a clock's tempo from its next tick on.
    ///
    /// - Thread: the player's. Does not block.
    public mutating func setTempo(_ beatsPerMinute: Double, clock place: Int) {
        guard place >= 0, place < clockCount else { return }
        clocks[place].beatsPerMinute = beatsPerMinute
        // The tick that waits is already in the heap: what follows it changes.
        clocks[place].clock.setTempo(beatsPerMinute)
        publish(place)
    }

    /// Stops a clock and tells the receiver.
    ///
    /// - Thread: the player's. Does not block.
    public mutating func stopClock(_ place: Int, now: UInt64) {
        guard place >= 0, place < clockCount, clocks[place].isRunning else { return }
        clocks[place].isRunning = false
        publish(place)
        tell(place, ShortMessage(status: 0xFC), due: now)
    }

    /// Ticks of a clock so far.
    public func clockTicks(_ place: Int) -> UInt64 {
        place >= 0 && place < clockCount ? clocks[place].clock.tick : 0
    }

    @_noLocks
    private mutating func tell(_ place: Int, _ message: ShortMessage, due: UInt64) {
        let output = clocks[place].output
        // Who is away is told where the song is when it comes back.
        guard outputs[Int(output)].isPresent else { return }
        _ = accept(message.event(due: due, output: output))
    }

    @_noLocks
    private static func position(_ song: UInt64) -> ShortMessage {
        let sixteenths = song / 6
        return ShortMessage(
            status: 0xF2, first: UInt8(truncatingIfNeeded: sixteenths & 0x7F),
            second: UInt8(truncatingIfNeeded: sixteenths >> 7 & 0x7F))
    }

    @_noLocks
    private func publish(_ place: Int) {
        let clock = clocks + place
        var reading = ClockReading()
        reading.isRunning = clock.pointee.isRunning
        reading.output = clock.pointee.output
        reading.tick = clock.pointee.song
        reading.instant = clock.pointee.clock.due
        reading.tickNanoseconds = clock.pointee.clock.tickNanoseconds
        clockBoard.write(reading, at: place)
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

    /// What is to be done with a tick that is due.
    enum Tick {
        /// It belongs to a run that was stopped, or nobody is there.
        case none
        case send
        /// The receiver was away: the position first, then continue, then the tick.
        case rejoin(position: ShortMessage)
    }

    /// A tick is due: the next one waits from now on.
    @_noLocks
    mutating func tick(_ event: TimedEvent) -> Tick {
        let place = Int(event.payload >> 32 & 0xFF)
        guard place < clockCount, (clocks + place).pointee.isRunning,
            (clocks + place).pointee.run == UInt8(truncatingIfNeeded: event.payload >> 40)
        else { return .none }
        words.add(.clockTicks)
        let clock = clocks + place
        let song = clock.pointee.song
        clock.pointee.clock.advance()
        clock.pointee.song &+= 1
        _ = schedule(place)
        if !outputs[Int(clock.pointee.output)].isPresent { clock.pointee.mustRejoin = true }
        guard clock.pointee.mustRejoin else { return .send }
        // Positions are whole sixteenths.
        guard outputs[Int(clock.pointee.output)].isPresent, song % 6 == 0 else { return .none }
        clock.pointee.mustRejoin = false
        return .rejoin(position: Self.position(song))
    }

    /// Stops the clocks when they are all that goes on: for a player that ends when nothing waits any more.
    ///
    /// - Thread: the player's. Does not block.
    public mutating func stopLoneClocks(now: UInt64) {
        var running = 0
        for place in 0..<clockCount where clocks[place].isRunning { running += 1 }
        // Each has one tick that waits.
        if running > 0, heap.count == running, !hasInput { stopClocks(now: now) }
    }

    /// Has who is there now told where the song is.
    @_noLocks
    mutating func rejoinClocks(output: Int) {
        var place = 0
        while place < clockCount {
            if clocks[place].isRunning, Int(clocks[place].output) == output {
                clocks[place].mustRejoin = true
            }
            place &+= 1
        }
    }

    /// Stops all clocks, and tells their receivers.
    @_noLocks
    mutating func stopClocks(now: UInt64) {
        var place = 0
        while place < clockCount {
            if clocks[place].isRunning {
                clocks[place].isRunning = false
                publish(place)
                tell(place, ShortMessage(status: 0xFC), due: now)
            }
            place &+= 1
        }
    }
}
