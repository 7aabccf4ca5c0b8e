import ControlRuntime
import RuntimeMap
import Testing

@testable import OSCTransport

/// How a packet that has a time looks to the receiver.
@Suite struct OSCTimingTests {
    private let packet = OSCPacket.message(OSCMessage("/note", [.int32(60), .string("x")]))

    private func deferred(_ due: UInt64, _ packet: OSCPacket? = nil) -> OSCPacket {
        OSCDeferredTime.wrap(packet ?? self.packet, due: due)
    }

    @Test(arguments: OSCEndpoint.Transport.allCases)
    func `a live target gets the message alone`(transport: OSCEndpoint.Transport) throws {
        var loop = try Loopback(transport, timing: .live)
        #expect(loop.send(deferred(Clocks.monotonic() + 1_000_000)) == .sent)
        #expect(try loop.receive(1) == [packet])
    }

    @Test(arguments: OSCEndpoint.Transport.allCases)
    func `a time tag says when on the wall clock`(transport: OSCEndpoint.Transport) throws {
        var loop = try Loopback(transport, timing: .bundle)
        let ahead: UInt64 = 250_000_000
        let before = Clocks.wall() + ahead
        let due = Clocks.monotonic() + ahead
        #expect(loop.send(deferred(due)) == .sent)
        let received = try loop.receive(1)
        guard case .bundle(let bundle) = received[0] else {
            Issue.record("\(received) is no bundle")
            return
        }
        #expect(bundle.elements == [packet])
        let meant = try #require(bundle.timeTag.unixNanoseconds)
        // The two clocks are read one after the other, here and at the door.
        #expect(meant >= before && meant <= Clocks.wall() + ahead)
    }

    @Test func `messages of one instant share a bundle, those of two do not`() throws {
        var loop = try Loopback(.udp, timing: .bundle)
        let due = Clocks.monotonic() + 50_000_000
        for time in [due, due, due + 1_000_000] { #expect(loop.send(deferred(time)) == .sent) }
        let sizes = try loop.receive(2).map { packet -> Int in
            guard case .bundle(let bundle) = packet else { return 0 }
            return bundle.elements.count
        }
        #expect(sizes == [2, 1])
    }

    @Test func `what is meant at once has no time tag`() throws {
        var loop = try Loopback(.udp, timing: .bundle)
        #expect(loop.send(packet) == .sent)
        #expect(try loop.receive(1) == [packet])
    }

    @Test(arguments: OSCEndpoint.Transport.allCases)
    func `a stamp goes before the other arguments`(transport: OSCEndpoint.Transport) throws {
        var loop = try Loopback(transport, timing: .argument)
        let before = Clocks.wall()
        #expect(loop.send(deferred(Clocks.monotonic() + 1_000_000_000)) == .sent)
        #expect(loop.send(packet) == .sent)
        var found: [OSCMessage] = []
        let isStream = transport == .tcp || transport == .tcpSLIP
        for received in try loop.receive(isStream ? 2 : 1) {
            switch received {
            case .message(let message): found.append(message)
            case .bundle(let bundle):
                for case .message(let message) in bundle.elements { found.append(message) }
            }
        }
        try #require(found.count == 2)
        let stamps = found.compactMap { message -> UInt64? in
            guard case .timeTag(let tag) = message.arguments.first else { return nil }
            return tag.unixNanoseconds
        }
        try #require(stamps.count == 2)
        #expect(stamps[0] >= before + 1_000_000_000 && stamps[0] < stamps[1] + 1_000_000_001)
        #expect(stamps[1] >= before && stamps[1] <= Clocks.wall())
        for message in found {
            #expect(Array(message.arguments.dropFirst()) == [.int32(60), .string("x")])
        }
    }

    @Test(arguments: 0...9) func `a stamp fits before any number of arguments`(count: Int) throws {
        let message = OSCMessage("/a", (0..<count).map { .int32(Int32($0)) })
        let bytes = message.encoded()
        var memory = [UInt8](repeating: 0xEE, count: bytes.count + 12)
        let size = bytes.withUnsafeBytes { source in
            memory.withUnsafeMutableBytes { writeStamped(source, .immediately, into: $0) }
        }
        #expect(
            try OSCPacket(decoding: Array(memory[..<size]))
                == .message(OSCMessage("/a", [.timeTag(.immediately)] + message.arguments)))
    }

    @Test func `an address without tags gets a stamp too`() throws {
        let bytes = Array("/abc\0\0\0\0".utf8)
        var memory = [UInt8](repeating: 0xEE, count: bytes.count + 12)
        let size = bytes.withUnsafeBytes { source in
            memory.withUnsafeMutableBytes { writeStamped(source, .immediately, into: $0) }
        }
        #expect(
            try OSCPacket(decoding: Array(memory[..<size]))
                == .message(OSCMessage("/abc", [.timeTag(.immediately)])))
    }

    @Test func `a bundle of several packets stays together`() throws {
        let several = OSCPacket.bundle(
            OSCBundle(at: OSCTimeTag(rawValue: Clocks.monotonic()), [packet, packet, packet]))
        var loop = try Loopback(.udp, timing: .live, bundling: .never)
        #expect(loop.send(several) == .sent)
        #expect(try loop.receive(1) == [.bundle(OSCBundle([packet, packet, packet]))])
    }

    @Test func `a bundle with a time tag of its own is passed on as it is`() throws {
        let own = OSCPacket.bundle(
            OSCBundle(at: OSCTimeTag(unixNanoseconds: Clocks.wall()), [packet]))
        for timing in RuntimeOSCTarget.Timing.allCases {
            var loop = try Loopback(.udp, timing: timing)
            #expect(loop.send(own) == .sent)
            #expect(try loop.receive(1) == [own])
        }
    }

    @Test func `a deferred bundle with wrong sizes is refused`() throws {
        var loop = try Loopback(.udp)
        var bytes = deferred(1000).encoded()
        bytes[19] = 0xFC
        #expect(loop.send(bytes) == .refused)
    }

    @Test func `packets with a time go out ahead of it`() {
        let endpoint = OSCEndpoint(.udp, host: "localhost", port: 1)
        let bundled = OSCTarget(
            name: "", endpoint: endpoint, timing: .bundle, leadNanoseconds: 5_000)
        #expect(bundled.sendTime(for: 20_000) == 15_000)
        #expect(bundled.sendTime(for: 4_000) == 0)
        let live = OSCTarget(name: "", endpoint: endpoint, leadNanoseconds: 5_000)
        #expect(live.sendTime(for: 20_000) == 20_000)
    }
}
