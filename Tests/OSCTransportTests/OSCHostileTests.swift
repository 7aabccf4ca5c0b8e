import Testing

@testable import OSCTransport

/// Bytes that are no OSC, and what is said of them.
@Suite struct OSCHostileTests {
    private typealias Problem = OSCDecodingError.Problem

    /// Each with the problem and the byte it is named at.
    static let corpus: [(String, OSCDecodingError)] = [
        ("", OSCDecodingError(.empty, at: 0)),
        ("2f 78 00", OSCDecodingError(.sizeNotMultipleOfFour(3), at: 3)),
        ("78 78 00 00", OSCDecodingError(.addressWithoutSlash, at: 0)),
        ("2f 78 78 78", OSCDecodingError(.textWithoutEnd, at: 0)),
        ("2f 00 78 00", OSCDecodingError(.paddingNotZero, at: 2)),
        ("2f 78 00 00 69 00 00 00", OSCDecodingError(.tagsWithoutComma, at: 4)),
        ("2f 78 00 00 2c 69 69 69", OSCDecodingError(.textWithoutEnd, at: 4)),
        ("2f 78 00 00 2c 71 00 00", OSCDecodingError(.unknownTag(0x71), at: 5)),
        (
            "2f 78 00 00 2c 69 00 00",
            OSCDecodingError(.argumentCutOff(tag: 0x69, needed: 4, left: 0), at: 8)
        ),
        (
            "2f 78 00 00 2c 64 00 00 00 00 00 00",
            OSCDecodingError(.argumentCutOff(tag: 0x64, needed: 8, left: 4), at: 8)
        ),
        (
            "2f 78 00 00 2c 62 00 00 00 00 00 05 01 02 03 04",
            OSCDecodingError(.sizeBeyondEnd(5, left: 4), at: 8)
        ),
        (
            "2f 78 00 00 2c 62 00 00 ff ff ff ff 01 02 03 04",
            OSCDecodingError(.sizeBeyondEnd(4_294_967_295, left: 4), at: 8)
        ),
        (
            "2f 78 00 00 2c 62 00 00 00 00 00 01 01 02 00 00",
            OSCDecodingError(.paddingNotZero, at: 13)
        ),
        ("2f 78 00 00 2c 5b 69 00 00 00 00 01", OSCDecodingError(.arrayNotClosed, at: 5)),
        ("2f 78 00 00 2c 5d 00 00", OSCDecodingError(.arrayNotOpened, at: 5)),
        ("2f 78 00 00 2c 00 00 00 00 00 00 01", OSCDecodingError(.bytesLeftOver(4), at: 8)),
        ("23 62 75 6e 64 6c 65 00 00 00 00 00", OSCDecodingError(.bundleCutOff, at: 8)),
        (
            "23 62 75 6e 64 6c 65 00 00 00 00 00 00 00 00 01 00 00 00 08 2f 78 00 00",
            OSCDecodingError(.sizeBeyondEnd(8, left: 4), at: 16)
        ),
        (
            "23 62 75 6e 64 6c 65 00 00 00 00 00 00 00 00 01 00 00 00 02 2f 78 00 00",
            OSCDecodingError(.elementSizeNotMultipleOfFour(2), at: 16)
        ),
        (
            "23 62 75 6e 64 6c 65 00 00 00 00 00 00 00 00 01 00 00 00 00",
            OSCDecodingError(.empty, at: 20)
        ),
        (
            "23 62 75 6e 64 6c 65 00 00 00 00 00 00 00 00 01 00 00 00 04 78 00 00 00",
            OSCDecodingError(.addressWithoutSlash, at: 20)
        ),
    ]

    @Test(arguments: 0..<corpus.count)
    func `what is wrong is named with its byte`(place: Int) throws {
        let (text, expected) = Self.corpus[place]
        #expect(throws: expected) { try OSCPacket(decoding: bytes(text)) }
    }

    @Test func `bundles in bundles without end are refused`() {
        var packet = OSCPacket.message(OSCMessage("/x"))
        for _ in 0..<32 { packet = .bundle(OSCBundle([packet])) }
        #expect(throws: Never.self) { try OSCPacket(decoding: packet.encoded()) }
        let tooDeep = OSCPacket.bundle(OSCBundle([packet])).encoded()
        #expect(throws: OSCDecodingError(.bundlesTooDeep, at: 32 * 20)) {
            try OSCPacket(decoding: tooDeep)
        }
    }

    @Test func `arrays in arrays without end are refused`() {
        let tags = [UInt8](repeating: UInt8(ascii: "["), count: 4000)
        let packet: [UInt8] = bytes("2f 78 00 00 2c") + tags + [0, 0, 0]
        #expect(throws: OSCDecodingError(.arraysTooDeep, at: 38)) {
            try OSCPacket(decoding: packet)
        }
    }

    @Test func `an error is one sentence with its place`() {
        let error = OSCDecodingError(.argumentCutOff(tag: 0x64, needed: 8, left: 4), at: 12)
        #expect(
            error.description == "byte 12: an argument of type 'd' needs 8 bytes, but 4 are left")
    }

    @Test func `no prefix and no flipped byte of a packet brings the reader down`() {
        var random = Seeded(1)
        for _ in 0..<60 {
            let whole = OSCPacket.random(&random, depth: 0).encoded()
            for length in 0..<whole.count {
                let cut = Array(whole[..<length])
                #expect(isStable(cut))
            }
            for place in whole.indices {
                var flipped = whole
                flipped[place] ^= UInt8.random(in: 1...255, using: &random)
                #expect(isStable(flipped))
            }
        }
    }

    /// Whether bytes are refused at a place inside them, or are read as what gives them again.
    private func isStable(_ bytes: [UInt8]) -> Bool {
        do throws(OSCDecodingError) {
            let packet = try OSCPacket(decoding: bytes)
            // A text that is not UTF-8 is repaired, and a message may lack its tags.
            let again = packet.encoded()
            return (try? OSCPacket(decoding: again)).map { $0.encoded() == again } ?? false
        } catch {
            return error.offset >= 0 && error.offset <= bytes.count && !error.description.isEmpty
        }
    }
}

/// Random numbers that are the same every time.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

extension OSCPacket {
    /// Any packet.
    static func random(_ random: inout Seeded, depth: Int) -> OSCPacket {
        if depth < 3, Int.random(in: 0..<3, using: &random) == 0 {
            let count = Int.random(in: 0...3, using: &random)
            return .bundle(
                OSCBundle(
                    at: OSCTimeTag(rawValue: random.next()),
                    (0..<count).map { _ in OSCPacket.random(&random, depth: depth + 1) }))
        }
        let length = Int.random(in: 0...9, using: &random)
        let name = String(repeating: "n", count: length)
        let count = Int.random(in: 0...6, using: &random)
        return .message(
            OSCMessage("/" + name, (0..<count).map { _ in OSCArgument.random(&random, depth: 0) }))
    }
}

extension OSCArgument {
    /// Any argument; numbers that are none are left out, because they equal nothing.
    static func random(_ random: inout Seeded, depth: Int) -> OSCArgument {
        let text = String(repeating: "é", count: Int.random(in: 0...5, using: &random))
        switch Int.random(in: 0..<(depth < 2 ? 15 : 14), using: &random) {
        case 0: return .int32(Int32(truncatingIfNeeded: random.next()))
        case 1: return .int64(Int64(bitPattern: random.next()))
        case 2: return .float32(Float.random(in: -1e9...1e9, using: &random))
        case 3: return .float64(Double.random(in: -1e300...1e300, using: &random))
        case 4: return .string(text)
        case 5: return .symbol(text)
        case 6:
            let count = Int.random(in: 0...9, using: &random)
            return .blob((0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) })
        case 7: return .timeTag(OSCTimeTag(rawValue: random.next()))
        case 8: return .character(UInt8.random(in: 0...127, using: &random))
        case 9: return .color(UInt32(truncatingIfNeeded: random.next()))
        case 10: return .midi(UInt32(truncatingIfNeeded: random.next()))
        case 11: return .boolean(Bool.random(using: &random))
        case 12: return .null
        case 13: return .impulse
        default:
            let count = Int.random(in: 0...4, using: &random)
            return .array((0..<count).map { _ in OSCArgument.random(&random, depth: depth + 1) })
        }
    }
}
