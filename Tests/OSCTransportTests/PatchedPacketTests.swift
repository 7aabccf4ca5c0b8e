import ControlRuntime
import OSCTransport
import RuntimeMap
import Testing

@Suite struct PatchedPacketTests {
    private func written(
        _ arguments: [RuntimeOSCArgument], value: Double, position: Double
    ) throws -> OSCMessage? {
        let plan = try #require(
            PacketPlan(.osc(output: 0, address: "/strip/fader", arguments: arguments)))
        let table = PacketTable([plan])
        let packet = withExtendedLifetime(table) {
            Array($0.packet(0, value: value, position: position))
        }
        guard case .message(let message) = try OSCPacket(decoding: packet) else { return nil }
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

    @Test func `only OSC routes make a packet`() {
        #expect(PacketPlan(.layer(1)) == nil)
        #expect(PacketPlan(.osc(output: 0, address: "/a", arguments: []))?.bytes.count == 8)
    }
}
