import Diagnostics
import Testing

@Suite struct FixItRoundTests {
    private func finding(_ line: Int, _ column: Int, _ length: Int, _ text: String) -> Diagnostic {
        let range = SourceRange(line: line, column: column, length: length)
        return Diagnostic(
            .error, "a.b", "wrong", path: "f", range: range,
            fixIt: FixIt("use", edits: [TextEdit(range: range, replacement: text)]))
    }

    private func text(_ findings: Diagnostic..., on text: String) -> (String, Int) {
        let round = FixItRound(findings, on: Array(text.utf8))
        return (String(decoding: round.bytes, as: UTF8.self), round.mended.count)
    }

    @Test func `fix-its that lie apart are made together`() {
        let (text, count) = text(
            finding(2, 1, 3, "three"), finding(1, 1, 3, "one"), on: "uno two\ntre four\n")
        #expect(text == "one two\nthree four\n")
        #expect(count == 2)
    }

    @Test func `of two that touch the first in the text is made`() {
        let (text, count) = text(
            finding(1, 3, 4, "x"), finding(1, 1, 3, "abc"), on: "uno two\n")
        #expect(text == "abc two\n")
        #expect(count == 1)
    }

    @Test func `insertions at one place wait for each other`() {
        let (text, count) = text(finding(1, 1, 0, "a"), finding(1, 1, 0, "b"), on: "x")
        #expect(count == 1)
        #expect(text == "ax" || text == "bx")
    }

    @Test func `one that does not fit the text is not made`() {
        let (text, count) = text(finding(9, 1, 2, "y"), finding(1, 1, 1, "z"), on: "x\n")
        #expect(text == "z\n")
        #expect(count == 1)
    }

    @Test func `findings without a fix-it change nothing`() {
        let plain = Diagnostic(.error, "a.b", "wrong", path: "f")
        let (text, count) = text(plain, on: "x")
        #expect(text == "x")
        #expect(count == 0)
    }
}
