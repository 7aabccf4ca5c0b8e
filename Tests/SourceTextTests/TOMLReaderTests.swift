import Diagnostics
import SourceText
import TestSupport
import Testing

private func read(_ text: String) -> SourceReading {
    TOMLReader.read(Array(text.utf8), path: "a.toml")
}

@Suite struct TOMLReaderTests {
    @Test(arguments: [
        ("", "{}"), ("# only a comment", "{}"), ("z = 1\na = 'x'", "{z: 1, a: \"x\"}"),
        (
            "a = 0x1F\nb = 0o17\nc = 0b101\nd = 1_000\ne = -7\nf = +7",
            "{a: 31, b: 15, c: 5, d: 1000, e: -7, f: 7}"
        ),
        (
            "a = 1.5\nb = 1e3\nc = -inf\nd = nan\ne = 6.6_6e-3",
            "{a: 1.5r, b: 1000.0r, c: -infr, d: nanr, e: 0.00666r}"
        ),
        ("a = true\nb = false", "{a: true, b: false}"),
        ("a = \"\\u00e9\\t\\\\\"\nb = 'c:\\d'", "{a: \"é\t\\\", b: \"c:\\d\"}"),
        ("a = \"\"\"\nx\ny\"\"\"\nb = '''\nx'y'''", "{a: \"x\ny\", b: \"x'y\"}"),
        (
            "a = 2025-09-23\nb = 2025-09-23T10:00:00.5Z\nc = 07:30:00",
            "{a: \"2025-09-23\", b: \"2025-09-23T10:00:00.5Z\", c: \"07:30:00\"}"
        ),
        (
            "[z]\nb = 1\n[a.b]\nc = [1, [2, 'x']]\n[z.y]",
            "{z: {b: 1, y: {}}, a: {b: {c: [1, [2, \"x\"]]}}}"
        ),
        (
            "a = [ # c\n  1, # d\n  2,\n]\nb = \"\"\"x \\\n   y\"\"\"\"\"",
            "{a: [1, 2], b: \"x y\"\"\"}"
        ),
        ("[x.y]\n[x]\na = 1\n[x.z]", "{x: {y: {}, a: 1, z: {}}}"),
        ("[f]\na.b = 1\n[f.a.c]\nd = 2", "{f: {a: {b: 1, c: {d: 2}}}}"),
        ("1 = 2020-01-01 10:00:60+01:00\n\"\" = ''", "{1: \"2020-01-01 10:00:60+01:00\", : \"\"}"),
        ("[[t]]\nn = 1\n[[t]]\n[t.u]\nv = 2", "{t: [{n: 1}, {u: {v: 2}}]}"),
        (
            "a.b.c = 1\na.b.d = 2\n\"a b\".c = {d = 1, e.f = 2}",
            "{a: {b: {c: 1, d: 2}}, a b: {c: {d: 1, e: {f: 2}}}}"
        ),
        ("\u{FEFF}a = 1\r\nb = 2\r\n", "{a: 1, b: 2}"),
    ])
    func `a text means what the standard says`(text: String, tree: String) {
        let reading = read(text)
        #expect(outline(reading.root) == tree)
        #expect(reading.diagnostics.isEmpty)
    }

    @Test func `every key and value has its range`() throws {
        let text = """
            z = 1
            [a.b]
            e1."q r" = "日本" # c
            l = [1,
             2.5, {x = 1, y.z = true}]
            [[t]]
            n=0x1
            [[t]]
            m = ""\"a
            b""\"
            """
        let root = try #require(read(text).root)
        #expect(
            places(root) == [
                "1:1-10:5", "1:1-1:2 z", "1:5-1:6", "2:2-2:3 a", "2:1-5:27", "2:4-2:5 b",
                "2:1-5:27", "3:1-3:3 e1", "3:1-3:16", "3:4-3:9 q r", "3:12-3:16", "4:1-4:2 l",
                "4:5-5:27", "4:6-4:7", "5:2-5:5", "5:7-5:26", "5:8-5:9 x", "5:12-5:13",
                "5:15-5:16 y", "5:15-5:25", "5:17-5:18 z", "5:21-5:25", "6:3-6:4 t", "6:1-10:5",
                "6:1-7:6", "7:1-7:2 n", "7:3-7:6", "8:1-10:5", "9:1-9:2 m", "9:5-10:5",
            ])
    }

    @Test func `numbers and dates keep their text`() throws {
        let root = try #require(read("a = 0x1F\nb = 1_0.5\nc = 2025-09-23").root?.mapping)
        let texts = root.map { entry -> String? in
            guard case .scalar(let scalar) = entry.value.content else { return nil }
            return scalar.text
        }
        #expect(texts == ["0x1F", "1_0.5", "2025-09-23"])
        #expect(root.map(\.value.string) == [nil, nil, "2025-09-23"])
    }

    @Test(arguments: [
        "a = 1\na = 2": "2:1 toml.duplicate-key", "[a]\n[b]\n[a] # x": "3:2 toml.duplicate-key",
        "a.b = 1\na = 2": "2:1 toml.duplicate-key", "a = {b = 1, b = 2}": "1:13 toml.duplicate-key",
        "[[a]]\n[a]": "2:2 toml.duplicate-key", "a = []\n[[a]]": "2:3 toml.duplicate-key",
        "a = {}\n[a.b]": "2:2 toml.duplicate-key", "a = {}\na.b = 1": "2:1 toml.duplicate-key",
        "[a.b]\n[a]\nb.c = 1": "3:1 toml.duplicate-key",
        "[a]\nb.c = 1\n[a.b]": "3:4 toml.duplicate-key",
        "a = 1\na.b = 2": "2:1 toml.duplicate-key", "[a]\n[[a]]": "2:3 toml.duplicate-key",
        "a =\n": "1:4 toml.syntax", "a = [1\n": "2:1 toml.syntax", "a = [1 2]": "1:8 toml.syntax",
        "a = [,]": "1:6 toml.syntax", "a = 01": "1:5 toml.syntax", "a = \"x\n": "1:5 toml.syntax",
        "a = b": "1:5 toml.syntax", "a b = 1": "1:3 toml.syntax", "= 1": "1:1 toml.syntax",
        "[a": "1:3 toml.syntax", "[[a]": "1:5 toml.syntax", "[]": "1:2 toml.syntax",
        "[.a]": "1:2 toml.syntax",
        "[a.]": "1:4 toml.syntax", "[a] b = 1": "1:5 toml.syntax", "a = 1 b = 2": "1:7 toml.syntax",
        "a = 2020-13-01": "1:5 toml.syntax", "a = 2021-02-29": "1:5 toml.syntax",
        "a = 1900-02-29": "1:5 toml.syntax", "a = 24:00:00": "1:5 toml.syntax",
        "a = 07:30": "1:5 toml.syntax",
        "a = 2020-01-01T": "1:5 toml.syntax", "a = 2020-01-01T00:00:00.Z": "1:5 toml.syntax",
        "a = 2020-01-01T00:00:00+24:00": "1:5 toml.syntax", "a = 07:30:00Z": "1:5 toml.syntax",
        "a = 9223372036854775808": "1:5 toml.syntax", "a = 0xffffffffffffffff": "1:5 toml.syntax",
        "a = {b = 1\n}": "1:11 toml.syntax", "a = {b = 1,}": "1:12 toml.syntax",
        "a = \"\\q\"": "1:6 toml.syntax", "a = \"\\ud800\"": "1:6 toml.syntax",
        "a = \"\\U00110000\"": "1:6 toml.syntax", "a = \"\\u12\"": "1:6 toml.syntax",
        "a = 1__0": "1:5 toml.syntax", "a = _1": "1:5 toml.syntax", "a = 1_": "1:5 toml.syntax",
        "a = 0x_1": "1:5 toml.syntax", "a = 0b2": "1:5 toml.syntax", "a = 0x": "1:5 toml.syntax",
        "a = 1_.5": "1:5 toml.syntax", "a = 1e": "1:5 toml.syntax", "a = 1.e5": "1:5 toml.syntax",
        "x": "1:2 toml.syntax", "a = tru": "1:5 toml.syntax", "a = 'b": "1:5 toml.syntax",
        "a = \"\"\"b": "1:5 toml.syntax", "\"\"\"a\"\"\" = 1": "1:3 toml.syntax",
        "é = 1": "1:1 toml.syntax",
        "a = {é = 1}": "1:6 toml.syntax", "a = é": "1:5 toml.syntax",
        "a = \"\u{0}\"": "1:6 toml.syntax", "a = 1\rb = 2": "1:6 toml.syntax",
        "# \u{7F}": "1:3 toml.syntax",
        "a = +0x1": "1:5 toml.syntax", "a = .5": "1:5 toml.syntax", "a = 5.": "1:5 toml.syntax",
    ])
    func `bad input is pointed at`(text: String, finding: String) {
        let findings = read(text).diagnostics
        #expect(findings.map(summary) == [finding], "\(findings.map(\.message))")
    }

    @Test func `a second key is marked as a whole`() {
        expectFindings(
            in: "[t]\na = 1\n  «a»  = 2\n", .error("toml.duplicate-key"),
            by: { TOMLReader.read($0, path: "").diagnostics })
        expectFindings(
            in: "[a.b]\nc = 1\n[a.«b»] # again\nc = 2\n", .error("toml.duplicate-key"),
            by: { TOMLReader.read($0, path: "").diagnostics })
    }

    @Test(arguments: [
        LongText("a", repeating: ".a", count: 300_000, end: " = 1"),
        LongText("[a", repeating: ".a", count: 300_000, end: "]"),
        LongText("a = ", repeating: "[", count: 300_000),
        LongText("a = ", repeating: "{a = ", count: 300_000),
        LongText("a = ", repeating: "{a.a.a = ", count: 50),
        LongText("a = ", repeating: "{a = [", count: 100),
    ])
    func `what lies too deep is refused`(long: LongText) {
        #expect(read(long.text).diagnostics.map(\.code) == ["toml.too-deep"])
    }

    @Test func `dots in strings, comments and lists are not depth`() {
        let dots = String(repeating: ".", count: 500)
        let numbers = Array(repeating: "1.5", count: 500).joined(separator: ", ")
        let text =
            "# \(dots)\na = \"\\\"\(dots)\"\nb = '\(dots)'\nc = [\(numbers)]\nd = \"\"\"\"\(dots)\"\"\"\"\n"
        #expect(read(text).diagnostics.isEmpty)
    }

    @Test func `damaged manifests are read or refused, and never crash`() {
        let text = """
            z = 0x1F # é
            [a.b]
            e1."q r" = "日\\u00e9"
            l = [1, 2.5e1, {x = 1, y.z = true}, 'l']
            [[t]]
            d = 2020-01-01T00:00:00.5-01:00
            m = ""\"a
            b""\"
            """
        everyDamage(to: text, mutations: 5000) { bytes in
            let reading = TOMLReader.read(bytes, path: "a")
            if reading.root == nil, reading.diagnostics.isEmpty {
                Issue.record("nothing said about \(String(decoding: bytes, as: UTF8.self))")
            }
        }
    }
}
