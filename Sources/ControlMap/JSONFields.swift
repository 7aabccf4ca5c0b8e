import SourceText

/// Why a text is no resolved map.
public struct ResolvedMapFormatError: Error, Equatable, Sendable {
    /// What is wrong, for example "'channel' is text, but must be a whole number".
    public var message: String
}

/// Typed access to an object's members.
struct JSONFields {
    private let entries: [SourceEntry]

    init(_ node: SourceNode) throws(ResolvedMapFormatError) {
        guard let entries = node.mapping else {
            throw ResolvedMapFormatError(message: "\(node.kindName) is where an object must be")
        }
        self.entries = entries
    }

    subscript(key: String) -> SourceNode? {
        for entry in entries where entry.key == key { return entry.value }
        return nil
    }

    func required(_ key: String) throws(ResolvedMapFormatError) -> SourceNode {
        guard let node = self[key] else {
            throw ResolvedMapFormatError(message: "'\(key)' is missing")
        }
        return node
    }

    private func read<Value>(
        _ key: String, _ node: SourceNode, _ expected: String, _ value: Value?
    ) throws(ResolvedMapFormatError) -> Value {
        if let value { return value }
        throw ResolvedMapFormatError(
            message: "'\(key)' is \(node.kindName), but must be \(expected)")
    }

    func text(_ key: String) throws(ResolvedMapFormatError) -> String {
        let node = try required(key)
        return try read(key, node, "text", node.string)
    }

    func text(_ key: String, else usual: String) throws(ResolvedMapFormatError) -> String {
        guard let node = self[key] else { return usual }
        return try read(key, node, "text", node.string)
    }

    func integer(_ key: String) throws(ResolvedMapFormatError) -> Int {
        let node = try required(key)
        return try read(key, node, "a whole number", node.integer.flatMap { Int(exactly: $0) })
    }

    func integer(_ key: String, else usual: Int) throws(ResolvedMapFormatError) -> Int {
        self[key] == nil ? usual : try integer(key)
    }

    /// `nil` when there is none, or when it was no finite number.
    func number(_ key: String) throws(ResolvedMapFormatError) -> Double? {
        guard let node = self[key], !node.isNull else { return nil }
        return try read(key, node, "a number", node.number)
    }

    func flag(_ key: String, else usual: Bool) throws(ResolvedMapFormatError) -> Bool {
        guard let node = self[key] else { return usual }
        return try read(key, node, "true or false", node.boolean)
    }

    func list(_ key: String) throws(ResolvedMapFormatError) -> [SourceNode] {
        let node = try required(key)
        return try read(key, node, "a list", node.sequence)
    }

    func word<Word: RawRepresentable<String>>(
        _ key: String, else usual: Word? = nil
    ) throws(ResolvedMapFormatError) -> Word {
        if let usual, self[key] == nil { return usual }
        let text = try text(key)
        guard let word = Word(rawValue: text) else {
            throw ResolvedMapFormatError(message: "'\(key)' is '\(text)', which is not known")
        }
        return word
    }
}
