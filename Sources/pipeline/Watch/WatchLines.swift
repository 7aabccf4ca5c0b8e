import BuildEngine
import SourceText

/// A watch without a terminal: one line a build, before it what is new in it.
final class WatchLines: WatchView {
    private let run: BuildRun
    private let lists: Bool

    /// - Parameter lists: whether every node that ran gets a line.
    init(_ run: BuildRun, lists: Bool) {
        self.run = run
        self.lists = lists
    }

    func tell(_ message: String) {
        if !run.global.quiet { printMessage("pipeline: \(message)\n") }
    }

    func show(_ build: WatchedBuild) {
        if lists { for outcome in build.report.outcomes { printMessage(outcome.line + "\n") } }
        run.showFindings(build.news)
        if run.global.quiet { return }
        var text = ""
        for path in build.mended { text += "\(path): mended\n" }
        for path in build.report.removed {
            text += "removed \(path), which nothing makes any more\n"
        }
        printMessage(text + "\(build.time) \(build.line)\n")
    }
}

/// A watch for other programs: one JSON object a line, one line a build.
final class WatchJSON: WatchView {
    func tell(_ message: String) { printMessage("pipeline: \(message)\n") }

    func show(_ build: WatchedBuild) {
        guard
            case .object(let members) = build.report.json(
                exitCode: Outcome.code(for: build.report.diagnostics))
        else { return }
        let line = JSONValue.object(
            [
                .init("build", .integer(Int64(build.number))),
                .init("changed", .array(build.report.changedFiles.map { .string($0) })),
                .init("mended", .array(build.mended.map { .string($0) })),
                .init("microseconds", .integer(Int64(build.microseconds))),
            ] + members)
        printResult(String(decoding: line.encoded(), as: UTF8.self) + "\n")
    }
}
