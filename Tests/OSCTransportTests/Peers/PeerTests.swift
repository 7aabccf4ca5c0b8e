import ControlRuntime
import Glibc
import RuntimeMap
import Testing

@testable import OSCTransport

/// Programs that scripts/interoperate-osc installs: python-osc, Pd, Ardour and scsynth without a window. It says
/// where in PIPELINE_OSC_PEERS; without that nobody asked for them.
@Suite(.enabled(if: getenv("PIPELINE_OSC_PEERS") != nil), .serialized)
struct PeerTests {
    private let scripts = packageFolder + "/scripts/osc-peers"
    private let modules = getenv("PIPELINE_OSC_PEERS").map { String(cString: $0) } ?? ""

    private func python(_ script: String, _ kind: String, _ port: UInt16) throws -> Peer {
        try Peer(
            "python3", ["-u", "\(scripts)/\(script).py", kind, "\(port)"],
            environment: ["PYTHONPATH": modules])
    }

    private func kind(_ transport: OSCEndpoint.Transport) -> String {
        transport == .tcpSLIP ? "slip" : transport.rawValue
    }

    /// A door to a port of this machine, and packets through it.
    private struct Way: ~Copyable {
        let target: OSCTarget
        var door: OSCDoor

        init(_ endpoint: OSCEndpoint, timing: RuntimeOSCTarget.Timing = .live) throws {
            target = OSCTarget(name: "peer", endpoint: endpoint, timing: timing)
            target.offer(try OSCSocket.connected(to: endpoint))
            door = OSCDoor(outputs: [target])
        }

        mutating func send(_ packet: OSCPacket) -> SendOutcome {
            let outcome = packet.encoded().withUnsafeBytes { door.send($0, to: 0) }
            door.flush()
            return outcome
        }

        mutating func send(_ address: String, _ arguments: OSCArgument...) -> SendOutcome {
            send(.message(OSCMessage(address, arguments)))
        }
    }

    @Test(arguments: [OSCEndpoint.Transport.udp, .tcp, .tcpSLIP])
    func `python-osc reads what the door sends`(transport: OSCEndpoint.Transport) throws {
        let port = freePort(transport == .udp ? SOCK_DGRAM : SOCK_STREAM)
        let peer = try python("receiver", kind(transport), port)
        try #require(peer.says("ready"), "\(peer.text)")
        var way = try Way(OSCEndpoint(transport, host: "127.0.0.1", port: port))
        #expect(
            way.send(
                "/all", .int32(-7), .float32(1.5), .string("text"), .int64(5_000_000_000),
                .float64(-0.25), .blob([0xC0, 0xDB, 1]), .boolean(true), .boolean(false), .null,
                .midi(0x0090_3C64), .color(0x1122_3344),
                .array([.int32(1), .array([.float32(2.5)])]))
                == .sent)
        #expect(
            peer.says(
                "/all [-7, 1.5, 'text', 5000000000, -0.25, b'\\xc0\\xdb\\x01', True, False, None, "
                    + "(0, 144, 60, 100), 287454020, [1, [2.5]]]"), "\(peer.text)")
    }

    @Test(arguments: [OSCEndpoint.Transport.udp, .tcp, .tcpSLIP])
    func `what python-osc sends is understood`(transport: OSCEndpoint.Transport) throws {
        var receiver = try OSCReceiver(at: OSCEndpoint(transport, host: "127.0.0.1", port: 0))
        let before = Clocks.wall()
        let peer = try python("sender", kind(transport), receiver.endpoint.port)
        var packets: [OSCPacket] = []
        #expect(
            eventually {
                receiver.receive { bytes in
                    if let packet = try? OSCPacket(decoding: bytes) { packets.append(packet) }
                }
                return packets.count == 2
            }, "\(peer.text)")
        try #require(packets.count == 2)
        #expect(
            packets[0]
                == .message(
                    OSCMessage(
                        "/all/types",
                        [
                            .int32(-7), .float32(1.5), .string("text"), .int64(5_000_000_000),
                            .float64(-0.25), .blob([0xC0, 0xDB, 1]), .boolean(true),
                            .boolean(false), .null, .midi(0x0090_3C64), .color(0x1122_3344),
                            .array([.int32(1), .array([.float32(2.5), .string("x")])]),
                        ])))
        guard case .bundle(let bundle) = packets[1] else {
            Issue.record("\(packets[1]) is no bundle")
            return
        }
        #expect(
            bundle.elements == [
                .message(OSCMessage("/one", [.int32(1)])),
                .message(OSCMessage("/two", [.int32(2)])),
            ])
        let ahead = try #require(bundle.timeTag.unixNanoseconds).distance(to: before)
        #expect(ahead <= -400_000_000)
    }

    @Test func `python-osc holds a bundle until its time tag`() throws {
        let port = freePort()
        let peer = try python("receiver", "udp", port)
        try #require(peer.says("ready"), "\(peer.text)")
        var way = try Way(OSCEndpoint(.udp, host: "127.0.0.1", port: port), timing: .bundle)
        let due = Clocks.monotonic() + 300_000_000
        #expect(
            way.send(OSCDeferredTime.wrap(.message(OSCMessage("/later", [.int32(1)])), due: due))
                == .sent)
        #expect(peer.says("/later [1]"))
        #expect(Clocks.monotonic() >= due - 50_000_000)
    }

    @Test func `Pd prints what the door sends`() throws {
        let port = freePort()
        let peer = try Peer(
            "pd",
            [
                "-nogui", "-nosound", "-stderr", "-open", "\(scripts)/print.pd", "-send",
                "port \(port)",
            ])
        var way = try Way(OSCEndpoint(.udp, host: "127.0.0.1", port: port))
        #expect(
            peer.says("osc: list synth cutoff 440 low 3") {
                _ = way.send("/synth/cutoff", .float32(440), .string("low"), .int32(3))
            }, "\(peer.text)")
        let two = OSCPacket.bundle(
            OSCBundle([
                .message(OSCMessage("/bundle/one", [.int32(1)])),
                .message(OSCMessage("/bundle/two", [.int32(2)])),
            ]))
        #expect(way.send(two) == .sent)
        #expect(peer.says("osc: list bundle two 2"), "\(peer.text)")
    }

    @Test func `Ardour's OSC surface moves a fader as the door says`() throws {
        let peer = try Peer(
            "/usr/bin/python3", ["-B", "\(scripts)/ardour.py"])
        try #require(peer.says("gain 1.0000"), "\(peer.text)")
        // Where its surface listens.
        var way = try Way(OSCEndpoint(.udp, host: "127.0.0.1", port: 3819))
        #expect(way.send("/strip/gain", .int32(1), .float32(-10)) == .sent)
        #expect(peer.says("gain 0.3162"), "\(peer.text)")
        #expect(way.send("/strip/gain", .int32(1), .float32(-20)) == .sent)
        #expect(peer.says("gain 0.1000"), "\(peer.text)")
    }

    @Test(arguments: [OSCEndpoint.Transport.udp, .tcp])
    func `scsynth does what the door sends, a bundle in its time`(
        transport: OSCEndpoint.Transport
    ) throws {
        let name = "osc-peer-\(getpid())"
        let variables = ["JACK_DEFAULT_SERVER": name, "JACK_NO_AUDIO_RESERVATION": "1"]
        let jack = try Peer(
            "stdbuf",
            ["-oL", "jackd", "-n", name, "-r", "-d", "dummy", "-r", "48000", "-p", "256"],
            environment: variables)
        try #require(jack.says("self-connect-mode"), "\(jack.text)")
        let port = freePort(transport == .udp ? SOCK_DGRAM : SOCK_STREAM)
        let arguments = [transport == .udp ? "-u" : "-t", "\(port)", "-R", "0"]
        var synth = try Peer("scsynth", arguments, environment: variables)
        // It ends at once when the driver is not there yet.
        for _ in 0..<20 where !synth.says("SuperCollider 3 server ready") {
            synth = try Peer("scsynth", arguments, environment: variables)
        }
        try #require(synth.says("SuperCollider 3 server ready"), "\(synth.text) \(jack.text)")
        var way = try Way(
            OSCEndpoint(transport, host: "127.0.0.1", port: port), timing: .bundle)
        #expect(way.send("/n_free", .int32(999)) == .sent)
        #expect(synth.says("Node 999 not found"), "\(synth.text)")
        let due = Clocks.monotonic() + 400_000_000
        #expect(
            way.send(
                OSCDeferredTime.wrap(.message(OSCMessage("/n_free", [.int32(1234)])), due: due))
                == .sent)
        #expect(synth.says("Node 1234 not found"), "\(synth.text)")
        // Its clock goes by blocks of a driver that may be starved here.
        #expect(Clocks.monotonic() >= due - 200_000_000)
    }
}

/// The folder of the package.
private let packageFolder = String(
    #filePath.prefix(upTo: #filePath.range(ofLast: "/Tests/") ?? #filePath.endIndex))

extension String {
    /// Where a text begins for the last time.
    fileprivate func range(ofLast part: String) -> Index? {
        var end = endIndex
        while end > startIndex {
            end = index(before: end)
            if self[end...].hasPrefix(part) { return end }
        }
        return nil
    }
}
