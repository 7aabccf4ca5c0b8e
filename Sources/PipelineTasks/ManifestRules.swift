import BuildEngine
import ContentStore
import ControlMap
import Diagnostics
import MapGenerators
import PluginCatalog
import TaskGraph

/// The path of the manifest in a workspace.
public let manifestPath = "pipeline.toml"

extension PipelineRules {
    /// Reads the manifest, and hands on each section by itself, so that a change in one concerns
    /// only who reads it.
    func readManifest(_ context: RuleContext) throws(Interrupt) {
        guard let bytes = try context.read(manifestPath) else {
            context.report([
                Diagnostic(
                    .error, "manifest.missing",
                    "there is no \(manifestPath) here; 'pipeline init' makes one",
                    path: manifestPath)
            ])
            return
        }
        let (manifest, findings) = Manifest.read(bytes, path: manifestPath)
        context.report(findings)
        guard let manifest else { return }
        context.emit("plugins", TextRows(manifest.plugins.map(\.fields)).bytes)
        context.emit(
            "limits",
            TextRows([["\(manifest.timeoutSeconds)", "\(manifest.memoryMegabytes)"]]).bytes)
        context.emit("descriptors", TextRows(manifest.descriptors).bytes)
        context.emit("maps", TextRows(manifest.maps).bytes)
        context.emit("registry", TextRows(manifest.registry.map { [$0] } ?? []).bytes)
        context.emit("controllers", TextRows(manifest.controllers).bytes)
        context.emit("outputs", TextRows(manifest.outputs.map(\.fields)).bytes)
        emitOutputPlaces(of: manifest, bytes, context)
        let severities = manifest.severities.sorted { $0.key < $1.key }
        context.emit("rules", TextRows(severities.map { [$0.key, $0.value.rawValue] }).bytes)
        context.emit("generate", TextRows(manifest.generations.map(\.fields)).bytes)
        emitTasks(of: manifest, context)
    }

    /// Lists the files that fit a pattern, those that tasks make included.
    func listFiles(_ context: RuleContext) throws(Interrupt) {
        let pattern = GlobPattern(context.subject)
        let owners = try TaskOwners(context)
        let found = try pattern.matches { folder throws(Interrupt) in
            owners.owner(of: folder) == nil ? try context.list(folder) : nil
        }
        context.report(found.strays.map(Diagnostic.init))
        let made = try filesOfTasks(fitting: pattern, owners, context).map(\.path)
        let all = found.files.filter { owners.owner(of: $0) == nil } + made
        context.emit("paths", TextRows(all.uniqueByBytes).bytes)
    }

    /// The files that fit any of the patterns in a section of the manifest, sorted, each once.
    func files(_ section: String, _ context: RuleContext) throws(Interrupt) -> [String] {
        let patterns = try context.requiredRows(section, of: NodeName.manifest).texts
        try context.prepare(patterns.map(NodeName.glob))
        var found: [String] = []
        for pattern in patterns {
            found += try context.rows("paths", of: NodeName.glob(pattern)).texts
        }
        return found.uniqueByBytes
    }

    /// The content of the file that a node is named for.
    ///
    /// - Parameter section: the section of the manifest whose patterns find such files.
    /// - Returns: `nil` when it is not there: without a word when nothing lists it any more, as then
    ///   only the user's wish brought this node about, else with an error reported.
    func readListed(
        _ section: String, _ context: RuleContext
    ) throws(Interrupt) -> [UInt8]? {
        let path = context.subject
        if let bytes = try context.readMade(path) { return bytes }
        guard try files(section, context).contains(path) else { return nil }
        context.report([
            Diagnostic(
                .error, "build.cannot-read",
                "\(path) is listed but cannot be opened; its name may not be UTF-8", path: path)
        ])
        return nil
    }

    /// The root: wants everything built that the manifest speaks of.
    func wantEverything(_ context: RuleContext) throws(Interrupt) {
        let generations = try generations(context)
        // With what every map needs, so that none has to wait.
        try context.prepare([NodeName.maps, NodeName.pins] + Self.neededByMaps)
        let maps = try context.requiredRows("paths", of: NodeName.maps).texts
        context.demand(NodeName.plugins)
        for row in try context.rows("pins", of: NodeName.pins).rows where row.count > 2 {
            context.demand(NodeName.drift(row[2]))
        }
        context.demand(NodeName.controllers)
        context.demand(NodeName.devices)
        if !(try context.rows("registry", of: NodeName.manifest).rows.isEmpty) {
            context.demand(NodeName.registryCheck)
        }
        if !(try context.rows("outputs", of: NodeName.manifest).rows.isEmpty) {
            context.demand(NodeName.outputCheck)
        }
        // A map's nodes one after another, so that what one makes is at hand for the next.
        let perMap = generations.filter(\.target.isPerMap)
        for map in maps {
            context.demand(NodeName.validate(map))
            for generation in perMap { context.demand(NodeName.generate(generation.name, map)) }
        }
        for generation in generations where !perMap.contains(generation) {
            context.demand(NodeName.plan(generation.name))
        }
        for task in try context.rows("tasks", of: NodeName.manifest).texts {
            context.demand(NodeName.task(task))
        }
    }

    func generations(_ context: RuleContext) throws(Interrupt) -> [Manifest.Generation] {
        guard
            let generations = try context.value(
                "generate", of: NodeName.manifest,
                decode: { TextRows($0).rows.compactMap(Manifest.Generation.init) })
        else { throw .blocked(by: NodeName.manifest) }
        return generations
    }

    func generation(
        _ name: String, _ context: RuleContext
    ) throws(Interrupt) -> Manifest.Generation {
        guard let found = try generations(context).first(where: { $0.name == name }) else {
            throw .blocked(by: NodeName.manifest)
        }
        return found
    }

    func severities(_ context: RuleContext) throws(Interrupt) -> [String: Severity] {
        try context.value("rules", of: NodeName.manifest) { bytes in
            var severities: [String: Severity] = [:]
            for row in TextRows(bytes).rows where row.count > 1 {
                severities[row[0]] = Severity(rawValue: row[1])
            }
            return severities
        } ?? [:]
    }
}

extension Diagnostic {
    /// Something that a pattern fits, and that cannot be an input.
    ///
    /// - Reports: `glob.name-not-utf8`, an error; `glob.not-a-file`, a warning.
    fileprivate init(_ stray: GlobPattern.Stray) {
        if stray.kind == .nameless {
            self.init(
                .error, "glob.name-not-utf8",
                "the name is not UTF-8, so nothing can refer to it; rename it", path: stray.path)
        } else {
            self.init(
                .warning, "glob.not-a-file",
                "this is a pipe, a socket, a device or a link that leads nowhere, not a file, "
                    + "and is left out", path: stray.path)
        }
    }
}

extension Manifest.PluginSource {
    var fields: [String] {
        [format.rawValue, "\(include.count)"] + include + paths
    }

    init?(fields: [String]) {
        guard fields.count >= 2, let format = PluginFormat(rawValue: fields[0]),
            let count = Int(fields[1]), fields.count >= 2 + count
        else { return nil }
        self.init(
            format: format, include: Array(fields[2..<2 + count]),
            paths: Array(fields[(2 + count)...]))
    }
}

extension Manifest.Generation {
    /// Its options in the order in which the target lists them.
    var fields: [String] {
        [target.name, name, output] + target.options.map { options[$0.name] ?? $0.fallback }
    }

    init?(fields: [String]) {
        guard fields.count > 2, let target = GenerationTarget.named(fields[0]),
            fields.count == 3 + target.options.count
        else { return nil }
        self.init(
            target: target, name: fields[1], output: fields[2],
            options: TargetOptions(
                zip(target.options.map(\.name), fields[3...]), uniquingKeysWith: { $1 }))
    }
}
