import BuildEngine
import ControlMap
import PluginCatalog

// Parts of results as rules use them: each is decoded once and handed to all that read it.

/// A registry with the text it was read from.
struct ReadRegistry: Sendable {
    var value: ChannelRegistry
    var text: [UInt8]

    /// Reads what the registry's node makes: path and text.
    init?(_ bytes: [UInt8]) {
        let rows = TextRows(bytes).texts
        guard rows.count == 2 else { return nil }
        text = Array(rows[1].utf8)
        guard let read = ChannelRegistry.read(text, path: rows[0]).registry else { return nil }
        value = read
    }
}

extension ControllerProfile {
    /// Reads what a controller's node makes: path and text.
    init?(_ bytes: [UInt8]) {
        let rows = TextRows(bytes).texts
        guard rows.count == 2,
            let read = ControllerProfile.read(Array(rows[1].utf8), path: rows[0]).profile
        else { return nil }
        self = read
    }
}

extension RuleContext {
    /// A list that another node made.
    func rows(_ facet: String, of node: String) throws(Interrupt) -> TextRows {
        try value(facet, of: node, decode: { TextRows($0) }) ?? TextRows([String]())
    }

    /// A list without which nothing can be done: its node's errors are already told.
    func requiredRows(_ facet: String, of node: String) throws(Interrupt) -> TextRows {
        guard let rows = try value(facet, of: node, decode: { TextRows($0) }) else {
            throw .blocked(by: node)
        }
        return rows
    }

    /// A map's summary; `nil` when its node makes no such part, or one that cannot be read.
    func summary(_ facet: String, of node: String) throws(Interrupt) -> MapSummary? {
        try value(facet, of: node, decode: { MapSummary(encoded: $0) }) ?? nil
    }

    /// A descriptor that another node made; `nil` as above.
    func descriptor(_ facet: String, of node: String) throws(Interrupt) -> PluginDescriptor? {
        try value(facet, of: node, decode: { DescriptorReader.read(sound: $0) }) ?? nil
    }

    /// A map with everything looked up, without which nothing can be done.
    func resolvedMap(of node: String) throws(Interrupt) -> ResolvedMap {
        let read = try value("resolved", of: node) { bytes in
            Result { () throws(ResolvedMapFormatError) in try ResolvedMap(json: bytes) }
        }
        switch read {
        case nil: throw .blocked(by: node)
        case .success(let map): return map
        case .failure(let error):
            preconditionFailure("\(node) made a resolved map that cannot be read back: \(error)")
        }
    }

    /// Hands on a map with everything looked up.
    func emitResolved(_ map: ResolvedMap) {
        let bytes = map.json()
        assert((try? ResolvedMap(json: bytes)) == map, "a resolved map reads back as another")
        emit("resolved", bytes, as: Result<ResolvedMap, ResolvedMapFormatError>.success(map))
    }

    /// Hands on a descriptor.
    func emit(_ facet: String, _ descriptor: PluginDescriptor) {
        let bytes = descriptor.json
        assert(
            DescriptorReader.read(bytes, path: "").0 == descriptor,
            "a descriptor reads back as another")
        emit(facet, bytes, as: Optional(descriptor))
    }
}
