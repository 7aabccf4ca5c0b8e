import Diagnostics

/// How deep lists and mappings may lie in one another; what reads them may then recurse.
let maximumNesting = 100

extension SourcePosition {
    /// The place of the byte at `offset`; a byte order mark at the start takes no column.
    init(offset: Int, in bytes: [UInt8]) {
        self.init(line: 1, column: 1)
        let start = bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
        guard offset > start else { return }
        for byte in bytes[start..<min(offset, bytes.count)] {
            if byte == 0x0A {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
    }
}

extension SourceRange {
    /// The empty range at a place.
    init(at position: SourcePosition) { self.init(start: position, end: position) }
}

/// What some editors put before a UTF-8 text.
let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

extension Diagnostic {
    /// A finding about bytes that are no text.
    init(_ problem: TextProblem, code: String, path: String, bytes: [UInt8]) {
        let place = SourcePosition(offset: problem.offset, in: bytes)
        self.init(.error, code, problem.message, path: path, range: SourceRange(at: place))
    }

    /// A key that its mapping has already.
    static func duplicateKey(
        _ key: String, at range: SourceRange, first: SourceRange, area: String, path: String
    ) -> Diagnostic {
        Diagnostic(
            .error, "\(area).duplicate-key",
            "the key '\(key)' is here a second time; remove one of the two", path: path,
            range: range,
            notes: [Note("it is first here", at: SourceLocation(path: path, range: first))])
    }
}

/// Reading cannot go on; the finding that says why has been collected.
struct ReadingStopped: Error {}
