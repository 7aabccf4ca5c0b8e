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

    func descriptor(for plugin: PluginReference) throws(Interrupt) -> PluginDescriptor? {
        guard let key = try catalogKey(of: plugin),
            let place = try context.rows(key, of: NodeName.catalog).rows.first, place.count > 1
        else { return nil }
        // A descriptor that is there but has errors must not count as none.
        guard let descriptor = try context.descriptor(place[1], of: place[0]) else {
            throw .blocked(by: place[0])
        }
        return descriptor
    }

    func outputs() throws(Interrupt) -> [OutputDeclaration] { try context.outputs() }

    func pluginNames() throws(Interrupt) -> [String] {
        try context.rows("names", of: NodeName.pluginNames).rows
            .flatMap { row in
                row.count > 1
                    ? [String(row[0].split(separator: " ", maxSplits: 1)[1]), row[1]] : []
            }
    }

    /// The catalog's key of a plugin that a map names exactly, or by its name.
    private func catalogKey(of plugin: PluginReference) throws(Interrupt) -> String? {
        if let identity = plugin.identity { return identity.catalogKey }
        for row in try context.rows("names", of: NodeName.pluginNames).rows where row.count > 2 {
            let parts = row[0].split(separator: " ", maxSplits: 1).map(String.init)
            guard parts.count == 2, let format = PluginFormat(rawValue: parts[0]) else { continue }
            let identity = PluginIdentity(format: format, id: parts[1])
            if plugin.matches(identity, name: row[1], manufacturer: row[2]) { return row[0] }
        }
        return nil
    }
}
