import ArgumentParser
import BuildEngine
import PipelineTasks
import PluginCatalog
import PluginExtraction

struct PluginsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the plugins that the manifest includes or that are pinned.",
        discussion: """
            What changed since the last build is looked at first, unless --cached is given. The state is \
            'drift' where the installed plugin differs from its pinned descriptor. Names, makers and \
            parameters are found by a part of them, or by a pattern ('zam*eq'), in capital letters or not; \
            all filters that are given must fit. On a terminal long texts are cut to its width; \
            --format csv and json give all there is, with versions, categories and files.
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("Only ids that fit this pattern, as '*mda*'.", valueName: "glob"))
    var filter: String?

    @Option(help: ArgumentHelp("Only plugins of makers called so.", valueName: "text"))
    var maker: String?

    @Option(help: ArgumentHelp("Only plugins called so.", valueName: "text"))
    var name: String?

    @Option(
        help: ArgumentHelp(
            "Only plugins with a parameter that has such a name or symbol.", valueName: "text"))
    var parameter: String?

    @Option(
        help: ArgumentHelp(
            "Only plugins of this format: lv2, ladspa, dssi, clap, vst3 or vst2; 'all' for any.",
            valueName: "format"), completion: .list(PluginFormat.allCases.map(\.rawValue) + ["all"])
    )
    var type: String?

    @Flag(
        help: """
            Also list what is installed, of formats in the manifest, but not included, and what could \
            not be read.
            """)
    var all = false

    @Flag(help: "List what the last build saw.")
    var cached = false

    func validate() throws {
        guard let type, type.lowercased() != "all", PluginWords.format(named: type) == nil else {
            return
        }
        let formats = PluginFormat.allCases.map(\.rawValue) + ["all"]
        let known = "formats here are \(formats.joined(separator: ", "))"
        switch type.lowercased() {
        case "au", "audiounit":
            throw ValidationError("There are no Audio Units on Linux; \(known).")
        case "aax": throw ValidationError("There are no AAX plugins on Linux; \(known).")
        default: throw ValidationError("There is no plugin format '\(type)'; \(known).")
        }
    }

    func run() throws {
        let workspace = try Workspace(global)
        let contents = try workspace.contents(
            global, building: [CommandTargets.plugins, [CommandTargets.extract, "drift"]],
            isCached: cached)
        var listing = Listing(
            "format", "name", "maker", "parameters", "pinned", "state", "id", "version", "category",
            "path")
        listing.fitting = fitting
        let drifting = Set(
            contents.inspection.findings.filter { $0.diagnostic.code == "plugin.drift" }
                .map(\.diagnostic.path))
        let known = contents.plugins
        var parameters = 0
        for plugin in known where isWanted(plugin.identity) {
            let descriptor = contents.descriptor(of: plugin)
            guard holds(descriptor?.name ?? plugin.name, name),
                holds(descriptor?.manufacturer, maker), hasParameter(descriptor)
            else { continue }
            parameters += descriptor?.parameters.count ?? 0
            listing.rows.append([
                .text(plugin.identity.format.rawValue), .text(descriptor?.name ?? plugin.name),
                .text(descriptor?.manufacturer ?? ""),
                descriptor.map { .number($0.parameters.count) } ?? .unknown,
                .flag(plugin.pin != nil), .text(state(of: plugin, contents, drifting)),
                .text(plugin.identity.id), .text(descriptor?.version ?? ""),
                .text(descriptor?.category ?? ""), .text(plugin.module?.path ?? plugin.pin ?? ""),
            ])
        }
        listing.total =
            "\(counted(listing.rows.count, "plugin")), \(counted(parameters, "parameter"))"
        if all, maker == nil, parameter == nil {
            let others = addOthers(contents, known, to: &listing)
            listing.total += "; \(others.installed) more installed, \(others.unread) unreadable"
        }
        try global.show(listing)
        if listing.rows.isEmpty, !global.quiet { tellWhyNone(contents, known) }
    }

    private var fitting: TableFitting {
        var fitting = TableFitting()
        fitting.machineColumns = ["version", "category", "path"]
        fitting.optional = ["pinned"]
        fitting.yielding = maker == nil ? "maker" : nil
        fitting.flexible = [
            .init(column: "name", keeps: .beginning, wanted: 24, least: 16),
            .init(column: "maker", keeps: .beginning, wanted: 12, least: 8),
            .init(column: "id", keeps: .end, wanted: 34, least: 20),
        ]
        return fitting
    }

    private func state(
        of plugin: KnownPlugin, _ contents: WorkspaceContents, _ drifting: Set<String>
    ) -> String {
        if plugin.module == nil { return "not installed" }
        if contents.liveDescriptor(of: plugin) == nil { return "unreadable" }
        return plugin.pin.map { drifting.contains($0) } ?? false ? "drift" : "ok"
    }

    /// Adds what is installed and not included, and modules that could not be read.
    private func addOthers(
        _ contents: WorkspaceContents, _ known: [KnownPlugin], to listing: inout Listing
    ) -> (installed: Int, unread: Int) {
        let first = listing.rows.count
        var seen = Set(known.map(\.identity))
        for other in contents.installed.sorted(by: { $0.identity < $1.identity })
        where seen.insert(other.identity).inserted && isWanted(other.identity)
            && holds(other.name, name)
        {
            add(other.identity, other.name, "not included", other.module, to: &listing)
        }
        let installed = listing.rows.count - first
        for module in contents.unreadModules where name == nil {
            let file = module.path.split(separator: "/").last.map(String.init) ?? module.path
            let identity = PluginIdentity(format: module.format, id: file)
            if isWanted(identity) { add(identity, "", "unreadable", module, to: &listing) }
        }
        return (installed, listing.rows.count - first - installed)
    }

    private func add(
        _ identity: PluginIdentity, _ name: String, _ state: String, _ module: PluginModule,
        to listing: inout Listing
    ) {
        listing.rows.append([
            .text(identity.format.rawValue), .text(name), .text(""), .unknown, .flag(false),
            .text(state), .text(identity.id), .text(""), .text(""), .text(module.path),
        ])
    }

    /// Says what there is instead of what was asked for.
    private func tellWhyNone(_ contents: WorkspaceContents, _ known: [KnownPlugin]) {
        var text = "no plugin fits"
        if let format = wantedFormat, !known.contains(where: { $0.identity.format == format }) {
            text =
                contents.wantedFormats.contains(format)
                ? "no installed \(format.title) plugin fits the patterns in pipeline.toml; --all lists what "
                    + "is installed"
                : "pipeline.toml includes no \(format.title) plugins, so none was looked for; add [[plugins]] "
                    + "with format = \"\(format.rawValue)\" and include = [\"*\"]"
        } else if known.isEmpty {
            text =
                contents.wantedFormats.isEmpty
                ? "pipeline.toml includes no plugins; add [[plugins]] with a format and include = [\"*\"]"
                : "no installed plugin fits the patterns in pipeline.toml; --all lists what is installed"
        } else {
            let formats = PluginFormat.allCases.compactMap { format in
                let count = known.count { $0.identity.format == format }
                return count == 0 ? nil : "\(count) \(format.title)"
            }
            text += " all filters; without them there are \(formats.joined(separator: ", "))"
            if !all { text += "; --all lists also what is installed and not included" }
        }
        printMessage(text + "\n")
    }

    private var wantedFormat: PluginFormat? { type.flatMap { PluginWords.format(named: $0) } }

    private func isWanted(_ plugin: PluginIdentity) -> Bool {
        (wantedFormat == nil || plugin.format == wantedFormat)
            && (filter.map { PluginWords($0).fits(id: plugin) } ?? true)
    }

    private func hasParameter(_ descriptor: PluginDescriptor?) -> Bool {
        guard parameter != nil else { return true }
        return descriptor?.parameters.contains {
            holds($0.name, parameter) || holds($0.symbol, parameter)
        } ?? false
    }

    private func holds(_ text: String?, _ part: String?) -> Bool {
        guard let part else { return true }
        let wanted = part.replacing(TableFitting.ellipsis, with: "*").lowercased()
        return matchesPattern((text ?? "").lowercased(), "*\(wanted)*")
    }
}

extension WorkspaceContents {
    /// The modules that could not be read, wanted or not.
    var unreadModules: [PluginModule] {
        let found = (inspection.findings + inspection.findingsOfUnasked).filter { found in
            found.diagnostic.severity == .error
                && ["identify", "extract"].contains(RuleSet.kind(of: found.node))
        }
        return Set(found.compactMap { PluginModule(RuleSet.subject(of: $0.node)) })
            .filter { plugins(in: $0).isEmpty }.sorted()
    }
}
