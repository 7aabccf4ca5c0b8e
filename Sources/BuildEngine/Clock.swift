import CSystem
import Glibc

/// Now, on the clock that file systems stamp files with, in nanoseconds since 1970.
func fileClock() -> Int64 { pipeline_file_clock_ns() }

/// Now, on the clock that file systems stamp files with, in nanoseconds since 1970.
public func fileStampNow() -> Int64 { fileClock() }

/// Now, on a clock that never steps, in microseconds.
func steadyMicroseconds() -> UInt64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return UInt64(now.tv_sec) * 1_000_000 + UInt64(now.tv_nsec) / 1000
}

/// The same, in nanoseconds.
func steadyNanoseconds() -> UInt64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
}
