import Diagnostics
import SourceText
import Testing

@Suite struct DiagnosticJSONTests {
    @Test func `a finding is an object with the same keys every time`() {
        let range = SourceRange(line: 2, column: 3, length: 4)
        var finding = Diagnostic(
            .error, "a.b", "say \"x\"", path: "p", range: range,
            notes: [.init("n", at: SourceLocation(path: "q", range: range)), .init("m")],
            fixIt: FixIt("f", edits: [TextEdit(range: range, replacement: "r")]))
        finding.excerpt = "\tx"
        let bare = Diagnostic(.warning, "c", "m", path: "")
        let hidden = Diagnostic(.off, "c", "m", path: "")
        #expect(
            String(decoding: [finding, bare, hidden].json.encoded(), as: UTF8.self)
                == #"[{"code":"a.b","severity":"error","message":"say \"x\"","path":"p","line":2,"#
                + #""column":3,"endLine":2,"endColumn":7,"excerpt":"\tx","notes":[{"message":"n","#
                + #""path":"q","line":2,"column":3,"endLine":2,"endColumn":7},{"message":"m","#
                + #""path":null,"line":null,"column":null,"endLine":null,"endColumn":null}],"#
                + #""fixIt":{"message":"f","edits":[{"line":2,"column":3,"endLine":2,"#
                + #""endColumn":7,"replacement":"r"}]}},{"code":"c","severity":"warning","#
                + #""message":"m","path":"","line":null,"column":null,"endLine":null,"#
                + #""endColumn":null,"excerpt":null,"notes":[],"fixIt":null}]"#)
    }
}
