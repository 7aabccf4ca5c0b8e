import ControlRuntime
import Glibc
import Synchronization
import Testing

@testable import OSCTransport

/// What comes back to the socket by which a target gets its packets.
@Suite struct OSCReplyTests {
    private let packet = OSCPacket.message(OSCMessage("/x", [.float32(1)])).encoded()

    /// Keeps what a connector gives.
    private final class Kept: Sendable {
        let packets = Mutex<[[UInt8]]>([])
        func add(_ bytes: UnsafeRawBufferPointer) {
            packets.withLock { $0.append(Array(bytes)) }
        }
        var all: [[UInt8]] { packets.withLock { $0 } }
    }

    private func framed(_ transport: OSCEndpoint.Transport) -> [UInt8] {
        transport == .tcpSLIP ? [0xC0] + packet + [0xC0] : [0, 0, 0, UInt8(packet.count)] + packet
    }

    @Test
    func `a datagram that a target answers with is given on, and one that it refuses counted`()
        throws
    {
        let peer = try OSCSocket.listening(at: OSCEndpoint(.udp, host: "127.0.0.1", port: 0))
        let endpoint = OSCEndpoint(.udp, host: "127.0.0.1", port: OSCSocket.port(of: peer))
        let target = OSCTarget(name: "t", endpoint: endpoint)
        var door = OSCDoor(outputs: [target])
        let kept = Kept()
        let connector = OSCConnector(target, onReply: { kept.add($0) })
        defer { connector.stop() }
        #expect(eventually { target.isUp })
        _ = packet.withUnsafeBytes { door.send($0, to: 0) }
        door.flush()
        var from = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        var buffer = [UInt8](repeating: 0, count: 64)
        #expect(
            eventually {
                withUnsafeMutablePointer(to: &from) { pointer in
                    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        recvfrom(peer, &buffer, 64, Int32(MSG_DONTWAIT), $0, &size)
                    }
                } == packet.count
            })
        for _ in 0..<3 {
            let sent = withUnsafePointer(to: &from) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    sendto(peer, packet, packet.count, 0, $0, size)
                }
            }
            #expect(sent == packet.count)
        }
        #expect(eventually { kept.all == [packet, packet, packet] })
        #expect(target.counters.replies == 3)
        close(peer)
        _ = packet.withUnsafeBytes { door.send($0, to: 0) }
        door.flush()
        #expect(eventually { target.counters.refusals == 1 })
        // It is still sent to.
        #expect(packet.withUnsafeBytes { door.send($0, to: 0) } == .sent)
    }

    @Test(arguments: [OSCEndpoint.Transport.tcp, .tcpSLIP])
    func `a stream's packets are taken apart, and its end is seen`(
        transport: OSCEndpoint.Transport
    ) throws {
        let listener = try OSCSocket.listening(
            at: OSCEndpoint(transport, host: "127.0.0.1", port: 0))
        let endpoint = OSCEndpoint(
            transport, host: "127.0.0.1", port: OSCSocket.port(of: listener))
        let target = OSCTarget(name: "t", endpoint: endpoint)
        let kept = Kept()
        let connector = OSCConnector(target, onReply: { kept.add($0) })
        defer { connector.stop() }
        var peer: Int32 = -1
        #expect(
            eventually {
                peer = accept(listener, nil, nil)
                return peer >= 0
            })
        let bytes = framed(transport) + framed(transport)
        for part in [bytes.prefix(7), bytes.dropFirst(7)] {
            #expect(send(peer, Array(part), part.count, 0) == part.count)
        }
        #expect(eventually { kept.all == [packet, packet] })
        close(peer)
        #expect(eventually { !target.isUp || target.counters.connections > 1 })
        close(listener)
    }

    @Test func `a stream of no packets is thrown away, and sending goes on`() throws {
        let listener = try OSCSocket.listening(at: OSCEndpoint(.tcp, host: "127.0.0.1", port: 0))
        let endpoint = OSCEndpoint(.tcp, host: "127.0.0.1", port: OSCSocket.port(of: listener))
        let target = OSCTarget(name: "t", endpoint: endpoint)
        var door = OSCDoor(outputs: [target])
        let kept = Kept()
        let connector = OSCConnector(target, onReply: { kept.add($0) })
        defer { connector.stop() }
        var peer: Int32 = -1
        #expect(
            eventually {
                peer = accept(listener, nil, nil)
                return peer >= 0
            })
        let noise = [UInt8](repeating: 0xFF, count: 4_000)
        #expect(send(peer, noise, noise.count, 0) == noise.count)
        #expect(eventually { packet.withUnsafeBytes { door.send($0, to: 0) } == .sent })
        door.flush()
        var buffer = [UInt8](repeating: 0, count: 64)
        #expect(eventually { recv(peer, &buffer, 64, Int32(MSG_DONTWAIT)) == packet.count + 4 })
        #expect(kept.all == [] && target.counters.connections == 1)
        close(peer)
        close(listener)
    }

    @Test func `a link is exchanged while others go on`() throws {
        let peers = try (0..<3).map { _ in
            try OSCSocket.listening(at: OSCEndpoint(.udp, host: "127.0.0.1", port: 0))
        }
        let targets = try peers.map { peer in
            let endpoint = OSCEndpoint(.udp, host: "127.0.0.1", port: OSCSocket.port(of: peer))
            let target = OSCTarget(name: "t", endpoint: endpoint, bundling: .never)
            target.offer(try OSCSocket.connected(to: endpoint))
            return target
        }
        var door = OSCDoor(outputs: [targets[0], nil, targets[1]])
        func count(_ peer: Int) -> Int {
            var buffer = [UInt8](repeating: 0, count: 64)
            return (0..<10).count { _ in recv(peers[peer], &buffer, 64, Int32(MSG_DONTWAIT)) > 0 }
        }
        func send(_ door: inout OSCDoor, _ output: Int) -> SendOutcome {
            packet.withUnsafeBytes { door.send($0, to: output) }
        }
        #expect((0..<3).map { send(&door, $0) } == [.sent, .absent, .sent])
        let none = door.exchange(OSCLinkHandle(targets[2]), output: 1)
        #expect(none == nil)
        #expect([1].map { send(&door, $0) } == [.sent])
        let exchanged = door.exchange(nil, output: 0)
        let old = try #require(exchanged)
        old.free()
        #expect((0..<3).map { send(&door, $0) } == [.absent, .sent, .sent])
        let nothing = door.exchange(nil, output: 0)
        #expect(nothing == nil)
        door.flush()
        #expect((0..<3).map(count) == [1, 2, 2])
        for peer in peers { close(peer) }
    }
}
