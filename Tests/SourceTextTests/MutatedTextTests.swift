import Diagnostics
import SourceText
import TestSupport
import Testing

/// The short form of `scripts/fuzz/run`: texts changed at random from a fixed start.
@Suite struct MutatedTextTests {
    struct Format: CustomTestStringConvertible {
        var name: String
        var text: String
        var read: @Sendable ([UInt8]) -> SourceReading

        var testDescription: String { name }
    }

    static let formats: [Format] = [
        Format(
            name: "YAML",
            text:
                "# é\r\nschema: 2\nname: \"a\\n\"\nx: &a [1, 'b', {c: d}]\ny: *a\nz: |\n  t\n  u\n",
            read: { YAMLReader.read($0, path: "a") }),
        Format(
            name: "TOML",
            text:
                "a = 1\r\n[b.c]\nd = [\"é\", '''x\n''', 1979-05-27T07:32:00Z]\n[[e]]\nf = {g = 1e5}\n",
            read: { TOMLReader.read($0, path: "a") }),
        Format(
            name: "JSON",
            text: "{\n \"a\": [1, -2.5e3, true, null, \"\\u00e9\\n\"], \"é\": {\"b\": {}}\r\n}\n",
            read: { JSONReader.read($0, path: "a") }),
    ]

    private static let pieces: [[UInt8]] =
        [
            "[[[[[[[[", "{a: ", "\"", "'''", "\u{2028}", "a.b.c = 1\n", "\\ud800", "*a, *a", ": ",
            "\n  \n", "999999999999", "\r", "\n", "\t", "\u{0}", "\u{7F}", "\u{FEFF}",
        ].map { Array($0.utf8) } + [
            [0xFF], [0xC3], [0xE2, 0x80], [UInt8](repeating: 0x78, count: 3000),
            [UInt8](repeating: 0x80, count: 3000),
        ]

    @Test(arguments: formats)
    func `whatever a text becomes, findings lie in it and stay short`(format: Format) {
        var random = FixedRandom(state: 11)
        var found = 0
        for _ in 0..<4000 {
            var bytes = Array(format.text.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0...bytes.count, using: &random)
                let end = min(bytes.count, place + Int.random(in: 0...6, using: &random))
                let piece = Self.pieces.randomElement(using: &random) ?? []
                bytes.replaceSubrange(place..<end, with: Bool.random(using: &random) ? piece : [])
            }
            let reading = format.read(bytes)
            found += reading.diagnostics.count
            if let problem = implausible(reading.diagnostics, about: bytes) {
                Issue.record("\(problem) in \(bytes)")
                return
            }
            if reading.root == nil, reading.diagnostics.isEmpty {
                Issue.record("nothing is read and nothing is said of \(bytes)")
                return
            }
        }
        #expect(found > 1000)
    }
}
