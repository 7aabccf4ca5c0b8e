import ArgumentParser
import BuildEngine
import Diagnostics
import PipelineTasks
import SourceText

struct MapsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "maps", abstract: "List, validate and migrate maps.",
        subcommands: [MapsListCommand.self, MapsValidateCommand.self, MapsMigrateCommand.self])
}

struct MapsValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check maps against their controllers and plugins.",
        discussion: """
            PATH is a map or a folder of maps; without any, all maps are checked, also among \
            themselves and against the registry. Errors end with 4.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: ArgumentHelp("Maps, or folders of maps.", valueName: "path"))
    var paths: [String] = []

    @Flag(help: "Warnings are errors.")
    var strict = false

    @Flag(name: .customLong("no-warnings"), help: "Show errors only.")
    var noWarnings = false

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
        let maps = try workspace.contents(global, building: [["maps"]], endsWorkers: false).mapPaths
        var chosen: [String] = []
        for path in paths { chosen += try fitting(path, maps, workspace) }
        var build = BuildRun(workspace, global)
        build.command = "pipeline maps validate"
        build.reports = try reports.parsed()
        build.options.targets =
            paths.isEmpty ? Self.allKinds : Set(chosen).sorted().map { CommandTargets.validate($0) }
        var report = try build.run()
        report.unknownTargets = []
        report.diagnostics = report.diagnostics.filter { concerns($0.node) }.compactMap(judged)
        let code = build.show(report)
        if code != 0 { throw ExitCode(code) }
    }

    private static let allKinds = ["validate", "check", "controllers", "registry", "devices"]

    /// Whether a node's findings say something about maps; trouble with plugins shows in the maps
    /// that need them.
    private func concerns(_ node: String) -> Bool {
        !["scan", "identify", "extract", "plugins", "drift"].contains(RuleSet.kind(of: node))
    }

    private func judged(_ found: NodeDiagnostic) -> NodeDiagnostic? {
        var found = found
        if strict, found.diagnostic.severity == .warning { found.diagnostic.severity = .error }
        return noWarnings && found.diagnostic.severity < .error ? nil : found
    }

    /// The maps that a path means, which may be relative to where the command was started.
    private func fitting(_ path: String, _ maps: [String], _ workspace: Workspace) throws
        -> [String]
    {
        for name in workspace.names(of: path) {
            let found = maps.filter { $0 == name || $0.hasPrefix(name + "/") || name.isEmpty }
            if !found.isEmpty { return found }
        }
        if workspace.names(of: path).contains(where: { workspace.holds($0) }) {
            throw fail(
                "no pattern of [maps] in pipeline.toml includes '\(path)'", Outcome.arguments)
        }
        let near = nearestName(to: path, among: maps, within: 4).map { "; did you mean '\($0)'?" }
        throw fail("there is no map '\(path)'\(near ?? "")", Outcome.notFound)
    }
}
