import Diagnostics
import SourceText
import TestSupport
import Testing

private func read(_ text: String) -> SourceReading {
    JSONReader.read(Array(text.utf8), path: "a.json")
}

@Suite struct JSONReaderTests {
    @Test(arguments: [
        ("0", "0"), ("-0", "0"), ("-12", "-12"), ("1.0", "1.0r"), ("1e2", "100.0r"),
        ("1E-2", "0.01r"),
        ("-0.0", "-0.0r"), ("9223372036854775807", "9223372036854775807"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("9223372036854775808", "9.223372036854776e+18r"), ("5e-324", "5e-324r"),
        ("1.7976931348623157e308", "1.7976931348623157e+308r"), ("0.1", "0.1r"),
        ("2.2250738585072014e-308", "2.2250738585072014e-308r"), ("1e-400", "0.0r"),
        ("0.30000000000000004", "0.30000000000000004r"),
        ("123456789012345678", "123456789012345678"),
        ("true", "true"), ("false", "false"), ("null", "null"), ("\"\"", "\"\""),
        (#""a\"\\\/\b\f\n\r\tb""#, "\"a\"\\/\u{8}\u{C}\n\r\tb\""),
        (#""\u00e9\uD834\udd1e""#, "\"é𝄞\""),
        (#""\u0000""#, "\"\u{0}\""), ("[]", "[]"), ("{}", "{}"),
        (" [ 1 , [ ] ,\r\n{ } ]\t", "[1, [], {}]"),
        (#"{"a":1,"":{"b":[null]}}"#, "{a: 1, : {b: [null]}}"), ("\u{FEFF}1", "1"),
        ("\"\u{7F}\"", "\"\u{7F}\""),
    ])
    func `a text means what the standard says`(text: String, tree: String) {
        let reading = read(text)
        #expect(outline(reading.root) == tree)
        #expect(reading.diagnostics.isEmpty)
    }

    @Test func `every key and value has its range`() throws {
        let text = "{\n  \"é\": [1, \"日\\n\", true],\n  \"b\": {}\n}\n"
        let root = try #require(read(text).root)
        #expect(
            places(root) == [
                "1:1-4:2", "2:3-2:6 é", "2:8-2:24", "2:9-2:10", "2:12-2:17", "2:19-2:23",
                "3:3-3:6 b", "3:8-3:10",
            ])
    }

    @Test func `numbers do not stand for text`() {
        #expect(read("12").root?.string == nil)
    }

    @Test(arguments: [
        "": "1:1 json.syntax", " \n ": "2:2 json.syntax", "[1,]": "1:4 json.syntax",
        "[1 2]": "1:4 json.syntax",
        "{\"a\":1,}": "1:8 json.syntax", "{a:1}": "1:2 json.syntax", "{\"a\" 1}": "1:6 json.syntax",
        "{\"a\":}": "1:6 json.syntax", "[": "1:2 json.syntax", "{": "1:2 json.syntax",
        "]": "1:1 json.syntax",
        "1 2": "1:3 json.syntax", "01": "1:1 json.syntax", "-": "1:2 json.syntax",
        "+1": "1:1 json.syntax",
        ".5": "1:1 json.syntax", "1.": "1:3 json.syntax", "1.e1": "1:3 json.syntax",
        "1e": "1:3 json.syntax",
        "1e+": "1:4 json.syntax", "0x1": "1:2 json.syntax", "1e999": "1:1 json.syntax",
        "NaN": "1:1 json.syntax",
        "nul": "1:1 json.syntax", "True": "1:1 json.syntax", "truex": "1:5 json.syntax",
        "'a'": "1:1 json.syntax", "\"a": "1:1 json.syntax", "[\"é\", \"a\n\"]": "1:7 json.syntax",
        "\"\t\"": "1:2 json.syntax", "\"\\x\"": "1:2 json.syntax", "\"\\u12g4\"": "1:2 json.syntax",
        "\"\\uD834\"": "1:2 json.syntax", "\"\\uD834\\u0041\"": "1:2 json.syntax",
        "\"\\udd1e\"": "1:2 json.syntax", "\"\\": "1:2 json.syntax", "// a\n1": "1:1 json.syntax",
        "{\"a\":1,\n \"a\":2}": "2:2 json.duplicate-key", "\"é\u{1}\"": "1:3 json.syntax",
    ])
    func `bad input is pointed at`(text: String, finding: String) {
        #expect(read(text).diagnostics.map(summary) == [finding])
    }

    @Test func `what lies too deep is refused`() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(read(deep).diagnostics.map(summary) == ["1:101 json.too-deep"])
        let allowed = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
        #expect(read(allowed).diagnostics.isEmpty)
    }

    @Test func `damaged texts are read or refused, and never crash`() {
        let text =
            #"{"a\u00e9": [1, -2.5e-3, true, null, "x\uD834\udd1e\n"], "é": {"b": {}}, "c": "d"}"#
        everyDamage(to: text, mutations: 5000) { bytes in
            let reading = JSONReader.read(bytes, path: "a")
            if reading.root == nil, reading.diagnostics.isEmpty {
                Issue.record("nothing said about \(String(decoding: bytes, as: UTF8.self))")
            }
        }
    }
}
