import Glibc

/// A point in time that waiting ends at, on the clock that no one sets.
struct Deadline {
    private let nanoseconds: Int64

    init(seconds: Int) { self.init(milliseconds: seconds * 1000) }

    init(milliseconds: Int) {
        nanoseconds = Deadline.now + Int64(milliseconds) * 1_000_000
    }

    /// Rounded up; 0 when the time has passed.
    var remainingMilliseconds: Int32 {
        Int32(clamping: max(0, (nanoseconds - Deadline.now + 999_999) / 1_000_000))
    }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
