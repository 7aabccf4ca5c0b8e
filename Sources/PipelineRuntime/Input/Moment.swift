/// The same instant on both clocks, read once for all that came together.
struct Moment: Sendable, Equatable {
    /// Nanoseconds of the monotonic clock.
    var monotonic: UInt64
    /// Nanoseconds since 1970.
    var wall: UInt64

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
