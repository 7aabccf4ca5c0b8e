import ArgumentParser
import BuildEngine
import PipelineTasks
import SourceText

struct WorkflowCompleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "complete",
        abstract: "Extract, validate and generate, and show what each phase took.",
        discussion: """
            A build with its table of phases. Times are sums over the nodes of a phase, which run \
            side by side; the last line is what it really took. With errors nothing is installed.
            """)

    @OptionGroup var global: GlobalOptions

    @Option(name: .shortAndLong, help: "Generate for this target only; all by default.")
    var target: String?

    @Flag(help: "Run everything again even if nothing changed.")
    var force = false

    @Flag(
        name: .customLong("skip-validation"),
        help: "Show no findings of maps, and let them not decide the exit code.")
    var skipValidation = false

    @Flag(help: "Install the maps for Ardour then, as 'daw install' does.")
    var install = false

    @Flag(
        name: [.customShort("n"), .customLong("dry-run")],
        help: "Tell what would run, and run nothing.")
    var dryRun = false

    @Flag(
        name: [.customLong("continue-on-error"), .customLong("keep-going")],
        help: "Build all that an error does not concern (the default).")
    var keepGoing = false

    @Flag(help: "Show the table of phases; it is shown anyway.")
    var performance = false

    @OptionGroup var reports: WorkflowReportOptions

    func validate() throws {
        if dryRun, install {
            throw ValidationError(
                "--dry-run installs nothing; 'pipeline daw install --dry-run' tells what would be "
                    + "installed.")
        }
    }

    func run() throws {
        try global.allow(.table, .text, .json)
        let start = steadyMicroseconds()
        let workspace = try Workspace(global)
        defer { workspace.rules.shutdown() }
        let build = try prepared(workspace)
        var report = try build.run()
        if dryRun {
            let plan = BuildPlan(report: report)
            return try global.show(plan.text, json: plan.json)
        }
        // A target that makes nothing is no mistake of the user's; one that is none was refused.
        report.unknownTargets = []
        if skipValidation { report.diagnostics.removeAll { Self.isOfMaps($0.node) } }
        let code = build.show(report, asJSON: false)
        var table = PhaseTable(report)
        let advice = code == 0 && install ? try installed(workspace, &table) : ""
        table.microseconds = steadyMicroseconds() - start
        try show(table)
        printMessage(advice)
        if code != 0, install {
            printMessage("pipeline: nothing is installed because of the errors\n")
        }
        if code != 0 { throw ExitCode(code) }
        if table.installation?.refusals ?? 0 > 0 { throw ExitCode(Outcome.otherFailure) }
    }

    /// The build with what was asked for.
    private func prepared(_ workspace: Workspace) throws -> BuildRun {
        var build = BuildRun(workspace, global)
        build.command = "pipeline workflow complete"
        build.reports.showsProfile = reports.profile
        build.reports.wantsDetails = !dryRun
        build.options.isDryRun = dryRun
        build.endsWorkers = false
        if install || (target ?? "all") != "all" {
            let contents = try workspace.contents(
                global, building: [["manifest"]], endsWorkers: false)
            let chosen = try DAWCommand.generations(target ?? "all", contents)
            if install { try MapInstallation.refuseOthers(than: chosen) }
            if (target ?? "all") != "all" {
                let plans = chosen.map { CommandTargets.plan($0.name) }
                let files = chosen.map { CommandTargets.generate($0.name) }
                build.options.targets = [CommandTargets.validate] + plans + files
            }
        }
        if force {
            build.options.rerun = ["*"]
            if build.options.targets.isEmpty { build.options.targets = ["*"] }
        }
        return build
    }

    /// Installs through the same code as 'daw install'.
    ///
    /// - Returns: what is to do in Ardour then.
    private func installed(_ workspace: Workspace, _ table: inout PhaseTable) throws -> String {
        let start = steadyMicroseconds()
        let (report, advice) = try MapInstallation(
            workspace: workspace, global: global, choice: try ArdourChoice.parse([]), force: force,
            isDryRun: false
        ).carriedOut()
        table.add(report, microseconds: steadyMicroseconds() - start)
        return advice
    }

    /// Prints the table, and writes it where it was asked for.
    private func show(_ table: PhaseTable) throws {
        if global.format == .json || reports.report == "json" {
            printResult(String(decoding: table.json.encoded(indent: 2), as: UTF8.self))
        } else {
            printResult(table.text)
        }
        guard let path = reports.report, path != "json" else { return }
        let file = try ReportFile(path)
        file.add(table.json.encoded(indent: 2))
        if !file.finish() { throw ExitCode(Outcome.otherFailure) }
    }

    private static func isOfMaps(_ node: String) -> Bool {
        ["validate", "check", "registry", "maps", "devices"].contains(RuleSet.kind(of: node))
    }
}

struct WorkflowReportOptions: ParsableArguments {
    @Flag(help: "Show the slowest nodes and the critical path too.")
    var profile = false

    @Option(
        help: ArgumentHelp(
            "'json' prints the table as JSON; anything else is a file to write it to.",
            valueName: "json|file"))
    var report: String?
}

/// What each phase of the performance guide took in a build.
struct PhaseTable {
    private var rows: [PhaseRow]
    /// What the command took in all.
    var microseconds: UInt64 = 0
    private(set) var installation: InstallationReport?
    private let peakBytes: UInt64
    private let cache: CacheStatistics

    /// The guide's phases, with the names of their rows.
    private static let phases = [
        ("Plugin interrogation", ["extract", "descriptor caching", "health validation"]),
        ("Canonical mapping", ["validate", "cross-validation", "scoring"]),
        ("DAW generation", ["generate", "file optimisation", "installation"]),
    ]

    init(_ report: BuildReport) {
        rows = PhaseRow.rows(report)
        peakBytes = UInt64(clamping: peakMemoryBytes())
        cache = report.details?.cache ?? CacheStatistics()
    }

    /// Adds an installation and what it took.
    mutating func add(_ report: InstallationReport, microseconds: UInt64) {
        installation = report
        guard let place = rows.firstIndex(where: { $0.name == "installation" }) else { return }
        rows[place].microseconds = microseconds
        rows[place].executed = report.changes
        rows[place].upToDate = report.shown.rows.count - report.changes - report.refusals
    }

    var text: String {
        var text = ""
        for (title, names) in Self.phases {
            let own = rows.filter { names.contains($0.name) && $0.executed + $0.upToDate > 0 }
            text += "\(title)\n"
            for row in own {
                text += line(row.name, row.microseconds, "\(row.executed) run, \(row.upToDate) not")
            }
            text += line("subtotal", own.reduce(0) { $0 + $1.microseconds }, "")
        }
        let all = UInt64(max(1, cache.hits + cache.misses))
        text += "Cache hits \(decimal(UInt64(cache.hits) * 1000 / all, per: 10, places: 1)) %, "
        text += "memory \(byteSize(peakBytes)), in all \(duration(microseconds: microseconds))\n"
        if let installation { text += "\n" + installation.shown.text(.table) }
        return text
    }

    private func line(_ name: String, _ microseconds: UInt64, _ note: String) -> String {
        let time = duration(microseconds: microseconds)
        let padded = name + String(repeating: " ", count: max(1, 20 - name.count))
        let gap = String(repeating: " ", count: max(0, 9 - time.count))
        return "  \(padded)\(gap)\(time)\(note.isEmpty ? "" : "  \(note)")\n"
    }

    var json: JSONValue {
        func number(_ value: some BinaryInteger) -> JSONValue { .integer(Int64(clamping: value)) }
        let installed = installation.map { [JSONValue.Member("installation", $0.shown.json)] } ?? []
        return .object(
            [
                .init("microseconds", number(microseconds)), .init("peakBytes", number(peakBytes)),
                .init(
                    "phases",
                    .array(
                        Self.phases.map { title, names in
                            .object([
                                .init("name", .string(title)),
                                .init(
                                    "rows",
                                    .array(
                                        rows.filter { names.contains($0.name) }.map { row in
                                            .object([
                                                .init("name", .string(row.name)),
                                                .init("microseconds", number(row.microseconds)),
                                                .init("executed", number(row.executed)),
                                                .init("upToDate", number(row.upToDate)),
                                            ])
                                        })),
                            ])
                        })),
                .init(
                    "cache",
                    .object([
                        .init("hits", number(cache.hits)), .init("misses", number(cache.misses)),
                        .init("lookUpNanoseconds", number(cache.lookUpNanoseconds)),
                        .init("storeNanoseconds", number(cache.storeNanoseconds)),
                        .init("storedBytes", number(cache.storedBytes)),
                    ])),
            ] + installed)
    }
}
