import BuildEngine
import Glibc
import SourceText

extension BuildReport {
    /// The report as JSON; its fields are described in `docs/build-reports.md`.
    func json(exitCode: Int32) -> JSONValue {
        .object(
            [
                .init("exitCode", .integer(Int64(exitCode))),
                .init("diagnostics", diagnostics.map(\.diagnostic).json),
                .init("counts", countsJSON),
                .init("nodes", .array(outcomes.map { .object($0.fields) })),
                .init("removed", .array(removed.map { .string($0) })),
                .init("differences", .array(differences.map(\.json))),
                .init("phases", .array(phasesJSON)),
                .init("peakMemoryBytes", .integer(peakMemoryBytes())),
            ] + detailFields)
    }

    var countsJSON: JSONValue {
        let kinds: [NodeOutcome.Kind] = [.executed, .restored, .repaired, .failed, .blocked]
        var counts = kinds.map { JSONValue.Member($0.rawValue, .integer(Int64(count($0)))) }
        counts.append(.init("nodes", .integer(Int64(liveCount))))
        counts.append(.init("files", .integer(Int64(fileCount))))
        if let reachedCount { counts.append(.init("reached", .integer(Int64(reachedCount)))) }
        if verifiedCount > 0 { counts.append(.init("verified", .integer(Int64(verifiedCount)))) }
        return .object(counts)
    }

    private var phasesJSON: [JSONValue] {
        phases.map { phase in
            .object([
                .init("name", .string(phase.name)),
                .init("microseconds", .integer(Int64(clamping: phase.microseconds))),
            ])
        }
    }

    private var detailFields: [JSONValue.Member] {
        guard let details else { return [] }
        let rows = PhaseRow.rows(self).map { row in
            JSONValue.object([
                .init("name", .string(row.name)),
                .init("microseconds", .integer(Int64(clamping: row.microseconds))),
                .init("executed", .integer(Int64(row.executed))),
                .init("upToDate", .integer(Int64(row.upToDate))),
            ])
        }
        let path = details.criticalPath.map { outcome in
            JSONValue.object([
                .init("node", .string(outcome.node)),
                .init("microseconds", .integer(Int64(outcome.microseconds))),
            ])
        }
        return [
            .init("phaseRows", .array(rows)), .init("cache", details.cache.json),
            .init("criticalPath", .array(path)),
        ]
    }
}

extension NodeOutcome {
    /// The outcome as members of an object.
    var fields: [JSONValue.Member] {
        var members: [JSONValue.Member] = [
            .init("node", .string(node)),
            .init("outcome", .string(kind.rawValue)),
            .init("reason", .string(reason.description)),
            .init("microseconds", .integer(Int64(microseconds))),
            .init("written", .array(written.map { .string($0) })),
        ]
        if let blockedBy { members.append(.init("blockedBy", .string(blockedBy))) }
        if let key { members.append(.init("key", .string(key.description))) }
        return members
    }
}

extension CacheStatistics {
    var json: JSONValue {
        func number(_ value: some BinaryInteger) -> JSONValue { .integer(Int64(clamping: value)) }
        let all = hits + misses
        return .object([
            .init("hits", number(hits)), .init("misses", number(misses)),
            .init("hitRatio", all == 0 ? .null : .number(Double(hits) / Double(all))),
            .init("lookUps", number(lookUps)),
            .init("lookUpNanoseconds", number(lookUpNanoseconds)),
            .init("stores", number(stores)), .init("storeNanoseconds", number(storeNanoseconds)),
            .init("storedBytes", number(storedBytes)),
            .init("restoredBytes", number(restoredBytes)),
        ])
    }
}

extension OutputDifference {
    fileprivate var json: JSONValue {
        .object([
            .init("path", .string(path)), .init("kind", .string(kind.rawValue)),
            .init("node", .string(node)),
        ])
    }
}

/// The most memory this process has held at once, in bytes.
func peakMemoryBytes() -> Int64 {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Int64(usage.ru_maxrss) * 1024
}
