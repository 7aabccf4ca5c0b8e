import BuildEngine
import ContentStore
import ControlMap
import Diagnostics
import MapGenerators
import PluginCatalog

/// Answers a map's questions from what the last build left, and from the maps' files as they are.
///
/// For commands that tell about maps, also about maps that the manifest does not include: they read
/// and resolve a map as a build does, but leave no record.
public struct StudyEnvironment: MapEnvironment {
    private let contents: WorkspaceContents
    private let disk: Disk
    /// Looked in before the workspace's own.
    private let descriptors: [PluginDescriptor]
    /// Texts that take the place of files, by path.
    public var texts: [String: [UInt8]] = [:]
    /// Nodes whose result an answer needs and that have none yet.
    public private(set) var wanted: Set<String> = []
    /// Read once, by id and by catalog key.
    private var controllers: [String: ControllerProfile?] = [:]
    private var knownDescriptors: [String: PluginDescriptor?] = [:]
    /// Read once; the outer `nil` when it was not asked for yet.
    private var knownRegistry: ChannelRegistry??
    private let severities: [String: Severity]

    /// Nodes that were wanted before and are up to date.
    private let brought: Set<String>

    /// - Parameters:
    ///   - disk: the workspace's folder.
    ///   - descriptors: looked in before those of the workspace.
    ///   - brought: nodes that were `wanted` and have been built since.
    public init(
        _ contents: WorkspaceContents, _ disk: Disk, descriptors: [PluginDescriptor] = [],
        brought: Set<String> = []
    ) {
        self.brought = brought
        self.contents = contents
        self.disk = disk
        self.descriptors = descriptors
        severities = contents.severities
    }

    /// Reads, resolves and checks a map as it is now.
    ///
    /// - Returns: `nil` when there is no such file.
    public mutating func study(_ path: String) throws(FileError) -> MapStudy? {
        guard let bytes = try map(at: path) else { return nil }
        return try MapResolver.study(
            path: path, bytes: bytes, in: &self, severities: severities)
    }

    /// The map's text as it is now.
    public mutating func map(at path: String) throws(FileError) -> [UInt8]? {
        if let text = texts[path] { return text }
        return try disk.read(path)?.bytes
    }

    /// The profile that builds use.
    public mutating func controller(_ id: String) throws(FileError) -> ControllerProfile? {
        if let known = controllers[id] { return known }
        let profile = contents.controller(id).flatMap {
            ControllerProfile.read($0.text, path: $0.path).profile
        }
        controllers[id] = .some(profile)
        return profile
    }

    /// Ids of the workspace's profiles.
    public mutating func controllerIDs() throws(FileError) -> [String] { contents.controllerIDs }

    /// The workspace's registry.
    public mutating func registry() throws(FileError) -> ChannelRegistry? {
        if let knownRegistry { return knownRegistry }
        let registry = contents.registry
        knownRegistry = .some(registry)
        return registry
    }

    /// A descriptor that was given, else the one that builds use.
    public mutating func descriptor(
        of plugin: PluginIdentity
    ) throws(FileError) -> PluginDescriptor? {
        descriptors.first { $0.identity == plugin } ?? known(plugin.catalogKey)
    }

    /// The outputs that the manifest declares.
    public mutating func outputs() throws(FileError) -> [OutputDeclaration] { contents.outputs }

    /// The plugins whose descriptors were given, then those of the workspace, which count as not
    /// pinned beside them.
    public mutating func pluginCandidates() throws(FileError) -> [PluginCandidate] {
        if !brought.contains(NodeName.pluginNames) { wanted.insert(NodeName.pluginNames) }
        let given = descriptors.map {
            PluginCandidate(
                $0.identity, name: $0.name, manufacturer: $0.manufacturer, isPinned: true)
        }
        let identities = Set(given.map(\.identity))
        let others = PluginCandidate.read(contents.rows("names", NodeName.pluginNames))
            .filter { !identities.contains($0.identity) }
        guard !given.isEmpty else { return others }
        return given
            + others.map { plugin in
                var plugin = plugin
                plugin.isPinned = false
                return plugin
            }
    }

    /// The descriptor that builds use for a plugin of the catalog.
    private mutating func known(_ key: String) -> PluginDescriptor? {
        if let known = knownDescriptors[key] { return known }
        guard let place = contents.catalogPlace(of: key) else { return nil }
        guard let bytes = contents.inspection.value(place.facet, of: place.node) else {
            wanted.insert(place.node)
            return nil
        }
        let descriptor = WorkspaceContents.descriptor(bytes)
        knownDescriptors[key] = .some(descriptor)
        return descriptor
    }
}

extension WorkspaceContents {
    /// The file of a controller's profile.
    public func controller(_ id: String) -> (path: String, text: [UInt8])? {
        guard let name = inspection.value("id " + id, of: NodeName.controllers) else { return nil }
        let path = String(decoding: name, as: UTF8.self)
        let profile = TextRows(inspection.value("profile", of: NodeName.controller(path))).texts
        return profile.count == 2 ? (path, Array(profile[1].utf8)) : nil
    }

    /// The workspace's channel registry; `nil` when there is none, or it cannot be read.
    public var registry: ChannelRegistry? {
        let rows = rows("registry", NodeName.registry).texts
        guard rows.count == 2 else { return nil }
        return ChannelRegistry.read(Array(rows[1].utf8), path: rows[0]).registry
    }

    /// Patterns of the maps' paths.
    public var mapPatterns: [String] { rows("maps", NodeName.manifest).texts }

    /// Where maps may send messages.
    var outputs: [OutputDeclaration] {
        rows("outputs", NodeName.manifest).rows.compactMap { OutputDeclaration(fields: $0) }
    }

    /// Severities that the manifest gives to codes.
    var severities: [String: Severity] {
        var table: [String: Severity] = [:]
        for row in rows("rules", NodeName.manifest).rows where row.count > 1 {
            table[row[0]] = Severity(rawValue: row[1])
        }
        return table
    }

    func catalogPlace(of key: String) -> (node: String, facet: String)? {
        guard let row = rows(key, NodeName.catalog).rows.first, row.count > 1 else { return nil }
        return (row[0], row[1])
    }
}

extension WorkspaceContents {
    /// Where a new map would lie so that the manifest includes it.
    ///
    /// - Returns: `nil` when no pattern of the manifest would find it.
    public func newMapPath(controller: String, plugin: String) -> String? {
        let folderName = fileSlug(String(controller.split(separator: "/").last ?? "controller"))
        let name = fileSlug(plugin)
        for pattern in mapPatterns {
            let parts = pattern.split(separator: "/").map(String.init)
            guard let last = parts.last, matchesPattern(name + ".yaml", last) else { continue }
            let fixed = GlobPattern(pattern).fixedFolder
            let isDeep = parts.contains("**")
            // Between the fixed folder and the name there may be "**" alone.
            let between = parts.dropLast().count - fixed.split(separator: "/").count
            guard between == (isDeep ? 1 : 0) else { continue }
            let place = isDeep ? "\(folderName)/\(name)" : "\(folderName)-\(name)"
            return (fixed.isEmpty ? "" : fixed + "/") + place + ".yaml"
        }
        return nil
    }
}
