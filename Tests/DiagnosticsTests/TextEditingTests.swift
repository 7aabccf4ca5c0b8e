import Diagnostics
import TestSupport
import Testing

@Suite struct TextEditingTests {
    @Test(arguments: [
        ("a: «b»\nc", "a: X\nc"), ("«»a", "Xa"), ("a«»", "aX"), ("é: «日\r\nx»y", "é: Xy"),
        ("a\n«»", "a\nX"), ("\u{FEFF}a: «b»", "\u{FEFF}a: X"), ("«a» b «c»", "X b X"),
        ("«a»«b»", "XX"),
    ])
    func `edits replace what their ranges cover`(text: String, result: String) {
        // The mark of order is taken out of the columns, as readers do.
        let hasMark = text.hasPrefix("\u{FEFF}")
        let (bytes, marks) = parseMarked(text)
        let edits = marks.reversed().map { mark in
            var range = mark
            if hasMark, range.start.line == 1 { range.start.column -= 1 }
            if hasMark, range.end.line == 1 { range.end.column -= 1 }
            return TextEdit(range: range, replacement: "X")
        }
        let changed = applying(FixIt("f", edits: edits), to: bytes)
        #expect(changed == Array(result.utf8))
    }

    @Test(arguments: [
        SourceRange(line: 1, column: 5), SourceRange(line: 2, column: 1),
        SourceRange(line: 0, column: 1), SourceRange(line: 1, column: 0),
        SourceRange(
            start: SourcePosition(line: 1, column: 3), end: SourcePosition(line: 1, column: 2)),
    ])
    func `edits outside the text are refused`(range: SourceRange) {
        let fixIt = FixIt("f", edits: [TextEdit(range: range, replacement: "x")])
        #expect(applying(fixIt, to: Array("abc".utf8)) == nil)
    }

    @Test func `edits that overlap are refused`() {
        let edits = [1, 2].map {
            TextEdit(range: SourceRange(line: 1, column: $0, length: 2), replacement: "x")
        }
        #expect(applying(FixIt("f", edits: edits), to: Array("abc".utf8)) == nil)
    }

    @Test func `excerpts are attached to findings about the file`() {
        let places = [3, 1, 9].map { SourceRange(line: $0, column: 1) }
        var findings = places.map { Diagnostic(.error, "a.b", "m", path: "p", range: $0) }
        findings.append(Diagnostic(.error, "a.b", "m", path: "q", range: places[0]))
        findings.append(Diagnostic(.error, "a.b", "m", path: "p"))
        let result = findings.attachingExcerpts(from: Array("one\r\ntwo\nthree".utf8), path: "p")
        #expect(result.map(\.excerpt) == ["three", "one", nil, nil, nil])
    }

    @Test(arguments: [(1, 1, 80, 0), (41, 1, 120, 0), (500, 459, 120, 2), (990, 949, 51, 1)])
    func `of a very long line the part around the place is kept`(
        column: Int, first: Int, kept: Int, marks: Int
    ) {
        let finding = Diagnostic(
            .error, "a.b", "m", path: "p", range: SourceRange(line: 2, column: column, length: 3))
        let line =
            String(repeating: "é", count: column - 1) + "xyz"
            + String(repeating: "é", count: 998 - column)
        let result = finding.attachingExcerpt(from: Array("first\n\(line)\nlast".utf8))
        #expect(result.excerptColumn == first)
        let scalars = Array((result.excerpt ?? "").unicodeScalars)
        #expect(scalars.count { $0 != "…" } == kept)
        #expect(scalars[(column - first)...].starts(with: "xyz".unicodeScalars))
        let lines = DiagnosticRenderer().text(for: result).split(separator: "\n")
        #expect(
            lines[2].firstIndex(of: "^")
                == lines[2].index(lines[2].startIndex, offsetBy: 8 + column - first))
    }

    @Test func `a line of 160 characters is kept whole`() {
        let finding = Diagnostic(
            .error, "a.b", "m", path: "p", range: SourceRange(line: 1, column: 150))
        let line = [UInt8](repeating: 0x61, count: 160)
        #expect(finding.attachingExcerpt(from: line).excerpt?.utf8.count == 160)
    }
}
