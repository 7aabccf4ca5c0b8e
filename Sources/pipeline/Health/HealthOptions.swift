import ArgumentParser
import Glibc
import SourceText

/// The option of commands that tell how things are.
struct FixOption: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            "Build first, which mends what is out of date, missing, edited or failed.",
            discussion: "What needs judgement stays, and the page says what to do."))
    var fix = false
}

/// What a health page tells besides.
struct HealthOptions: ParsableArguments {
    @Flag(help: "Show how long commands and builds took, from what was written down.")
    var performance = false

    @Flag(help: "Show how much memory commands needed.")
    var memory = false

    @Flag(help: "Show the sizes of the cache.")
    var cache = false

    @Flag(help: "Show hits, and the times of looking up and storing, measured now.")
    var stats = false

    @Flag(help: "Show all of these.")
    var detailed = false

    @Flag(help: "With --performance: show it again whenever something ran, until interrupted.")
    var watch = false

    @OptionGroup var fixing: FixOption

    func validate() throws {
        if watch, fixing.fix { throw ValidationError("--watch and --fix exclude each other.") }
        if watch, !performance { throw ValidationError("--watch goes with --performance.") }
    }

    /// The pages that were asked for, with the names of their parts; none for the plain page.
    func sections(_ workspace: Workspace) throws -> [(name: String, text: String, json: JSONValue)]
    {
        var found: [(name: String, text: String, json: JSONValue)] = []
        let history = RunHistory(root: workspace.root)
        if performance || detailed {
            let dashboard = PerformanceDashboard(history)
            found.append(("performance", dashboard.text, dashboard.json))
        }
        if memory || detailed {
            let usage = MemoryUsage(history)
            found.append(("memory", usage.text, usage.json))
        }
        if cache || stats || detailed, let inspection = try workspace.inspection() {
            let page = try CachePage(workspace, inspection, measures: stats || detailed)
            found.append(("cache", page.text, page.json))
        }
        return found
    }
}

/// The most memory that each command held.
struct MemoryUsage {
    private let rows: [(name: String, median: UInt64, most: UInt64, count: Int)]

    init(_ history: RunHistory) {
        let names = Set(history.commands.map(\.name)).sorted()
        rows = names.map { name in
            let peaks = history.commands.filter { $0.name == name }.map(\.peakBytes).sorted()
            return (name, peaks[(peaks.count - 1) / 2], peaks.last ?? 0, peaks.count)
        }
    }

    var text: String {
        var listing = Listing("command", "median", "most", "runs")
        for row in rows {
            listing.rows.append([
                .text(row.name), .text(byteSize(row.median)), .text(byteSize(row.most)),
                .number(row.count),
            ])
        }
        return rows.isEmpty ? "nothing ran here yet that was written down\n" : listing.text(.table)
    }

    var json: JSONValue {
        .array(
            rows.map { row in
                .object([
                    .init("command", .string(row.name)),
                    .init("medianBytes", .integer(Int64(clamping: row.median))),
                    .init("mostBytes", .integer(Int64(clamping: row.most))),
                    .init("runs", .integer(Int64(row.count))),
                ])
            })
    }
}
