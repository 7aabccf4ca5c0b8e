import ArgumentParser
import BuildEngine
import ControlMap
import Diagnostics
import PipelineTasks

struct MapsListCommand: ParsableCommand {
    enum Order: String, ExpressibleByArgument, CaseIterable {
        case name, device, plugin, controls, channel, path
    }
    enum Direction: String, ExpressibleByArgument, CaseIterable { case asc, desc }
    enum Group: String, ExpressibleByArgument, CaseIterable { case device, plugin, manufacturer }

    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the maps.",
        discussion: """
            Maps that changed since the last build are checked first, unless --cached is given. \
            Filters look for a part of the name, in any case. 'controls' counts those that move a \
            parameter.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: ArgumentHelp("Only maps in these folders.", valueName: "path"))
    var paths: [String] = []

    @Option(help: ArgumentHelp("Only maps for this controller.", valueName: "text"))
    var device: String?

    @Option(help: ArgumentHelp("Only maps for this model of controller.", valueName: "text"))
    var model: String?

    @Option(help: ArgumentHelp("Only maps for this plugin: name or URI.", valueName: "text"))
    var plugin: String?

    @Option(help: ArgumentHelp("Only this maker of controllers.", valueName: "text"))
    var manufacturer: String?

    @Flag(name: .customLong("mapped-only"), help: "Only maps that move a plugin's parameters.")
    var mappedOnly = false

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
        let states = MapStates(contents.inspection)
        var lines = contents.maps.map { map in
            MapLine(map, contents.resolvedMap(at: map.path), states.text(of: map))
        }.filter(isWanted)
        if !paths.isEmpty {
            let folders = paths.flatMap { workspace.names(of: $0) }
            lines = lines.filter { line in
                folders.contains { $0.isEmpty || line.path == $0 || line.path.hasPrefix($0 + "/") }
            }
        }
        lines.sort { sortOrder == .asc ? precedes($0, $1) : precedes($1, $0) }
        var listing = Listing(
            "name", "device", "manufacturer", "plugin", "channel", "controls", "state", "path")
        listing.rows = lines.map(\.cells)
        listing.groupColumn = groupBy?.rawValue
        let mapped = lines.count { $0.isMapped }
        let share = lines.isEmpty ? 0 : (mapped * 100 + lines.count / 2) / lines.count
        let controls = lines.reduce(0) { $0 + $1.controls }
        listing.total =
            "\(counted(lines.count, "map")), \(mapped) mapped (\(share) %), \(counted(controls, "control"))"
        try global.show(listing)
    }

    private func isWanted(_ line: MapLine) -> Bool {
        func holds(_ texts: String..., part: String?) -> Bool {
            guard let part else { return true }
            return texts.contains { matchesPattern($0.lowercased(), "*\(part.lowercased())*") }
        }
        return (!mappedOnly || line.isMapped)
            && holds(line.device, line.profile, part: device) && holds(line.device, part: model)
            && holds(line.plugin, line.uri, part: plugin)
            && holds(line.manufacturer, part: manufacturer)
    }

    private func precedes(_ left: MapLine, _ right: MapLine) -> Bool {
        switch sortBy {
        case .name: (left.name, left.path) < (right.name, right.path)
        case .device: (left.device, left.path) < (right.device, right.path)
        case .plugin: (left.plugin, left.path) < (right.plugin, right.path)
        case .controls: (left.controls, left.path) < (right.controls, right.path)
        case .channel: (left.channel, left.path) < (right.channel, right.path)
        case .path: left.path < right.path
        }
    }
}

/// What a list shows of a map.
private struct MapLine {
    let path: String
    let name: String
    let device: String
    let profile: String
    let manufacturer: String
    let plugin: String
    let uri: String
    let channel: Int
    let controls: Int
    let state: String

    init(_ map: MapSummary, _ resolved: ResolvedMap?, _ state: String) {
        path = map.path
        name = map.name
        device = map.device?.model ?? ""
        profile = map.device?.profile ?? ""
        manufacturer = map.device?.manufacturer ?? ""
        uri = map.plugin?.uri ?? ""
        plugin = resolved?.plugin?.name ?? uri
        channel = map.channel
        controls = resolved?.controls.count { !$0.targets.isEmpty } ?? 0
        self.state = state
    }

    var isMapped: Bool { controls > 0 }

    var cells: [Cell] {
        [
            .text(name), .text(device), .text(manufacturer), .text(plugin), .number(channel),
            .number(controls), .text(state), .text(path),
        ]
    }
}

/// How each map fared in its check.
private struct MapStates {
    private var errors: [String: Int] = [:]
    private var warnings: [String: Int] = [:]
    private let open: Set<String>

    init(_ inspection: BuildInspection) {
        open = Set(inspection.planned.map(\.node))
        for found in inspection.findings {
            if found.diagnostic.severity == .error { errors[found.node, default: 0] += 1 }
            if found.diagnostic.severity == .warning { warnings[found.node, default: 0] += 1 }
        }
    }

    func text(of map: MapSummary) -> String {
        let node = CommandTargets.validate(map.path)
        if open.contains(node) { return "changed since" }
        if let count = errors[node] { return counted(count, "error") }
        if let count = warnings[node] { return counted(count, "warning") }
        return map.isTemplate ? "template" : "ok"
    }
}
