import Diagnostics

struct TOMLParser {
    var diagnostics: [Diagnostic] = []
    var cursor: ByteCursor
    private let path: String
    private var tables = TOMLTables()

    init(_ bytes: [UInt8], path: String) {
        cursor = ByteCursor(bytes)
        self.path = path
    }

    mutating func document() throws(ReadingStopped) -> SourceNode {
        let root = tables.add(.header, at: SourceRange(at: cursor.position))
        var current = root
        while true {
            skipBlankLines()
            if cursor.isAtEnd { return tables.node(root) }
            if cursor.byte == UInt8(ascii: "[") {
                current = try header(from: root)
            } else {
                try assignment(in: current, depth: 1)
            }
            try endLine()
        }
    }

    // MARK: - Statements

    /// `[a.b]` or `[[a.b]]`.
    ///
    /// - Returns: The table that the lines below belong to.
    private mutating func header(from root: Int) throws(ReadingStopped) -> Int {
        let start = cursor.position
        let isList = cursor.peek(1) == UInt8(ascii: "[")
        cursor.skipASCII(isList ? 2 : 1)
        skipSpace()
        var keys = try keyPath()
        for _ in 0..<(isList ? 2 : 1) where !cursor.skip(UInt8(ascii: "]")) {
            throw stop(
                "\(cursor.characterName) is here, but '\(isList ? "]]" : "]")' must end the header")
        }
        let range = SourceRange(start: start, end: cursor.position)
        let last = keys.removeLast()
        var table = root
        for key in keys {
            guard let next = tableOnTheWay(key, in: table, header: range) else {
                return tables.add(.header, at: range)
            }
            table = next
        }
        return isList ? listElement(last, in: table, range) : headerTable(last, in: table, range)
    }

    /// The table of a key before the last one in a header.
    private mutating func tableOnTheWay(
        _ key: TOMLKey, in table: Int, header: SourceRange
    ) -> Int? {
        guard let entry = tables.entry(key.name, in: table) else {
            let new = tables.add(.path, at: header)
            tables.append(key, .table(new), to: table)
            return new
        }
        switch entry.value {
        case .table(let next): return next
        case .list(let elements): return elements.last
        case .node:
            reportSecond(key, first: entry.key)
            return nil
        }
    }

    private mutating func headerTable(
        _ key: TOMLKey, in table: Int, _ range: SourceRange
    ) -> Int {
        if let entry = tables.entry(key.name, in: table) {
            if case .table(let found) = entry.value, tables.tables[found].origin == .path {
                tables.define(found, at: range)
                return found
            }
            reportSecond(key, first: entry.key)
            return tables.add(.header, at: range)
        }
        let new = tables.add(.header, at: range)
        tables.append(key, .table(new), to: table)
        return new
    }

    private mutating func listElement(
        _ key: TOMLKey, in table: Int, _ range: SourceRange
    ) -> Int {
        let new = tables.add(.header, at: range)
        if let entry = tables.entry(key.name, in: table) {
            if case .list = entry.value {
                tables.extendList(key.name, in: table, with: new)
            } else {
                reportSecond(key, first: entry.key)
            }
        } else {
            tables.append(key, .list([new]), to: table)
        }
        return new
    }

    /// `a.b = value` in a table, which is an inline one when `depth` is above 1.
    private mutating func assignment(in table: Int, depth: Int) throws(ReadingStopped) {
        var keys = try keyPath()
        guard cursor.skip(UInt8(ascii: "=")) else {
            throw stop("\(cursor.characterName) is here, but '=' must follow the key")
        }
        skipSpace()
        let value = try value(depth: depth + keys.count)
        let last = keys.removeLast()
        var table = table
        for key in keys {
            guard let next = dottedTable(key, in: table) else { return }
            table = next
        }
        if let entry = tables.entry(last.name, in: table) {
            reportSecond(last, first: entry.key)
        } else {
            tables.append(last, .node(value), to: table)
        }
    }

    private mutating func dottedTable(_ key: TOMLKey, in table: Int) -> Int? {
        guard let entry = tables.entry(key.name, in: table) else {
            let new = tables.add(.dottedKey, at: key.range)
            tables.append(key, .table(new), to: table)
            return new
        }
        if case .table(let next) = entry.value, tables.tables[next].origin == .dottedKey {
            return next
        }
        reportSecond(key, first: entry.key)
        return nil
    }

    /// Reads from behind the opening brace up to behind the closing one.
    mutating func inlineTable(
        from start: SourcePosition, depth: Int
    ) throws(ReadingStopped) -> SourceNode {
        let table = tables.add(.header, at: SourceRange(at: start))
        skipSpace()
        if !cursor.skip(UInt8(ascii: "}")) {
            repeat {
                skipSpace()
                try assignment(in: table, depth: depth)
                skipSpace()
            } while cursor.skip(UInt8(ascii: ","))
            guard cursor.skip(UInt8(ascii: "}")) else {
                throw stop(
                    "\(cursor.characterName) is here, but ',' or '}' must be, on the same line")
            }
        }
        var node = tables.node(table)
        node.range = SourceRange(start: start, end: cursor.position)
        return node
    }

    // MARK: - Keys

    /// One key or several with dots between them, and the space behind.
    private mutating func keyPath() throws(ReadingStopped) -> [TOMLKey] {
        var keys: [TOMLKey] = []
        repeat {
            skipSpace()
            keys.append(try key())
            if keys.count > maximumNesting { throw tooDeep() }
            skipSpace()
        } while cursor.skip(UInt8(ascii: "."))
        return keys
    }

    private mutating func key() throws(ReadingStopped) -> TOMLKey {
        let (start, offset) = (cursor.position, cursor.offset)
        let name: String
        if cursor.byte == UInt8(ascii: "\"") || cursor.byte == UInt8(ascii: "'") {
            name = try shortString()
        } else {
            while isBareKeyByte(cursor.byte) { cursor.skipASCII(1) }
            name = cursor.text(from: offset)
            if name.isEmpty {
                throw stop(
                    "\(cursor.characterName) is here, but a key must be; keys with other "
                        + "characters than A-Z, a-z, 0-9, '-' and '_' go in quotes")
            }
        }
        return TOMLKey(name: name, range: SourceRange(start: start, end: cursor.position))
    }

    private func isBareKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

// MARK: - Space, lines and findings

extension TOMLParser {
    mutating func skipSpace() {
        while cursor.byte == 0x20 || cursor.byte == 0x09 { cursor.skipASCII(1) }
    }

    /// Passes space, comments and line ends.
    mutating func skipBlankLines() {
        while true {
            switch cursor.byte {
            case 0x20, 0x09, 0x0D, 0x0A: cursor.advance()
            case UInt8(ascii: "#"): while !cursor.isAtEnd, cursor.byte != 0x0A { cursor.advance() }
            default: return
            }
        }
    }

    private mutating func endLine() throws(ReadingStopped) {
        skipSpace()
        switch cursor.byte {
        case 0x0A, 0x0D, UInt8(ascii: "#"): return
        default:
            if cursor.isAtEnd { return }
            throw stop("\(cursor.characterName) is here, but the line must end")
        }
    }

    private mutating func reportSecond(_ key: TOMLKey, first: TOMLKey) {
        diagnostics.append(
            .duplicateKey(
                key.name, at: key.range, first: first.range, area: "toml", path: path))
    }

    mutating func tooDeep() -> ReadingStopped {
        stop("values lie more than \(maximumNesting) levels deep here; use fewer", code: "too-deep")
    }

    /// Collects a finding at `place`, by default here, and gives what to throw.
    mutating func stop(
        _ message: String, code: String = "syntax", at place: SourcePosition? = nil
    ) -> ReadingStopped {
        diagnostics.append(
            Diagnostic(
                .error, "toml.\(code)", message, path: path,
                range: SourceRange(at: place ?? cursor.position)))
        return ReadingStopped()
    }
}
