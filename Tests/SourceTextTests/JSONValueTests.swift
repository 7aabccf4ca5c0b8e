import SourceText
import Testing

private func text(_ value: JSONValue, indent: Int? = nil) -> String {
    String(decoding: value.encoded(indent: indent), as: UTF8.self)
}

@Suite struct JSONValueTests {
    private let sample = JSONValue.object([
        .init("b", .array([.integer(1), .null, .array([])])), .init("a", .object([])),
        .init("c", .object([.init("é", .bool(true))])),
    ])

    @Test func `compact text is one line in the given order`() {
        #expect(text(sample) == #"{"b":[1,null,[]],"a":{},"c":{"é":true}}"#)
    }

    @Test func `indented text has one member a line and ends with a line feed`() {
        #expect(
            text(sample, indent: 2) == """
                {
                  "b": [
                    1,
                    null,
                    []
                  ],
                  "a": {},
                  "c": {
                    "é": true
                  }
                }

                """)
    }

    @Test(
        arguments: [
            (1, "1"), (-1, "-1"), (0, "0"), (-0.0, "-0.0"), (0.1, "0.1"), (1e-7, "1e-07"),
            (0.5, "0.5"),
            (20000, "20000"), (9_007_199_254_740_991, "9007199254740991"), (1e16, "1e+16"),
            (1e300, "1e+300"), (.infinity, "null"), (-.infinity, "null"), (.nan, "null"),
            (.leastNonzeroMagnitude, "5e-324"), (0.30000000000000004, "0.30000000000000004"),
        ] as [(Double, String)])
    func `numbers have the fewest digits`(value: Double, written: String) {
        #expect(text(.number(value)) == written)
    }

    @Test(arguments: [0, 7, -45, .max, .min] as [Int64])
    func `whole numbers are written out`(value: Int64) {
        #expect(text(.integer(value)) == "\(value)")
    }

    @Test func `control characters, quotes and backslashes are escaped, the rest is not`() {
        #expect(
            text(.string("a\"\\\u{8}\t\n\u{C}\r\u{0}\u{1B}\u{7F}/é𝄞"))
                == #""a\"\\\b\t\n\f\r\u0000\u001B\u007F/é𝄞""#)
    }

    @Test func `what is written reads back the same`() throws {
        var random = FixedRandom(state: 7)
        for _ in 0..<2000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            let root = JSONReader.read(JSONValue.number(value).encoded(), path: "").root
            #expect(root?.number?.bitPattern == value.bitPattern, "\(value)")
        }
        for _ in 0..<500 {
            let scalars = (0..<6).compactMap { _ in
                Unicode.Scalar(UInt32.random(in: 0..<0x11000, using: &random))
            }
            let string = String(String.UnicodeScalarView(scalars))
            let root = JSONReader.read(JSONValue.string(string).encoded(), path: "").root
            #expect(root?.string == string)
        }
        #expect(
            outline(JSONReader.read(sample.encoded(indent: 2), path: "").root)
                == "{b: [1, null, []], a: {}, c: {é: true}}")
    }
}
