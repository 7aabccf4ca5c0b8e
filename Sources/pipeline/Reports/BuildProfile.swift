import BuildEngine

/// Where the time of a build went, for people.
struct BuildProfile {
    let report: BuildReport
    private static let shown = 12

    var text: String {
        let ran = report.outcomes.filter { $0.kind == .executed }.sorted {
            $0.microseconds != $1.microseconds
                ? $0.microseconds > $1.microseconds : $0.node < $1.node
        }
        var text = ""
        if !ran.isEmpty {
            text += "slowest nodes\n"
            for outcome in ran.prefix(Self.shown) {
                text += line(UInt64(outcome.microseconds), outcome.node)
            }
            if ran.count > Self.shown { text += "  and \(ran.count - Self.shown) more\n" }
        }
        text += "phases (sum over nodes)\n"
        for row in PhaseRow.rows(report) where row.executed + row.upToDate > 0 {
            text += line(row.microseconds, "\(row.name): \(row.executed) run, \(row.upToDate) not")
        }
        text += "engine\n"
        for phase in report.phases { text += line(phase.microseconds, phase.name) }
        return text + criticalPath + cache
    }

    private var criticalPath: String {
        guard let path = report.details?.criticalPath, !path.isEmpty else { return "" }
        let time = path.reduce(0) { $0 + UInt64($1.microseconds) }
        return "critical path: \(counted(path.count, "node")), \(duration(microseconds: time))\n"
            + path.map { line(UInt64($0.microseconds), $0.node) }.joined()
    }

    private var cache: String {
        guard let cache = report.details?.cache else { return "" }
        let hits = UInt64(cache.hits)
        let all = max(1, hits + UInt64(cache.misses))
        return "cache: \(cache.hits) hits, \(cache.misses) misses "
            + "(\(decimal(hits * 1000 / all, per: 10, places: 1)) %); "
            + "\(byteSize(cache.storedBytes)) stored, \(byteSize(cache.restoredBytes)) restored; "
            + "memory \(byteSize(UInt64(clamping: peakMemoryBytes())))\n"
    }

    private func line(_ microseconds: UInt64, _ text: String) -> String {
        let time = duration(microseconds: microseconds)
        return "  " + String(repeating: " ", count: max(0, 9 - time.count)) + time + "  \(text)\n"
    }
}
