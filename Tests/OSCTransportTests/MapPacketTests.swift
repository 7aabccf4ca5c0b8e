import ControlRuntime
import RuntimeMap
import Testing

@testable import OSCTransport

private func target(
    _ address: String, _ arguments: [RuntimeOSCArgument], id: Int
) -> RuntimeTarget {
    var target = RuntimeTarget(
        id: id, parameter: id, symbol: "p\(id)", kind: .continuous, minimum: 0, maximum: 10,
        defaultValue: 0)
    target.route = .osc(output: 0, address: address, arguments: arguments)
    return target
}

/// Who knows a map with these targets.
private func directory(_ targets: RuntimeTarget...) throws -> MapDirectory {
    let map = RuntimeMap(
        name: "m", device: RuntimeDevice(manufacturer: "", model: "", port: "knobs"), plugin: nil,
        outputs: [
            RuntimeOutput(name: "host", kind: .osc(RuntimeOSCTarget(address: "udp://h:1")))
        ],
        bindings: targets.enumerated().map { place, target in
            RuntimeBinding(
                control: "c\(place)", channel: 1,
                message: RuntimeMessage(.controlChange, number: place), behaviour: .absolute,
                targets: [target], feedback: nil)
        })
    return try map.binary().withUnsafeBytes {
        try MapDirectory(
            RuntimeMapView($0), setting: MapSetting(map: 3, outputs: [0]) { PacketPlan($0) })
    }
}

extension MapDirectory {
    fileprivate func said(_ message: OSCMessage) -> MapEvent? {
        message.encoded().withUnsafeBytes { hostValue($0) }
    }
}

@Suite struct MapPacketTests {
    @Test func `a packet has all that the message has, and says where the value goes`() throws {
        let arguments: [RuntimeOSCArgument] = [
            .int(3), .valueAsFloat, .string("abc"), .valueAsBool, .valueAsDouble, .valueAsInt,
            .positionAsFloat,
        ]
        let plan = try #require(
            PacketPlan(.osc(output: 0, address: "/a/b", arguments: arguments)))
        let message = OSCMessage(
            "/a/b",
            [
                .int32(3), .float32(0), .string("abc"), .boolean(false), .float64(0), .int32(0),
                .float32(0),
            ])
        #expect(plan.bytes == message.encoded())
        #expect(plan.patches.map(\.kind) == [.float, .flag, .double, .int, .position])
        #expect(plan.bytes[plan.patches[1].offset] == UInt8(ascii: "F"))
        #expect(PacketPlan(.layer(1)) == nil)
    }

    @Test func `a host's message with a target's constants tells its value`() throws {
        let directory = try directory(
            target("/strip/plugin/parameter", [.int(1), .int(7), .valueAsFloat], id: 0),
            target("/strip/plugin/parameter", [.int(1), .int(8), .valueAsFloat], id: 1))
        let said = directory.said(
            OSCMessage("/strip/plugin/parameter", [.int32(1), .int32(8), .float32(2.5)]))
        #expect(said == MapEvent(.hostValue, map: 3, place: 1, number: 2.5))
    }

    @Test func `other constants, addresses and lengths are nobody's`() throws {
        let directory = try directory(target("/a", [.int(1), .valueAsFloat], id: 0))
        for message in [
            OSCMessage("/a", [.int32(2), .float32(1)]), OSCMessage("/b", [.int32(1), .float32(1)]),
            OSCMessage("/a", [.int32(1)]), OSCMessage("/a", [.int32(1), .float32(.nan)]),
            OSCMessage("/a", [.int32(1), .string("abc")]),
        ] { #expect(directory.said(message) == nil, "\(message)") }
    }

    @Test func `a whole number is taken for a float, a position for its part of the range`() throws
    {
        let directory = try directory(
            target("/a", [.valueAsFloat], id: 0), target("/p", [.positionAsFloat], id: 1),
            target("/d", [.valueAsDouble], id: 2))
        #expect(directory.said(OSCMessage("/a", [.int32(4)]))?.number == 4)
        #expect(directory.said(OSCMessage("/p", [.float32(0.25)]))?.number == 2.5)
        #expect(directory.said(OSCMessage("/d", [.float64(0.5)]))?.number == 0.5)
    }

    @Test func `a flag is one end of the range`() throws {
        let directory = try directory(target("/f", [.valueAsBool, .int(1)], id: 0))
        #expect(directory.said(OSCMessage("/f", [.boolean(true), .int32(1)]))?.number == 10)
        #expect(directory.said(OSCMessage("/f", [.boolean(false), .int32(1)]))?.number == 0)
        #expect(directory.said(OSCMessage("/f", [.boolean(false), .int32(2)])) == nil)
    }

    @Test func `a flag may be answered with a number, and a number with a flag`() throws {
        let directory = try directory(
            target("/f", [.int(1), .valueAsBool], id: 0), target("/i", [.valueAsInt], id: 1))
        #expect(directory.said(OSCMessage("/f", [.int32(1), .float32(10)]))?.number == 10)
        #expect(directory.said(OSCMessage("/i", [.boolean(true)]))?.number == 10)
        #expect(directory.said(OSCMessage("/f", [.float32(1), .int32(0)]))?.number == 0)
    }

    @Test func `a message is its target's only from that target's output`() throws {
        let directory = try directory(target("/a", [.valueAsFloat], id: 0))
        OSCMessage("/a", [.float32(4)]).encoded().withUnsafeBytes {
            #expect(directory.hostValue($0, from: 0)?.number == 4)
            #expect(directory.hostValue($0, from: 1) == nil)
        }
    }

    @Test func `the messages of bundles in bundles are found, and what is none is not`() {
        let one = OSCPacket.message(OSCMessage("/a"))
        let packet = OSCPacket.bundle(
            OSCBundle([one, .bundle(OSCBundle([.message(OSCMessage("/b", [.int32(1)])), one]))]))
        var found: [[UInt8]] = []
        packet.encoded().withUnsafeBytes { bytes in
            eachOSCMessage(in: bytes) { found.append(Array($0)) }
            for end in 0..<bytes.count {
                eachOSCMessage(in: UnsafeRawBufferPointer(rebasing: bytes[..<end])) { _ in }
            }
        }
        #expect(found.map { $0[1] } == [0x61, 0x62, 0x61])
    }

    @Test func `controls have names for events, of their map`() throws {
        let directory = try directory(
            target("/a", [], id: 0), target("/b", [.valueAsFloat], id: 1))
        #expect(directory.controls == ["c0": 3 << 16, "c1": 3 << 16 | 1])
        #expect(directory.device.port == "knobs")
        #expect(directory.outputs.map(\.name) == ["host"])
    }

    @Test func `noise is nobody's value`() throws {
        let directory = try directory(
            target("/a", [.string("x"), .valueAsFloat, .valueAsBool], id: 0))
        var random = SystemRandomNumberGenerator()
        let plan = OSCMessage("/a", [.string("x"), .float32(1), .boolean(true)]).encoded()
        for _ in 0..<20_000 {
            var bytes = plan
            for _ in 0..<Int.random(in: 1...3) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
            }
            let cut = bytes.prefix(Int.random(in: 0...bytes.count, using: &random))
            let said = Array(cut).withUnsafeBytes { directory.hostValue($0) }
            #expect(said.map { $0.number.isFinite } != false)
        }
    }
}
