import SourceText
import Testing

@Suite struct JSONStreamTests {
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func `what is written piece by piece is indented as a value is`() {
        var json = JSONStream(indent: 2)
        json.object {
            $0.member("name", "a \"b\"\n")
            $0.array("empty") { _ in }
            $0.array("numbers") {
                $0.value(1)
                $0.value(2.5)
                $0.null()
            }
            $0.object("inner") { $0.member("flag", true) }
        }
        let value = JSONValue.object([
            .init("name", .string("a \"b\"\n")), .init("empty", .array([])),
            .init("numbers", .array([.integer(1), .number(2.5), .null])),
            .init("inner", .object([.init("flag", .bool(true))])),
        ])
        let written = text(json.finish())
        #expect(written == text(value.encoded(indent: 2)))
        #expect(
            written == """
                {
                  "name": "a \\"b\\"\\n",
                  "empty": [],
                  "numbers": [
                    1,
                    2.5,
                    null
                  ],
                  "inner": {
                    "flag": true
                  }
                }

                """)
    }

    @Test(arguments: [
        0, 9, 10, 99, 100, -1, -10, 1_000_000_007, Int64.max, Int64.min, Int64.min + 1,
        999_999_999_999_999_999, 1_000_000_000_000_000_000,
    ])
    func `a whole number is written with all its digits`(number: Int64) {
        var json = JSONStream()
        json.value(number)
        #expect(text(json.finish()) == String(number))
    }

    @Test(arguments: UInt8(0)..<128)
    func `a character is escaped when it must be, wherever it stands`(byte: UInt8) {
        let mustBe = byte < 0x20 || byte == 0x7F || byte == 0x22 || byte == 0x5C
        for place in 0..<20 {
            var bytes = Array(repeating: UInt8(ascii: "x"), count: 20)
            bytes[place] = byte
            var json = JSONStream()
            json.value(String(decoding: bytes, as: UTF8.self))
            let written = json.finish()
            #expect((written.count > 22) == mustBe)
            #expect(JSONReader.read(written, path: "").root?.string.map { Array($0.utf8) } == bytes)
        }
    }

    @Test func `a text longer than the room that was reserved is written whole`() {
        let long = String(repeating: "abc\u{1}ä", count: 1000)
        var json = JSONStream(reservingBytes: 16)
        json.value(long)
        let written = text(json.finish())
        #expect(written == "\"" + String(repeating: "abc\\u0001ä", count: 1000) + "\"")
    }
}
