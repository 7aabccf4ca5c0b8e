import BuildEngine
import SourceText

/// A build in the trace format of Chrome, which Perfetto opens: threads as tracks, nodes as slices,
/// the critical path as a track of its own with arrows between its nodes.
final class TraceLog {
    private var slices: [(node: String, slice: WorkSlice)] = []

    /// Numbers of tracks that are no worker.
    private static let owner: Int64 = 0
    private static let criticalTrack: Int64 = 1000

    func record(_ event: BuildEvent) {
        if case .worked(let node, let slice) = event { slices.append((node, slice)) }
    }

    func json(_ report: BuildReport) -> JSONValue {
        let begin = min(
            report.phases.first?.start ?? .max, slices.map(\.slice.start).min() ?? .max)
        let outcomes = Dictionary(report.outcomes.map { ($0.node, $0) }, uniquingKeysWith: { $1 })
        let path = report.details?.criticalPath.map(\.node) ?? []
        let isCritical = Set(path)
        var events = trackNames()
        for phase in report.phases {
            events.append(
                Self.slice(
                    phase.name, "phase", Self.owner, phase.start - begin, phase.microseconds, []))
        }
        for (node, slice) in slices {
            let kind = RuleSet.kind(of: node)
            events.append(
                Self.slice(
                    node, isCritical.contains(node) ? "\(kind),critical-path" : kind,
                    Int64(slice.thread), slice.start - begin, slice.end - slice.start,
                    outcomes[node]?.fields ?? []))
        }
        events += criticalPath(path, since: begin)
        return .object([
            .init("traceEvents", .array(events)), .init("displayTimeUnit", .string("ms")),
            .init(
                "otherData",
                .object([.init("program", .string("pipeline \(programVersion)"))])),
        ])
    }

    private func trackNames() -> [JSONValue] {
        let workers = (slices.map(\.slice.thread).max() ?? 0)
        var names: [(track: Int64, name: String)] = [(Self.owner, "decides")]
        if workers > 0 { names += (1...workers).map { (Int64($0), "worker \($0)") } }
        names.append((Self.criticalTrack, "critical path"))
        return [Self.metadata("process_name", Self.owner, "pipeline")]
            + names.map { Self.metadata("thread_name", $0.track, $0.name) }
    }

    /// The path's nodes on its own track, and arrows from where each ran to where the next did.
    private func criticalPath(_ path: [String], since begin: UInt64) -> [JSONValue] {
        // The last time that a node was worked for is when it came to its end.
        let last = Dictionary(slices.map { ($0.node, $0.slice) }, uniquingKeysWith: { $1 })
        var events: [JSONValue] = []
        for (index, node) in path.enumerated() {
            guard let slice = last[node] else { continue }
            events.append(
                Self.slice(
                    node, "critical-path", Self.criticalTrack, slice.start - begin,
                    slice.end - slice.start, []))
            guard index + 1 < path.count, let next = last[path[index + 1]] else { continue }
            let end = max(slice.start, slice.end - min(slice.end, 1))
            events.append(Self.arrow("s", index, Int64(slice.thread), end - begin))
            events.append(Self.arrow("f", index, Int64(next.thread), next.start - begin))
        }
        return events
    }

    private static func slice(
        _ name: String, _ category: String, _ track: Int64, _ start: UInt64, _ length: UInt64,
        _ arguments: [JSONValue.Member]
    ) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("name", .string(name)), .init("cat", .string(category)),
            .init("ph", .string("X")), .init("pid", .integer(1)), .init("tid", .integer(track)),
            .init("ts", .integer(Int64(clamping: start))),
            .init("dur", .integer(Int64(clamping: length))),
        ]
        if !arguments.isEmpty { members.append(.init("args", .object(arguments))) }
        return .object(members)
    }

    private static func arrow(
        _ phase: String, _ number: Int, _ track: Int64, _ time: UInt64
    ) -> JSONValue {
        // An arrow ends in the slice around it, not in the next one.
        let binding = phase == "f" ? [JSONValue.Member("bp", .string("e"))] : []
        return .object(
            [
                .init("name", .string("critical path")), .init("cat", .string("critical-path")),
                .init("ph", .string(phase)),
                .init("id", .integer(Int64(number + 1))), .init("pid", .integer(1)),
                .init("tid", .integer(track)), .init("ts", .integer(Int64(clamping: time))),
            ] + binding)
    }

    private static func metadata(_ kind: String, _ track: Int64, _ name: String) -> JSONValue {
        .object([
            .init("name", .string(kind)), .init("ph", .string("M")), .init("pid", .integer(1)),
            .init("tid", .integer(track)),
            .init("args", .object([.init("name", .string(name))])),
        ])
    }
}
