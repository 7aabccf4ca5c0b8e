import ArgumentParser
import BuildEngine
import ContentStore
import ControlMap
import Diagnostics
import PipelineTasks
import SourceText

struct MapsValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check maps against their controllers and plugins.",
        discussion: """
            PATH is a map or a folder of maps, also one that pipeline.toml does not include; \
            without any, all maps are checked, also among themselves and against the registry. \
            Errors end with 4. -v and --detailed add a line for each map. A score is 1, less 0.5 for a file \
            that is no map, 0.3 for an error, 0.2 for a range the wrong way round, and 0.05 for a \
            warning.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: ArgumentHelp("Maps, or folders of maps.", valueName: "path"), completion: .maps)
    var paths: [String] = []

    @Flag(help: "Warnings are errors.")
    var strict = false

    @Flag(name: .customLong("no-warnings"), help: "Show errors only.")
    var noWarnings = false

    @Flag(
        name: [.customLong("check-plugins"), .customLong("cross-validate")], inversion: .prefixedNo,
        help: "Check parameters against the plugin.")
    var checkPlugins = true

    @Option(
        name: .customLong("descriptors-dir"),
        help: ArgumentHelp("Look for descriptors in this folder first.", valueName: "folder"))
    var descriptorsFolder: String?

    @Option(
        name: .customLong("max-file-size"),
        help: ArgumentHelp("A larger map is an error.", valueName: "bytes"))
    var maximumSize: UInt64?

    @Flag(
        name: [.long, .customLong("health-score")],
        help: "Add a line with the score for each map, as -v does.")
    var detailed = false

    @OptionGroup(title: "Reports") var reports: ReportOptions

    func validate() throws {
        if strict, noWarnings {
            throw ValidationError("--strict and --no-warnings exclude each other.")
        }
    }

    func run() throws {
        try global.allow(.table, .text, .json, .github, .sarif, .junit)
        let workspace = try Workspace(global)
        defer { workspace.rules.shutdown() }
        let contents = try workspace.contents(global, building: [["maps"]], endsWorkers: false)
        let maps = try MapSelection(paths, contents, workspace)
        var results = try sizes(of: maps.all, try workspace.openDisk())
        let isBuilt = checkPlugins && descriptorsFolder == nil
        var build = BuildRun(workspace, global)
        build.command = "pipeline maps validate"
        build.reports = try reports.parsed()
        build.endsWorkers = false
        let small = Set(results.filter { $0.findings.isEmpty }.map(\.path))
        let isAll = paths.isEmpty && small.count == results.count
        let nodes = maps.included.filter(small.contains).map { CommandTargets.validate($0) }
        build.options.targets = !isBuilt || nodes.isEmpty ? ["maps"] : isAll ? Self.allKinds : nodes
        var report = try build.run()
        if report.wasInterrupted { throw fail("interrupted", Outcome.interrupted) }
        let studied = isBuilt ? maps.others : maps.all
        try study(studied.filter(small.contains), &results, workspace)
        gather(&report, &results)
        let page = ValidationPage(maps: results, findings: report.diagnostics.map(\.diagnostic))
        build.closing = page.closingLine
        build.members = page.members
        let code = build.show(report)
        if global.verbose || detailed, global.format == .table {
            printResult(page.listing.text(.table))
        }
        if code != 0 { throw ExitCode(code) }
    }

    private static let allKinds = ["validate", "check", "controllers", "registry", "devices"]

    /// The maps with their sizes; one that is too large has a finding already.
    private func sizes(of paths: [String], _ disk: Disk) throws -> [ValidatedMap] {
        try paths.map { path in
            let size = try reading { () throws(FileError) in try disk.identity(of: path).size }
            var map = ValidatedMap(path: path, size: size)
            if let maximumSize, size > maximumSize {
                map.findings = [
                    Diagnostic(
                        .error, "map.too-large",
                        "the map has \(size) bytes, more than the \(maximumSize) of --max-file-size",
                        path: path)
                ]
            }
            return map
        }
    }

    /// Checks maps without a build's record.
    private func study(
        _ paths: [String], _ results: inout [ValidatedMap], _ workspace: Workspace
    ) throws {
        if paths.isEmpty { return }
        var studies = try MapStudies(workspace, global, descriptors: descriptorsFolder)
        for index in results.indices where paths.contains(results[index].path) {
            let found = try studies.study(results[index].path).outcome.diagnostics
            results[index].findings = found.filter {
                checkPlugins || MapHealth.dimension(of: $0.code) != .plugin
            }
        }
    }

    /// Puts the build's findings and those of the maps together, as strictly as is wanted.
    private func gather(_ report: inout BuildReport, _ results: inout [ValidatedMap]) {
        let places = Dictionary(
            uniqueKeysWithValues: results.enumerated().map {
                (CommandTargets.validate($1.path), $0)
            })
        report.unknownTargets = []
        var all = report.diagnostics.filter { concerns($0.node) }
        for found in all {
            if let place = places[found.node] { results[place].findings.append(found.diagnostic) }
        }
        let known = Set(all.map(\.node))
        for map in results where !known.contains(CommandTargets.validate(map.path)) {
            let node = CommandTargets.validate(map.path)
            all += map.findings.map { NodeDiagnostic(node: node, diagnostic: $0) }
        }
        report.diagnostics = all.compactMap { found in
            judged(found.diagnostic).map { NodeDiagnostic(node: found.node, diagnostic: $0) }
        }.sorted { $0.diagnostic < $1.diagnostic }
        for index in results.indices {
            results[index].findings = results[index].findings.compactMap(judged)
        }
    }

    /// Whether a node's findings say something about maps; trouble with plugins shows in the maps
    /// that need them.
    private func concerns(_ node: String) -> Bool {
        !["scan", "identify", "extract", "plugins", "drift"].contains(RuleSet.kind(of: node))
    }

    private func judged(_ found: Diagnostic) -> Diagnostic? {
        var found = found
        if strict, found.severity == .warning { found.severity = .error }
        return noWarnings && found.severity < .error ? nil : found
    }
}
