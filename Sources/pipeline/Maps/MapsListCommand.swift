import ArgumentParser
import BuildEngine
import ContentStore
import ControlMap
import PipelineTasks

struct MapsListCommand: ParsableCommand {
    enum Order: String, ExpressibleByArgument, CaseIterable {
        case name, device, plugin, date, controls, size, channel, path
    }
    enum Direction: String, ExpressibleByArgument, CaseIterable { case asc, desc }
    enum Group: String, ExpressibleByArgument, CaseIterable { case device, plugin, manufacturer }

    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the maps.",
        discussion: """
            PATH is a map or a folder of maps, also one that pipeline.toml does not include. Maps \
            that changed since the last build are checked first, unless --cached is given. Filters \
            look for a part of the text, in any case; of several tags one is enough. 'controls' \
            counts those that move a parameter. -v adds date, size in bytes, tags and author.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(
        help: ArgumentHelp("Only these maps, or those in these folders.", valueName: "path"),
        completion: .maps)
    var paths: [String] = []

    @OptionGroup(title: "Filters") var filter: MapFilter

    @Option(name: .customLong("sort-by"), help: "What to sort by.")
    var sortBy = Order.path

    @Option(name: .customLong("sort-order"), help: "Which way to sort.")
    var sortOrder = Direction.asc

    @Option(name: .customLong("group-by"), help: "Show one table for each.")
    var groupBy: Group?

    @Flag(help: "List what the last build saw.")
    var cached = false

    func run() throws {
        let workspace = try Workspace(global)
        let contents = try workspace.contents(
            global, building: [["maps"], [CommandTargets.validate]], isCached: cached)
        let selection = try MapSelection(paths, contents, workspace)
        let included = Set(selection.included)
        let states = MapStates(contents.inspection)
        var lines = contents.maps.filter { included.contains($0.path) }.map { map in
            MapLine(map, contents.resolvedMap(at: map.path), states.text(of: map))
        }
        if !selection.others.isEmpty {
            var studies = try MapStudies(workspace, global)
            lines += try selection.others.map { MapLine(try studies.study($0)) }
        }
        if global.verbose || filter.needsText || sortBy == .date || sortBy == .size {
            let disk = try workspace.openDisk()
            for index in lines.indices {
                let path = lines[index].path
                lines[index].details = try reading { () throws(FileError) in
                    try MapDetails(path, disk)
                }
            }
        }
        lines = lines.filter(filter.accepts)
        lines.sort { sortOrder == .asc ? precedes($0, $1) : precedes($1, $0) }
        try global.show(listing(lines))
    }

    private func listing(_ lines: [MapLine]) -> Listing {
        var listing = Listing(
            "name", "device", "manufacturer", "plugin", "channel", "controls", "state", "path")
        if global.verbose { listing.columns += ["date", "bytes", "tags", "author"] }
        listing.rows = lines.map { $0.cells(isVerbose: global.verbose) }
        listing.groupColumn = groupBy?.rawValue
        let mapped = lines.count { $0.isMapped }
        let share = lines.isEmpty ? 0 : (mapped * 100 + lines.count / 2) / lines.count
        let controls = lines.reduce(0) { $0 + $1.controls }
        listing.total =
            "\(counted(lines.count, "map")), \(mapped) mapped (\(share) %), \(counted(controls, "control"))"
        return listing
    }

    private func precedes(_ left: MapLine, _ right: MapLine) -> Bool {
        func order<Value: Comparable>(_ value: (MapLine) -> Value) -> Bool {
            (value(left), left.path) < (value(right), right.path)
        }
        return switch sortBy {
        case .name: order(\.name)
        case .device: order(\.device)
        case .plugin: order(\.plugin)
        case .date: order(\.details.date)
        case .controls: order(\.controls)
        case .size: order(\.details.size)
        case .channel: order(\.channel)
        case .path: left.path < right.path
        }
    }
}

/// Which maps of a list are wanted.
struct MapFilter: ParsableArguments {
    @Option(help: ArgumentHelp("Only maps with this in their name.", valueName: "text"))
    var name: String?

    @Option(
        help: ArgumentHelp("Only maps for this controller.", valueName: "text"),
        completion: .controllers)
    var device: String?

    @Option(help: ArgumentHelp("Only maps for this model of controller.", valueName: "text"))
    var model: String?

    @Option(
        help: ArgumentHelp("Only maps for this plugin: name or URI.", valueName: "text"),
        completion: .plugins)
    var plugin: String?

    @Option(help: ArgumentHelp("Only this maker of controllers.", valueName: "text"))
    var manufacturer: String?

    @Option(help: ArgumentHelp("Only maps with one of these tags.", valueName: "a,b"))
    var tags: String?

    @Flag(name: .customLong("mapped-only"), help: "Only maps that move a plugin's parameters.")
    var mappedOnly = false

    /// Whether the texts of the maps must be read.
    var needsText: Bool { tags != nil }

    func accepts(_ line: MapLine) -> Bool {
        func holds(_ texts: [String], part: some StringProtocol) -> Bool {
            texts.contains { matchesPattern($0.lowercased(), "*\(part.lowercased())*") }
        }
        func holds(_ texts: String..., part: String?) -> Bool {
            part.map { holds(texts, part: $0) } ?? true
        }
        let wanted = tags?.split(separator: ",") ?? []
        return (!mappedOnly || line.isMapped)
            && (tags == nil || wanted.contains { holds(line.details.tags, part: $0) })
            && holds(line.name, part: name)
            && holds(line.device, line.profile, part: device) && holds(line.device, part: model)
            && holds(line.plugin, line.pluginID, part: plugin)
            && holds(line.manufacturer, part: manufacturer)
    }
}
