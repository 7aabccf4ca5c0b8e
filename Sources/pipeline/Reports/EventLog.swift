import BuildEngine
import Diagnostics
import SourceText
import TaskGraph

/// What happens in a build as lines of JSON; the fields are described in `docs/build-reports.md`.
final class EventLog {
    /// Raised when a field changes its meaning or goes; new fields do not raise it.
    static let version: Int64 = 1

    private let file: ReportFile
    private let start = steadyMicroseconds()

    init(_ file: ReportFile) { self.file = file }

    func start(_ options: BuildOptions, command: String, root: String) {
        add(
            "buildStarted",
            [
                .init("version", .integer(Self.version)),
                .init("program", .string("pipeline \(programVersion)")),
                .init("command", .string(command)), .init("workspace", .string(root)),
                .init("targets", .array(options.targets.map { .string($0) })),
                .init("jobs", .integer(Int64(options.width))),
            ])
    }

    func record(_ event: BuildEvent) {
        switch event {
        case .remaining, .worked, .working: break
        case .decided(let node, let verdict):
            var fields = [JSONValue.Member("node", .string(node))]
            switch verdict {
            case .upToDate: fields.append(.init("decision", .string("upToDate")))
            case .restore: fields.append(.init("decision", .string("restore")))
            case .run(let reason):
                fields.append(.init("decision", .string("run")))
                fields += reason.fields
            }
            add("nodeDecided", fields)
        case .started(let node, let reason):
            add("nodeStarted", [.init("node", .string(node))] + reason.fields)
        case .ended(let outcome):
            add("nodeFinished", outcome.fields)
            for path in outcome.written {
                add(
                    "outputWritten",
                    [.init("path", .string(path)), .init("node", .string(outcome.node))])
            }
        }
    }

    /// - Returns: whether all of it could be written.
    func finish(_ report: BuildReport, exitCode: Int32) -> Bool {
        for path in report.removed { add("outputRemoved", [.init("path", .string(path))]) }
        for finding in report.diagnostics where finding.diagnostic.severity != .off {
            add(
                "diagnostic",
                [
                    .init("node", .string(finding.node)),
                    .init("diagnostic", finding.diagnostic.json),
                ])
        }
        add(
            "buildFinished",
            [
                .init("exitCode", .integer(Int64(exitCode))),
                .init("interrupted", .bool(report.wasInterrupted)),
                .init("counts", report.countsJSON),
            ])
        return file.finish()
    }

    private func add(_ name: String, _ fields: [JSONValue.Member]) {
        let time = steadyMicroseconds() - start
        let head = [
            JSONValue.Member("event", .string(name)),
            .init("time", .integer(Int64(clamping: time))),
        ]
        file.add(JSONValue.object(head + fields).encoded() + [0x0A])
    }
}

extension RunReason {
    /// The reason as members of an object: for people, its kind, and what it is about.
    var fields: [JSONValue.Member] {
        var fields = [JSONValue.Member("reason", .string(description))]
        func about(_ kind: String, _ name: String? = nil) {
            fields.append(.init("reasonKind", .string(kind)))
            if let name { fields.append(.init("reasonSubject", .string(name))) }
        }
        switch self {
        case .neverRan: about("neverRan")
        case .codeChanged: about("codeChanged")
        case .inputChanged(let path, _, _): about("inputChanged", path)
        case .listingChanged(let path, _, _): about("listingChanged", path)
        case .resultChanged(let node, _, _, _): about("resultChanged", node)
        case .artifactLost(let name): about("artifactLost", name)
        case .failedBefore: about("failedBefore")
        case .asked: about("asked")
        }
        return fields
    }
}
