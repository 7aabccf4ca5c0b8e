import BuildEngine
import ControlMap
import PluginCatalog

/// Answers a map's questions from other nodes' results, so that each look-up is recorded.
struct ContextEnvironment: MapEnvironment {
    let context: RuleContext

    func map(at path: String) throws(Interrupt) -> [UInt8]? { try context.readMade(path) }

    func controller(_ id: String) throws(Interrupt) -> ControllerProfile? {
        guard let path = try context.value("id " + id, of: NodeName.controllers) else { return nil }
        let file = String(decoding: path, as: UTF8.self)
        return try context.value("profile", of: NodeName.controller(file)) {
            ControllerProfile($0)
        } ?? nil
    }

    func controllerIDs() throws(Interrupt) -> [String] {
        try context.rows("ids", of: NodeName.controllers).texts
    }

    func registry() throws(Interrupt) -> ChannelRegistry? {
        // A registry that is named but cannot be read must not count as none.
        if try context.rows("registry", of: NodeName.manifest).rows.isEmpty { return nil }
        guard
            let read = try context.value(
                "registry", of: NodeName.registry, decode: ReadRegistry.init)
        else { throw .blocked(by: NodeName.registry) }
        return read?.value
    }

    func descriptor(of plugin: PluginIdentity) throws(Interrupt) -> PluginDescriptor? {
        guard let place = try context.rows(plugin.catalogKey, of: NodeName.catalog).rows.first,
            place.count > 1
        else { return nil }
        // A descriptor that is there but has errors must not count as none.
        guard let descriptor = try context.descriptor(place[1], of: place[0]) else {
            throw .blocked(by: place[0])
        }
        return descriptor
    }

    func outputs() throws(Interrupt) -> [OutputDeclaration] { try context.outputs() }

    func pluginCandidates() throws(Interrupt) -> [PluginCandidate] {
        PluginCandidate.read(try context.rows("names", of: NodeName.pluginNames))
    }
}

extension PluginCandidate {
    /// The row that tells of it: key in the catalog, name, maker, and whether it is pinned.
    var row: [String] { [identity.catalogKey, name, manufacturer, isPinned ? "pinned" : ""] }

    /// Reads such rows.
    static func read(_ rows: TextRows) -> [PluginCandidate] {
        rows.rows.compactMap { row in
            guard row.count > 3, let identity = PluginIdentity(catalogKey: row[0]) else {
                return nil
            }
            return PluginCandidate(
                identity, name: row[1], manufacturer: row[2], isPinned: row[3] == "pinned")
        }
    }
}
