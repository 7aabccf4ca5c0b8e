import ControlRuntime

/// What the times of one source mean.
///
/// A time from 1,000,000,000 on is one of the wall clock, in seconds since 1970. A smaller one counts from
/// the moment the source began; once it sent a `clock` line, by its own clock, whose drift is followed.
struct SourceClock: Sendable {
    /// Times further ahead are mistakes, of milliseconds for seconds mostly.
    static let farthestSeconds = 86_400.0
    /// From here on a time is one of the wall clock.
    static let firstWallSecond = 1e9
    /// Where the zero of a source's clock lies for `ClockMap`, which knows no time before 0.
    private static let zero: UInt64 = 1 << 60

    private var map = ClockMap()
    private var isToldByLines = false

    init(startingAt moment: Moment) {
        _ = map.observe(source: Self.zero, local: moment.monotonic)
    }

    /// The source's clock shows so many seconds now.
    ///
    /// - Returns: by how many nanoseconds it was set, when it was.
    mutating func set(_ seconds: Double, at moment: Moment) -> Int64? {
        if !isToldByLines {
            map = ClockMap()
            isToldByLines = true
        }
        let source = Self.zero &+ UInt64(bitPattern: Self.nanoseconds(seconds))
        guard case .stepped(let step) = map.observe(source: source, local: moment.monotonic) else {
            return nil
        }
        return step
    }

    /// When a time of the source is.
    ///
    /// - Returns: `nil` when it lies more than a day ahead, or is none.
    func due(atSeconds seconds: Double, _ moment: Moment) -> UInt64? {
        guard seconds.isFinite else { return nil }
        let due: UInt64
        if seconds >= Self.firstWallSecond {
            guard seconds < 9e9 else { return nil }
            due = moment.monotonic(forWall: Moment.nanoseconds(ofSeconds: seconds))
        } else {
            let source = Self.zero &+ UInt64(bitPattern: Self.nanoseconds(seconds))
            due = max(1, map.local(of: source))
        }
        return isNear(due, moment) ? due : nil
    }

    /// When it is some milliseconds after the arrival; negative ones have passed.
    func due(afterMilliseconds milliseconds: Double, _ moment: Moment) -> UInt64? {
        guard milliseconds.isFinite, milliseconds.magnitude <= Self.farthestSeconds * 1e3 else {
            return nil
        }
        return moment.monotonic(after: Int64(milliseconds * 1e6))
    }

    private func isNear(_ due: UInt64, _ moment: Moment) -> Bool {
        due <= moment.monotonic || Double(due - moment.monotonic) <= Self.farthestSeconds * 1e9
    }

    private static func nanoseconds(_ seconds: Double) -> Int64 {
        // Beyond what can be near in any case.
        Int64(max(-4e9, min(4e9, seconds)) * 1e9)
    }
}
