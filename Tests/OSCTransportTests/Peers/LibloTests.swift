import ControlRuntime
import Glibc
import RuntimeMap
import Testing

@testable import OSCTransport

/// liblo's oscdump and oscsend, as receiver and sender; from the package liblo-tools.
@Suite struct LibloTests {
    /// One message with every type that liblo prints.
    private let message = OSCMessage(
        "/all/types",
        [
            .int32(-7), .float32(1.5), .string("text"), .int64(5_000_000_000), .float64(-0.25),
            .symbol("name"), .character(0x41), .midi(0x0090_3C64), .boolean(true), .boolean(false),
            .null, .impulse,
        ])

    private func address(_ transport: OSCEndpoint.Transport) -> (ours: OSCEndpoint, liblo: String) {
        switch transport {
        case .unix:
            let path = freePath()
            return (OSCEndpoint(unixPath: path), "osc.unix://\(path)")
        case .udp:
            let port = freePort()
            return (OSCEndpoint(.udp, host: "127.0.0.1", port: port), "osc.udp://:\(port)")
        case .tcp, .tcpSLIP:
            let port = freePort(SOCK_STREAM)
            return (OSCEndpoint(transport, host: "127.0.0.1", port: port), "osc.tcp://:\(port)")
        }
    }

    /// Starts oscdump and waits until it prints what we send.
    private func dump(
        _ transport: OSCEndpoint.Transport, _ timing: RuntimeOSCTarget.Timing = .live,
        _ body: (Peer, inout OSCDoor, OSCTarget) throws -> Void
    ) throws {
        let (ours, liblo) = address(transport)
        let peer = try Peer("oscdump", ["-L", liblo])
        let target = OSCTarget(name: "oscdump", endpoint: ours, timing: timing)
        let connector = OSCConnector(target)
        var door = OSCDoor(outputs: [target])
        let ready = OSCMessage("/ready").encoded()
        #expect(
            peer.says("/ready") {
                _ = ready.withUnsafeBytes { door.send($0, to: 0) }
                door.flush()
            })
        try body(peer, &door, target)
        connector.stop()
    }

    @Test(arguments: OSCEndpoint.Transport.allCases)
    func `oscdump prints what the door sends`(transport: OSCEndpoint.Transport) throws {
        try dump(transport) { peer, door, _ in
            #expect(message.encoded().withUnsafeBytes { door.send($0, to: 0) } == .sent)
            door.flush()
            #expect(peer.says("/all/types"))
            #expect(peer.says { $0.contains("Infinitum") || $0.contains("#T #F") })
            let line = peer.text.split(separator: "\n").first { $0.contains("/all/types") } ?? ""
            #expect(line.contains("/all/types ifshdScmTFNI -7 1.500000 \"text\" 5000000000 -0.25"))
        }
    }

    @Test func `oscdump takes a bundle of many apart`() throws {
        try dump(.udp) { peer, door, _ in
            for number in 0..<30 {
                let bytes = OSCMessage("/many", [.int32(Int32(number))]).encoded()
                #expect(bytes.withUnsafeBytes { door.send($0, to: 0) } == .sent)
            }
            door.flush()
            #expect(peer.says("/many i 29\n"))
            let places = (0..<30).map { number in
                peer.text.range(of: "/many i \(number)\n")?.lowerBound
            }
            #expect(!places.contains(nil))
            #expect(
                zip(places, places.dropFirst()).allSatisfy {
                    ($0 ?? "".endIndex) < ($1 ?? "".endIndex)
                })
        }
    }

    @Test func `oscdump holds a bundle until its time tag`() throws {
        try dump(.udp, .bundle) { peer, door, _ in
            let due = Clocks.monotonic() + 300_000_000
            let packet = OSCDeferredTime.wrap(.message(OSCMessage("/later")), due: due).encoded()
            #expect(packet.withUnsafeBytes { door.send($0, to: 0) } == .sent)
            door.flush()
            #expect(peer.says("/later"))
            // It wakes some milliseconds early by itself.
            #expect(Clocks.monotonic() >= due - 50_000_000)
        }
    }

    @Test(arguments: [OSCEndpoint.Transport.udp, .tcp, .unix])
    func `what oscsend sends is understood`(transport: OSCEndpoint.Transport) throws {
        let wanted =
            transport == .unix
            ? OSCEndpoint(unixPath: freePath()) : OSCEndpoint(transport, host: "127.0.0.1", port: 0)
        var receiver = try OSCReceiver(at: wanted)
        let url =
            transport == .unix
            ? "osc.unix://\(receiver.endpoint.path)"
            : "osc.\(transport.rawValue)://127.0.0.1:\(receiver.endpoint.port)"
        let peer = try Peer(
            "oscsend",
            [
                url, "/all/types", "ifshdScmTFNI", "-7", "1.5", "text", "5000000000", "-0.25",
                "name", "A", "00903c64",
            ])
        var packets: [OSCPacket] = []
        #expect(
            eventually {
                receiver.receive { bytes in
                    if let packet = try? OSCPacket(decoding: bytes) { packets.append(packet) }
                }
                return !packets.isEmpty
            }, "\(peer.text)")
        #expect(packets == [.message(message)])
    }
}

extension String {
    /// The first place of a text.
    fileprivate func range(of part: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
            start = index(after: start)
        }
        return nil
    }
}
