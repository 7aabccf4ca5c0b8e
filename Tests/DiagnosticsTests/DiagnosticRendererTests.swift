import Diagnostics
import TestSupport
import Testing

/// The rendering of an error at the marks of a text, with no fix-it.
private func rendering(_ markedText: String, fixIt: FixIt? = nil) -> String {
    let (bytes, marks) = parseMarked(markedText)
    let finding = Diagnostic(
        .error, "a.b", "it is wrong", path: "p.yaml", range: marks.first, fixIt: fixIt)
    return DiagnosticRenderer().text(for: finding.attachingExcerpt(from: bytes))
}

@Suite struct DiagnosticRendererTests {
    @Test func `a finding has the shape that compilers use`() {
        let before = String(repeating: "\n", count: 13)
        let (bytes, marks) = parseMarked(before + "    parameter: «Cuttof»\n")
        let finding = Diagnostic(
            .error, "map.unknown-parameter", "the plugin has no parameter named 'Cuttof'",
            path: "inputs/maps/demo.yaml", range: marks[0],
            notes: [
                .init(
                    "the plugin is named here", at: SourceLocation(path: "b.yaml", range: marks[0])),
                .init("look it up"),
            ],
            fixIt: FixIt("use 'Cutoff'", edits: [TextEdit(range: marks[0], replacement: "Cutoff")]))
        #expect(
            DiagnosticRenderer().text(for: finding.attachingExcerpt(from: bytes)) == """
                inputs/maps/demo.yaml:14:16: error: the plugin has no parameter named 'Cuttof' [map.unknown-parameter]
                   14 |     parameter: Cuttof
                      |                ^~~~~~ fix-it: use 'Cutoff'
                b.yaml:14:16: note: the plugin is named here
                      note: look it up

                """)
    }

    @Test(arguments: [
        ("a: «»", "    1 | a: \n      |    ^"), ("«a»: b", "    1 | a: b\n      | ^"),
        ("a: «b\nc»", "    1 | a: b\n      |    ^"), ("«a: b\nc»", "    1 | a: b\n      | ^~~~"),
        ("\ta:\t«bc»", "    1 | \ta:\tbc\n      | \t  \t^~"),
        ("日本: «語»", "    1 | 日本: 語\n      |       ^~"),
        ("e\u{301}: «x»", "    1 | e\u{301}: x\n      |    ^"),
        ("é: «ab»\r\n", "    1 | é: ab\n      |    ^~"),
        ("\u{1B}[1m«x»", "    1 | \u{FFFD}[1mx\n      |     ^"),
    ])
    func `the caret stands below what it points at`(text: String, lines: String) {
        #expect(rendering(text) == "p.yaml:\(placed(text)): error: it is wrong [a.b]\n\(lines)\n")
    }

    private func placed(_ text: String) -> String {
        let start = parseMarked(text).marks[0].start
        return "\(start.line):\(start.column)"
    }

    @Test func `what is missing is left out`() {
        let renderer = DiagnosticRenderer()
        let bare = Diagnostic(.warning, "a.b", "m", path: "")
        #expect(renderer.text(for: bare) == "warning: m [a.b]\n")
        let file = Diagnostic(.info, "a.b", "m", path: "p", fixIt: FixIt("run it", edits: []))
        #expect(renderer.text(for: file) == "p: info: m [a.b]\n      fix-it: run it\n")
        #expect(renderer.text(for: Diagnostic(.off, "a.b", "m", path: "p")) == "")
    }

    @Test func `user text cannot steer the terminal`() {
        let finding = Diagnostic(.error, "a.b", "no '\u{1B}[2J\n\u{202E}'", path: "p\u{7}")
        #expect(
            DiagnosticRenderer().text(for: finding)
                == "p\u{FFFD}: error: no '\u{FFFD}[2J\u{FFFD}\u{FFFD}' [a.b]\n")
    }

    @Test func `colour wraps parts and changes nothing else`() {
        let renderer = DiagnosticRenderer(options: .init(color: true))
        let text = renderer.text(for: Diagnostic(.error, "a.b", "m", path: ""))
        #expect(
            text == "\u{1B}[1;31merror:\u{1B}[0m \u{1B}[1mm\u{1B}[0m \u{1B}[2m[a.b]\u{1B}[0m\n")
    }

    @Test(
        arguments: [
            ([], "no findings"), ([.off], "no findings"), ([.error], "1 error"),
            ([.warning, .error, .error], "2 errors, 1 warning"), ([.info, .info], "2 remarks"),
        ] as [([Severity], String)])
    func `findings are counted by severity`(severities: [Severity], line: String) {
        #expect(findingCounts(severities.map { Diagnostic($0, "a.b", "m", path: "") }) == line)
    }
}
