import ArgumentParser
import BuildEngine
import ContentStore
import Diagnostics
import PipelineTasks
import PluginExtraction

struct PluginsExtractCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extract",
        abstract: "Read the parameters of installed plugins.",
        discussion: """
            Without PATTERN all plugins of the manifest are read whose files or reader changed. PATTERN is an \
            id, a name, a pattern of either ('*mda*'), or a plugin's file; with 'vst3:' before it, \
            of that format only. What could not be read is not opened again until it changes; --retry \
            opens it all the same.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: ArgumentHelp("What to read.", valueName: "pattern"), completion: .plugins)
    var patterns: [String] = []

    @Option(help: ArgumentHelp("The same as PATTERN.", valueName: "pattern"), completion: .plugins)
    var plugin: [String] = []

    @Flag(help: "Read them again even if nothing changed, and replace files of --output.")
    var force = false

    @Flag(help: "Read again what could not be read, and nothing else that did not change.")
    var retry = false

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "Copy the descriptors here too; one that is there with other content only with --force.",
            valueName: "folder"))
    var output: String?

    @OptionGroup(title: "Reports") var reports: ReportOptions

    func run() throws {
        try global.allow(.table, .text, .json)
        let workspace = try Workspace(global)
        defer { workspace.rules.shutdown() }
        let wanted = patterns + plugin
        var targets = CommandTargets.plugins
        var (again, opened): ([String], Set<String>) = ([], [])
        if !wanted.isEmpty || force || retry {
            // What there is to read again, or to name, has to be known first.
            opened = try workspace.openedNow(global)
            let contents = try workspace.knownContents()
            let modules = try modules(wanted, contents)
            if !wanted.isEmpty { targets = modules.map { CommandTargets.extract($0) } }
            let suspects = retry ? contents.failedNodes(of: modules) : []
            again = (force ? modules.map { CommandTargets.extract($0) } : []) + suspects
            targets += suspects
        }
        var build = BuildRun(workspace, global)
        build.options.targets = targets
        // What was read a moment ago is not read again.
        build.options.rerun = again.filter { !opened.contains($0) }
        build.command = "pipeline plugins extract"
        build.reports = try reports.parsed()
        let report = try build.run()
        opened.formUnion(report.openedModules)
        build.closing = try closing(report, opened, workspace)
        let code = build.show(report)
        if code != 0 { throw ExitCode(code) }
        if let output { try copy(wanted, to: output, workspace) }
    }

    /// The modules to read: those that patterns mean, else those with plugins of the manifest.
    private func modules(
        _ wanted: [String], _ contents: WorkspaceContents
    ) throws -> [PluginModule] {
        if wanted.isEmpty {
            return Set(contents.plugins.compactMap(\.module) + contents.unreadModules).sorted()
        }
        var found: Set<PluginModule> = []
        var code: ExitCode?
        for pattern in wanted {
            let words = PluginWords(pattern)
            let modules =
                words.matches(in: contents.plugins).compactMap(\.module)
                + contents.unreadModules.filter(words.fits)
            if modules.isEmpty { code = tellUnknownPlugin(pattern, contents, installed: true) }
            found.formUnion(modules)
        }
        if let code { throw code }
        return found.sorted()
    }

    /// One line that tells what was read; `nil` when nothing was, which any build can say.
    private func closing(
        _ report: BuildReport, _ opened: Set<String>, _ workspace: Workspace
    ) throws -> String? {
        if opened.isEmpty || report.wasInterrupted { return nil }
        let contents = try workspace.knownContents()
        let modules = opened.compactMap { PluginModule(RuleSet.subject(of: $0)) }
        let counts = modules.flatMap { contents.parameterCounts(in: $0) }
        let findings = Set(report.diagnostics.map(\.diagnostic))
        return "read \(counted(counts.count, "plugin")) with "
            + "\(counted(counts.reduce(0, +), "parameter")) in \(counted(modules.count, "module")) "
            + "(\(duration(microseconds: steadyMicroseconds() - processStart)))"
            + (findings.isEmpty ? "" : "; \(findingCounts(Array(findings)))")
    }

    /// Copies the descriptors of the plugins that were asked for into a folder.
    private func copy(_ wanted: [String], to folder: String, _ workspace: Workspace) throws {
        let contents = try workspace.knownContents()
        let plugins = wanted.isEmpty ? contents.plugins : wanted.flatMap(contents.plugins(named:))
        var files: [String: [UInt8]] = [:]
        for plugin in plugins {
            guard let bytes = contents.liveDescriptor(of: plugin) else { continue }
            files[descriptorFileName(plugin.key)] = bytes
        }
        try Disk.put(files, in: folder, replacing: force)
    }
}

extension Workspace {
    /// Brings up to date which plugins there are, and reads those that changed.
    ///
    /// - Returns: The nodes that opened a module.
    fileprivate func openedNow(_ global: GlobalOptions) throws -> Set<String> {
        var build = BuildRun(self, global)
        build.options.targets = CommandTargets.plugins
        build.endsWorkers = false
        let report = try build.run()
        if report.wasInterrupted { throw fail("interrupted", Outcome.interrupted) }
        return report.openedModules
    }
}

extension BuildReport {
    /// The nodes that had a worker describe a module.
    fileprivate var openedModules: Set<String> {
        Set(
            outcomes.filter {
                $0.kind == .executed && RuleSet.kind(of: $0.node) == CommandTargets.extract
            }.map(\.node))
    }
}

extension WorkspaceContents {
    /// The nodes of modules that could not be read.
    ///
    /// - Parameter modules: Only of these.
    fileprivate func failedNodes(of modules: [PluginModule]) -> [String] {
        let kinds: Set = ["identify", "extract"]
        let wanted = Set(modules)
        let nodes = (inspection.findings + inspection.findingsOfUnasked).filter { found in
            found.diagnostic.severity == .error && kinds.contains(RuleSet.kind(of: found.node))
                && PluginModule(RuleSet.subject(of: found.node)).map(wanted.contains) ?? false
        }.map(\.node)
        return Set(nodes).sorted()
    }
}
