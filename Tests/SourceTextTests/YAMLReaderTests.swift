import Diagnostics
import SourceText
import TestSupport
import Testing

private func read(_ text: String) -> SourceReading {
    YAMLReader.read(Array(text.utf8), path: "a.yaml")
}

@Suite struct YAMLReaderTests {
    @Test(arguments: [
        ("no", "\"no\""), ("yes", "\"yes\""), ("on", "\"on\""), ("012", "\"012\""),
        ("1:30", "\"1:30\""),
        ("2025-09-23", "\"2025-09-23\""), ("1.0.0", "\"1.0.0\""), ("0b1", "\"0b1\""),
        ("1_000", "\"1_000\""), ("+", "\"+\""), (".", "\".\""), ("-", "[null]"), ("1e", "\"1e\""),
        ("1e+", "\"1e+\""), (".e1", "\".e1\""), ("0x", "\"0x\""), ("0xg", "\"0xg\""),
        ("0o8", "\"0o8\""), ("nul", "\"nul\""), ("tRUE", "\"tRUE\""), ("~x", "\"~x\""),
        ("true", "true"), ("True", "true"), ("TRUE", "true"), ("false", "false"),
        ("False", "false"),
        ("FALSE", "false"), ("null", "null"), ("Null", "null"), ("NULL", "null"), ("~", "null"),
        ("0", "0"), ("-0", "0"), ("+7", "7"), ("-12", "-12"), ("0o17", "15"), ("0xfF", "255"),
        ("9223372036854775807", "9223372036854775807"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("9223372036854775808", "9.223372036854776e+18r"),
        ("0x7fffffffffffffff", "9223372036854775807"),
        ("0xffffffffffffffff", "1.8446744073709552e+19r"), ("1.5", "1.5r"), ("-.5", "-0.5r"),
        ("3.", "3.0r"), ("1e3", "1000.0r"), ("1.25E-2", "0.0125r"), ("0.1", "0.1r"),
        ("123456789.123456789", "123456789.12345679r"), (".inf", "infr"), ("-.INF", "-infr"),
        ("+.Inf", "infr"), (".nan", "nanr"), ("-.nan", "\"-.nan\""), ("'1'", "\"1\""),
        ("\"true\"", "\"true\""), ("!!str 1", "\"1\""), ("! 1", "\"1\""), ("!!float 1", "1.0r"),
        ("!!int 1", "1"), ("''", "\"\""), ("|\n  a\n  b\n", "\"a\nb\n\""), ("12 x", "\"12 x\""),
    ])
    func `a plain scalar means what the core schema says`(text: String, meaning: String) {
        let reading = read(text)
        #expect(outline(reading.root) == meaning)
        #expect(reading.diagnostics.isEmpty)
    }

    @Test func `numbers and booleans may stand for text, nothing may not`() throws {
        let root = try #require(read("[012, 1.50, no, TRUE, ~]").root?.sequence)
        #expect(root.map(\.string) == ["012", "1.50", "no", "TRUE", nil])
    }

    @Test(arguments: [
        ("a: 1\nb: [x, {c: d}]\n", "{a: 1, b: [\"x\", {c: \"d\"}]}"),
        ("- a\n-\n- b: 1\n  c: 2\n", "[\"a\", null, {b: 1, c: 2}]"),
        ("a:\n- 1\n- 2\nb:\n", "{a: [1, 2], b: null}"),
        ("1: a\ntrue: b\n\"\": c", "{1: \"a\", true: \"b\", : \"c\"}"),
        ("x: &a {p: 1}\ny: *a\nz: [*a]", "{x: {p: 1}, y: {p: 1}, z: [{p: 1}]}"),
        ("x: &a k\n*a : v", "{x: \"k\", k: \"v\"}"), ("--- # first\na: 1\n...\n", "{a: 1}"),
        ("%YAML 1.2\n---\n- a", "[\"a\"]"), ("\u{FEFF}a: é", "{a: \"é\"}"),
        ("a: 1\r\nb: 2\r\n", "{a: 1, b: 2}"),
        ("{a, b: }", "{a: null, b: null}"), ("[a: 1, b]", "[{a: 1}, \"b\"]"),
        ("\"<<\": 1", "{<<: 1}"), ("a: >-\n  b\n  c\n", "{a: \"b c\"}"),
    ])
    func `collections become trees`(text: String, tree: String) {
        let reading = read(text)
        #expect(outline(reading.root) == tree)
        #expect(reading.diagnostics.isEmpty)
    }

    @Test func `every key and value has its range`() throws {
        let root = try #require(read("aé: 21\nlist:\n  - x\n  - {k: 'v w'}\n\n# c\nend:\n").root)
        #expect(
            places(root) == [
                "1:1-7:5", "1:1-1:3 aé", "1:5-1:7", "2:1-2:5 list", "3:3-4:15", "3:5-3:6",
                "4:5-4:15", "4:6-4:7 k", "4:9-4:14", "7:1-7:4 end", "7:5-7:5",
            ])
    }

    @Test func `columns count characters, not bytes`() throws {
        let (bytes, marks) = parseMarked("«𝄞é»: «日本»")
        let entry = try #require(YAMLReader.read(bytes, path: "").root?.mapping?.first)
        #expect([entry.keyRange, entry.value.range] == marks)
    }
}

@Suite struct YAMLReaderFindingsTests {
    @Test(arguments: [
        "": "1:1 yaml.empty", "# only this\n": "1:1 yaml.empty", "\u{FEFF}": "1:1 yaml.empty",
        "a: 1\na: 2": "2:1 yaml.duplicate-key", "{a: 1, 'a': 2}": "1:8 yaml.duplicate-key",
        "a: 1\n? [b]\n: 2": "2:3 yaml.unsupported-key", "? {a: 1}\n: 2": "1:3 yaml.unsupported-key",
        "?\n: 1": "1:2 yaml.unsupported-key", ": 1": "1:1 yaml.syntax",
        "a: &x {b: 1}\nc:\n  <<: *x": "3:3 yaml.merge-key",
        "a: 1\n---\nb: 2": "2:1 yaml.several-documents", "a: *b": "1:4 yaml.unknown-alias",
        "a: &x [*x]": "1:8 yaml.unknown-alias", "a: !thing 1": "1:4 yaml.unsupported-tag",
        "a: !!int x": "1:4 yaml.unsupported-tag", "a: !!set {b}": "1:4 yaml.unsupported-tag",
        "a:\n\tb: 1": "2:1 yaml.syntax", "a: @b": "1:4 yaml.syntax", "a: `b`": "1:4 yaml.syntax",
        "a: b: c": "1:5 yaml.syntax", "a: 1\n  b: 2": "2:4 yaml.syntax",
        "a: [1, 2": "2:1 yaml.syntax",
        "a: {b: 1": "2:1 yaml.syntax", "a: [1 }": "1:7 yaml.syntax", "a: 'b": "1:4 yaml.syntax",
        "a: \"b\n---": "1:4 yaml.syntax", "a: \"\\q\"": "1:5 yaml.syntax",
        "a: 1\nfoo\nb: 2": "2:1 yaml.syntax",
        "a:\n  - 1\n - 2": "3:2 yaml.syntax", "- 1\na: 2": "2:1 yaml.syntax",

        "a: |x\n  b": "1:5 yaml.syntax", "a: |0\n  b": "1:5 yaml.syntax",
        "a: &\n": "1:5 yaml.syntax",
        "a: - b": "1:4 yaml.syntax", "a: !x!y z": "1:4 yaml.syntax",
        "%YAML 3.0\n---\na": "1:1 yaml.syntax",
        "a: \u{0}": "1:4 yaml.syntax", "é: \u{7F}": "1:4 yaml.syntax",
        "a: \u{85}": "1:4 yaml.syntax",
        "a: 1\rb: 2": "1:5 yaml.syntax", "a: \u{2028}": "1:4 yaml.syntax", "]": "1:1 yaml.syntax",
    ])
    func `bad input is pointed at`(text: String, finding: String) {
        let findings = read(text).diagnostics
        #expect(findings.map(summary) == [finding], "\(findings.map(\.message))")
        #expect(!findings.contains { $0.message.contains("this is not YAML") })
    }

    @Test(
        arguments: [
            ([0x61, 0x0A, 0xFF], "2:1"), ([0xC3, 0x28], "1:1"), ([0x61, 0xE2, 0x82], "1:2"),
            ([0xED, 0xA0, 0x80], "1:1"), ([0xC0, 0x80], "1:1"), ([0xF5, 0x80, 0x80, 0x80], "1:1"),
            ([0xFF, 0xFE, 0x61, 0x00], "1:1"),
        ] as [([UInt8], String)])
    func `what is not UTF-8 is pointed at`(bytes: [UInt8], place: String) {
        let findings = YAMLReader.read(bytes, path: "").diagnostics
        #expect(findings.map(summary) == ["\(place) yaml.syntax"])
    }

    @Test func `a second key keeps the first, and the finding shows both`() throws {
        let reading = read("a: 1\nb: 2\na: 3\n")
        #expect(outline(reading.root) == "{a: 1, b: 2}")
        let note = try #require(reading.diagnostics.first?.notes.first)
        #expect(note.location?.range == SourceRange(line: 1, column: 1, length: 1))
    }

    @Test func `second keys are found among many`() {
        let lines = (0..<500).map { "key\($0): \($0)\n" }.joined()
        #expect(read(lines + "key77: 1").diagnostics.map(summary) == ["501:1 yaml.duplicate-key"])
        #expect(read(lines).root?.mapping?.count == 500)
    }

    @Test func `aliases that multiply are stopped`() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let reading = read(text)
        #expect(reading.root == nil)
        #expect(reading.diagnostics.map(\.code) == ["yaml.too-many-aliases"])
    }

    @Test(arguments: [
        LongText(repeating: "[", count: 5000), LongText(repeating: "{a: ", count: 5000),
        LongText(repeating: "- ", count: 5000),
        LongText((1...300).map { "a\($0): &a\($0) [*a\($0 - 1)]\n" }.reduce("a0: &a0 x\n", +)),
    ])
    func `what lies too deep is refused`(long: LongText) {
        let reading = read(long.text)
        #expect(reading.root == nil)
        #expect(reading.diagnostics.map(\.code) == ["yaml.too-deep"])
    }

    @Test func `damaged maps are read or refused, and never crash`() {
        let map = """
            schema: 2
            name: "mda \\u00e9 JX10"
            plugin: &p { format: lv2, uri: 'http://a' }
            controls: # list
              - { id: knob-1, range: [0.1, 1e3], parameter: { symbol: vcf } }
              - id: knob-2
                notes: |
                  text é
                other: *p
              - ? x
                : !!str 12
            """
        everyDamage(to: map, mutations: 3000) { bytes in
            let reading = YAMLReader.read(bytes, path: "a")
            if reading.root == nil, reading.diagnostics.isEmpty {
                Issue.record("nothing said about \(String(decoding: bytes, as: UTF8.self))")
            }
        }
    }
}
