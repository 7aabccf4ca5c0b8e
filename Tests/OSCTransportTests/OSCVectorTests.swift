import Testing

@testable import OSCTransport

/// Bytes as the specification prints them, and what they mean.
@Suite struct OSCVectorTests {
    static let vectors: [(OSCMessage, [UInt8])] = [
        // OSC 1.0, examples: "/oscillator/4/frequency" with 440.
        (
            OSCMessage("/oscillator/4/frequency", [.float32(440)]),
            bytes(
                "2f 6f 73 63 69 6c 6c 61 74 6f 72 2f 34 2f 66 72 65 71 75 65 6e 63 79 00"
                    + " 2c 66 00 00 43 dc 00 00")
        ),
        // OSC 1.0, examples: "/foo" with 1000, -1, "hello", 1.234, 5.678.
        (
            OSCMessage(
                "/foo",
                [.int32(1000), .int32(-1), .string("hello"), .float32(1.234), .float32(5.678)]),
            bytes(
                "2f 66 6f 6f 00 00 00 00 2c 69 69 73 66 66 00 00 00 00 03 e8 ff ff ff ff"
                    + " 68 65 6c 6c 6f 00 00 00 3f 9d f3 b6 40 b5 b2 2d")
        ),
        (OSCMessage("/"), bytes("2f 00 00 00 2c 00 00 00")),
        (
            OSCMessage("/t", [.boolean(true), .boolean(false), .null, .impulse]),
            bytes("2f 74 00 00 2c 54 46 4e 49 00 00 00")
        ),
        (
            OSCMessage("/b", [.blob([1, 2, 3]), .blob([]), .blob([4, 5, 6, 7])]),
            bytes("2f 62 00 00 2c 62 62 62 00 00 00 00 00 00 00 03 01 02 03 00 00 00 00 00")
                + bytes("00 00 00 04 04 05 06 07")
        ),
        (
            OSCMessage("/w", [.int64(1), .float64(-2), .timeTag(.immediately)]),
            bytes("2f 77 00 00 2c 68 64 74 00 00 00 00 00 00 00 00 00 00 00 01")
                + bytes("c0 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01")
        ),
        (
            OSCMessage("/n", [.character(0x41), .color(0x1122_3344), .midi(0x0090_3C64)]),
            bytes("2f 6e 00 00 2c 63 72 6d 00 00 00 00 00 00 00 41 11 22 33 44 00 90 3c 64")
        ),
        (
            OSCMessage("/a", [.int32(1), .array([.symbol("ab"), .array([])]), .int32(2)]),
            bytes("2f 61 00 00 2c 69 5b 53 5b 5d 5d 69 00 00 00 00 00 00 00 01 61 62 00 00")
                + bytes("00 00 00 02")
        ),
    ]

    @Test(arguments: 0..<vectors.count) func `a message is written as printed`(place: Int) {
        let (message, expected) = Self.vectors[place]
        #expect(message.encoded() == expected)
    }

    @Test(arguments: 0..<vectors.count) func `printed bytes are read back`(place: Int) throws {
        let (message, encoded) = Self.vectors[place]
        #expect(try OSCPacket(decoding: encoded) == .message(message))
    }

    @Test func `a bundle has its name, its time and its elements with their sizes`() throws {
        let packet = OSCPacket.bundle(
            OSCBundle(
                at: OSCTimeTag(rawValue: 0x0102_0304_0506_0708),
                [.message(OSCMessage("/x")), .bundle(OSCBundle([]))]))
        let expected =
            bytes("23 62 75 6e 64 6c 65 00 01 02 03 04 05 06 07 08 00 00 00 08 2f 78 00 00")
            + bytes("2c 00 00 00 00 00 00 10 23 62 75 6e 64 6c 65 00 00 00 00 00 00 00 00 01")
        #expect(packet.encoded() == expected)
        #expect(try OSCPacket(decoding: expected) == packet)
    }

    @Test func `a message of older programs ends with its address`() throws {
        #expect(try OSCPacket(decoding: bytes("2f 78 00 00")) == .message(OSCMessage("/x")))
    }

    @Test func `the wall clock becomes seconds since 1900 and their fraction`() {
        #expect(OSCTimeTag(unixNanoseconds: 0).rawValue == (2_208_988_800 as UInt64) << 32)
        #expect(
            OSCTimeTag(unixNanoseconds: 1_500_000_000).rawValue
                == (2_208_988_801 as UInt64) << 32 | 0x8000_0000)
    }

    @Test(arguments: [0, 1, 999_999_999, 1_763_738_593_123_456_789, 2_085_978_496_000_000_001])
    func `an instant survives being a time tag`(nanoseconds: UInt64) {
        #expect(OSCTimeTag(unixNanoseconds: nanoseconds).unixNanoseconds == nanoseconds)
    }

    @Test func `at once is no instant`() {
        #expect(OSCTimeTag.immediately.unixNanoseconds == nil)
    }
}

/// Bytes from hexadecimal text.
func bytes(_ text: String) -> [UInt8] {
    text.split(separator: " ").map { word in
        guard let byte = UInt8(word, radix: 16) else { preconditionFailure("\(word)") }
        return byte
    }
}
