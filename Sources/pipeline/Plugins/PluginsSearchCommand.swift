import ArgumentParser
import PipelineTasks
import PluginCatalog

struct PluginsSearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Find parameters of all known plugins by words.",
        discussion: """
            All WORDS must occur in the plugin's name or in the parameter's name, symbol, unit or group, in any \
            order, in capital letters or not. Parameters that are called so come first, those that are \
            found by their plugin's name last. Plugins are those that the last build read: the manifest's \
            and the pinned ones; 'plugins show ID' tells all of one, 'maps init' begins a map for it.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: ArgumentHelp("What to look for.", valueName: "words"))
    var words: [String]

    @Option(
        help: ArgumentHelp("Only plugins of this format.", valueName: "format"),
        completion: .list(PluginFormat.allCases.map(\.rawValue)))
    var type: String?

    @Option(
        help: ArgumentHelp(
            "Only of plugins that are called so: a part of their names, an id or a pattern of it.",
            valueName: "plugin"), completion: .plugins)
    var plugin: String?

    @Option(help: ArgumentHelp("Most parameters to list; 0 for all.", valueName: "count"))
    var limit = 50

    func validate() throws {
        if let type, type.lowercased() != "all", PluginWords.format(named: type) == nil {
            let formats = PluginFormat.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError(
                "There is no plugin format '\(type)'; formats here are \(formats).")
        }
        if limit < 0 { throw ValidationError("--limit must be 0 or more.") }
    }

    func run() throws {
        try global.allow(.table, .text, .json, .csv)
        let index = try ParameterIndex(of: try Workspace(global))
        let all = index.search(text, limit: isFiltered ? 0 : limit)
        let found = isFiltered ? all.hits.filter(isWanted) : all.hits
        let shown = limit > 0 ? found.prefix(limit) : found[...]
        let count = isFiltered ? found.count : all.count
        var listing = Listing(
            "format", "plugin", "index", "symbol", "name", "unit", "group", "id")
        listing.fitting = Self.fitting
        for hit in shown {
            listing.rows.append([
                .text(hit.identity?.format.rawValue ?? ""), .text(hit.plugin), .number(hit.index),
                .text(hit.symbol), .text(hit.name), .text(hit.unit), .text(hit.group),
                .text(hit.identity?.id ?? hit.key),
            ])
        }
        listing.total = counted(count, "parameter")
        if shown.count < count {
            listing.total += ", the first \(shown.count) shown; '--limit 0' shows all"
        }
        try global.show(listing)
        if !found.isEmpty { return }
        if !global.quiet { tellWhyNone(index, all.count) }
        throw ExitCode(Outcome.otherFailure)
    }

    private var text: String {
        words.joined(separator: " ").split(separator: " ").joined(separator: " ")
    }

    private static var fitting: TableFitting {
        var fitting = TableFitting()
        fitting.optional = ["unit", "group"]
        fitting.yielding = "group"
        fitting.flexible = [
            .init(column: "plugin", keeps: .beginning, wanted: 16, least: 10),
            .init(column: "symbol", keeps: .beginning, wanted: 8, least: 6),
            .init(column: "name", keeps: .beginning, wanted: 20, least: 12),
            .init(column: "id", keeps: .end, wanted: 20, least: 12),
        ]
        return fitting
    }

    private var isFiltered: Bool { type != nil || plugin != nil }

    private func isWanted(_ hit: ParameterIndex.Hit) -> Bool {
        guard let identity = hit.identity else { return false }
        if let format = type.flatMap({ PluginWords.format(named: $0) }), identity.format != format {
            return false
        }
        guard let plugin else { return true }
        let words = PluginWords(plugin)
        if let format = words.format, identity.format != format { return false }
        return words.fits(id: identity)
            || matchesPattern(hit.plugin.lowercased(), "*\(words.text.lowercased())*")
    }

    /// Says what was searched, and what would find more.
    private func tellWhyNone(_ index: ParameterIndex, _ unfiltered: Int) {
        let extent = index.extent
        if extent.parameters == 0 {
            return printMessage(
                "no plugin was read here yet: pipeline.toml includes none that is installed, and none is "
                    + "pinned\n")
        }
        let formats = extent.formats.map(\.title).joined(separator: ", ")
        var text =
            "'\(self.text)' was looked for in \(counted(extent.parameters, "parameter")) of "
            + "\(counted(extent.plugins, "plugin")) (\(formats)): in the names of plugins and in names, "
            + "symbols, units and groups of parameters\n"
        if unfiltered > 0 {
            text += "without --type and --plugin there are \(unfiltered)\n"
        }
        let words = self.text.lowercased().split(separator: " ").map(String.init)
        for word in unfiltered > 0 ? [] : words {
            let count = index.search(word).count
            if words.count > 1, count > 0 {
                text += "'\(word)' alone is found \(count == 1 ? "once" : "\(count) times")\n"
            } else if count == 0 {
                let near = index.nearestWord(to: word).map { "; did you mean '\($0)'?" } ?? ""
                text += words.count > 1 || !near.isEmpty ? "'\(word)' is nowhere\(near)\n" : ""
            }
        }
        printMessage(text)
    }
}
