import Diagnostics

extension TOMLParser {
    mutating func value(depth: Int) throws(ReadingStopped) -> SourceNode {
        if depth > maximumNesting { throw tooDeep() }
        let start = cursor.position
        switch cursor.byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            let text = try string()
            return scalar(text, .string, start)
        case UInt8(ascii: "["):
            cursor.skipASCII(1)
            return try array(from: start, depth: depth)
        case UInt8(ascii: "{"):
            cursor.skipASCII(1)
            return try inlineTable(from: start, depth: depth)
        default: return try word()
        }
    }

    private mutating func array(
        from start: SourcePosition, depth: Int
    ) throws(ReadingStopped) -> SourceNode {
        var nodes: [SourceNode] = []
        while true {
            skipBlankLines()
            if cursor.skip(UInt8(ascii: "]")) { break }
            nodes.append(try value(depth: depth + 1))
            skipBlankLines()
            if cursor.skip(UInt8(ascii: ",")) { continue }
            guard cursor.byte == UInt8(ascii: "]") else {
                throw stop("\(cursor.characterName) is here, but ',' or ']' must be")
            }
        }
        return SourceNode(.sequence(nodes), range: SourceRange(start: start, end: cursor.position))
    }

    /// A number, a date, `true`, `false`, `inf` or `nan`.
    private mutating func word() throws(ReadingStopped) -> SourceNode {
        let (start, offset) = (cursor.position, cursor.offset)
        while isWordByte(cursor.byte) { cursor.skipASCII(1) }
        // One space may stand between a date and a time.
        if cursor.offset - offset == 10, cursor.byte == 0x20, cursor.peek(3) == UInt8(ascii: ":"),
            cursor.bytes[offset + 4] == UInt8(ascii: "-")
        {
            cursor.skipASCII(1)
            while isWordByte(cursor.byte) { cursor.skipASCII(1) }
        }
        if cursor.offset == offset {
            throw stop("\(cursor.characterName) is here, but a value must be; text goes in quotes")
        }
        let text = cursor.text(from: offset)
        switch tomlWord(Array(cursor.bytes[offset..<cursor.offset])) {
        case .success(let kind): return scalar(text, kind, start)
        case .failure(let problem): throw stop("'\(text)' \(problem.message)", at: start)
        }
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "+"), UInt8(ascii: "-"),
            UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private func scalar(
        _ text: String, _ kind: SourceScalar.Kind, _ start: SourcePosition
    ) -> SourceNode {
        SourceNode(
            .scalar(SourceScalar(text: text, kind: kind, readsAsText: false)),
            range: SourceRange(start: start, end: cursor.position))
    }
}
