import BuildEngine
import Diagnostics
import Glibc
import PluginCatalog
import PluginExtraction

extension PipelineRules {
    /// Lists the LV2 bundles on this machine.
    func findBundles(_ context: RuleContext) throws(Interrupt) {
        var folders: [String] = []
        for row in try context.rows("plugins", of: NodeName.manifest).rows {
            folders += Manifest.PluginSource(fields: row)?.paths ?? []
        }
        var bundles: [String] = []
        for folder in folders + settings.lv2Folders {
            for entry in try context.list(folder) ?? [] where entry.kind == .folder {
                bundles.append(folder + "/" + entry.name)
            }
        }
        context.emit("bundles", TextRows(bundles).bytes)
    }

    /// Asks a worker which plugins a bundle holds.
    func identifyBundle(_ context: RuleContext) throws(Interrupt) {
        let bundle = context.subject
        guard try context.read(bundle + "/manifest.ttl") != nil else {
            context.emit("uris", TextRows([[String]]()).bytes)
            return
        }
        do throws(ExtractionFailure) {
            let identity = try pool().identify(bundle: settings.absolute(bundle))
            context.report(identity.diagnostics)
            context.emit("uris", TextRows(identity.plugins.map(\.uri)).bytes)
        } catch {
            try fail(error, context)
        }
    }

    /// Has a worker describe every plugin of a bundle.
    ///
    /// All Turtle files of the bundle are read, and so recorded, before the worker reads them; one
    /// that changes meanwhile makes the node run again.
    func describeBundle(_ context: RuleContext) throws(Interrupt) {
        let bundle = context.subject
        for entry in try context.list(bundle) ?? [] where entry.name.hasSuffix(".ttl") {
            _ = try context.read(bundle + "/" + entry.name)
        }
        do throws(ExtractionFailure) {
            let description = try pool().describe(bundle: settings.absolute(bundle))
            for file in description.filesRead {
                _ = recorded { () throws(Interrupt) in try context.read(settings.relative(file)) }
            }
            context.report(description.diagnostics)
            var index: [[String]] = []
            for plugin in description.plugins {
                guard let descriptor = plugin.descriptor else { continue }
                context.emit("lv2 " + plugin.uri, descriptor)
                index.append([plugin.uri, "\(plugin.parameterCount)"])
            }
            context.emit("index", TextRows(index).bytes)
        } catch {
            try fail(error, context)
        }
    }

    /// A read whose failure must not hide what the worker said: the file counts as unreadable.
    private func recorded(_ body: () throws(Interrupt) -> [UInt8]?) -> [UInt8]? {
        do throws(Interrupt) { return try body() } catch { return nil }
    }

    private func fail(
        _ failure: ExtractionFailure, _ context: RuleContext
    ) throws(Interrupt) {
        guard failure.isOfTheBundle else { throw .failed(failure.diagnostic) }
        context.report([failure.diagnostic])
    }

    /// Finds the plugins that the manifest includes, and wants their bundles extracted.
    func findPlugins(_ context: RuleContext) throws(Interrupt) {
        let sources = try context.requiredRows("plugins", of: NodeName.manifest).rows
            .compactMap(Manifest.PluginSource.init)
        if sources.isEmpty {
            context.emit("index", TextRows([[String]]()).bytes)
            return
        }
        let bundles = try context.rows("bundles", of: NodeName.bundles).texts
        try context.prepare(bundles.map(NodeName.identify))
        var index: [String: String] = [:]
        var unused = Set(sources.flatMap(\.include))
        for bundle in bundles {
            for uri in try context.rows("uris", of: NodeName.identify(bundle)).texts {
                let fitting = sources.flatMap(\.include).filter { matchesPattern(uri, $0) }
                unused.subtract(fitting)
                if !fitting.isEmpty, index[uri] == nil { index[uri] = bundle }
            }
        }
        for bundle in Set(index.values).sorted() { context.demand(NodeName.extract(bundle)) }
        for pattern in unused.sorted() {
            context.report([
                Diagnostic(
                    .info, "plugin.nothing-fits",
                    "no installed LV2 plugin fits '\(pattern)'; maps for it need a pinned descriptor",
                    path: manifestPath)
            ])
        }
        context.emit(
            "index", TextRows(index.sorted { $0.key < $1.key }.map { [$0.key, $0.value] }).bytes)
    }

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
            installed["lv2 " + row[0]] = [NodeName.extract(row[1]), "lv2 " + row[0]]
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
            rows.append([key, descriptor.name, descriptor.manufacturer])
        }
        context.emit("names", TextRows(rows).bytes)
    }

    /// Compares a pinned descriptor with the plugin on this machine, if it is there.
    func compareWithPlugin(_ context: RuleContext) throws(Interrupt) {
        let pin = NodeName.pin(context.subject)
        guard let id = try context.rows("id", of: pin).rows.first,
            let row = try context.rows("index", of: NodeName.plugins).rows
                .first(where: { "lv2 " + $0[0] == id[0] }),
            let old = try context.descriptor("descriptor", of: pin),
            let new = try context.descriptor("lv2 " + row[0], of: NodeName.extract(row[1])),
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
    var catalogKey: String { format.rawValue + " " + uri }
}
