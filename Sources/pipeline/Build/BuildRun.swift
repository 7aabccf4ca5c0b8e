import ArgumentParser
import BuildEngine
import ContentStore
import Diagnostics
import Glibc
import SourceText

/// Runs one build and shows what came of it.
struct BuildRun {
    let workspace: Workspace
    let global: CommonSettings
    var options: BuildOptions
    /// Prints each node that runs, with the reason.
    var explains = false
    /// Whether this is the last build of the command, after which no worker process is needed.
    var endsWorkers = true
    /// How the command names itself to another build that waits for it.
    var command = "pipeline build"

    init(_ workspace: Workspace, _ global: GlobalOptions) {
        self.init(workspace, global.settings)
    }

    init(_ workspace: Workspace, _ global: CommonSettings) {
        self.workspace = workspace
        self.global = global
        options = BuildOptions()
        options.width = global.jobs ?? Workspace.defaultWidth
    }

    /// Builds; progress and findings are printed as they are known, results of interest returned.
    func run() throws -> BuildReport {
        keepCacheOutOfGit()
        let console = Console(global.color)
        let progress = BuildProgress(
            console, isQuiet: global.quiet, lists: explains || global.verbose)
        let interrupts = InterruptWatch {
            workspace.engine.cancel()
            workspace.rules.cancel()
        }
        let report: BuildReport
        do throws(FileError) {
            report = try workspace.engine.build(
                options, command: command,
                waiting: { holder in
                    printMessage("waiting for another build: \(holder)\n")
                },
                observe: { event in
                    interrupts.start()
                    progress.show(event)
                })
        } catch {
            progress.clear()
            throw fail("\(error)", Outcome.otherFailure)
        }
        progress.clear()
        if endsWorkers { workspace.rules.shutdown() }
        LastBuild(report).keep(in: workspace)
        return report
    }

    /// Prints findings and the closing line, and gives the exit code.
    func show(_ report: BuildReport) -> Int32 {
        let code = exitCode(report)
        if global.format == .json {
            printResult(
                String(decoding: report.json(exitCode: code).encoded(indent: 2), as: UTF8.self))
        } else {
            showFindings(report.diagnostics.map(\.diagnostic))
            if !global.quiet {
                for path in report.removed {
                    printMessage("removed \(path), which nothing makes any more\n")
                }
                printMessage(closingLine(report) + "\n")
            }
        }
        for target in report.unknownTargets {
            printMessage(
                "pipeline: '\(target)' is no node, kind, pattern or output; 'pipeline status' lists them\n"
            )
        }
        return code
    }

    private func exitCode(_ report: BuildReport) -> Int32 {
        if report.wasInterrupted { return Outcome.interrupted }
        if !report.unknownTargets.isEmpty { return Outcome.arguments }
        return Outcome.code(for: report.diagnostics)
    }

    /// The cache's folder tells git to leave it alone; it may have been deleted as a whole.
    private func keepCacheOutOfGit() {
        let path = workspace.root + "/.cache/.gitignore"
        guard access(path, F_OK) != 0, !options.isDryRun else { return }
        mkdir(workspace.root + "/.cache", 0o755)
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard file >= 0 else { return }
        _ = write(file, "*\n!.gitignore\n", 15)
        close(file)
    }

    /// Findings for people: errors always, warnings unless quiet, remarks when asked for.
    func showFindings(_ findings: [Diagnostic]) { global.showFindings(findings) }

    private func closingLine(_ report: BuildReport) -> String {
        let time = duration(microseconds: steadyMicroseconds() - processStart)
        let findings = Set(report.diagnostics.map(\.diagnostic))
        let counts = findings.isEmpty ? "" : "; \(findingCounts(Array(findings)))"
        if report.wasInterrupted {
            return "interrupted after \(time); the next build goes on from here"
        }
        if report.outcomes.isEmpty, report.removed.isEmpty {
            return "nothing to do: \(report.liveCount) nodes and \(report.fileCount) files "
                + "are up to date (\(time))\(counts)"
        }
        var parts = ["\(report.count(.executed)) run"]
        for (kind, name) in [
            (NodeOutcome.Kind.restored, "restored"), (.repaired, "repaired"), (.failed, "failed"),
            (.blocked, "waiting for errors to be mended"),
        ] where report.count(kind) > 0 {
            parts.append("\(report.count(kind)) \(name)")
        }
        let written = Set(report.outcomes.flatMap(\.written)).count
        return "\(parts.joined(separator: ", ")) of \(report.liveCount) nodes; "
            + "\(written) files written (\(time))\(counts)"
    }
}

/// Calls a handler when the user interrupts; the second time the program ends at once.
final class InterruptWatch: @unchecked Sendable {
    // Unchecked: `isStarted` is used by the building thread only.
    private let handler: @Sendable () -> Void
    private var isStarted = false

    init(_ handler: @escaping @Sendable () -> Void) { self.handler = handler }

    /// Begins to watch; before that, an interrupt ends the program as usual, and nothing is lost.
    func start() {
        if isStarted { return }
        isStarted = true
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        var thread = pthread_t()
        let box = Unmanaged.passRetained(self)
        pthread_create(
            &thread, nil,
            { raw in
                guard let raw else { return nil }
                Unmanaged<InterruptWatch>.fromOpaque(raw).takeRetainedValue().watch()
                return nil
            }, box.toOpaque())
        pthread_detach(thread)
    }

    private func watch() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        var signal: Int32 = 0
        sigwait(&signals, &signal)
        printMessage("\nending; interrupt again to leave at once\n")
        handler()
        sigwait(&signals, &signal)
        _exit(Outcome.interrupted)
    }
}
