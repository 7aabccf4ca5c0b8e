import SourceText

/// A part of a JSON Schema, draft 2020-12.
struct Schema {
    var members: [JSONValue.Member]

    init(_ members: [(String, JSONValue)]) {
        self.members = members.map { JSONValue.Member($0.0, $0.1) }
    }

    var json: JSONValue { .object(members) }

    /// The same with a sentence for readers.
    func described(_ text: String) -> Schema {
        var result = self
        result.members.insert(JSONValue.Member("description", .string(text)), at: 0)
        return result
    }

    func adding(_ name: String, _ value: JSONValue) -> Schema {
        var result = self
        result.members.append(JSONValue.Member(name, value))
        return result
    }

    /// A whole document: with its dialect and title.
    func document(_ title: String) -> JSONValue {
        .object(
            [
                JSONValue.Member("$schema", "https://json-schema.org/draft/2020-12/schema".json),
                JSONValue.Member("title", title.json),
            ] + members)
    }
}

extension Schema {
    static let text = Schema([("type", "string".json)])
    /// A text that says something.
    static let word = Schema([("type", "string".json), ("minLength", .integer(1))])
    static let flag = Schema([("type", "boolean".json)])
    static let yes = Schema([("const", .bool(true))])
    static let number = Schema([("type", "number".json)])
    /// What the readers take for a list of texts: one text is a list of one.
    static let texts = listOrOne(of: text)
    /// A path or pattern inside the workspace.
    static let path = Schema([
        ("type", "string".json),
        ("pattern", #"^(?!/)(?!\./*$)(?!\.(git|cache)(/|$))(?!(.*/)?\.\.(/|$)).+$"#.json),
    ])
    static let paths = listOrOne(of: path)

    static func whole(_ range: ClosedRange<Int>) -> Schema {
        Schema([
            ("type", "integer".json), ("minimum", .integer(Int64(range.lowerBound))),
            ("maximum", .integer(Int64(range.upperBound))),
        ])
    }

    static func number(_ range: ClosedRange<Double>) -> Schema {
        Schema([
            ("type", "number".json), ("minimum", .number(range.lowerBound)),
            ("maximum", .number(range.upperBound)),
        ])
    }

    static func constant(_ value: Int) -> Schema { Schema([("const", .integer(Int64(value)))]) }

    static func matching(_ pattern: String) -> Schema {
        Schema([("type", "string".json), ("pattern", pattern.json)])
    }

    static func choice(_ words: [String]) -> Schema {
        Schema([("enum", .array(words.map { $0.json }))])
    }

    /// One of the words that the reader knows.
    static func choice<Word: CaseIterable & RawRepresentable>(of type: Word.Type) -> Schema
    where Word.RawValue == String {
        choice(Word.allCases.map(\.rawValue))
    }

    static func list(of item: Schema) -> Schema {
        Schema([("type", "array".json), ("items", item.json)])
    }

    static func listOrOne(of item: Schema) -> Schema { any(item, list(of: item)) }

    static func any(_ schemas: Schema...) -> Schema {
        Schema([("anyOf", .array(schemas.map(\.json)))])
    }

    /// At least one of the keys is there.
    static func has(_ keys: String...) -> JSONValue {
        .array(keys.map { Schema.requiring($0).json })
    }

    static func requiring(_ keys: String...) -> Schema {
        Schema([("required", .array(keys.map { $0.json }))])
    }

    /// A mapping with these keys and no others.
    ///
    /// - Parameter allowsForeign: whether keys that begin with `x-` are let through, unread.
    static func object(
        required: [String] = [], allowsForeign: Bool = false, _ keys: [(String, Schema)]
    ) -> Schema {
        var members: [(String, JSONValue)] = [("type", "object".json)]
        if !required.isEmpty { members.append(("required", .array(required.map { $0.json }))) }
        members.append(
            ("properties", .object(keys.map { JSONValue.Member($0.0, $0.1.json) })))
        if allowsForeign {
            members.append(("patternProperties", .object([JSONValue.Member("^x-", .bool(true))])))
        }
        members.append(("additionalProperties", .bool(false)))
        return Schema(members)
    }
}

extension String {
    /// As a value of JSON.
    var json: JSONValue { .string(self) }
}
