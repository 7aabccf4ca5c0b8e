import Testing

@testable import OSCTransport

@Suite struct OSCStreamTests {
    private func frames(_ packets: [[UInt8]], isSLIP: Bool) -> [UInt8] {
        var buffer = OSCStreamBuffer(capacity: 1 << 20, isSLIP: isSLIP)
        for packet in packets { packet.withUnsafeBytes { buffer.append($0) } }
        return Array(buffer.unsent)
    }

    /// What a parser makes of bytes that come in pieces.
    private func parsed(
        _ stream: [UInt8], pieces: () -> Int
    ) throws(OSCStreamParser.Fault) -> (packets: [[UInt8]], dropped: UInt64) {
        var parser = OSCStreamParser(longest: 4096)
        var found: [[UInt8]] = []
        var rest = stream[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(pieces()))
            rest = rest.dropFirst(piece.count)
            var fault: OSCStreamParser.Fault?
            piece.withUnsafeBytes { bytes in
                do throws(OSCStreamParser.Fault) {
                    try parser.take(bytes) { found.append(Array($0)) }
                } catch { fault = error }
            }
            if let fault { throw fault }
        }
        return (found, parser.droppedPackets)
    }

    @Test(arguments: [false, true], 1...8)
    func `packets come out whole however the stream is cut`(isSLIP: Bool, seed: UInt64) throws {
        var random = Seeded(seed)
        let packets = (0..<50).map { _ in OSCMessage.random(&random).encoded() }
        let stream = frames(packets, isSLIP: isSLIP)
        let found = try parsed(stream) { Int.random(in: 1...17, using: &random) }
        #expect(found.packets == packets && found.dropped == 0)
    }

    @Test func `SLIP has END before and after, and escapes`() {
        #expect(
            frames([[0x2F, 0xC0, 0xDB, 0]], isSLIP: true)
                == bytes("c0 2f db dc db dd 00 c0"))
    }

    @Test func `a size stands before a packet`() {
        #expect(frames([[1, 2, 3, 4]], isSLIP: false) == bytes("00 00 00 04 01 02 03 04"))
    }

    @Test(arguments: ["00 00 00 00", "00 00 00 05", "00 00 20 00", "2f 61 62 00"])
    func `a size that cannot be ends the stream`(size: String) throws {
        let error = #expect(throws: OSCStreamParser.Fault.self) {
            try parsed(bytes("00 00 00 04 01 02 03 04 " + size)) { 3 }
        }
        #expect(error?.offset == 8)
    }

    @Test func `a wrong escape costs one packet`() throws {
        let found = try parsed(bytes("c0 01 db 01 02 c0 c0 05 06 c0 c0 07 db c0 c0 08 c0")) { 4 }
        #expect(found.packets == [[5, 6], [8]] && found.dropped == 2)
    }

    @Test func `a packet without end costs no memory`() throws {
        let endless = [0xC0] + [UInt8](repeating: 1, count: 100_000) + bytes("c0 09 c0")
        let found = try parsed(endless) { 1000 }
        #expect(found.packets == [[9]] && found.dropped == 1)
    }
}
