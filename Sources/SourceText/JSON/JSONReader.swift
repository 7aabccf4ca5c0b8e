import Diagnostics

/// Reads JSON by the letter of RFC 8259, with a range for every key and value.
///
/// Reports `json.syntax`, `json.duplicate-key` and `json.too-deep`.
public enum JSONReader {
    /// Reads a text; the first mistake in its form ends the reading.
    ///
    /// A whole number that needs more than 64 bits is read as a real one.
    ///
    /// - Parameter path: named in the findings.
    /// - Complexity: O(`bytes.count`).
    public static func read(_ bytes: [UInt8], path: String) -> SourceReading {
        tree(bytes, path).attachingExcerpts(from: bytes, path: path)
    }

    private static func tree(_ bytes: [UInt8], _ path: String) -> SourceReading {
        if let problem = firstTextProblem(in: bytes, rule: .json) {
            let finding = Diagnostic(problem, code: "json.syntax", path: path, bytes: bytes)
            return SourceReading(root: nil, diagnostics: [finding])
        }
        var parser = JSONParser(bytes, path: path)
        let root = try? parser.document()
        return SourceReading(root: root, diagnostics: parser.diagnostics)
    }
}

struct JSONParser {
    var diagnostics: [Diagnostic] = []
    var cursor: ByteCursor
    private let path: String
    /// How many members the last object had: objects of a list are alike.
    private var likelyMembers = 0

    init(_ bytes: [UInt8], path: String) {
        cursor = ByteCursor(bytes)
        self.path = path
    }

    mutating func document() throws(ReadingStopped) -> SourceNode {
        skipSpace()
        let root = try value(depth: 1)
        skipSpace()
        if !cursor.isAtEnd {
            throw stop("\(cursor.characterName) follows the value, but nothing may")
        }
        return root
    }

    private mutating func value(depth: Int) throws(ReadingStopped) -> SourceNode {
        let start = cursor.position
        switch cursor.byte {
        case UInt8(ascii: "\""):
            let text = try string()
            return scalar(text, .string, start)
        case UInt8(ascii: "{"): return try object(depth)
        case UInt8(ascii: "["): return try array(depth)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default:
            throw stop("\(cursor.characterName) is here, but a value must be")
        }
    }

    private mutating func object(_ depth: Int) throws(ReadingStopped) -> SourceNode {
        let start = cursor.position
        try enter(depth)
        var collector = EntryCollector(expecting: likelyMembers)
        if !cursor.skip(UInt8(ascii: "}")) {
            repeat {
                skipSpace()
                try entry(into: &collector, depth)
                skipSpace()
            } while cursor.skip(UInt8(ascii: ","))
            guard cursor.skip(UInt8(ascii: "}")) else {
                throw stop("\(cursor.characterName) is here, but ',' or '}' must be")
            }
        }
        likelyMembers = collector.entries.count
        return SourceNode(
            .mapping(collector.entries), range: SourceRange(start: start, end: cursor.position))
    }

    private mutating func entry(
        into collector: inout EntryCollector, _ depth: Int
    ) throws(ReadingStopped) {
        let keyStart = cursor.position
        guard cursor.byte == UInt8(ascii: "\"") else {
            throw stop("\(cursor.characterName) is here, but a key in double quotes must be")
        }
        let key = try string()
        let keyRange = SourceRange(start: keyStart, end: cursor.position)
        skipSpace()
        guard cursor.skip(UInt8(ascii: ":")) else {
            throw stop("\(cursor.characterName) is here, but ':' must follow the key")
        }
        skipSpace()
        let value = try value(depth: depth + 1)
        if let place = collector.place(of: key) {
            let first = collector.entries[place].keyRange
            diagnostics.append(
                .duplicateKey(key, at: keyRange, first: first, area: "json", path: path))
        } else {
            collector.append(SourceEntry(key: key, keyRange: keyRange, value: value))
        }
    }

    private mutating func array(_ depth: Int) throws(ReadingStopped) -> SourceNode {
        let start = cursor.position
        try enter(depth)
        var nodes: [SourceNode] = []
        if !cursor.skip(UInt8(ascii: "]")) {
            repeat {
                skipSpace()
                nodes.append(try value(depth: depth + 1))
                skipSpace()
            } while cursor.skip(UInt8(ascii: ","))
            guard cursor.skip(UInt8(ascii: "]")) else {
                throw stop("\(cursor.characterName) is here, but ',' or ']' must be")
            }
        }
        return SourceNode(.sequence(nodes), range: SourceRange(start: start, end: cursor.position))
    }

    /// Passes an opening bracket and the space behind it.
    private mutating func enter(_ depth: Int) throws(ReadingStopped) {
        if depth > maximumNesting {
            throw stop(
                "values lie more than \(maximumNesting) levels deep here; use fewer",
                code: "too-deep")
        }
        cursor.skipASCII(1)
        skipSpace()
    }

    private mutating func word(
        _ word: StaticString, _ kind: SourceScalar.Kind
    ) throws(ReadingStopped) -> SourceNode {
        let start = cursor.position
        let text = word.description
        for (distance, byte) in text.utf8.enumerated() where cursor.peek(distance) != byte {
            throw stop("this starts like '\(text)', but is not; put text in double quotes")
        }
        cursor.skipASCII(text.utf8.count)
        return scalar(text, kind, start)
    }

    func scalar(_ text: String, _ kind: SourceScalar.Kind, _ start: SourcePosition) -> SourceNode {
        SourceNode(
            .scalar(SourceScalar(text: text, kind: kind, readsAsText: false)),
            range: SourceRange(start: start, end: cursor.position))
    }

    mutating func skipSpace() {
        while true {
            switch cursor.byte {
            case 0x20, 0x09, 0x0D: cursor.skipASCII(1)
            case 0x0A: cursor.advance()
            default: return
            }
        }
    }

    /// Collects a finding at `place`, by default here, and gives what to throw.
    mutating func stop(
        _ message: String, code: String = "syntax", at place: SourcePosition? = nil
    ) -> ReadingStopped {
        diagnostics.append(
            Diagnostic(
                .error, "json.\(code)", message, path: path,
                range: SourceRange(at: place ?? cursor.position)))
        return ReadingStopped()
    }
}
