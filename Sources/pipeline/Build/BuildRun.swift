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
    /// What is to be told of the build besides.
    var reports = ReportChoices()
    /// Whether this is the last build of the command, after which no worker process is needed.
    var endsWorkers = true
    /// What is printed at the end in place of the build's own line.
    var closing: String?
    /// What the command adds to the report as JSON.
    var members: [JSONValue.Member] = []
    /// How the command names itself to another build that waits for it.
    var command = "pipeline build"
    /// The reports under way.
    private let recording = Recording()

    private final class Recording {
        var recorder: BuildRecorder?
    }

    init(_ workspace: Workspace, _ global: GlobalOptions) {
        self.init(workspace, global.settings)
    }

    init(_ workspace: Workspace, _ global: CommonSettings) {
        self.workspace = workspace
        self.global = global
        options = BuildOptions()
        options.width = global.jobs ?? Workspace.defaultWidth
        options.cacheLimit = { workspace.cacheLimit }
        options.sharedResults = { workspace.sharedResults() }
    }

    /// Builds; progress and findings are printed as they are known, results of interest returned.
    func run() throws -> BuildReport {
        try reports.check(against: global.format)
        let start = steadyMicroseconds()
        var options = options
        options.tellsDetails =
            !options.isDryRun && (reports.needsDetails || global.format == .junit)
        let recorder = try makeRecorder()
        recording.recorder = recorder
        keepCacheOutOfGit()
        let console = Console(global.color)
        let progress = BuildProgress(
            console, isQuiet: global.quiet, lists: explains || global.verbose)
        options.tellsProgress = progress.isShown && !options.isDryRun
        let interrupts = InterruptWatch { [workspace] in
            workspace.engine.cancel()
            workspace.rules.cancel()
        }
        workspace.rules.refreshVariables()
        var report: BuildReport
        do throws(FileError) {
            report = try workspace.engine.build(
                options, command: command,
                waiting: { holder in
                    printMessage("waiting for another build: \(holder)\n")
                },
                observe: { event in
                    interrupts.start()
                    progress.show(event)
                    recorder?.record(event)
                    if options.stopsAtFirstFailure, case .ended(let outcome) = event,
                        outcome.kind == .failed
                    {
                        workspace.rules.cancel()
                    }
                })
        } catch {
            progress.clear()
            let isCache = error.isRefusal && error.path.hasPrefix(Workspace.cacheFolder)
            throw fail("\(error)\(isCache ? Self.cacheAdvice : "")", Outcome.otherFailure)
        }
        progress.clear()
        if endsWorkers { workspace.rules.shutdown() }
        LastBuild(report).keep(in: workspace)
        if !options.isDryRun {
            RunHistory.Build.note(
                report, microseconds: steadyMicroseconds() - start, root: workspace.root)
        }
        if options.changes != nil, report.reachedCount == nil, !options.isDryRun, !global.quiet {
            printMessage(
                "nothing was built here before, so everything is, not only what changed\n")
        }
        let locked = LockedOutputs(workspace: workspace, differences: report.differences)
        report.diagnostics += locked.findings
        return report
    }

    /// What is told beside a cache folder that cannot be written.
    private static let cacheAdvice =
        "; a build keeps there what it made, so make it writable. 'pipeline status', 'explain', "
        + "'build --dry-run' and lists that are up to date need no more than to read it, and a "
        + "shared cache ([cache] shared) may be read-only"

    /// Begins the reports that were asked for.
    private func makeRecorder() throws -> BuildRecorder? {
        guard !options.isDryRun, reports.needsDetails || !reports.findings.isEmpty else {
            return nil
        }
        return try BuildRecorder(reports, options, command: command, root: workspace.root)
    }

    /// Prints findings and the closing line, writes reports, and gives the exit code.
    ///
    /// - Parameter asJSON: whether the report is the result when JSON is asked for.
    func show(_ report: BuildReport, asJSON: Bool = true) -> Int32 {
        let code = exitCode(report)
        var list = FindingList(report, exitCode: code)
        list.prefix = workspace.repositoryPrefix
        list.least = leastShown
        if global.format == .json, asJSON {
            var json = report.json(exitCode: code)
            if case .object(let known) = json { json = .object(known + members) }
            printResult(String(decoding: json.encoded(indent: 2), as: UTF8.self))
        } else if let format = global.format.ofFindings {
            printResult(format.text(of: list))
            showEnd(of: report)
        } else {
            showFindings(report.diagnostics.map(\.diagnostic))
            let locked = LockedOutputs(workspace: workspace, differences: report.differences)
            printMessage(locked.text)
            showEnd(of: report)
        }
        if reports.showsProfile { printMessage(BuildProfile(report: report).text) }
        tellUnknownTargets(report)
        let isWritten = recording.recorder?.finish(report, list) ?? true
        return code == 0 && !isWritten ? Outcome.otherFailure : code
    }

    private func showEnd(of report: BuildReport) {
        if global.quiet { return }
        for path in report.removed {
            printMessage("removed \(path), which nothing makes any more\n")
        }
        let time = steadyMicroseconds() - processStart
        let line = report.closingLine(
            microseconds: time, isVerified: options.verification != nil)
        printMessage((closing ?? line) + "\n")
        if global.verbose, let collected = report.collected {
            printMessage(
                "the cache was over its limit: \(counted(collected.droppedAccounts, "old result")) "
                    + "went, \(byteSize(collected.bytesAfter)) are left\n")
        }
    }

    /// Errors always, warnings unless quiet, remarks when asked for.
    private var leastShown: Severity { global.leastShown }

    private func exitCode(_ report: BuildReport) -> Int32 {
        if report.wasInterrupted { return Outcome.interrupted }
        if !report.unknownTargets.isEmpty { return Outcome.arguments }
        return Outcome.code(for: report.diagnostics)
    }

    /// The cache's folder tells git to leave it alone; it may have been deleted as a whole.
    func keepCacheOutOfGit() {
        let path = workspace.root + "/.cache/.gitignore"
        guard access(path, F_OK) != 0, !options.isDryRun else { return }
        mkdir(workspace.root + "/.cache", 0o755)
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard file >= 0 else { return }
        _ = write(file, "*\n!.gitignore\n", 15)
        close(file)
    }

    /// Findings for people.
    func showFindings(_ findings: [Diagnostic]) { global.showFindings(findings) }
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
