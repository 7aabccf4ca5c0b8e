import ControlMap
import PluginCatalog

extension WorkspaceContents {
    /// Writes a map of audio-control's dialects in ours, with the answers of the last build.
    public func migrate(_ path: String, _ bytes: [UInt8]) -> MigrationOutcome {
        var environment = LastBuildEnvironment(contents: self)
        return MapMigration.migrate(path: path, bytes: bytes, in: &environment)
    }
}

/// Answers a map's questions from what the last build left; a map in our dialect alone has a base.
private struct LastBuildEnvironment: MapEnvironment {
    let contents: WorkspaceContents

    func map(at path: String) throws(Never) -> [UInt8]? { nil }

    func controller(_ id: String) throws(Never) -> ControllerProfile? {
        guard let name = contents.inspection.value("id " + id, of: NodeName.controllers) else {
            return nil
        }
        let path = String(decoding: name, as: UTF8.self)
        return contents.inspection.value("profile", of: NodeName.controller(path)).flatMap {
            ControllerProfile($0)
        }
    }

    func controllerIDs() throws(Never) -> [String] {
        contents.rows("ids", NodeName.controllers).texts
    }

    func registry() throws(Never) -> ChannelRegistry? {
        contents.inspection.value("registry", of: NodeName.registry).flatMap {
            ReadRegistry($0)?.value
        }
    }

    func descriptor(for plugin: PluginReference) throws(Never) -> PluginDescriptor? {
        guard let key = catalogKey(of: plugin),
            let place = contents.rows(key, NodeName.catalog).rows.first, place.count > 1
        else { return nil }
        return contents.inspection.value(place[1], of: place[0]).flatMap {
            WorkspaceContents.descriptor($0)
        }
    }

    func pluginNames() throws(Never) -> [String] {
        contents.rows("names", NodeName.pluginNames).rows.flatMap { row in
            row.count > 1 ? [String(row[0].split(separator: " ", maxSplits: 1)[1]), row[1]] : []
        }
    }

    private func catalogKey(of plugin: PluginReference) -> String? {
        if let identity = plugin.identity { return identity.catalogKey }
        for row in contents.rows("names", NodeName.pluginNames).rows where row.count > 2 {
            guard let identity = PluginIdentity(catalogKey: row[0]) else { continue }
            if plugin.matches(identity, name: row[1], manufacturer: row[2]) { return row[0] }
        }
        return nil
    }
}
