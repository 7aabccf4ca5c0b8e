import Glibc

/// Writes all of `text` to a descriptor; what cannot be written is lost, as there is nobody to tell.
private func write(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { bytes in
        var rest = UnsafeRawBufferPointer(bytes)
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }
}

/// Writes to standard output, which carries results only.
func printResult(_ text: String) { write(text, to: STDOUT_FILENO) }

/// Writes to standard error: progress, and findings for people.
func printMessage(_ text: String) { write(text, to: STDERR_FILENO) }

/// What is known of the terminal behind standard error.
struct Console {
    let isTerminal = isatty(STDERR_FILENO) == 1
    let usesColor: Bool
    let width: Int

    init(_ choice: GlobalOptions.Color) {
        func isSet(_ name: String) -> Bool {
            getenv(name).map { $0.pointee != 0 } ?? false
        }
        let isDumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? true
        switch choice {
        case .always: usesColor = true
        case .never: usesColor = false
        case .auto:
            usesColor = !isSet("NO_COLOR") && (isSet("FORCE_COLOR") || (isTerminal && !isDumb))
        }
        var size = winsize()
        if ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
            width = Int(size.ws_col)
        } else {
            width = getenv("COLUMNS").flatMap { Int(String(cString: $0)) } ?? 80
        }
    }
}

extension Console {
    /// How wide the terminal is that results go to; `nil` when they go elsewhere, unless COLUMNS says how
    /// wide they shall be.
    static var resultWidth: Int? {
        var size = winsize()
        if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
            return Int(size.ws_col)
        }
        return getenv("COLUMNS").flatMap { Int(String(cString: $0)) }.flatMap { $0 > 0 ? $0 : nil }
    }
}

/// Durations as people read them: `4.1 ms`, `0.41 s`, `3 min 20 s`.
func duration(microseconds: UInt64) -> String {
    if microseconds < 100_000 { return "\(decimal(microseconds, per: 1000, places: 1)) ms" }
    if microseconds < 120_000_000 {
        return "\(decimal(microseconds, per: 1_000_000, places: 2)) s"
    }
    let seconds = microseconds / 1_000_000
    return "\(seconds / 60) min \(seconds % 60) s"
}

/// A ratio with a fixed number of decimals, rounded half up.
func decimal(_ value: UInt64, per unit: UInt64, places: Int) -> String {
    var scale: UInt64 = 1
    for _ in 0..<places { scale *= 10 }
    let scaled = (value * scale + unit / 2) / unit
    let fraction = String(scaled % scale)
    let padding = String(repeating: "0", count: places - fraction.count)
    return "\(scaled / scale).\(padding)\(fraction)"
}

/// Bytes as people read them.
func byteSize(_ bytes: UInt64) -> String {
    if bytes < 1024 { return "\(bytes) B" }
    if bytes < 1 << 20 { return "\(decimal(bytes, per: 1024, places: 1)) KB" }
    return "\(decimal(bytes, per: 1 << 20, places: 1)) MB"
}

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

/// When this process started, on that clock; for a command's whole duration.
let processStart = steadyMicroseconds()

/// The time of day on the user's clock: `14:02:11`.
func timeOfDay() -> String {
    var now = time(nil)
    var local = tm()
    localtime_r(&now, &local)
    return [local.tm_hour, local.tm_min, local.tm_sec]
        .map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
}
