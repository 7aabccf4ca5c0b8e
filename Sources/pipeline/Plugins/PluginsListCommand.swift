import ArgumentParser
import PipelineTasks
import PluginCatalog

struct PluginsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the plugins that the manifest includes or that are pinned.",
        discussion: """
            What changed since the last build is looked at first, unless --cached is given. \
            The state is 'drift' where the installed plugin differs from its pinned descriptor.
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("Only ids that fit.", valueName: "glob"))
    var filter: String?

    @Option(help: ArgumentHelp("Only makers whose name holds this.", valueName: "text"))
    var maker: String?

    @Option(help: ArgumentHelp("Only plugins whose name holds this.", valueName: "text"))
    var name: String?

    @Option(help: ArgumentHelp("Only plugins of this format; 'all' for any.", valueName: "format"))
    var type: String?

    @Flag(help: "Also list installed plugins that the manifest does not include, by URI.")
    var all = false

    @Flag(help: "List what the last build saw.")
    var cached = false

    func validate() throws {
        let formats = PluginFormat.allCases.map(\.rawValue) + ["all"]
        guard let type, !formats.contains(wantedFormat) else { return }
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
        var listing = Listing("format", "name", "maker", "parameters", "pinned", "state", "id")
        let drifting = Set(
            contents.inspection.findings.filter { $0.diagnostic.code == "plugin.drift" }
                .map(\.diagnostic.path))
        let known = contents.plugins
        for plugin in known where isWanted(plugin.identity) {
            let descriptor = contents.descriptor(of: plugin)
            guard holds(descriptor?.name, name), holds(descriptor?.manufacturer, maker) else {
                continue
            }
            listing.rows.append([
                .text(plugin.identity.format.rawValue), .text(descriptor?.name ?? ""),
                .text(descriptor?.manufacturer ?? ""),
                .number(descriptor?.parameters.count ?? 0), .flag(plugin.pin != nil),
                .text(state(of: plugin, contents, drifting)), .text(plugin.identity.id),
            ])
        }
        if all, name == nil, maker == nil { addOthers(contents, known, to: &listing) }
        let parameters = listing.rows.reduce(0) { sum, row in
            if case .number(let count) = row[3] { sum + count } else { sum }
        }
        listing.total =
            "\(counted(listing.rows.count, "plugin")), \(counted(parameters, "parameter"))"
        try global.show(listing)
    }

    private func state(
        of plugin: KnownPlugin, _ contents: WorkspaceContents, _ drifting: Set<String>
    ) -> String {
        if plugin.module == nil { return "not installed" }
        if contents.liveDescriptor(of: plugin) == nil { return "unreadable" }
        return plugin.pin.map { drifting.contains($0) } ?? false ? "drift" : "ok"
    }

    private func addOthers(
        _ contents: WorkspaceContents, _ known: [KnownPlugin], to listing: inout Listing
    ) {
        var seen = Set(known.map(\.identity))
        for other in contents.installed.map(\.identity).sorted()
        where seen.insert(other).inserted && isWanted(other) {
            listing.rows.append([
                .text(other.format.rawValue), .text(""), .text(""), .number(0), .flag(false),
                .text("not included"), .text(other.id),
            ])
        }
    }

    /// The format by the name that descriptors give it; `vst` is what others call the second VST.
    private var wantedFormat: String {
        let format = type?.lowercased() ?? "all"
        return format == "vst" ? PluginFormat.vst2.rawValue : format
    }

    private func isWanted(_ plugin: PluginIdentity) -> Bool {
        let format = wantedFormat
        return (format == "all" || plugin.format.rawValue == format)
            && (filter.map { matchesPattern(plugin.id, $0) } ?? true)
    }

    private func holds(_ text: String?, _ part: String?) -> Bool {
        guard let part else { return true }
        return matchesPattern((text ?? "").lowercased(), "*\(part.lowercased())*")
    }
}
