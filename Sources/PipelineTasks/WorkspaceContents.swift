import BuildEngine
import ContentDigest
import ControlMap
import Diagnostics
import PluginCatalog
import PluginExtraction

/// A plugin that builds know of.
public struct KnownPlugin: Sendable {
    /// Format and URI, as nodes and descriptor files name it.
    public var key: String
    public var identity: PluginIdentity
    /// Where it is installed; `nil` when only its pinned descriptor is here.
    public var module: PluginModule?
    /// Path of the pinned descriptor.
    public var pin: String?
    /// As it calls itself; empty when that is not known.
    public var name = ""
}

/// A plugin that a module holds, whether builds read it or not.
public struct InstalledPlugin: Sendable {
    public var identity: PluginIdentity
    /// As it calls itself; empty when that is not known.
    public var name: String
    public var module: PluginModule
}

/// What a workspace holds, as its last build left it; reads, never runs anything.
public struct WorkspaceContents {
    public let inspection: BuildInspection

    public init(_ inspection: BuildInspection) { self.inspection = inspection }

    func rows(_ facet: String, _ node: String) -> TextRows {
        TextRows(inspection.value(facet, of: node))
    }

    /// All modules that were found, of the formats that the manifest asks for.
    public var modules: [PluginModule] {
        PluginFormat.allCases.flatMap { format in
            rows("modules", NodeName.scan(format)).texts.map { PluginModule(format, $0) }
        }
    }

    /// All plugins of these modules, whether the manifest includes them or not.
    public var installed: [InstalledPlugin] { modules.flatMap(plugins(in:)) }

    /// The plugins of one module; none where it could not be read.
    public func plugins(in module: PluginModule) -> [InstalledPlugin] {
        let names = Dictionary(
            rows("index", NodeName.extract(module.description)).rows
                .compactMap { $0.count > 1 ? ($0[0], $0[1]) : nil },
            uniquingKeysWith: { first, _ in first })
        let name = module.description
        // Which of the two there is depends on what the manifest includes.
        let known = [NodeName.identify(name), NodeName.extract(name)].lazy
            .compactMap { inspection.value("plugins", of: $0) }.first
        return TextRows(known).rows.compactMap { row in
            row.first.map { id in
                InstalledPlugin(
                    identity: PluginIdentity(format: module.format, id: id),
                    // LV2 bundles tell no names before they are described.
                    name: names[id] ?? (row.count > 1 ? row[1] : ""), module: module)
            }
        }
    }

    /// How many parameters each plugin has that was read in a module.
    public func parameterCounts(in module: PluginModule) -> [Int] {
        rows("index", NodeName.extract(module.description)).rows.compactMap { row in
            row.count > 2 ? Int(row[2]) : nil
        }
    }

    /// The plugins that the manifest includes or that are pinned, by key.
    public var plugins: [KnownPlugin] {
        var found: [String: KnownPlugin] = [:]
        var names: [String: [PluginIdentity: String]] = [:]
        for row in rows("index", NodeName.plugins).rows where row.count > 1 {
            guard let identity = PluginIdentity(catalogKey: row[0]),
                let module = PluginModule(row[1])
            else { continue }
            let held =
                names[row[1]]
                ?? Dictionary(
                    plugins(in: module).map { ($0.identity, $0.name) },
                    uniquingKeysWith: { first, _ in first })
            names[row[1]] = held
            found[row[0]] = KnownPlugin(
                key: row[0], identity: identity, module: module, name: held[identity] ?? "")
        }
        for row in rows("pins", NodeName.pins).rows where row.count > 2 {
            guard let identity = PluginIdentity(catalogKey: row[0]) else { continue }
            var plugin = found[row[0]] ?? KnownPlugin(key: row[0], identity: identity)
            (plugin.pin, plugin.name) = (row[2], row[1])
            found[row[0]] = plugin
        }
        return found.values.sorted { $0.key < $1.key }
    }

    /// Keys of the pinned plugins with the paths of their descriptors.
    public var pins: [(key: String, path: String)] {
        rows("pins", NodeName.pins).rows.compactMap { $0.count > 2 ? ($0[0], $0[2]) : nil }
    }

    /// The descriptor of the installed plugin; `nil` when it could not be extracted.
    public func liveDescriptor(of plugin: KnownPlugin) -> [UInt8]? {
        plugin.module.flatMap {
            inspection.value(plugin.key, of: NodeName.extract($0.description))
        }
    }

    /// The descriptor that builds use: the pinned one if there is one.
    public func descriptor(of plugin: KnownPlugin) -> PluginDescriptor? {
        let pinned = plugin.pin.flatMap { inspection.value("descriptor", of: NodeName.pin($0)) }
        return (pinned ?? liveDescriptor(of: plugin)).flatMap(Self.descriptor)
    }

    /// Digest of the descriptor that builds use; another one means another descriptor.
    public func descriptorDigest(of plugin: KnownPlugin) -> ContentDigest {
        if let pin = plugin.pin {
            let digest = inspection.digest("descriptor", of: NodeName.pin(pin))
            if !digest.isAbsent { return digest }
        }
        return plugin.module.map {
            inspection.digest(plugin.key, of: NodeName.extract($0.description))
        } ?? .absent
    }

    /// A descriptor from the bytes that nodes hand on.
    public static func descriptor(_ bytes: [UInt8]) -> PluginDescriptor? {
        DescriptorReader.read(bytes, path: "").0
    }

    /// Paths of the workspace's maps.
    public var mapPaths: [String] { rows("paths", NodeName.maps).texts }

    /// The workspace's maps as the last build saw them, by path.
    public var maps: [MapSummary] {
        mapPaths.map { path in
            let node = NodeName.validate(path)
            let known = ["summary", "draft"].lazy
                .compactMap { inspection.value($0, of: node) }.first
            return known.flatMap { MapSummary(encoded: $0) } ?? MapSummary(path: path)
        }
    }

    /// A map with everything looked up; `nil` for templates and for maps with errors.
    public func resolvedMap(at path: String) -> ResolvedMap? {
        let node = NodeName.validate(path)
        return inspection.value("resolved", of: node).flatMap { try? ResolvedMap(json: $0) }
    }

    /// Keys of the plugins that maps are for, those of maps with errors included.
    public var pluginsOfMaps: [String] {
        Set(maps.compactMap { $0.plugin?.catalogKey }).sorted()
    }

    /// Ids of the workspace's controller profiles.
    public var controllerIDs: [String] { rows("ids", NodeName.controllers).texts }

    /// The file of the controller profile with this id.
    public func controllerPath(of id: String) -> String? {
        inspection.value("id " + id, of: NodeName.controllers)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// What the manifest wants generated.
    public var generations: [Manifest.Generation] {
        rows("generate", NodeName.manifest).rows.compactMap(Manifest.Generation.init)
    }

    /// The nodes of one generation, with the maps that each was made from or waits for.
    public func generatedFiles(of generation: String) -> [(node: String, maps: [String])] {
        inspection.nodes(named: CommandTargets.generate(generation)).compactMap { id in
            let node = inspection.state.name(of: id)
            let subject = String(node.dropFirst("generate:\(generation):".count))
            let inputs = inspection.account(of: id)?.inputs ?? []
            let mark = " of " + NodeName.validate("")
            let maps = inputs.compactMap { input -> String? in
                guard input.kind == .result, let range = input.name.firstRange(of: mark) else {
                    return nil
                }
                return String(input.name[range.upperBound...])
            }
            return (node, maps.isEmpty ? [subject] : maps)
        }
    }

    /// The formats of which the manifest wants plugins extracted.
    public var wantedFormats: [PluginFormat] {
        let wanted = rows("plugins", NodeName.manifest).rows
            .compactMap { Manifest.PluginSource(fields: $0)?.format }
        return PluginFormat.allCases.filter(wanted.contains)
    }

    /// Patterns of pinned descriptors' paths.
    public var descriptorPatterns: [String] { rows("descriptors", NodeName.manifest).texts }

    /// Where a plugin's descriptor is pinned, or would be.
    ///
    /// - Returns: `nil` when no pattern of the manifest would find it there.
    public func pinPath(of key: String) -> String? {
        if let pinned = pins.first(where: { $0.key == key }) { return pinned.path }
        guard let pattern = descriptorPatterns.first else { return nil }
        let folder = GlobPattern(pattern).fixedFolder
        let path = (folder.isEmpty ? "" : folder + "/") + descriptorFileName(key)
        return matchesPattern(path, pattern) ? path : nil
    }
}

/// Names of nodes that commands ask for.
public enum CommandTargets {
    /// What lists of plugins read.
    public static let plugins = [NodeName.plugins, NodeName.catalog]
    /// The kind of nodes that describe a module's plugins.
    public static let extract = "extract"
    /// The kind of nodes that check a map.
    public static let validate = "validate"
    /// The node that describes a module's plugins.
    public static func extract(_ module: PluginModule) -> String {
        NodeName.extract(module.description)
    }
    /// The node that checks a map.
    public static func validate(_ map: String) -> String { NodeName.validate(map) }
    /// The files of one generation, and what decides which they are.
    public static func generate(_ generation: String) -> String { "generate:\(generation):*" }
    /// The node that plans a generation's files.
    public static func plan(_ generation: String) -> String { NodeName.plan(generation) }
}

extension PluginIdentity {
    init?(catalogKey key: String) {
        let parts = key.split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2, let format = PluginFormat(rawValue: parts[0]) else { return nil }
        self.init(format: format, id: parts[1])
    }
}
