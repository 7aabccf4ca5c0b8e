import ArgumentParser
import BuildEngine
import Diagnostics
import SourceText
import TaskGraph

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Tell what a build would do now.",
        discussion: """
            Compares the workspace with the last build. Nothing runs, nothing is written, and a \
            build under way is not waited for.
            """)

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try Workspace(global)
        guard let inspection = try workspace.inspection() else {
            let json = JSONValue.object([.init("built", .bool(false))])
            return try global.show(
                "never built; 'pipeline build' builds everything\n", json: json)
        }
        let status = WorkspaceStatus(inspection)
        try global.show(status.text(isVerbose: global.verbose), json: status.json)
    }
}

/// What a build would do, grouped.
private struct WorkspaceStatus {
    let upToDate: Int
    let files: Int
    let wouldRun: [(node: String, reason: RunReason)]
    let wouldRestore: [String]
    let mayRun: [String]
    /// Outputs that a build would bring back.
    let spoiled: [RecordedOutput]
    let failed: [String]
    let blocked: [String]
    let findings: [Diagnostic]

    init(_ inspection: BuildInspection) {
        let planned = inspection.planned
        upToDate = max(0, inspection.liveCount - planned.count)
        files = inspection.fileCount
        wouldRun = planned.compactMap { node in node.reason.map { (node.node, $0) } }
        wouldRestore = planned.filter(\.isRestorable).map(\.node)
        mayRun = planned.filter { $0.reason == nil && !$0.isRestorable }.map(\.node)
        spoiled = inspection.spoiledOutputs
        failed = inspection.nodeNames(with: .failed)
        blocked = inspection.nodeNames(with: .blocked)
        var seen = Set<Diagnostic>()
        findings = inspection.findings.map(\.diagnostic).filter { seen.insert($0).inserted }
    }

    /// For people; long groups are cut short unless `isVerbose`.
    func text(isVerbose: Bool) -> String {
        var text = ""
        func group(_ title: String, _ lines: [String]) {
            if lines.isEmpty { return }
            text += "\(title) (\(lines.count)):\n"
            let shown = isVerbose ? lines.count : min(lines.count, 20)
            for line in lines[..<shown] { text += "  \(line)\n" }
            if shown < lines.count { text += "  and \(lines.count - shown) more; -v lists them\n" }
        }
        group("would run", wouldRun.map { "\($0.node): \($0.reason)" })
        group("would come from the store", wouldRestore)
        group("may run, if what they read changes", mayRun)
        group("outputs to be brought back", spoiled.map { "\($0.path): \($0.condition.rawValue)" })
        group("failed the last time", failed)
        group("wait for errors to be mended", blocked)
        if wouldRun.isEmpty, wouldRestore.isEmpty, mayRun.isEmpty, spoiled.isEmpty {
            text += "nothing to do: "
        }
        text += "\(upToDate) nodes up to date, \(files) files looked at\n"
        if !findings.isEmpty { text += "findings of the last build: \(findingCounts(findings))\n" }
        return text
    }

    var json: JSONValue {
        func names(_ nodes: [String]) -> JSONValue { .array(nodes.map { .string($0) }) }
        func count(_ severity: Severity) -> JSONValue {
            .integer(Int64(findings.count { $0.severity == severity }))
        }
        return .object([
            .init("built", .bool(true)),
            .init("upToDate", .integer(Int64(upToDate))),
            .init("files", .integer(Int64(files))),
            .init(
                "wouldRun",
                .array(
                    wouldRun.map { node in
                        .object([
                            .init("node", .string(node.node)),
                            .init("reason", .string(node.reason.description)),
                        ])
                    })),
            .init("wouldRestore", names(wouldRestore)),
            .init("mayRun", names(mayRun)),
            .init("spoiledOutputs", names(spoiled.map(\.path))),
            .init("failed", names(failed)),
            .init("blocked", names(blocked)),
            .init(
                "findings",
                .object([
                    .init("errors", count(.error)), .init("warnings", count(.warning)),
                    .init("remarks", count(.info)),
                ])),
        ])
    }
}
