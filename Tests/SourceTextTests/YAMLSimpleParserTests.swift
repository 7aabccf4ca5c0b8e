import Testing

@testable import SourceText

/// Texts of the kind that the quick reader is for; what differs between two readers lies near them.
private let corpus = [
    """
    # A map.
    schema: 2
    name: A name with words, and a comma   # and a comment
    tags: [one, "two", 'three', -4, .5, ~, {}, []]
    device: novation/launch-control-xl-3
    plugin: { format: lv2, uri: "urn:a#b", name: a:b, at: http://x/y }
    notes: |
      Two lines
        with an indent
    controls:
      - { id: knob-1, name: Höhe ♯, parameter: { symbol: a_b }, range: [0, 0.33] }
      - id: knob-2
        # Why.
        send:
          cc: 14
        parameter: {symbol: "x y"}

      - id: x
    list:
    - 1
    - a: b
      c: 'd e'
    last: end

    """,
    "a: 1\nb:\n  c: |\n    x\n  d: -1\n'q': \"r\"\n\"s\" : t\n? u\n: v\n",
    "- a\n- b: c\n  d:\n  - e\n- [f, g: h]\n- - i\n",
    "a: b\n---\nc: *d\ne: &f g\nh: !i j\nk: >\n  l\n",
]

private let pieces = [
    " ", "  ", "\n", "\n  ", ":", ": ", "- ", "-", ",", "[", "]", "{", "}", "#", " #", "\"", "'",
    "|", ">", "&a", "*a", "!t", "?", "%", "@", "\\", "\t", "\r\n", "é", "\u{FEFF}", "~", "0", "x",
    "<<", "...", "---", "\u{A0}", "::", "|\n   x\n", ": |\n",
]

@Suite struct YAMLSimpleParserTests {
    @Test func `the maps it was made for are read without libyaml`() {
        #expect(YAMLSimpleParser.read(Array(corpus[0].utf8)) != nil)
    }

    @Test(arguments: [
        "a: b\n  c", "a: 'b''c'", "a: \"\\n\"", "a:\nb: 1", "a: 1\na: 2", "- &a b", "a: *b",
        "a: !b c",
        "? a\n: b", "a: >\n  b\n", "---\na: b", "a: b\n...\n", "a: b\r\nc: d\r\n", "a:\tb",
        "[a, b]",
        "a", "", "a: [b,\n  c]", "a: |\n\n  b\n", "a: |\n  b", "a: |-\n  b\n", "a: [b, ]",
        "{a: b}: c",
        "a: b: c", "<<: a", "a : b", "\u{FEFF}a: b", "a: {b}", "a: [b: c]", "a: {b: }", "a: - b",
    ])
    func `everything else is left to libyaml`(text: String) {
        #expect(YAMLSimpleParser.read(Array(text.utf8)) == nil)
    }

    @Test(arguments: corpus.indices)
    func `what it reads is what libyaml reads, ranges included`(index: Int) {
        var random = FixedRandom(state: UInt64(index) + 1)
        let text = corpus[index]
        var readers = (simple: 0, all: 0)
        for _ in 0..<3000 {
            var scalars = Array(text.unicodeScalars)
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let place = Int.random(in: 0...scalars.count, using: &random)
                let end = min(scalars.count, place + Int.random(in: 0...3, using: &random))
                let piece = Bool.random(using: &random) ? pieces.randomElement(using: &random) : ""
                scalars.replaceSubrange(place..<end, with: Array((piece ?? "").unicodeScalars))
            }
            let changed = Array(String(String.UnicodeScalarView(scalars)).utf8)
            guard firstTextProblem(in: changed, rule: .yaml) == nil else { continue }
            readers.all += 1
            guard let simple = YAMLSimpleParser.read(changed) else { continue }
            readers.simple += 1
            let events = YAMLReader.eventTree(changed, "a.yaml")
            if events.root != simple || !events.diagnostics.isEmpty {
                Issue.record("differs from libyaml: \(String(decoding: changed, as: UTF8.self))")
                return
            }
        }
        #expect(readers.all > 2500 && (index != 0 || readers.simple > 1000))
    }
}
