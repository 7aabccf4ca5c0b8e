import ArgumentParser
import BuildEngine
import ContentStore
import SourceText

struct CacheCollectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gc",
        abstract: "Let go of results that were used longest ago.",
        discussion: """
            What the last build needs always stays. Builds do the same by themselves when the \
            results outgrow [cache] limit_mb.
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: "Keep at most so many megabytes; the manifest's limit by default.")
    var limit: UInt64?

    @Flag(help: "Collect the results that checkouts share; at most 8192 megabytes by default.")
    var shared = false

    @Flag(help: "Keep nothing but what the last build needs.")
    var all = false

    @Flag(
        name: [.customShort("n"), .customLong("dry-run")],
        help: "Tell what would go, and remove nothing.")
    var dryRun = false

    func validate() throws {
        if let limit, limit > 1 << 40 { throw ValidationError("--limit is given in megabytes.") }
        if all, limit != nil { throw ValidationError("--all and --limit exclude each other.") }
    }

    private func collectShared(_ workspace: Workspace) throws {
        guard let shared = workspace.sharedResults() else {
            throw fail(
                "there is no shared cache; [cache] shared or PIPELINE_SHARED_CACHE names one",
                Outcome.otherFailure)
        }
        let result: (before: UInt64, after: UInt64, removed: Int)
        let bytes = all ? 0 : (limit ?? 8192) << 20
        do throws(FileError) { result = try shared.collect(limit: bytes, isDryRun: dryRun) } catch {
            throw fail("\(error)", Outcome.otherFailure)
        }
        let verb = dryRun ? "would remove" : "removed"
        try global.show(
            "\(verb) \(counted(result.removed, "shared file")): \(byteSize(result.before)) -> "
                + "\(byteSize(result.after))\n",
            json: .object([
                .init("bytesBefore", .integer(Int64(clamping: result.before))),
                .init("bytesAfter", .integer(Int64(clamping: result.after))),
                .init("removedFiles", .integer(Int64(result.removed))),
            ]))
    }

    func run() throws {
        let workspace = try Workspace(global)
        if shared { return try collectShared(workspace) }
        let bytes = all ? 0 : limit.map { $0 << 20 } ?? workspace.cacheLimit
        let report: CollectionReport
        do throws(FileError) {
            report = try workspace.engine.collect(
                limit: bytes, isDryRun: dryRun, command: "pipeline cache gc",
                waiting: { printMessage("waiting for another build: \($0)\n") })
        } catch {
            throw fail("\(error)", Outcome.otherFailure)
        }
        let verb = dryRun ? "would let go of" : "let go of"
        var text = "\(verb) \(counted(report.droppedAccounts, "result")) and keep "
        text += "\(report.keptAccounts): \(byteSize(report.bytesBefore)) -> "
        text += "\(byteSize(report.bytesAfter))\n"
        if report.bytesNeeded > bytes, !all {
            text += "the last build alone needs \(byteSize(report.bytesNeeded)), "
            text += "more than the limit of \(byteSize(bytes))\n"
        }
        func number(_ value: UInt64) -> JSONValue { .integer(Int64(clamping: value)) }
        try global.show(
            text,
            json: .object([
                .init("bytesBefore", number(report.bytesBefore)),
                .init("bytesAfter", number(report.bytesAfter)),
                .init("bytesNeeded", number(report.bytesNeeded)),
                .init("limitBytes", number(bytes)),
                .init("keptResults", number(UInt64(report.keptAccounts))),
                .init("droppedResults", number(UInt64(report.droppedAccounts))),
            ]))
    }
}
