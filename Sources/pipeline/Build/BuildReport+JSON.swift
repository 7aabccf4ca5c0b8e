import BuildEngine
import Glibc
import SourceText

extension BuildReport {
    /// The report as JSON: findings, counts, nodes in the order they ended, phases.
    func json(exitCode: Int32) -> JSONValue {
        let kinds: [NodeOutcome.Kind] = [.executed, .restored, .repaired, .failed, .blocked]
        return .object([
            .init("exitCode", .integer(Int64(exitCode))),
            .init("diagnostics", diagnostics.map(\.diagnostic).json),
            .init(
                "counts",
                .object(
                    kinds.map { .init($0.rawValue, .integer(Int64(count($0)))) } + [
                        .init("nodes", .integer(Int64(liveCount))),
                        .init("files", .integer(Int64(fileCount))),
                    ])),
            .init("nodes", .array(outcomes.map(\.json))),
            .init("removed", .array(removed.map { .string($0) })),
            .init(
                "phases",
                .array(
                    phases.map { phase in
                        .object([
                            .init("name", .string(phase.name)),
                            .init("microseconds", .integer(Int64(phase.microseconds))),
                        ])
                    })),
            .init("peakMemoryBytes", .integer(peakMemoryBytes())),
        ])
    }
}

extension NodeOutcome {
    fileprivate var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("node", .string(node)),
            .init("outcome", .string(kind.rawValue)),
            .init("reason", .string(reason.description)),
            .init("microseconds", .integer(Int64(microseconds))),
            .init("written", .array(written.map { .string($0) })),
        ]
        if let blockedBy { members.append(.init("blockedBy", .string(blockedBy))) }
        return .object(members)
    }
}

/// The most memory this process has held at once, in bytes.
func peakMemoryBytes() -> Int64 {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Int64(usage.ru_maxrss) * 1024
}
