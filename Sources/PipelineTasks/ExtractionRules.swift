import BuildEngine
import ContentStore
import Diagnostics
import Glibc
import PluginCatalog
import PluginExtraction

extension PipelineRules {
    /// Lists the modules of one format on this machine.
    func findModules(_ context: RuleContext) throws(Interrupt) {
        guard let format = PluginFormat(rawValue: context.subject) else { return }
        var folders: [String] = []
        for row in try context.rows("plugins", of: NodeName.manifest).rows {
            guard let source = Manifest.PluginSource(fields: row), source.format == format else {
                continue
            }
            folders += source.paths
        }
        var search = ModuleSearch(format: format, settings: settings)
        for folder in folders + settings.pluginFolders.search(for: format) {
            try search.look(in: folder, context)
        }
        context.emit("modules", TextRows(search.paths).bytes)
    }

    /// Tells which plugins a module holds, by a worker's word.
    func identifyModule(_ context: RuleContext) throws(Interrupt) {
        guard let module = PluginModule(context.subject) else { return }
        guard try record(module, context) else {
            return context.emit("plugins", TextRows([[String]]()).bytes)
        }
        do throws(ExtractionFailure) {
            let identity = try pool().identify(absolute(module))
            try record(identity.filesRead, of: module, context)
            context.report(identity.diagnostics)
            context.emit("plugins", TextRows(identity.plugins.map { [$0.id, $0.name] }).bytes)
        } catch {
            try fail(error, context)
        }
    }

    /// Has a worker describe every plugin of a module.
    ///
    /// The module's files are recorded before the worker reads them; one that changes meanwhile makes the
    /// node run again.
    func describeModule(_ context: RuleContext) throws(Interrupt) {
        guard let module = PluginModule(context.subject) else { return }
        _ = try record(module, context)
        do throws(ExtractionFailure) {
            let description = try pool().describe(absolute(module))
            try record(description.filesRead, of: module, context)
            context.report(description.diagnostics)
            var rows: [[String]] = []
            for plugin in description.plugins {
                guard let descriptor = plugin.descriptor else { continue }
                context.emit(
                    PluginIdentity(format: module.format, id: plugin.id).catalogKey, descriptor)
                rows.append([plugin.id, plugin.name, "\(plugin.parameterCount)"])
            }
            context.emit("index", TextRows(rows).bytes)
            context.emit("plugins", TextRows(description.plugins.map { [$0.id, $0.name] }).bytes)
        } catch {
            try fail(error, context)
        }
    }

    private func absolute(_ module: PluginModule) -> PluginModule {
        PluginModule(module.format, settings.absolute(module.path))
    }

    /// Records what is known to shape the answer: the Turtle files of an LV2 bundle, all files of a VST3
    /// bundle, else the library.
    ///
    /// - Returns: Whether there is something to open.
    private func record(
        _ module: PluginModule, _ context: RuleContext
    ) throws(Interrupt) -> Bool {
        switch module.format {
        case .lv2:
            for entry in try context.list(module.path) ?? [] where entry.name.hasSuffix(".ttl") {
                _ = try context.read(module.path + "/" + entry.name)
            }
            return try context.read(module.path + "/manifest.ttl") != nil
        case .vst3:
            if try recordAll(in: module.path, context) { return true }
            return try context.digest(ofFile: module.path, known: libraries) != nil
        case .ladspa, .dssi, .clap, .vst2:
            return try context.digest(ofFile: module.path, known: libraries) != nil
        }
    }

    /// - Returns: Whether the folder is there.
    private func recordAll(in folder: String, _ context: RuleContext) throws(Interrupt) -> Bool {
        guard let entries = try context.list(folder) else { return false }
        for entry in entries {
            let path = folder + "/" + entry.name
            switch entry.kind {
            case .file: _ = try context.digest(ofFile: path, known: libraries)
            case .folder where !entry.isLink: _ = try recordAll(in: path, context)
            case .folder, .other, .nameless: break
            }
        }
        return true
    }

    /// Records what the worker says that it read.
    private func record(
        _ files: [String], of module: PluginModule, _ context: RuleContext
    ) throws(ExtractionFailure) {
        for file in files {
            let path = settings.relative(file)
            // A read whose failure must not hide what the worker said: the file counts as unreadable.
            do throws(Interrupt) {
                if module.format == .lv2 {
                    _ = try context.read(path)
                } else {
                    _ = try context.digest(ofFile: path, known: libraries)
                }
            } catch {}
        }
    }

    private func fail(
        _ failure: ExtractionFailure, _ context: RuleContext
    ) throws(Interrupt) {
        guard failure.isOfTheModule else { throw .failed(failure.diagnostic) }
        // The failure stands until the module changes, or the limit that it overran.
        if failure.isOfLimits { _ = try context.rows("limits", of: NodeName.manifest) }
        context.report([failure.diagnostic])
    }

    /// Finds the plugins that the manifest includes, and wants their modules extracted.
    ///
    /// All formats are asked for at once, so that the slowest modules of all are begun first.
    func findPlugins(_ context: RuleContext) throws(Interrupt) {
        let sources = try context.requiredRows("plugins", of: NodeName.manifest).rows
            .compactMap(Manifest.PluginSource.init)
        var wishes: [PluginWish] = []
        for format in PluginFormat.allCases {
            let patterns = sources.filter { $0.format == format }.flatMap(\.include)
            if !patterns.isEmpty { wishes.append(PluginWish(format: format, patterns: patterns)) }
        }
        try context.prepare(wishes.map { NodeName.scan($0.format) })
        for place in wishes.indices {
            let format = wishes[place].format
            wishes[place].modules = try context.rows("modules", of: NodeName.scan(format)).texts
                .map { PluginModule(format, $0).description }
        }
        try context.prepare(wishes.flatMap(\.nodes))
        var index: [String: String] = [:]
        for wish in wishes { try find(wish, context, &index) }
        let tellers = Dictionary(
            wishes.flatMap { zip($0.modules, $0.nodes) }, uniquingKeysWith: { first, _ in first })
        for module in Set(index.values).sorted() {
            // Both, because what is found in a module that is only looked at is not told.
            if let teller = tellers[module] { context.demand(teller) }
            context.demand(NodeName.extract(module))
        }
        context.emit(
            "index", TextRows(index.sorted { $0.key < $1.key }.map { [$0.key, $0.value] }).bytes)
    }

    /// Adds the plugins of one format that fit one of the patterns, by their keys, with their modules.
    private func find(
        _ wish: PluginWish, _ context: RuleContext, _ index: inout [String: String]
    ) throws(Interrupt) {
        let format = wish.format
        var unused = Set(wish.patterns)
        var names: [String: String] = [:]
        var empty: [(module: String, node: String)] = []
        for (module, node) in zip(wish.modules, wish.nodes) {
            let rows = try context.rows("plugins", of: node).rows
            if rows.isEmpty { empty.append((module, node)) }
            for row in rows where row.count > 1 {
                let fitting = wish.patterns.filter { matchesPattern(row[0], $0) || row[1] == $0 }
                unused.subtract(fitting)
                let key = PluginIdentity(format: format, id: row[0]).catalogKey
                if fitting.isEmpty { continue }
                if let first = index[key] {
                    if format.runsCodeToList {
                        context.report([shadowed(row, in: module, by: first, named: names[key])])
                    }
                } else {
                    index[key] = module
                    names[key] = row[1]
                }
            }
        }
        for (module, node) in empty where mayHold(module, format, wish.patterns, unused) {
            context.demand(node)
        }
        for pattern in unused.sorted() {
            context.report([
                Diagnostic(
                    .info, "plugin.nothing-fits",
                    "no installed \(format.title) plugin fits '\(pattern)'; maps for it need a pinned "
                        + "descriptor"
                        + (format == .lv2 && !pattern.contains { ":*?".contains($0) }
                            ? ". LV2 plugins are included by their URIs, not by their names" : ""),
                    path: manifestPath)
            ])
        }
    }
}

/// Whether a module that tells of no plugins, as one that cannot be opened, may hold one that is
/// wanted: what was found wrong with it is told then.
///
/// - Parameter unused: Patterns that no plugin fits so far.
private func mayHold(
    _ module: String, _ format: PluginFormat, _ patterns: [String], _ unused: Set<String>
) -> Bool {
    let path = PluginModule(module)?.path ?? module
    let file = path.split(separator: "/").last.map(String.init) ?? path
    let isNamedByFile = format == .ladspa || format == .dssi
    return patterns.contains { pattern in
        if isNamedByFile, let mark = pattern.firstIndex(of: "#") {
            return matchesPattern(file, String(pattern[..<mark]))
        }
        // One that begins so asks for whatever there is; of others, those found may be all.
        return unused.contains(pattern) || pattern.first.map { "*?[".contains($0) } ?? false
    }
}

/// What the manifest wants of one format.
private struct PluginWish {
    let format: PluginFormat
    let patterns: [String]
    /// All modules that there are, as `FORMAT:PATH`.
    var modules: [String] = []

    /// The nodes that tell which plugins the modules hold: those that describe them where that is
    /// wanted of all, or costs no more.
    var nodes: [String] {
        format.isIdentifiedCheaply && !patterns.contains("*")
            ? modules.map(NodeName.identify) : modules.map(NodeName.extract)
    }
}

/// Tells of a plugin whose id another has that was found first: a copy, or one that merely shares it.
///
/// - Parameters:
///   - row: Its id and name.
///   - first: The other's module, and `name` its name.
private func shadowed(
    _ row: [String], in module: String, by first: String, named name: String?
) -> Diagnostic {
    let place = PluginModule(first)?.path ?? first
    let isCopy = row[1] == name
    return Diagnostic(
        isCopy ? .info : .warning, "plugin.shadowed",
        isCopy
            ? "'\(row[1])' is in \(place) too, which comes first and is the one that is read"
            : "'\(row[1])' has the id \(row[0]), as '\(name ?? "")' of \(place) has, which comes first; "
                + "it cannot be told apart and is left out",
        path: PluginModule(module)?.path ?? module)
}

/// The search for modules of one format.
private struct ModuleSearch {
    let format: PluginFormat
    let settings: RuleSettings
    /// In the order in which they were found, which is the order of precedence.
    private(set) var paths: [String] = []
    /// Folders that were looked into, by their true paths: a tree may be reached by two links.
    private var seen: Set<String> = []
    private var found: Set<String> = []

    private static let deepest = 8

    init(format: PluginFormat, settings: RuleSettings) {
        self.format = format
        self.settings = settings
    }

    mutating func look(in folder: String, _ context: RuleContext, depth: Int = 0) throws(Interrupt)
    {
        guard depth <= Self.deepest, seen.insert(truePath(folder)).inserted else { return }
        for entry in try context.list(folder) ?? [] {
            guard entry.kind == .file || entry.kind == .folder else { continue }
            let path = folder + "/" + entry.name
            if format.isModule(entry.name, isFolder: entry.kind == .folder) {
                if !entry.isLink || found.insert(truePath(path)).inserted { paths.append(path) }
                if !entry.isLink { found.insert(truePath(path)) }
            } else if entry.kind == .folder, format.isSearchedDeeply {
                try look(in: path, context, depth: depth + 1)
            }
        }
    }

    private func truePath(_ path: String) -> String {
        guard let resolved = realpath(settings.absolute(path), nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
