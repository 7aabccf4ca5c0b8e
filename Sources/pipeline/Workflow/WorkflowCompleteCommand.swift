import ArgumentParser
import BuildEngine
import SourceText

struct WorkflowCompleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "complete",
        abstract: "Extract, validate and generate, and show what each phase took.",
        discussion: """
            A build with its table of phases. Times are sums over the nodes of a phase, which run \
            side by side; the last line is what it really took.
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

    @Flag(help: "Show the table of phases; it is shown anyway.")
    var performance = false

    @OptionGroup var reports: WorkflowReportOptions

    func run() throws {
        try global.allow(.table, .text, .json)
        let workspace = try Workspace(global)
        var build = BuildRun(workspace, global)
        build.command = "pipeline workflow complete"
        build.reports.showsProfile = reports.profile
        build.reports.wantsDetails = true
        if let target, target != "all" {
            build.options.targets = ["validate", "generate:\(target):*"]
        }
        if force {
            build.options.rerun = ["*"]
            if build.options.targets.isEmpty { build.options.targets = ["*"] }
        }
        let isJSON = global.format == .json || reports.report == "json"
        let start = steadyMicroseconds()
        let report = try build.run()
        let took = steadyMicroseconds() - start
        let table = PhaseTable(report, microseconds: took)
        var shown = report
        if skipValidation { shown.diagnostics.removeAll { Self.isOfMaps($0.node) } }
        let code = build.show(shown, asJSON: false)
        if isJSON {
            printResult(String(decoding: table.json.encoded(indent: 2), as: UTF8.self))
        } else {
            printResult(table.text)
        }
        if let path = reports.report, path != "json" {
            let file = try ReportFile(path)
            file.add(table.json.encoded(indent: 2))
            if !file.finish() { throw ExitCode(Outcome.otherFailure) }
        }
        if code != 0 { throw ExitCode(code) }
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
    private let rows: [PhaseRow]
    private let microseconds: UInt64
    private let peakBytes: UInt64
    private let cache: CacheStatistics

    /// The guide's phases, with the names of their rows.
    private static let phases = [
        ("Plugin interrogation", ["extract", "descriptor caching", "health validation"]),
        ("Canonical mapping", ["validate", "cross-validation", "scoring"]),
        ("DAW generation", ["generate", "file optimisation", "installation"]),
    ]

    init(_ report: BuildReport, microseconds: UInt64) {
        rows = PhaseRow.rows(report)
        self.microseconds = microseconds
        peakBytes = UInt64(clamping: peakMemoryBytes())
        cache = report.details?.cache ?? CacheStatistics()
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
        return .object([
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
        ])
    }
}
