import Glibc
import SourceText

/// What the history says of a workspace's commands and builds, against the figures to be kept.
struct PerformanceDashboard {
    /// A figure to be kept, what was measured, and in how many runs.
    struct Target {
        var name: String
        /// In the unit of `measured`.
        var limit: UInt64
        var measured: UInt64
        var unit: Unit
        var count: Int

        enum Unit { case microseconds, bytes }

        var isMet: Bool { measured < limit }
        var measuredText: String { text(measured) }
        var limitText: String { text(limit) }

        private func text(_ value: UInt64) -> String {
            unit == .bytes ? byteSize(value) : duration(microseconds: value)
        }
    }

    /// A session ends with so many seconds in which nothing runs.
    private static let sessionGap: Int64 = 30 * 60
    /// So many operations are listed.
    private static let recentCount = 8

    let history: RunHistory
    private let now: Int64

    init(_ history: RunHistory, now: Int64 = Int64(time(nil))) {
        self.history = history
        self.now = now
    }

    var sessions: Int { Self.sessions(history.commands.map(\.at)).count }

    /// Runs since the last gap.
    var runsInSession: Int {
        guard let last = Self.sessions(history.commands.map(\.at)).last, let at = last.last,
            now - at < Self.sessionGap
        else { return 0 }
        return last.count
    }

    private static func sessions(_ times: [Int64]) -> [[Int64]] {
        var sessions: [[Int64]] = []
        for at in times {
            if let last = sessions.last?.last, at - last < sessionGap {
                sessions[sessions.count - 1].append(at)
            } else {
                sessions.append([at])
            }
        }
        return sessions
    }

    /// Commands that asked and built nothing, and builds with nothing to do: what start-up costs.
    private var startUps: [UInt64] {
        let quiet = ["status", "explain", "maps list", "plugins list", "daw list", "health"]
        return history.commands.filter { quiet.contains($0.name) }.map(\.microseconds)
            + history.builds.filter { $0.executed + $0.restored + $0.failed == 0 }
            .map(\.microseconds)
    }

    /// Of all nodes in all builds, those of 1,000 that need not run.
    var hitsPerThousand: UInt64 {
        let nodes = history.builds.reduce(0) { $0 + $1.nodes }
        let ran = history.builds.reduce(0) { $0 + $1.executed + $1.failed }
        return nodes <= 0 ? 0 : UInt64(max(0, nodes - ran)) * 1000 / UInt64(nodes)
    }

    var peakBytes: UInt64 { history.commands.map(\.peakBytes).max() ?? 0 }

    /// Median duration of the newest ten builds that did something, and of the ten before them.
    var trend: (newest: UInt64, before: UInt64)? {
        let working = history.builds.filter { $0.executed > 0 }.map(\.microseconds)
        guard working.count >= 4 else { return nil }
        let newest = working.suffix(min(10, working.count / 2))
        let before = working.dropLast(newest.count).suffix(newest.count)
        return (median(Array(newest)), median(Array(before)))
    }

    var targets: [Target] {
        var targets: [Target] = []
        func add(_ name: String, _ limit: UInt64, _ values: [UInt64], _ unit: Target.Unit) {
            if values.isEmpty { return }
            targets.append(
                Target(
                    name: name, limit: limit, measured: median(values), unit: unit,
                    count: values.count))
        }
        add("a question, or a build with nothing to do", 10_000, startUps, .microseconds)
        add(
            "health", 20_000,
            history.commands.filter { $0.name == "health" }.map(\.microseconds), .microseconds)
        add(
            "a build after an edit", 500_000,
            history.builds.filter { $0.executed > 0 }.map(\.microseconds), .microseconds)
        add("memory of a command", 50 << 20, history.commands.map(\.peakBytes), .bytes)
        return targets
    }

    /// For people.
    var text: String {
        if history.commands.isEmpty, history.builds.isEmpty {
            return "nothing ran here yet that was written down\n"
        }
        var text = "sessions   \(sessions), the present one with \(counted(runsInSession, "run"))\n"
        text += "runs       \(history.commands.count) commands, \(history.builds.count) builds\n"
        if !startUps.isEmpty {
            let average = startUps.reduce(0, +) / UInt64(startUps.count)
            text += "start-up   \(duration(microseconds: average)) on average, "
            text += "\(duration(microseconds: median(startUps))) median of \(startUps.count)\n"
        }
        text +=
            "cache      \(decimal(hitsPerThousand, per: 10, places: 1)) % of all nodes need not run\n"
        text += "memory     \(byteSize(peakBytes)) at most\n"
        if let trend {
            text += "trend      the newest builds take \(duration(microseconds: trend.newest)), "
            text += "those before \(duration(microseconds: trend.before))\n"
        }
        return text + operations + targetLines
    }

    private var operations: String {
        if history.builds.isEmpty { return "" }
        var text = "recent builds\n"
        for build in history.builds.suffix(Self.recentCount).reversed() {
            let took = duration(microseconds: build.microseconds)
            text +=
                "  \(Self.clock(build.at))  \(String(repeating: " ", count: max(0, 9 - took.count)))\(took)"
            text += "  \(build.executed) run, \(build.restored) restored"
            if build.failed > 0 { text += ", \(build.failed) failed" }
            text += " of \(build.nodes); \(counted(Int(build.written), "file")) written\n"
            let slowest = build.phases.filter { $0.microseconds >= 100 }
                .sorted { $0.microseconds > $1.microseconds }.prefix(3)
            if !slowest.isEmpty {
                text += "                       "
                text +=
                    slowest.map { "\($0.name) \(duration(microseconds: $0.microseconds))" }
                    .joined(separator: ", ") + "\n"
            }
        }
        return text
    }

    private var targetLines: String {
        var text = "targets (medians)\n"
        for target in targets {
            text +=
                "  \(target.isMet ? "met   " : "missed")  \(target.name): \(target.measuredText), "
            text += "below \(target.limitText) wanted (\(counted(target.count, "run")))\n"
        }
        return text
    }

    /// Day and time here.
    private static func clock(_ at: Int64) -> String {
        var (seconds, parts) = (time_t(at), tm())
        localtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { (number < 10 ? "0" : "") + String(number) }
        return "\(two(parts.tm_mon + 1))-\(two(parts.tm_mday)) "
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
    }

    var json: JSONValue {
        func number(_ value: some BinaryInteger) -> JSONValue { .integer(Int64(clamping: value)) }
        return .object([
            .init("sessions", number(sessions)), .init("runsInSession", number(runsInSession)),
            .init("commands", number(history.commands.count)),
            .init("builds", number(history.builds.count)),
            .init("startUpMicroseconds", number(startUps.isEmpty ? 0 : median(startUps))),
            .init("hitRatio", .number(Double(hitsPerThousand) / 1000)),
            .init("peakBytes", number(peakBytes)),
            .init(
                "targets",
                .array(
                    targets.map { target in
                        .object([
                            .init("name", .string(target.name)),
                            .init("limit", number(target.limit)),
                            .init("measured", number(target.measured)),
                            .init("met", .bool(target.isMet)), .init("runs", number(target.count)),
                        ])
                    })),
        ])
    }
}

/// The middle value, or the lower of the two in the middle.
private func median(_ values: [UInt64]) -> UInt64 {
    values.sorted()[(values.count - 1) / 2]
}
