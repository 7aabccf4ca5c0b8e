import BuildEngine
import ControlMap
import Diagnostics
import PluginCatalog

extension PipelineRules {
    /// Reads and checks one pinned descriptor.
    func readPin(_ context: RuleContext) throws(Interrupt) {
        guard let bytes = try readListed("descriptors", context) else { return }
        let (descriptor, findings) = DescriptorReader.read(bytes, path: context.subject)
        context.report(
            findings.attachingExcerpts(from: bytes, path: context.subject),
            as: try severities(context))
        guard let descriptor else { return }
        // Known by its identity even when it has errors, so that the plugin itself does not take its
        // place unnoticed.
        context.emit(
            "id",
            TextRows([
                [descriptor.identity.catalogKey, descriptor.name, descriptor.manufacturer]
            ]).bytes)
        if !context.hasErrors { context.emit("descriptor", descriptor) }
    }

    /// Gathers the pinned descriptors; two of one plugin are an error.
    func gatherPins(_ context: RuleContext) throws(Interrupt) {
        let paths = try files("descriptors", context)
        try context.prepare(paths.map(NodeName.pin))
        var owners: [String: String] = [:]
        var rows: [[String]] = []
        for path in paths {
            guard let id = try context.rows("id", of: NodeName.pin(path)).rows.first, id.count > 2
            else { continue }
            if let other = owners[id[0]] {
                context.report([
                    Diagnostic(
                        .error, "descriptor.pinned-twice",
                        "\(other) describes the same plugin; keep one of the two", path: path)
                ])
                continue
            }
            owners[id[0]] = path
            rows.append([id[0], id[1], path, id[2]])
        }
        context.emit("pins", TextRows(rows).bytes)
    }

    /// Says where each known plugin's descriptor lies: a pin wins over the plugin itself, unless the
    /// user asked for what is installed.
    func gatherCatalog(_ context: RuleContext) throws(Interrupt) {
        try context.prepare([NodeName.pins, NodeName.plugins])
        var (installed, pinned): ([String: [String]], [String: [String]]) = ([:], [:])
        for row in try context.rows("index", of: NodeName.plugins).rows where row.count > 1 {
            installed[row[0]] = [NodeName.extract(row[1]), row[0]]
        }
        for row in try context.rows("pins", of: NodeName.pins).rows where row.count > 2 {
            pinned[row[0]] = [NodeName.pin(row[2]), "descriptor"]
        }
        let places =
            settings.ignoresPins
            ? pinned.merging(installed) { $1 } : installed.merging(pinned) { $1 }
        for (key, place) in places.sorted(by: { $0.key < $1.key }) {
            context.emit(key, TextRows([place]).bytes)
        }
        context.emit("keys", TextRows(places.keys.sorted()).bytes)
    }

    /// Names of all known plugins, for maps that name theirs so, and for suggestions.
    func gatherPluginNames(_ context: RuleContext) throws(Interrupt) {
        let keys = try context.rows("keys", of: NodeName.catalog).texts
        var places: [(key: String, place: [String])] = []
        for key in keys {
            guard let place = try context.rows(key, of: NodeName.catalog).rows.first else {
                continue
            }
            places.append((key, place))
        }
        try context.prepare(places.map { $0.place[0] })
        var rows: [[String]] = []
        for (key, place) in places {
            guard let descriptor = try context.descriptor(place[1], of: place[0]) else { continue }
            // Of a plugin itself, the key names the descriptor among the module's.
            let known = PluginCandidate(
                descriptor.identity, name: descriptor.name,
                manufacturer: descriptor.manufacturer, isPinned: place[1] != key)
            rows.append(known.row)
        }
        context.emit("names", TextRows(rows).bytes)
    }

    /// Compares a pinned descriptor with the plugin on this machine, if it is there.
    func compareWithPlugin(_ context: RuleContext) throws(Interrupt) {
        let pin = NodeName.pin(context.subject)
        guard let id = try context.rows("id", of: pin).rows.first,
            let row = try context.rows("index", of: NodeName.plugins).rows
                .first(where: { $0[0] == id[0] }),
            let old = try context.descriptor("descriptor", of: pin),
            let new = try context.descriptor(row[0], of: NodeName.extract(row[1])),
            old != new
        else { return }
        let notes = DescriptorDifference(from: old, to: new).lines.map { Diagnostic.Note($0) }
        let finding = Diagnostic(
            .warning, "plugin.drift",
            "\(new.name) on this machine differs from what is pinned here; "
                + "'pipeline plugins pin' takes it over, 'build --live' builds with it",
            path: context.subject, notes: notes)
        context.report([finding], as: try severities(context))
    }
}

extension PluginIdentity {
    /// The plugin's key in the catalog.
    var catalogKey: String { format.rawValue + " " + id }
}
