import ControlRuntime
import Glibc

/// The clocks of the system, read where packets are sent and sockets waited for.
enum Clocks {
    /// Nanoseconds of the monotonic clock.
    static func monotonic() -> UInt64 { read(CLOCK_MONOTONIC) }

    /// Nanoseconds since 1970.
    static func wall() -> UInt64 { read(CLOCK_REALTIME) }

    /// The time tag of an instant of the monotonic clock, as the wall clock stands now.
    ///
    /// - Parameters:
    ///   - due: nanoseconds of the monotonic clock; 1 is at once.
    ///   - isNow: whether the present is meant, whatever `due` says.
    static func timeTag(due: UInt64, isNow: Bool) -> OSCTimeTag {
        if isNow { return OSCTimeTag(unixNanoseconds: wall()) }
        if due <= 1 { return .immediately }
        let now = ClockPair(monotonic: monotonic, wall: wall)
        return OSCTimeTag(unixNanoseconds: now.wall &+ (due &- now.monotonic))
    }

    private static func read(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }
}
