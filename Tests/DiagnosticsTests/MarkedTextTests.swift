import Diagnostics
import TestSupport
import Testing

@Suite struct MarkedTextTests {
    @Test func `marks are taken out and become ranges`() {
        let (bytes, marks) = parseMarked("cc: «21»\nå: «b «c»\n»«»")
        #expect(String(decoding: bytes, as: UTF8.self) == "cc: 21\nå: b c\n")
        #expect(
            marks == [
                SourceRange(line: 1, column: 5, length: 2),
                SourceRange(
                    start: SourcePosition(line: 2, column: 4),
                    end: SourcePosition(line: 3, column: 1)),
                SourceRange(line: 2, column: 6, length: 1),
                SourceRange(line: 3, column: 1),
            ])
    }

    @Test func `findings are compared with the marks in order`() {
        expectFindings(
            in: "a «b» «c»", .error("x.b", fixIt: "d"), .warning("x.c"),
            by: { bytes in
                #expect(bytes == Array("a b c".utf8))
                let b = SourceRange(line: 1, column: 3, length: 1)
                let edit = TextEdit(range: b, replacement: "d")
                return [
                    Diagnostic(
                        .warning, "x.c", "c", path: "p",
                        range: SourceRange(line: 1, column: 5, length: 1)),
                    Diagnostic(
                        .error, "x.b", "b", path: "p", range: b,
                        fixIt: FixIt("use d", edits: [edit])),
                ]
            })
    }
}
