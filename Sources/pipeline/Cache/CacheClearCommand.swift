import ArgumentParser
import BuildEngine
import ContentStore
import SourceText

struct CacheClearCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clear",
        abstract: "Forget what builds keep; outputs stay.",
        discussion: """
            With targets (nodes, kinds such as 'extract', or patterns) only their results are \
            forgotten, and the next build runs them. Without any, everything is: the next build \
            runs all, and no longer knows which files in the output folders were its own.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "What to forget.", completion: .targets)
    var targets: [String] = []

    func run() throws {
        let workspace = try Workspace(global)
        if !targets.isEmpty { return try forget(workspace) }
        let report: CleanReport
        do throws(FileError) {
            report = try workspace.engine.clean(
                removesOutputs: false, removesCache: true, isDryRun: false,
                command: "pipeline cache clear", waiting: tellWaiting)
        } catch {
            throw fail("\(error)", Outcome.otherFailure)
        }
        try global.show(
            "forgot everything: \(counted(report.removed.count, "file")), "
                + "\(byteSize(report.removedBytes))\n",
            json: .object([
                .init("removed", .array(report.removed.map { .string($0) })),
                .init("bytes", .integer(Int64(clamping: report.removedBytes))),
            ]))
    }

    private func tellWaiting(_ holder: String) {
        printMessage("waiting for another build: \(holder)\n")
    }

    private func forget(_ workspace: Workspace) throws {
        let forgotten: (nodes: [String], unknown: [String])
        do throws(FileError) {
            forgotten = try workspace.engine.forget(
                targets, command: "pipeline cache clear", waiting: tellWaiting)
        } catch {
            throw fail("\(error)", Outcome.otherFailure)
        }
        try global.show(
            "forgot \(counted(forgotten.nodes.count, "result")); the next build makes them anew\n",
            json: .object([.init("forgotten", .array(forgotten.nodes.map { .string($0) }))]))
        for target in forgotten.unknown {
            printMessage("pipeline: '\(target)' is no node, kind, pattern or output\n")
        }
        if !forgotten.unknown.isEmpty { throw ExitCode(Outcome.arguments) }
    }
}
