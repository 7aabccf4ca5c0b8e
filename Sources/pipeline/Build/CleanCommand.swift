import ArgumentParser
import BuildEngine
import ContentStore
import SourceText

struct CleanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clean",
        abstract: "Remove the files that builds wrote.",
        discussion: """
            Files that were edited since stay, with a warning. The next build brings back what was \
            removed, from the store when it can.
            """)

    @OptionGroup var global: GlobalOptions

    @Flag(help: "Remove also what builds keep, so that the next one starts anew.")
    var cache = false

    @Flag(
        name: [.customShort("n"), .customLong("dry-run")],
        help: "Tell what would go, and remove nothing.")
    var dryRun = false

    func run() throws {
        try global.allow(.table, .text, .json)
        let workspace = try Workspace(global)
        let report: CleanReport
        do throws(FileError) {
            report = try workspace.engine.clean(
                removesCache: cache, isDryRun: dryRun, command: "pipeline clean",
                waiting: { printMessage("waiting for another build: \($0)\n") })
        } catch {
            throw fail("\(error)", Outcome.otherFailure)
        }
        for path in report.edited {
            printMessage("warning: \(path) was edited since it was written; it stays\n")
        }
        let verb = dryRun ? "would remove" : "removed"
        let text = report.removed.map { "\(verb) \($0)\n" }.joined()
        try global.show(
            dryRun || global.verbose ? text : "",
            json: .object([
                .init("removed", .array(report.removed.map { .string($0) })),
                .init("edited", .array(report.edited.map { .string($0) })),
                .init("bytes", .integer(Int64(clamping: report.removedBytes))),
            ]))
        if !global.quiet {
            printMessage(
                "\(verb) \(counted(report.removed.count, "file")), \(byteSize(report.removedBytes))\n"
            )
        }
    }
}
