import ControlRuntime
import Glibc
import RuntimeMap
import Testing

@testable import OSCTransport

@Suite struct OSCDoorTests {
    /// The specification's message, different for each number.
    private func message(_ number: Int, blob: Int = 0) -> OSCPacket {
        .message(
            OSCMessage(
                "/oscillator/\(number)",
                [.int32(Int32(number)), .blob([UInt8](repeating: 0xC0, count: blob))]))
    }

    @Test(arguments: OSCEndpoint.Transport.allCases)
    func `everything arrives, whole and in order`(transport: OSCEndpoint.Transport) throws {
        var random = Seeded(7)
        var loop = try Loopback(transport, bundling: .never)
        let sent = (0..<300).map { _ in OSCPacket.message(.random(&random)) }
        for packet in sent { #expect(loop.sendPatiently(packet) == .sent) }
        #expect(try loop.receive(300) == sent)
        #expect(loop.target.counters.messages == 300)
    }

    @Test func `messages due together share a datagram of at most 1400 bytes`() throws {
        var loop = try Loopback(.udp)
        let sent = (0..<100).map { message($0) }
        for packet in sent { #expect(loop.send(packet) == .sent) }
        loop.door.flush()
        let count = Int(loop.target.counters.packets)
        let received = try loop.receive(count)
        #expect(loop.packets.allSatisfy { $0.count <= 1400 })
        let bytes = sent.reduce(0) { $0 + $1.byteCount + 4 }
        #expect(count == (bytes + 1383) / 1384)
        let inside = received.flatMap { packet -> [OSCPacket] in
            guard case .bundle(let bundle) = packet else { return [packet] }
            #expect(bundle.timeTag == .immediately)
            return bundle.elements
        }
        #expect(inside == sent)
    }

    @Test func `one message alone needs no bundle`() throws {
        var loop = try Loopback(.udp)
        #expect(loop.send(message(1)) == .sent)
        #expect(try loop.receive(1) == [message(1)])
    }

    @Test func `a target can have each message by itself`() throws {
        var loop = try Loopback(.udp, bundling: .never)
        for number in 0..<5 { #expect(loop.send(message(number)) == .sent) }
        #expect(try loop.receive(5) == (0..<5).map { message($0) })
    }

    @Test func `a message longer than a shared datagram goes alone`() throws {
        var loop = try Loopback(.udp)
        let sent = [message(1), message(2, blob: 5000), message(3)]
        for packet in sent { #expect(loop.send(packet) == .sent) }
        #expect(try loop.receive(3) == sent)
    }

    @Test(arguments: OSCEndpoint.Transport.allCases)
    func `what could never be sent is refused and counted`(
        transport: OSCEndpoint.Transport
    ) throws {
        var loop = try Loopback(transport)
        #expect(loop.send([]) == .refused)
        #expect(loop.send([0x2F, 0x61, 0]) == .refused)
        #expect(loop.send(message(1, blob: 300_000)) == .refused)
        #expect(loop.target.counters.failures == 3)
        #expect(loop.send(message(2)) == .sent)
        #expect(try loop.receive(1) == [message(2)])
    }

    @Test func `outputs that are no OSC target are absent`() throws {
        var loop = try Loopback(.udp)
        let bytes = message(1).encoded()
        for place in [-1, 0, 2] {
            #expect(bytes.withUnsafeBytes { loop.door.send($0, to: place) } == .absent)
        }
    }

    @Test func `a target without a socket is absent until there is one`() throws {
        var loop = try Loopback(.udp, isConnected: false)
        #expect(loop.send(message(1)) == .absent)
        loop.target.offer(try OSCSocket.connected(to: loop.target.endpoint))
        #expect(loop.send(message(2)) == .sent)
        #expect(try loop.receive(1) == [message(2)])
    }

    @Test func `a port where nobody listens is counted and survived`() throws {
        var loop = try Loopback(.udp, bundling: .never)
        let endpoint = loop.target.endpoint
        loop.receiver = nil
        for number in 0..<20 { #expect(loop.send(message(number)) == .sent) }
        #expect(loop.target.counters.refusals > 0)
        loop.receiver = try OSCReceiver(at: endpoint)
        #expect(loop.send(message(21)) == .sent)
        #expect(try loop.receive(1) == [message(21)])
    }

    @Test func `datagrams are held back beyond 64 a millisecond`() throws {
        var loop = try Loopback(.udp, bundling: .never)
        var isHeld = false
        for number in 0..<100_000 where !isHeld {
            isHeld = loop.send(message(number)) == .later
            if !isHeld { loop.receive() }
        }
        #expect(isHeld)
        #expect(loop.target.counters.pauses == 1)
    }

    @Test func `a reader that stops makes a stream wait, and nothing is lost`() throws {
        var loop = try Loopback(.tcp)
        var sent: [OSCPacket] = []
        for number in 0..<10_000 {
            let packet = message(number, blob: 4096)
            if loop.send(packet) == .later { break }
            sent.append(packet)
        }
        #expect(sent.count < 10_000 && loop.hasUnsent())
        #expect(try loop.receive(sent.count) == sent)
        #expect(loop.hasUnsent() == false)
    }

    @Test func `a full mailbox at a path means later`() throws {
        var loop = try Loopback(.unix, bundling: .never)
        var sent: [OSCPacket] = []
        for number in 0..<100_000 {
            if loop.send(message(number)) == .later { break }
            sent.append(message(number))
        }
        #expect(sent.count < 100_000)
        #expect(try loop.receive(sent.count) == sent)
    }
}

extension OSCMessage {
    /// A message whose blob has every byte that framing must escape.
    static func random(_ random: inout Seeded) -> OSCMessage {
        let count = Int.random(in: 0...40, using: &random)
        let special: [UInt8] = [0xC0, 0xDB, 0xDC, 0xDD, 0, 0x2F]
        return OSCMessage(
            "/m", [.blob((0..<count).map { _ in special.randomElement(using: &random) ?? 0 })])
    }
}
