import ArgumentParser
import ContentStore
import ControlMap
import PipelineTasks
import PluginCatalog

struct PluginsDiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare two descriptors of a plugin, and tell which maps would break.",
        discussion: """
            OLD and NEW are descriptor files, or plugins by id or name ('vst3:ZamComp' is the one of that \
            format), of which the descriptor that builds use is taken. With one plugin alone its pinned \
            descriptor is compared with the plugin that is installed. Parameters are the same by their \
            symbols; where a format knows them by their places only (LADSPA, DSSI, VST2), or in two formats, by \
            their names. The exit status is 4 when a map would break.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "A descriptor file or a plugin.", completion: .plugins)
    var old: String

    @Argument(help: "What to compare it with.", completion: .plugins)
    var new: String?

    func run() throws {
        try global.allow(.table, .text, .json, .csv)
        let workspace = try Workspace(global)
        defer { workspace.rules.shutdown() }
        let contents = try workspace.contents(
            global, building: [CommandTargets.plugins, [CommandTargets.extract, "pin"]],
            endsWorkers: false)
        let (before, after) = try descriptors(workspace, contents)
        let difference = DescriptorDifference(from: before, to: after)
        var effects = try MapEffects(
            workspace, global, from: before, to: after, difference: difference)
        var listing = Listing("change", "symbol", "name", "old", "new", "breaks")
        for change in difference.changes {
            listing.rows.append([
                .text(change.kind.rawValue), .text(change.symbol), .text(change.name),
                .text(change.old), .text(change.new),
                // What is new may stand where maps meant another.
                .text(
                    change.kind == .added
                        ? "" : effects.take(change.symbol).joined(separator: "; ")),
            ])
        }
        for (symbol, places) in effects.rest {
            listing.rows.append([
                .text("meant otherwise"), .text(symbol), .text(""), .text(""), .text(""),
                .text(places.joined(separator: "; ")),
            ])
        }
        listing.total = total(before, after, difference.changes.count, effects.count)
        listing.fitting.optional = ["breaks", "old", "new"]
        listing.fitting.flexible = [
            .init(column: "symbol", keeps: .beginning, wanted: 10, least: 8),
            .init(column: "name", keeps: .beginning, wanted: 16, least: 10),
            .init(column: "old", keeps: .beginning, wanted: 16, least: 10),
            .init(column: "new", keeps: .beginning, wanted: 16, least: 10),
            .init(column: "breaks", keeps: .beginning, wanted: 40, least: 16),
        ]
        try global.show(listing)
        if effects.count > 0 { throw ExitCode(Outcome.validation) }
    }

    private func total(
        _ old: PluginDescriptor, _ new: PluginDescriptor, _ changes: Int, _ broken: Int
    ) -> String {
        if old == new { return "\(old.name) is the same in both" }
        var text = "\(counted(changes, "change")) "
        text +=
            old.identity == new.identity
            ? "of \(new.name)" : "from \(old.identity.words) to \(new.identity.words)"
        if changes == 0, old.identity == new.identity {
            text += ": only its name, version, maker or groups differ"
        }
        return text + "; "
            + (broken == 0
                ? "no map breaks"
                : "\(counted(broken, "binding")) of maps would break; 'maps fix' and 'maps match' help")
    }

    private func descriptors(
        _ workspace: Workspace, _ contents: WorkspaceContents
    ) throws -> (PluginDescriptor, PluginDescriptor) {
        if let new {
            return (
                try descriptor(old, workspace, contents), try descriptor(new, workspace, contents)
            )
        }
        let plugin = try contents.onlyPlugin(named: old)
        guard let path = plugin.pin else {
            throw fail(
                "\(plugin.identity.id) is not pinned; name two descriptors", Outcome.arguments)
        }
        guard let live = contents.liveDescriptor(of: plugin).flatMap(WorkspaceContents.descriptor)
        else {
            throw fail(
                "\(plugin.identity.id) is not installed here, or could not be read",
                Outcome.arguments)
        }
        return (try descriptor(path, workspace, contents), live)
    }

    /// A file's descriptor, else the one that builds use of a plugin.
    private func descriptor(
        _ name: String, _ workspace: Workspace, _ contents: WorkspaceContents
    ) throws -> PluginDescriptor {
        if let place = workspace.place(of: name) {
            let disk = try workspace.openDisk()
            let bytes = try reading { () throws(FileError) in try disk.read(place)?.bytes }
            if let bytes {
                let (descriptor, findings) = DescriptorReader.read(bytes, path: name)
                if let descriptor { return descriptor }
                let reason = findings.first.map { ": \($0.message)" } ?? ""
                throw fail("'\(name)' is no descriptor\(reason)", Outcome.arguments)
            }
        }
        let plugin = try contents.onlyPlugin(named: name)
        guard let descriptor = contents.descriptor(of: plugin) else {
            throw fail(
                "\(plugin.identity.id) could not be read; 'pipeline plugins health' tells why",
                Outcome.extraction)
        }
        return descriptor
    }
}

/// Which bindings of the workspace's maps mean something else, or nothing, with another descriptor.
private struct MapEffects {
    /// Sentences by the symbol that was meant before.
    private var effects: [String: [String]] = [:]
    /// Bindings.
    private(set) var count = 0
    private let difference: DescriptorDifference

    init(
        _ workspace: Workspace, _ global: GlobalOptions, from old: PluginDescriptor,
        to new: PluginDescriptor, difference: DescriptorDifference
    ) throws {
        self.difference = difference
        // Maps name the old one.
        var replaced = new
        replaced.identity = old.identity
        var before = try MapStudies(workspace, global, descriptors: [old])
        var after = try MapStudies(workspace, global, descriptors: [replaced])
        for path in before.contents.mapPaths {
            guard let was = MapAccount(try before.study(path)),
                was.plugin?.identity == old.identity,
                let now = MapAccount(try after.study(path))
            else { continue }
            for (former, latter) in zip(was.controls, now.controls) {
                compare(former, latter, path)
            }
        }
    }

    private mutating func compare(
        _ old: ControlAccount, _ new: ControlAccount, _ path: String
    ) {
        let (before, after) = (old.targets.map(\.parameter), new.targets.map(\.parameter))
        for (place, parameter) in before.enumerated() {
            let now = place < after.count ? after[place] : nil
            guard let parameter else { continue }
            // Where symbols are only places, another parameter may be known by this one's.
            if let now, now.symbol == difference.successor(of: parameter.symbol) { continue }
            count += 1
            effects[parameter.symbol, default: []].append(
                "\(path): '\(old.id)' "
                    + (now.map { "would move '\($0.name)' (\($0.symbol))" } ?? "finds nothing"))
        }
    }

    /// What happens to bindings of a parameter; told once.
    mutating func take(_ symbol: String) -> [String] {
        effects.removeValue(forKey: symbol) ?? []
    }

    /// What was not taken, by symbol.
    var rest: [(symbol: String, places: [String])] {
        effects.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

extension ResolvedTarget {
    /// The parameter that it moves.
    fileprivate var parameter: PluginParameter? {
        if case .parameter(let parameter) = destination { parameter } else { nil }
    }
}
