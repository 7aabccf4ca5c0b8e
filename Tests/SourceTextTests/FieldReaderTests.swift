import Diagnostics
import SourceText
import TestSupport
import Testing

private enum Mode: String, CaseIterable { case toggle, momentary }

/// Findings of reading a mapping with every kind of field.
private func findings(_ root: SourceNode?) -> [Diagnostic] {
    var result: [Diagnostic] = []
    guard let root,
        var reader = FieldReader(
            root, of: "a control", path: "p", area: "map", diagnostics: &result)
    else { return result }
    _ = reader.string("id", .required)
    _ = reader.boolean("invert")
    _ = reader.number("dead-zone", in: 0...1)
    _ = reader.number("smoothing")
    _ = reader.integer("channel", in: 1...16)
    _ = reader.choice("mode", of: Mode.self)
    _ = reader.strings("tags")
    _ = reader.list("range")
    if var send = reader.nested("send", of: "what is sent") {
        _ = send.integer("cc", .required, in: 0...127)
        reader.absorb(send)
    }
    reader.allow("notes")
    reader.finish()
    return result + reader.diagnostics
}

private func yaml(_ bytes: [UInt8]) -> [Diagnostic] {
    findings(YAMLReader.read(bytes, path: "p").root)
}

@Suite struct FieldReaderTests {
    @Test func `a right mapping has no findings`() {
        let text = """
            {id: 12, invert: true, dead-zone: 0.5, smoothing: 3, channel: 16, mode: toggle,
             tags: [a, 1], range: [], send: {cc: 0}, notes: {x: y}}
            """
        #expect(yaml(Array(text.utf8)).isEmpty)
    }

    @Test(
        arguments: [
            ("«x»", .error("map.wrong-type")), ("«a»: 1\nid: k", .error("map.unknown-key")),
            ("«mode»: toggle", .error("map.missing-key")), ("«{}»", .error("map.missing-key")),
            ("id: «[a]»", .error("map.wrong-type")), ("id:«»", .error("map.wrong-type")),
            ("id: k\ninvert: «no»", .error("map.wrong-type")),
            ("id: k\ndead-zone: «1.5»", .error("map.out-of-range")),
            ("id: k\ndead-zone: «.nan»", .error("map.out-of-range")),
            ("id: k\nsmoothing: «.inf»", .error("map.out-of-range")),
            ("id: k\nsmoothing: «'3'»", .error("map.wrong-type")),
            ("id: k\nchannel: «17»", .error("map.out-of-range")),
            ("id: k\nchannel: «3.0»", .error("map.wrong-type")),
            ("id: k\nchannel: «99999999999999999999»", .error("map.wrong-type")),
            ("id: k\nmode: «wobble»", .error("map.unknown-value")),
            ("id: k\nmode: «togle»", .error("map.unknown-value", fixIt: "toggle")),
            ("id: k\nmode: «'togle'»", .error("map.unknown-value", fixIt: "\"toggle\"")),
            ("id: k\ntags: [a, «[]»]", .error("map.wrong-type")),
            ("id: k\nrange: «5»", .error("map.wrong-type")),
            ("id: k\nsend: «5»", .error("map.wrong-type")),
            ("id: k\nsend: {cc: «128»}", .error("map.out-of-range")),
            ("id: k\nsend: {cc: 1, «cd»: 2}", .error("map.unknown-key")),
            ("id: k\n«invrt»: true", .error("map.unknown-key", fixIt: "invert")),
            ("id: k\n«\"invrt\"»: true", .error("map.unknown-key", fixIt: "\"invert\"")),
            ("id: k\ninvert: true\n«invrt»: true", .error("map.unknown-key")),
        ] as [(String, ExpectedFinding)])
    func `what is wrong is pointed at`(text: String, finding: ExpectedFinding) {
        // An empty mapping has no key to point at, so its start stands for it.
        let text = text.replacing("«{}»", with: "«»{}")
        expectFindings(in: text, finding, by: yaml)
    }

    @Test func `corrections in JSON and TOML keep the quotes`() throws {
        let json = Array(#"{"id": "k", "invrt": true}"#.utf8)
        let toml = Array("id = 'k'\nmode = 'togle'\ninvrt = true\n".utf8)
        let inJSON = findings(JSONReader.read(json, path: "p").root).compactMap(\.fixIt)
        let inTOML = findings(TOMLReader.read(toml, path: "p").root).compactMap(\.fixIt)
        #expect(inJSON.flatMap(\.edits).map(\.replacement) == ["\"invert\""])
        #expect(inTOML.flatMap(\.edits).map(\.replacement) == ["\"toggle\"", "invert"])
        let fixed = try #require(applying(inJSON[0], to: json))
        #expect(findings(JSONReader.read(fixed, path: "p").root).isEmpty)
    }

    @Test(arguments: [
        ("Cutoff", "Cutoff"), ("VCF Reso", "VCF Reso"), ("LFO: Rate", "\"LFO: Rate\""),
        ("true", "\"true\""), ("-x", "\"-x\""), ("a #b", "\"a #b\""), ("", "\"\""), ("é", "é"),
    ])
    func `a correction is quoted when YAML needs it`(name: String, spelling: String) {
        let range = SourceRange(line: 1, column: 1, length: 3)
        #expect(TextEdit(replacing: "abc", at: range, with: name).replacement == spelling)
    }

    @Test func `messages say what would be right`() {
        let messages = yaml(Array("id: k\ndead-zone: 2\nmode: x\n".utf8)).map(\.message)
        #expect(
            messages == [
                "'dead-zone' is 2, but must be from 0 to 1",
                "'mode' is 'x', but must be one of toggle, momentary",
            ])
    }

    @Test(
        arguments: [
            ("Cuttof", "Cutoff"), ("cutoff", "Cutoff"), ("Ctuoff", "Cutoff"), ("Resonanz", nil),
            ("x", nil), ("", nil),
        ] as [(String, String?)])
    func `the nearest name is at most two edits away`(name: String, nearest: String?) {
        #expect(nearestName(to: name, among: ["Cutoff", "Resonance!", "Q"]) == nearest)
    }
}
