import RuntimeMap
import Testing

@testable import OSCTransport

@Suite struct OSCRoundTripTests {
    @Test(arguments: 1...20) func `any packet is read back as it was written`(seed: UInt64) throws {
        var random = Seeded(seed)
        for _ in 0..<100 {
            let packet = OSCPacket.random(&random, depth: 0)
            let encoded = packet.encoded()
            #expect(encoded.count % 4 == 0 && encoded.count == packet.byteCount)
            #expect(try OSCPacket(decoding: encoded) == packet, "seed \(seed)")
        }
    }

    @Test func `a writer stops at the end of its memory`() {
        let message = OSCMessage("/address", [.string("text"), .blob([1, 2, 3, 4, 5]), .int64(1)])
        let whole = message.encoded()
        for size in 4..<whole.count {
            var memory = [UInt8](repeating: 0xEE, count: whole.count)
            memory.withUnsafeMutableBytes { buffer in
                var writer = OSCWriter(
                    into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<size]))
                message.write(to: &writer)
                let isOverfull = writer.isOverfull
                #expect(isOverfull)
            }
            #expect(memory[size...].allSatisfy { $0 == 0xEE })
        }
    }
}
