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

    /// Nanoseconds of a tick.
    ///
    /// - Thread: real-time. Does not block.
    public var tickNanoseconds: Double { Double(scaledTick) / Double(Self.scale) }

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
