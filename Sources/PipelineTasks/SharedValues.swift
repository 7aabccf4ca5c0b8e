import ContentDigest
import ControlMap
import PluginCatalog
import Synchronization

/// Profiles, registries and descriptors read once and used by many maps, by their content.
///
/// - Thread: any.
final class SharedValues: Sendable {
    private struct Tables {
        var controllers: [String: ControllerProfile?] = [:]
        var registries: [ContentDigest: ReadRegistry?] = [:]
        var descriptors: [ContentDigest: ParameterLookup?] = [:]
        var resolved: [ContentDigest: ResolvedMap] = [:]
    }

    /// A registry with the text it was read from.
    struct ReadRegistry: Sendable {
        var value: ChannelRegistry
        var text: [UInt8]
    }

    private let tables = Mutex(Tables())
    /// Kept descriptors; above this many all are let go of.
    private static let limit = 256

    func controller(_ bytes: [UInt8], path: String) -> ControllerProfile? {
        let key = path + "\u{0}" + ContentDigest(of: bytes).description
        if let known = tables.withLock({ $0.controllers[key] }) { return known }
        let read = ControllerProfile.read(bytes, path: path).profile
        tables.withLock { $0.controllers[key] = .some(read) }
        return read
    }

    /// - Parameter bytes: the facet that the registry's node makes, path and text.
    func registry(_ bytes: [UInt8]) -> ReadRegistry? {
        let key = ContentDigest(of: bytes)
        if let known = tables.withLock({ $0.registries[key] }) { return known }
        let rows = TextRows(bytes).texts
        var read: ReadRegistry?
        if rows.count == 2 {
            let text = Array(rows[1].utf8)
            read = ChannelRegistry.read(text, path: rows[0]).registry.map {
                ReadRegistry(value: $0, text: text)
            }
        }
        tables.withLock { [read] in $0.registries[key] = .some(read) }
        return read
    }

    /// Keeps a resolved map for the nodes that come right after the one that made it.
    func keep(_ map: ResolvedMap, as bytes: [UInt8]) {
        let key = ContentDigest(of: bytes)
        tables.withLock { tables in
            if tables.resolved.count >= Self.limit { tables.resolved = [:] }
            tables.resolved[key] = map
        }
    }

    func resolved(_ bytes: [UInt8]) throws(ResolvedMapFormatError) -> ResolvedMap {
        let key = ContentDigest(of: bytes)
        if let known = tables.withLock({ $0.resolved[key] }) { return known }
        return try ResolvedMap(json: bytes)
    }

    func descriptor(_ bytes: [UInt8]) -> ParameterLookup? {
        let key = ContentDigest(of: bytes)
        if let known = tables.withLock({ $0.descriptors[key] }) { return known }
        let read = DescriptorReader.read(bytes, path: "").0.map { ParameterLookup($0) }
        tables.withLock { tables in
            if tables.descriptors.count >= Self.limit { tables.descriptors = [:] }
            tables.descriptors[key] = .some(read)
        }
        return read
    }
}
