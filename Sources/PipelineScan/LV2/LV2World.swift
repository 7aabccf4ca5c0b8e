/// One bundle's data: no specifications, no other bundles, no plugin code.
final class LV2World {
    /// A plugin, and the Turtle files that describe it.
    struct Plugin {
        var node: TurtleNode
        var uri: String
        /// Absolute paths, sorted; the manifest is one of them.
        var files: [String]
    }

    private let reader = TurtleReader()
    private var store: TurtleStore { reader.sink.store }
    /// What came of the files that were read, by path.
    private var outcomes: [String: TurtleReader.Outcome] = [:]
    private let manifest: String

    /// Reads the manifest.
    ///
    /// - Parameter folder: absolute path of the bundle, without a slash at the end.
    init(bundle folder: String) {
        manifest = folder + "/manifest.ttl"
        outcomes[manifest] = reader.read(manifest)
    }

    /// The bundle's plugins, by URI; none when its manifest cannot be read to the end.
    func plugins() -> [Plugin] {
        if outcomes[manifest] == .broken { return [] }
        let found = store.subjects.filter {
            store.kind(of: $0) == .uri && store.objects($0, .type).contains(Word.plugin.node)
        }
        return found.map { node in
            let files = [node] + store.objects(node, .prototype).filter(isURI)
            return Plugin(
                node: node, uri: text(of: node),
                files: Set(files.flatMap(self.files) + [manifest]).sorted())
        }.sorted { $0.uri < $1.uri }
    }

    /// The Turtle files that the manifest names for a plugin or its prototype.
    private func files(of node: TurtleNode) -> [String] {
        store.objects(node, .seeAlso).filter(isURI)
            .compactMap { TurtleReader.path(ofFile: text(of: $0)) }
            .filter { $0.hasSuffix(".ttl") }
    }

    /// Reads the files that describe a plugin, as far as they were not read yet; stops at a broken one.
    ///
    /// - Returns: Those that hold no statements.
    func load(_ plugin: Plugin) -> [String] {
        var empty: [String] = []
        for path in plugin.files where outcomes[path] == nil {
            let outcome = reader.read(path)
            outcomes[path] = outcome
            if outcome == .empty { empty.append(path) }
            if outcome == .broken { break }
        }
        // A plugin has what is said of its prototypes.
        for prototype in objects(plugin.node, .prototype) where prototype != plugin.node {
            reader.sink.takeOver(prototype, for: plugin.node)
        }
        return empty
    }

    /// The objects of a property, whatever they are.
    func objects(_ subject: TurtleNode, _ word: Word) -> [TurtleNode] {
        store.objects(subject, word)
    }

    /// The values of a property. Of literals there is one: that without a language, of several the last
    /// by its text; else one in some language, English first.
    func values(_ subject: TurtleNode, _ word: Word) -> [TurtleNode] {
        let all = objects(subject, word)
        let others = all.filter { store.kind(of: $0) != .literal }
        if !others.isEmpty || all.isEmpty { return others }
        if all.count == 1 { return all }
        let plain = all.filter { language(of: $0).isEmpty }
        if !plain.isEmpty {
            return plain.max { bytes(of: $0).lexicographicallyPrecedes(bytes(of: $1)) }
                .map { [$0] } ?? []
        }
        return all.min { rank(of: $0) < rank(of: $1) }.map { [$0] } ?? []
    }

    private func rank(of node: TurtleNode) -> (Int, String, String) {
        let language = language(of: node)
        return (language.hasPrefix("en") ? 0 : 1, language, text(of: node))
    }

    /// The first value of a property.
    func value(_ subject: TurtleNode, _ word: Word) -> TurtleNode? { values(subject, word).first }

    /// The first value's text; `nil` where there is none.
    func valueText(_ subject: TurtleNode, _ word: Word) -> String? {
        value(subject, word).map(text)
    }

    func text(of node: TurtleNode) -> String { store.text(of: node) }

    func isURI(_ node: TurtleNode) -> Bool { store.kind(of: node) == .uri }

    /// The number a literal stands for: one of a numeric type in full precision, true as 1, false as 0.
    func number(_ node: TurtleNode) -> Double? {
        switch type(of: node) {
        case "boolean": return text(of: node) == "true" || text(of: node) == "1" ? 1 : 0
        case "decimal", "double", "float", "integer", "int", "long", "short", "unsignedInt",
            "nonNegativeInteger", "positiveInteger":
            let number = Double(text(of: node))
            return number.flatMap { $0.isFinite ? $0 : nil }
        default: return nil
        }
    }

    /// The whole number a literal stands for.
    func integer(_ node: TurtleNode) -> Int? {
        switch type(of: node) {
        case "integer", "int", "long", "nonNegativeInteger", "unsignedInt": Int(text(of: node))
        default: nil
        }
    }

    /// Whether a node is a literal that stands for no number.
    func isText(_ node: TurtleNode) -> Bool {
        store.kind(of: node) == .literal
            && ["", "string", "token"].contains(type(of: node))
    }

    /// The name of a literal's type in XML Schema; empty when it has none.
    private func type(of node: TurtleNode) -> String {
        guard store.kind(of: node) == .literal,
            let type = store.qualifier(of: node), isURI(type)
        else { return "" }
        let uri = text(of: type)
        let schema = "http://www.w3.org/2001/XMLSchema#"
        return uri.hasPrefix(schema) ? String(uri.dropFirst(schema.count)) : uri
    }

    private func language(of node: TurtleNode) -> String {
        guard let qualifier = store.qualifier(of: node),
            store.kind(of: qualifier) == .language
        else { return "" }
        return text(of: qualifier)
    }

    private func bytes(of node: TurtleNode) -> ArraySlice<UInt8> { store.bytes(of: node) }
}
