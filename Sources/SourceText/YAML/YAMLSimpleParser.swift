import Diagnostics

/// Reads the plain part of YAML that nearly every map is written in, several times faster than
/// libyaml, and gives up on everything else.
///
/// Understood are block mappings and lists, mappings and lists in brackets on one line, comments,
/// and scalars on one line, plain or in quotes without escapes. Whatever else is met, each mistake
/// included, ends the reading without a word: libyaml then reads the text and says what is wrong.
/// What is understood gives the tree that libyaml's events give, ranges included; a test and a
/// fuzzer hold the two against each other.
struct YAMLSimpleParser {
    /// Why nothing is said: the text is not for this reader.
    struct NotSimple: Error {}

    private let bytes: [UInt8]
    private(set) var offset = 0
    private var line = 1
    /// Where column 1 would be, were every character one byte.
    private var lineStart = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// - Parameter bytes: UTF-8 without control characters that YAML does not allow.
    /// - Returns: `nil` when the text is not simple, or wrong.
    static func read(_ bytes: [UInt8]) -> SourceNode? {
        var parser = YAMLSimpleParser(bytes)
        return try? parser.document()
    }

    private mutating func document() throws(NotSimple) -> SourceNode {
        try skipToContent()
        let root = try block(at: column, depth: 1)
        guard offset == bytes.count else { throw NotSimple() }
        return root
    }

    // MARK: - Block collections

    /// The collection whose first entry stands here.
    private mutating func block(at indent: Int, depth: Int) throws(NotSimple) -> SourceNode {
        // libyaml has the word where it gets too deep.
        if depth > maximumNesting / 2 { throw NotSimple() }
        return byte == UInt8(ascii: "-") && peek(1) == 0x20
            ? try list(at: indent, depth) : try mapping(at: indent, depth)
    }

    private mutating func list(at indent: Int, _ depth: Int) throws(NotSimple) -> SourceNode {
        let start = position
        var nodes: [SourceNode] = []
        repeat {
            offset += 1
            skipSpaces()
            nodes.append(try listItem(in: indent, depth))
            try skipToContent()
        } while column == indent && byte == UInt8(ascii: "-") && peek(1) == 0x20
        try requireOutdent(below: indent)
        return SourceNode(
            .sequence(nodes), range: SourceRange(start: start, end: end(of: nodes.last, start)))
    }

    private mutating func listItem(
        in indent: Int, _ depth: Int
    ) throws(NotSimple) -> SourceNode {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "-"): break
        default:
            let indent = column
            let first = try scalar(inFlow: false)
            if byte == UInt8(ascii: ":") { return try mapping(at: indent, depth + 1, from: first) }
            try endLine()
            return first
        }
        let value = try inlineValue(depth + 1)
        try endLine()
        return value
    }

    /// - Parameter first: The first key, when it has been read already.
    private mutating func mapping(
        at indent: Int, _ depth: Int, from first: SourceNode? = nil
    ) throws(NotSimple) -> SourceNode {
        var next: SourceNode
        if let first { next = first } else { next = try scalar(inFlow: false) }
        let start = next.range.start
        var collector = EntryCollector(expecting: 8)
        while true {
            let (key, keyRange) = try key(next)
            if collector.place(of: key) != nil { throw NotSimple() }
            skipSpaces()
            let value: SourceNode
            if isAtLineEnd {
                value = try blockValue(of: indent, depth)
            } else if byte == UInt8(ascii: "|") {
                value = try literal(below: indent)
                try skipToContent()
            } else {
                value = try inlineValue(depth + 1)
                try endLine()
                try skipToContent()
            }
            collector.append(SourceEntry(key: key, keyRange: keyRange, value: value))
            guard column == indent, offset < bytes.count else { break }
            next = try scalar(inFlow: false)
        }
        try requireOutdent(below: indent)
        let end = end(of: collector.entries.last?.value, start)
        return SourceNode(
            .mapping(collector.entries), range: SourceRange(start: start, end: end))
    }

    /// The value on the lines below a key; leaves off at the next content.
    private mutating func blockValue(
        of indent: Int, _ depth: Int
    ) throws(NotSimple) -> SourceNode {
        try skipToContent()
        let isList = byte == UInt8(ascii: "-") && peek(1) == 0x20
        guard offset < bytes.count, column > indent || column == indent && isList else {
            throw NotSimple()
        }
        return try block(at: column, depth: depth + 1)
    }

    /// What follows a collection must belong to one further out.
    private func requireOutdent(below indent: Int) throws(NotSimple) {
        // A list may stand at the indent of the key that it belongs to.
        if offset < bytes.count, column > indent { throw NotSimple() }
    }

    private func end(of last: SourceNode?, _ start: SourcePosition) -> SourcePosition {
        last?.range.end ?? start
    }

    // MARK: - Values on one line

    private mutating func inlineValue(_ depth: Int) throws(NotSimple) -> SourceNode {
        switch byte {
        case UInt8(ascii: "{"): return try flowMapping(depth)
        case UInt8(ascii: "["): return try flowList(depth)
        default: return try scalar(inFlow: false)
        }
    }

    private mutating func flowValue(_ depth: Int) throws(NotSimple) -> SourceNode {
        switch byte {
        case UInt8(ascii: "{"): return try flowMapping(depth)
        case UInt8(ascii: "["): return try flowList(depth)
        default: return try scalar(inFlow: true)
        }
    }

    private mutating func flowMapping(_ depth: Int) throws(NotSimple) -> SourceNode {
        if depth > maximumNesting / 2 { throw NotSimple() }
        let start = position
        var collector = EntryCollector(expecting: 4)
        offset += 1
        skipSpaces()
        if byte != UInt8(ascii: "}") {
            while true {
                let (key, keyRange) = try key(scalar(inFlow: true))
                if collector.place(of: key) != nil || byte != 0x20 { throw NotSimple() }
                skipSpaces()
                let value = try flowValue(depth + 1)
                collector.append(SourceEntry(key: key, keyRange: keyRange, value: value))
                if try endsFlowItem(with: UInt8(ascii: "}")) { break }
            }
        }
        offset += 1
        return SourceNode(
            .mapping(collector.entries), range: SourceRange(start: start, end: position))
    }

    private mutating func flowList(_ depth: Int) throws(NotSimple) -> SourceNode {
        if depth > maximumNesting / 2 { throw NotSimple() }
        let start = position
        var nodes: [SourceNode] = []
        offset += 1
        skipSpaces()
        if byte != UInt8(ascii: "]") {
            repeat {
                nodes.append(try flowValue(depth + 1))
            } while try !endsFlowItem(with: UInt8(ascii: "]"))
        }
        offset += 1
        return SourceNode(.sequence(nodes), range: SourceRange(start: start, end: position))
    }

    /// Passes a comma and the space around it; stops before `closing`.
    private mutating func endsFlowItem(with closing: UInt8) throws(NotSimple) -> Bool {
        skipSpaces()
        if byte == closing { return true }
        guard byte == UInt8(ascii: ",") else { throw NotSimple() }
        offset += 1
        skipSpaces()
        return false
    }
}

// MARK: - Keys and scalars

extension YAMLSimpleParser {
    /// What a key says that ends here, and passes the colon behind it.
    private mutating func key(_ node: SourceNode) throws(NotSimple) -> (String, SourceRange) {
        // libyaml takes no key of more than 1024 characters.
        guard case .scalar(let scalar) = node.content, byte == UInt8(ascii: ":"),
            scalar.text.utf8.count < 1000, !scalar.text.isEmpty, scalar.text != "<<"
        else { throw NotSimple() }
        offset += 1
        guard byte == 0x20 || isAtLineEnd else { throw NotSimple() }
        return (scalar.text, node.range)
    }

    private mutating func scalar(inFlow: Bool) throws(NotSimple) -> SourceNode {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return try quoted()
        default: return try plain(inFlow: inFlow)
        }
    }

    private mutating func quoted() throws(NotSimple) -> SourceNode {
        let (start, quote) = (position, byte)
        offset += 1
        let first = offset
        while byte != quote {
            // An escape, or a text over several lines.
            if offset >= bytes.count || byte == UInt8(ascii: "\\") || byte < 0x20 {
                throw NotSimple()
            }
            pass()
        }
        let text = String(decoding: bytes[first..<offset], as: UTF8.self)
        offset += 1
        // Two quotes stand for one.
        if byte == quote { throw NotSimple() }
        return SourceNode(
            .scalar(SourceScalar(text: text, kind: .string, readsAsText: true)),
            range: SourceRange(start: start, end: position))
    }

    private mutating func plain(inFlow: Bool) throws(NotSimple) -> SourceNode {
        guard startsPlain else { throw NotSimple() }
        let (start, first) = (position, offset)
        try passPlain(inFlow: inFlow)
        var last = offset
        while last > first, bytes[last - 1] == 0x20 { last -= 1 }
        guard last > first else { throw NotSimple() }
        // Spaces lie before a colon only by mistake, or in texts that are better left to libyaml.
        if last < offset, byte == UInt8(ascii: ":") { throw NotSimple() }
        let end = SourcePosition(line: line, column: last - lineStart + 1)
        let kind = coreSchemaKind(bytes.span.extracting(first..<last))
        let text = String(decoding: bytes[first..<last], as: UTF8.self)
        return SourceNode(
            .scalar(SourceScalar(text: text, kind: kind, readsAsText: true)),
            range: SourceRange(start: start, end: end))
    }

    /// Passes a plain scalar and the space behind it.
    private mutating func passPlain(inFlow: Bool) throws(NotSimple) {
        while offset < bytes.count {
            switch byte {
            case UInt8(ascii: ":"):
                switch peek(1) {
                case 0x20, 0x0A, 0: return
                case 0x0D, 0x09: throw NotSimple()
                case let next: if inFlow, isFlowIndicator(next) { throw NotSimple() }
                }
            case UInt8(ascii: "#"):
                if bytes[offset - 1] == 0x20 { return }
            case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"):
                if inFlow { return }
            case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "?"):
                if inFlow { throw NotSimple() }
            case 0x0A: return
            case 0x09, 0x0D: throw NotSimple()
            default: break
            }
            pass()
        }
    }

    private func isFlowIndicator(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "?"), UInt8(ascii: "["), UInt8(ascii: "]"),
            UInt8(ascii: "{"), UInt8(ascii: "}"):
            true
        default: false
        }
    }

    /// A text of several lines that are kept as they are; without empty lines.
    private mutating func literal(below indent: Int) throws(NotSimple) -> SourceNode {
        let start = position
        offset += 1
        guard byte == 0x0A else { throw NotSimple() }
        nextLine()
        let margin = spacesAhead
        guard margin > indent else { throw NotSimple() }
        var text: [UInt8] = []
        repeat {
            let first = offset + margin
            while offset < bytes.count, byte != 0x0A { offset += 1 }
            // Empty lines have rules of their own, and so has a last line without an end.
            guard offset > first, offset < bytes.count, bytes[offset - 1] != 0x0D else {
                throw NotSimple()
            }
            text += bytes[first...offset]
            nextLine()
        } while spacesAhead >= margin
        let behind = peek(spacesAhead)
        if behind == 0x0A || behind == 0x09 { throw NotSimple() }
        return SourceNode(
            .scalar(
                SourceScalar(
                    text: String(decoding: text, as: UTF8.self), kind: .string, readsAsText: true)),
            range: SourceRange(start: start, end: position))
    }

    private var spacesAhead: Int {
        var count = 0
        while peek(count) == 0x20 { count += 1 }
        return count
    }

    private mutating func nextLine() {
        offset += 1
        line += 1
        lineStart = offset
    }

    /// Whether a plain scalar may start here, as far as this reader knows.
    private var startsPlain: Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "("),
            UInt8(ascii: "+"), UInt8(ascii: "_"), UInt8(ascii: "$"), UInt8(ascii: "<"),
            UInt8(ascii: "="), UInt8(ascii: ";"), UInt8(ascii: "^"), UInt8(ascii: "~"),
            0xC2...0xEE, 0xF0...0xF4:
            true
        case UInt8(ascii: "-"), UInt8(ascii: "."):
            peek(1) &- 0x30 < 10
        default: false
        }
    }
}

// MARK: - Space and lines

extension YAMLSimpleParser {
    /// The byte here; 0 at the end. A text that was checked holds no 0.
    private var byte: UInt8 { offset < bytes.count ? bytes[offset] : 0 }

    private func peek(_ distance: Int) -> UInt8 {
        offset + distance < bytes.count ? bytes[offset + distance] : 0
    }

    /// Column from 0; only asked for where nothing but spaces stands before.
    private var column: Int { offset - lineStart }

    private var position: SourcePosition { SourcePosition(line: line, column: column + 1) }

    private var isAtLineEnd: Bool {
        offset >= bytes.count || byte == 0x0A
            || byte == UInt8(ascii: "#") && bytes[offset - 1] == 0x20
    }

    /// Passes one byte of a line.
    private mutating func pass() {
        // A byte that goes on with a character takes no column.
        if bytes[offset] & 0xC0 == 0x80 { lineStart += 1 }
        offset += 1
    }

    private mutating func skipSpaces() { while byte == 0x20 { offset += 1 } }

    /// Nothing but space or a comment may follow on the line.
    private mutating func endLine() throws(NotSimple) {
        let before = offset
        skipSpaces()
        if offset >= bytes.count || byte == 0x0A { return }
        guard byte == UInt8(ascii: "#"), offset > before || bytes[offset - 1] == 0x20 else {
            throw NotSimple()
        }
    }

    /// Passes space, comments and line ends up to the next content.
    private mutating func skipToContent() throws(NotSimple) {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20: offset += 1
            case 0x0A: nextLine()
            case UInt8(ascii: "#"): while offset < bytes.count, byte != 0x0A { offset += 1 }
            case 0x09, 0x0D: throw NotSimple()
            default: return
            }
        }
    }
}
