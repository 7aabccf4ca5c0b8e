import Diagnostics

/// A value read from TOML, YAML or JSON, with its place in the text.
public struct SourceNode: Sendable, Equatable {
    public enum Content: Sendable, Equatable {
        case scalar(SourceScalar)
        case sequence([SourceNode])
        /// In the order of the text; keys are unique.
        case mapping([SourceEntry])
    }

    public var content: Content
    /// From the value's first character up to the end of its last.
    public var range: SourceRange

    public init(_ content: Content, range: SourceRange) {
        self.content = content
        self.range = range
    }
}

/// One key and its value in a mapping.
public struct SourceEntry: Sendable, Equatable {
    public var key: String
    public var keyRange: SourceRange
    public var value: SourceNode

    public init(key: String, keyRange: SourceRange, value: SourceNode) {
        self.key = key
        self.keyRange = keyRange
        self.value = value
    }
}

/// A single value: its text, and what the format says it is.
public struct SourceScalar: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        case null
        case boolean(Bool)
        case integer(Int64)
        case real(Double)
        case string
    }

    /// The text, with quotes and escapes resolved.
    public var text: String
    /// How the format reads it when nobody asks for a type: YAML 1.2 core schema, JSON, TOML.
    public var kind: Kind
    /// Whether `text` may stand for itself where a string is expected, whatever `kind` says.
    /// True for YAML, where `no`, `012` and `2025-09-23` are strings to whoever wants strings.
    public var readsAsText: Bool

    public init(text: String, kind: Kind, readsAsText: Bool) {
        self.text = text
        self.kind = kind
        self.readsAsText = readsAsText
    }
}

extension SourceNode {
    /// The value as a string, when it can be read as one.
    public var string: String? {
        guard case .scalar(let scalar) = content else { return nil }
        if scalar.kind == .string { return scalar.text }
        return scalar.readsAsText && scalar.kind != .null ? scalar.text : nil
    }

    /// The value as a whole number; 3.0 is not one.
    public var integer: Int64? {
        guard case .scalar(let scalar) = content, case .integer(let value) = scalar.kind else {
            return nil
        }
        return value
    }

    /// The value as a number, whole or not.
    public var number: Double? {
        guard case .scalar(let scalar) = content else { return nil }
        switch scalar.kind {
        case .integer(let value): return Double(value)
        case .real(let value): return value
        default: return nil
        }
    }

    public var boolean: Bool? {
        guard case .scalar(let scalar) = content, case .boolean(let value) = scalar.kind else {
            return nil
        }
        return value
    }

    public var isNull: Bool {
        guard case .scalar(let scalar) = content else { return false }
        return scalar.kind == .null
    }

    public var sequence: [SourceNode]? {
        guard case .sequence(let nodes) = content else { return nil }
        return nodes
    }

    public var mapping: [SourceEntry]? {
        guard case .mapping(let entries) = content else { return nil }
        return entries
    }

    /// The value under `key`, when this is a mapping that has it.
    public subscript(key: String) -> SourceNode? {
        mapping?.first { $0.key == key }?.value
    }

    /// What it is, in the user's words: "a mapping", "a list", "a number", "text", …
    public var kindName: String {
        switch content {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .scalar(let scalar):
            switch scalar.kind {
            case .null: "nothing"
            case .boolean: "true or false"
            case .integer: "a whole number"
            case .real: "a number"
            case .string: "text"
            }
        }
    }
}
