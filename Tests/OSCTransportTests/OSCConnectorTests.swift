import ControlRuntime
import Glibc
import RuntimeMap
import Synchronization
import Testing

@testable import OSCTransport

@Suite struct OSCConnectorTests {
    private let packet = OSCPacket.message(OSCMessage("/x", [.float32(1)])).encoded()

    @Test(arguments: [OSCEndpoint.Transport.tcp, .tcpSLIP, .unix])
    func `a receiver that begins anew is found again`(transport: OSCEndpoint.Transport) throws {
        var loop = try Loopback(transport, bundling: .never, isConnected: false)
        let endpoint = loop.target.endpoint
        let connector = OSCConnector(loop.target)
        #expect(eventually { loop.target.isUp })
        #expect(loop.send(packet) == .sent)
        #expect(try loop.receive(1).count == 1)

        loop.receiver = nil
        #expect(
            eventually {
                _ = loop.send(packet)
                loop.door.flush()
                return loop.send(packet) == .absent
            })
        loop.receiver = try OSCReceiver(at: endpoint)
        loop.packets = []
        #expect(eventually { loop.target.isUp && loop.send(packet) == .sent })
        #expect(try loop.receive(1).count == 1)
        #expect(loop.target.counters.connections >= 2)
        connector.stop()
    }

    @Test func `each reason to be away is told once, and the return too`() throws {
        let receiver = try OSCReceiver(at: OSCEndpoint(.tcp, host: "127.0.0.1", port: 0))
        let endpoint = receiver.endpoint
        _ = consume receiver
        let target = OSCTarget(name: "t", endpoint: endpoint)
        let told = Mutex<[OSCSocketError?]>([])
        let connector = OSCConnector(target) { error in told.withLock { $0.append(error) } }
        // The second attempt fails for the same reason.
        #expect(eventually { target.counters.lastError == ECONNREFUSED })
        let again = try OSCReceiver(at: endpoint)
        #expect(eventually { target.isUp })
        connector.stop()
        _ = consume again
        let refusal = OSCSocketError(operation: .connect, endpoint: endpoint, code: ECONNREFUSED)
        #expect(told.withLock { $0 } == [refusal, nil])
    }

    @Test func `a host that is none is told with the system's words`() throws {
        let endpoint = OSCEndpoint(.udp, host: "no.such.host.invalid", port: 9)
        let error = #expect(throws: OSCSocketError.self) { try OSCSocket.connected(to: endpoint) }
        #expect(error?.operation == .resolve)
        #expect(
            error?.description.hasPrefix("cannot find the host of udp://no.such.host.invalid:9: ")
                == true)
    }

    @Test func `two cannot listen at one port`() throws {
        let first = try OSCReceiver(at: OSCEndpoint(.udp, host: "127.0.0.1", port: 0))
        let endpoint = first.endpoint
        let error = #expect(throws: OSCSocketError.self) { _ = try OSCReceiver(at: endpoint) }
        #expect(error?.code == EADDRINUSE)
        _ = consume first
    }

    @Test func `a path left by a program that ended is taken over, one in use is not`() throws {
        let endpoint = OSCEndpoint(unixPath: freePath())
        let left = try OSCSocket.listening(at: endpoint)
        #expect(throws: OSCSocketError.self) { try OSCSocket.listening(at: endpoint) }
        close(left)
        let next = try OSCSocket.listening(at: endpoint)
        close(next)
        unlink(endpoint.path)
    }

    @Test func `a target let go takes its sockets with it`() throws {
        let before = openDescriptors()
        do {
            var loop = try Loopback(.tcp)
            let connector = OSCConnector(loop.target)
            #expect(eventually { loop.target.counters.connections == 1 })
            _ = loop.send(packet)
            connector.stop()
        }
        // Other tests open and close at the same time: wait for a moment with as few.
        #expect(eventually { openDescriptors() <= before })
    }

    private func openDescriptors() -> Int { (0..<1024).count { fcntl($0, F_GETFD) >= 0 } }
}
