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

@Suite struct OSCTemplateTests {
    private func written(
        _ arguments: [RuntimeOSCArgument], value: Double, position: Float
    ) throws -> OSCMessage? {
        let template = OSCTemplate(address: "/strip/fader", arguments: arguments)
        var memory = [UInt8](repeating: 0xEE, count: template.byteCount)
        let count = memory.withUnsafeMutableBytes {
            template.write(value: value, position: position, into: $0)
        }
        #expect(count == memory.count)
        guard case .message(let message) = try OSCPacket(decoding: memory) else { return nil }
        return message
    }

    @Test func `constants stay and values are patched in`() throws {
        let message = try written(
            [
                .int(3), .valueAsFloat, .string("abc"), .positionAsFloat, .valueAsBool,
                .valueAsDouble, .valueAsInt, .float(0.5),
            ], value: 440.6, position: 0.75)
        #expect(
            message
                == OSCMessage(
                    "/strip/fader",
                    [
                        .int32(3), .float32(440.6), .string("abc"), .float32(0.75), .boolean(true),
                        .float64(440.6), .int32(441), .float32(0.5),
                    ]))
    }

    @Test(arguments: [
        (Double.infinity, Int32.max), (-1e20, .min), (.nan, 0), (2.5, 3), (-2.5, -3), (-0.4, 0),
        (2_147_483_646.9, .max), (-2_147_483_647.2, -2_147_483_647),
    ]) func `a value becomes the nearest whole number there is`(value: Double, expected: Int32)
        throws
    {
        #expect(
            try written([.valueAsInt], value: value, position: 0)?.arguments == [.int32(expected)])
    }

    @Test func `a switch is on from the middle up`() throws {
        #expect(try written([.valueAsBool], value: 0, position: 0.5)?.arguments == [.boolean(true)])
        #expect(
            try written([.valueAsBool], value: 0, position: 0.49)?.arguments == [.boolean(false)])
    }

    @Test func `too little memory gets nothing`() {
        let template = OSCTemplate(address: "/a", arguments: [.valueAsFloat])
        var memory = [UInt8](repeating: 0xEE, count: template.byteCount - 1)
        let count = memory.withUnsafeMutableBytes {
            template.write(value: 1, position: 1, into: $0)
        }
        #expect(count == 0 && memory.allSatisfy { $0 == 0xEE })
    }

    @Test func `only OSC routes make a template`() {
        func size(_ route: RuntimeRoute) -> Int? {
            guard let template = OSCTemplate(route) else { return nil }
            return template.byteCount
        }
        #expect(size(.layer(1)) == nil)
        #expect(size(.osc(output: 0, address: "/a", arguments: [])) == 8)
    }
}
