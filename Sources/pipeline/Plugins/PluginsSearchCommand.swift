import ArgumentParser
import PipelineTasks

struct PluginsSearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Find parameters of all known plugins by words.",
        discussion: """
            All WORDS must occur in the plugin's name or in the parameter's name, symbol, unit or group, in any \
            order, in capital letters or not. Plugins are those that the last build read: the manifest's and \
            the pinned ones.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: ArgumentHelp("What to look for.", valueName: "words"))
    var words: [String]

    @Option(help: ArgumentHelp("Most parameters to list; 0 for all.", valueName: "count"))
    var limit = 50

    func run() throws {
        let workspace = try Workspace(global)
        let found = try ParameterIndex(of: workspace)
            .search(words.joined(separator: " "), limit: limit)
        var listing = Listing("plugin", "index", "symbol", "name", "unit", "group", "id")
        for hit in found.hits {
            let id = hit.key.split(separator: " ", maxSplits: 1).last.map(String.init) ?? hit.key
            listing.rows.append([
                .text(hit.plugin), .number(hit.index), .text(hit.symbol), .text(hit.name),
                .text(hit.unit), .text(hit.group), .text(id),
            ])
        }
        listing.total = counted(found.count, "parameter")
        if found.hits.count < found.count {
            listing.total += ", the first \(found.hits.count) shown; '--limit 0' shows all"
        }
        try global.show(listing)
        if found.count == 0 { throw ExitCode(Outcome.otherFailure) }
    }
}
