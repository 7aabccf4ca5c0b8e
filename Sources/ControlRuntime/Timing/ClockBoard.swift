import Synchronization

/// How a MIDI clock stands, for threads other than the player's: one of those that a player sends, or the one
/// that it follows.
public struct ClockReading: Sendable, Equatable {
    /// Whether it plays.
    public var isRunning = false
    /// The player's output that it goes to; for one that is followed it means nothing.
    public var output: UInt16 = 0
    /// A tick of the song, counted from 0, 24 a beat, and when it is or was in monotonic nanoseconds.
    public var tick: UInt64 = 0
    public var instant: UInt64 = 0
    /// Nanoseconds of a tick; 0 when the tempo is not known.
    public var tickNanoseconds: Double = 0

    /// Nothing known.
    public init() {}

    /// Quarter notes a minute; 0 when they are not known.
    public var beatsPerMinute: Double {
        tickNanoseconds > 0 ? 60e9 / (tickNanoseconds * Double(MIDIClockOut.ticksAQuarter)) : 0
    }

    /// The position in the song at an instant, in beats.
    ///
    /// - Parameter now: Monotonic nanoseconds.
    public func beat(at now: UInt64) -> Double {
        let gone = Double(Int64(bitPattern: now &- instant))
        let ticks = isRunning && tickNanoseconds > 0 ? gone / tickNanoseconds : 0
        return max(0, (Double(tick) + ticks) / Double(MIDIClockOut.ticksAQuarter))
    }

    /// When a beat of the song is, at the tempo as it is now, in monotonic nanoseconds; one that has passed lies
    /// in the past.
    ///
    /// - Returns: `nil` when the clock does not run or its tempo is not known.
    public func instant(ofBeat beat: Double) -> UInt64? {
        guard isRunning, tickNanoseconds > 0, beat.isFinite, beat.magnitude < 1e9 else {
            return nil
        }
        let ticks = beat * Double(MIDIClockOut.ticksAQuarter) - Double(tick)
        let found = Double(instant) + (ticks * tickNanoseconds).rounded()
        return found >= 1 ? UInt64(found) : 1
    }
}

/// Where a player writes how its clocks stand, and any thread may read it.
///
/// Each place has one writer; a reader that meets it writing tries again. The memory is never given back.
public struct ClockBoard: @unchecked Sendable {
    // Unchecked: all of it is atomic.
    private struct Cell: ~Copyable {
        /// Odd while the rest is written.
        let version = Atomic<UInt64>(0)
        let state = Atomic<UInt64>(0)
        let tick = Atomic<UInt64>(0)
        let instant = Atomic<UInt64>(0)
        let length = Atomic<UInt64>(0)
    }

    private let cells: UnsafeMutablePointer<Cell>
    /// How many clocks there are; the last place is for the one that is followed.
    public let count: Int

    /// - Parameter clocks: Those that are sent.
    init(clocks: Int) {
        count = clocks + 1
        cells = .allocate(capacity: count)
        for place in 0..<count { (cells + place).initialize(to: Cell()) }
    }

    /// Place of the clock that is followed.
    public var followed: Int { count - 1 }

    /// Writes how a clock stands.
    ///
    /// - Thread: the player's. Does not block, allocate or count references.
    @_noLocks
    public func write(_ reading: ClockReading, at place: Int) {
        let cell = cells + place
        let version = cell.pointee.version.load(ordering: .relaxed)
        cell.pointee.version.store(version &+ 1, ordering: .relaxed)
        atomicMemoryFence(ordering: .releasing)
        cell.pointee.state.store(
            (reading.isRunning ? 1 << 16 : 0) | UInt64(reading.output), ordering: .relaxed)
        cell.pointee.tick.store(reading.tick, ordering: .relaxed)
        cell.pointee.instant.store(reading.instant, ordering: .relaxed)
        cell.pointee.length.store(reading.tickNanoseconds.bitPattern, ordering: .relaxed)
        cell.pointee.version.store(version &+ 2, ordering: .releasing)
    }

    /// How a clock stands; one that was never begun has no tempo.
    public func reading(_ place: Int) -> ClockReading {
        let cell = cells + place
        while true {
            let before = cell.pointee.version.load(ordering: .acquiring)
            var reading = ClockReading()
            let state = cell.pointee.state.load(ordering: .relaxed)
            reading.isRunning = state >> 16 & 1 == 1
            reading.output = UInt16(truncatingIfNeeded: state)
            reading.tick = cell.pointee.tick.load(ordering: .relaxed)
            reading.instant = cell.pointee.instant.load(ordering: .relaxed)
            reading.tickNanoseconds = Double(
                bitPattern: cell.pointee.length.load(ordering: .relaxed))
            atomicMemoryFence(ordering: .acquiring)
            let after = cell.pointee.version.load(ordering: .relaxed)
            if before == after, before & 1 == 0 { return reading }
        }
    }
}
