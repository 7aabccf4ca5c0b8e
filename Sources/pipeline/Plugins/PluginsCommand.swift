import ArgumentParser
import BuildEngine
import ContentStore
import PipelineTasks
import PluginCatalog
import SourceText

struct PluginsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugins",
        abstract: "List, extract, show, search, compare and pin plugins.",
        subcommands: [
            PluginsListCommand.self, PluginsExtractCommand.self, PluginsShowCommand.self,
            PluginsDiffCommand.self, PluginsSearchCommand.self, PluginsPinCommand.self,
            PluginsHealthCommand.self,
        ])
}

struct PluginsHealthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health",
        abstract: "Tell how the tools, plugins and pinned descriptors are.",
        discussion: "From what the last build left; nothing runs without --fix.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var fixing: FixOption

    func run() throws {
        let workspace = try Workspace(global)
        if fixing.fix {
            try HealthMending(workspace: workspace, global: global).run(onlyPlugins: true)
        }
        try HealthPage(
            workspace, try workspace.inspection(), areas: [.state, .tools, .plugins, .pins]
        ).show(global)
    }
}

struct PluginsExtractCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extract",
        abstract: "Read the parameters of installed plugins.",
        discussion: """
            PATTERN is a URI, a pattern of URIs ('*mda*') or a plugin's name; without any, all \
            plugins of the manifest are read whose bundle or reader changed. What could not be read is \
            not opened again until it changes; --retry opens it all the same.
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
        let contents = try workspace.contents(
            global, building: [CommandTargets.plugins], endsWorkers: false)
        var targets: [String] = []
        var isUnknown = false
        for pattern in wanted {
            let modules = contents.plugins(named: pattern).compactMap(\.module)
            isUnknown = isUnknown || modules.isEmpty
            if modules.isEmpty { tellUnknownPlugin(pattern, contents, installed: true) }
            targets += Set(modules).sorted().map { CommandTargets.extract($0) }
        }
        if isUnknown { throw ExitCode(Outcome.arguments) }
        if wanted.isEmpty {
            // The kind would be no target where the manifest wants no plugin.
            targets =
                contents.plugins.contains { $0.module != nil }
                ? [CommandTargets.extract] : ["plugins"]
        }
        var build = BuildRun(workspace, global)
        let failed = retry ? try workspace.failedModules(among: wanted.isEmpty ? nil : targets) : []
        build.options.targets = targets + failed
        build.options.rerun = force ? targets : failed
        build.command = "pipeline plugins extract"
        build.reports = try reports.parsed()
        let code = build.show(try build.run())
        // A plugin that cannot be read costs the others nothing.
        if let output, code == 0 || code == Outcome.extraction {
            try copy(wanted, to: output, workspace)
        }
        if code != 0 { throw ExitCode(code) }
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
    /// The nodes of modules that could not be read, as the last build left them.
    ///
    /// - Parameter targets: Only these, if any are given.
    fileprivate func failedModules(among targets: [String]?) throws -> [String] {
        let kinds: Set = ["identify", "extract"]
        let nodes = (try inspection()?.findings ?? []).filter {
            $0.diagnostic.severity == .error && kinds.contains(RuleSet.kind(of: $0.node))
        }.map(\.node)
        return Set(nodes).filter { targets?.contains($0) ?? true }.sorted()
    }
}

extension WorkspaceContents {
    /// The known plugins that a URI, a pattern of URIs, a name or a descriptor's file name means.
    func plugins(named pattern: String) -> [KnownPlugin] {
        let all = plugins
        let found = all.filter { plugin in
            plugin.identity.id == pattern || plugin.key == pattern
                || matchesPattern(plugin.identity.id, pattern)
                || plugin.pin.map { $0 == pattern || $0.hasSuffix("/" + pattern) } ?? false
                || descriptorFileName(plugin.key) == pattern
        }
        if !found.isEmpty { return found }
        let name = pattern.lowercased()
        return all.filter { plugin in
            guard let found = descriptor(of: plugin)?.name.lowercased() else { return false }
            return found == name || matchesPattern(found, name)
        }
    }
}

/// Says that no plugin has this name, and which comes near.
func tellUnknownPlugin(_ name: String, _ contents: WorkspaceContents, installed: Bool = false) {
    let known = contents.plugins.filter { !installed || $0.module != nil }
    if installed, let pinned = contents.plugins(named: name).first, pinned.module == nil {
        return printMessage(
            "pipeline: \(pinned.identity.id) is only pinned here; the plugin is not installed, "
                + "or no pattern in pipeline.toml includes it\n")
    }
    if let uri = contents.installed.map(\.identity.id).first(where: { matchesPattern($0, name) }) {
        return printMessage(
            "pipeline: \(uri) is installed, but no pattern in pipeline.toml includes it\n")
    }
    var hint = "'pipeline plugins list' shows what there is"
    let names = known.compactMap { contents.descriptor(of: $0)?.name }
    let uris = known.map(\.identity.id)
    if let near = nearestName(to: name, among: names)
        ?? nearestName(to: name, among: uris, within: 4)
        ?? (names + uris).first(where: { matchesPattern($0.lowercased(), "*\(name.lowercased())*") }
        )
    {
        hint = "did you mean '\(near)'?"
    }
    printMessage("pipeline: no plugin here is called or fits '\(name)'; \(hint)\n")
}
