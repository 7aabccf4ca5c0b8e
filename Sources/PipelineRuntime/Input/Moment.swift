/// The same instant on both clocks, read once for all that came together.
struct Moment: Sendable, Equatable {
    /// Nanoseconds of the monotonic clock.
    var monotonic: UInt64
    /// Nanoseconds since 1970.
    var wall: UInt64

    /// Whole nanoseconds of a time in seconds, 0...9e9; a product would lose the last three digits.
    static func nanoseconds(ofSeconds seconds: Double) -> UInt64 {
        let whole = seconds.rounded(.down)
        return UInt64(whole) * 1_000_000_000 + UInt64((seconds - whole) * 1e9)
    }

    /// When an instant of the wall clock is on the monotonic one, which has no instant before 1.
    func monotonic(forWall nanoseconds: UInt64) -> UInt64 {
        if nanoseconds >= wall { return monotonic &+ (nanoseconds - wall) }
        let past = wall - nanoseconds
        return past < monotonic ? monotonic - past : 1
    }

    /// The instant some nanoseconds from here; negative ones lie in the past.
    func monotonic(after nanoseconds: Int64) -> UInt64 {
        if nanoseconds >= 0 { return monotonic &+ UInt64(nanoseconds) }
        let past = nanoseconds.magnitude
        return past < monotonic ? monotonic - past : 1
    }
}
