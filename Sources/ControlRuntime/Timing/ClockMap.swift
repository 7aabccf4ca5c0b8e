/// Turns a source's own time into monotonic time: by a line fitted over the last minute, that is followed
/// at 500 parts in a million at most, so that nothing jumps; a step of more than 20 ms begins anew.
///
/// What a source says "now" is heard late by a varying delay, never early: of each second the observation
/// with the least delay counts.
///
/// For the thread that reads the source; not for the sending path.
public struct ClockMap: Sendable {
    /// What an observation showed.
    public enum Observation: Sendable, Equatable {
        /// The first one: from here on times can be turned.
        case first
        /// The source's clock goes on as expected.
        case steady
        /// The source's clock was set by more than 20 ms; to later when positive.
        case stepped(nanoseconds: Int64)
    }

    private struct Second {
        var number = Int64.min
        var time = 0.0
        var deviation = 0.0
    }

    private struct Line {
        var deviation = 0.0
        var slope = 0.0

        func value(at time: Double) -> Double { deviation + slope * time }
    }

    /// Differences of the two clocks above this are a step.
    public static let stepNanoseconds = 20_000_000.0
    /// How fast the map follows, at most: 500 parts in a million.
    public static let steepest = 500e-6

    private var sourceAnchor: UInt64 = 0
    private var localAnchor: UInt64 = 0
    private var isAnchored = false
    private var seconds = [Second](repeating: Second(), count: 60)
    private var count = 0
    private var fitted = Line()
    /// Where the map is on its way to the fitted line: from `from` on with `slope`, until it meets it.
    private var from = 0.0
    private var here = 0.0
    private var slope = 0.0
    private var meets = 0.0
    /// Observations in a row that came too late to be believed at once.
    private var strays = 0
    private var firstStray = 0.0
    private var leastStray = 0.0

    /// A source that was not heard yet.
    public init() {}

    /// Whether times can be turned.
    public var isReady: Bool { isAnchored }

    /// How much faster than ours the source's clock goes, in parts of one.
    public var drift: Double { -fitted.slope }

    /// Takes a pair of times: what the source's clock said, and when it was heard.
    ///
    /// - Parameters:
    ///   - source: Nanoseconds of the source's own clock.
    ///   - local: Monotonic nanoseconds.
    public mutating func observe(source: UInt64, local: UInt64) -> Observation {
        guard isAnchored else {
            anchor(source: source, local: local)
            return .first
        }
        let time = Self.difference(source, sourceAnchor)
        let deviation = Self.difference(local, localAnchor) - time
        if let step = step(time: time, deviation: deviation) {
            anchor(source: source, local: local)
            return .stepped(nanoseconds: Int64(-step))
        }
        // Until it is known what a stray was, it tells nothing.
        guard strays == 0 else { return .steady }
        count += 1
        let current = self.deviation(at: time)
        note(time: time, deviation: deviation)
        fit(at: time)
        follow(from: time, where: current)
        return .steady
    }

    /// The monotonic instant of a source's time, in nanoseconds.
    public func local(of source: UInt64) -> UInt64 {
        let time = Self.difference(source, sourceAnchor)
        // Whole nanoseconds apart from the small deviation, whose fraction a Double holds.
        let steps = Int64(bitPattern: source &- sourceAnchor) + Int64(deviation(at: time).rounded())
        let local = Int64(bitPattern: localAnchor).addingReportingOverflow(steps)
        return local.overflow || local.partialValue < 0 ? 0 : UInt64(local.partialValue)
    }

    private static func difference(_ one: UInt64, _ other: UInt64) -> Double {
        Double(Int64(bitPattern: one &- other))
    }

    private mutating func anchor(source: UInt64, local: UInt64) {
        self = ClockMap()
        sourceAnchor = source
        localAnchor = local
        isAnchored = true
        count = 1
        note(time: 0, deviation: 0)
    }

    private func deviation(at time: Double) -> Double {
        if time <= from { return here }
        return time < meets ? here + slope * (time - from) : fitted.value(at: time)
    }

    /// Whether the source's clock was set. Something heard too early tells it at once; something heard too
    /// late may only have been delayed, so it takes three in a row over a tenth of a second.
    private mutating func step(time: Double, deviation: Double) -> Double? {
        let error = deviation - self.deviation(at: time)
        if error < -Self.stepNanoseconds { return error }
        guard error > Self.stepNanoseconds else {
            strays = 0
            return nil
        }
        if strays == 0 {
            firstStray = deviation + time
            leastStray = error
        }
        strays += 1
        leastStray = min(leastStray, error)
        // Over a tenth of a second of our clock, as the source's may have jumped.
        return strays >= 3 && deviation + time - firstStray >= 100_000_000 ? leastStray : nil
    }

    private mutating func note(time: Double, deviation: Double) {
        let number = Int64(time / 1e9)
        let place = Int(((number % 60) + 60) % 60)
        if seconds[place].number != number || deviation < seconds[place].deviation {
            seconds[place] = Second(number: number, time: time, deviation: deviation)
        }
    }

    /// The line through the best observation of each of the last sixty seconds.
    private mutating func fit(at time: Double) {
        let newest = Int64(time / 1e9)
        let known = seconds.filter { $0.number > newest - 60 && $0.number <= newest }
        let least = known.map(\.deviation).min() ?? 0
        guard known.count >= 3 else {
            fitted = Line(deviation: least, slope: 0)
            return
        }
        let middle = known.reduce(0) { $0 + $1.time } / Double(known.count)
        let mean = known.reduce(0) { $0 + $1.deviation } / Double(known.count)
        var above = 0.0
        var below = 0.0
        for second in known {
            above += (second.time - middle) * (second.deviation - mean)
            below += (second.time - middle) * (second.time - middle)
        }
        let slope = below > 0 ? min(max(above / below, -Self.steepest), Self.steepest) : 0
        fitted = Line(deviation: mean - slope * middle, slope: slope)
    }

    /// Sets out for the fitted line from where the map is.
    private mutating func follow(from time: Double, where current: Double) {
        let gap = fitted.value(at: time) - current
        from = time
        // The first observations may be delayed ones: what they said is corrected at once.
        if count <= 8 && gap < 0 || gap == 0 {
            here = fitted.value(at: time)
            slope = fitted.slope
            meets = time
            return
        }
        here = current
        slope = gap > 0 ? Self.steepest : -Self.steepest
        let closing = slope - fitted.slope
        meets = closing != 0 && gap / closing > 0 ? time + gap / closing : .infinity
    }
}
