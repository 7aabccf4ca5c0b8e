import Glibc

/// What a measurement found, to be printed as one JSON object.
struct Figures {
    private var lines: [String] = []
    private var values: [String: Double] = [:]

    /// A figure by its name.
    subscript(name: String) -> Double? { values[name] }

    mutating func add(_ name: String, _ value: Double) {
        values[name] = value
        // Three places are enough for microseconds, and make no claim beyond.
        lines.append("\"\(name)\": \((value * 1_000).rounded() / 1_000)")
    }

    mutating func add(_ name: String, _ value: UInt64) {
        values[name] = Double(value)
        lines.append("\"\(name)\": \(value)")
    }

    /// The percentiles of a list of nanoseconds, in microseconds.
    mutating func add(_ name: String, nanoseconds: [UInt64]) {
        let sorted = nanoseconds.sorted()
        guard let last = sorted.last else { return }
        for (label, share) in [("p50", 0.5), ("p99", 0.99), ("p999", 0.999)] {
            let place = min(sorted.count - 1, Int(Double(sorted.count) * share))
            add("\(name)_\(label)_us", Double(sorted[place]) / 1_000)
        }
        add("\(name)_max_us", Double(last) / 1_000)
    }

    var text: String { "{\(lines.joined(separator: ", "))}" }
}

/// Clocks and sizes that measurements read.
enum MeasuredClock {
    /// Processor time of the calling thread, in nanoseconds.
    static func threadProcessor() -> UInt64 { read(CLOCK_THREAD_CPUTIME_ID) }

    /// Processor time of this process, in nanoseconds.
    static func processProcessor() -> UInt64 { read(CLOCK_PROCESS_CPUTIME_ID) }

    static func sleep(until instant: UInt64) {
        var time = timespec(
            tv_sec: Int(instant / 1_000_000_000), tv_nsec: Int(instant % 1_000_000_000))
        while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
    }

    /// Resident memory of this process in kilobytes.
    static func residentKilobytes() -> UInt64 {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 128)
        let count = fread(&bytes, 1, bytes.count, file)
        let words = bytes.prefix(count).split(separator: UInt8(ascii: " "))
        guard words.count > 1 else { return 0 }
        let pages = words[1].reduce(UInt64(0)) { $0 * 10 + UInt64($1 &- 48) }
        return pages * UInt64(sysconf(Int32(_SC_PAGESIZE))) / 1_024
    }

    private static func read(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
