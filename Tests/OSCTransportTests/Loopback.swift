import ControlRuntime
import Glibc
import RuntimeMap
import Testing

@testable import OSCTransport

/// A door with one target, and who listens there.
struct Loopback: ~Copyable {
    let target: OSCTarget
    var door: OSCDoor
    var receiver: OSCReceiver?
    var packets: [[UInt8]] = []

    /// A socket is handed over at once; no connector is needed.
    init(
        _ transport: OSCEndpoint.Transport, timing: RuntimeOSCTarget.Timing = .live,
        bundling: RuntimeOSCTarget.Bundling = .auto, isConnected: Bool = true
    ) throws {
        let wanted =
            transport == .unix
            ? OSCEndpoint(unixPath: freePath()) : OSCEndpoint(transport, host: "127.0.0.1", port: 0)
        let receiver = try OSCReceiver(at: wanted)
        let target = OSCTarget(
            name: "loop", endpoint: receiver.endpoint, timing: timing, bundling: bundling)
        if isConnected { target.offer(try OSCSocket.connected(to: target.endpoint)) }
        self.target = target
        door = OSCDoor(outputs: [nil, target])
        self.receiver = consume receiver
    }

    /// What the door says; a macro cannot ask it.
    func hasUnsent() -> Bool { door.hasUnsent }

    mutating func send(_ packet: OSCPacket) -> SendOutcome { send(packet.encoded()) }

    mutating func send(_ bytes: [UInt8]) -> SendOutcome {
        bytes.withUnsafeBytes { door.send($0, to: 1) }
    }

    /// Sends, and waits while the door is not free.
    mutating func sendPatiently(_ packet: OSCPacket) -> SendOutcome {
        let bytes = packet.encoded()
        for _ in 0..<100_000 {
            let outcome = send(bytes)
            if outcome != .later { return outcome }
            door.flush()
            receive(waitingMilliseconds: 1)
        }
        return .later
    }

    /// Takes what has come.
    mutating func receive(waitingMilliseconds: Int32 = 0) {
        guard let descriptors = receiver?.descriptors else { return }
        var wanted = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        poll(&wanted, nfds_t(wanted.count), waitingMilliseconds)
        var found: [[UInt8]] = []
        receiver?.receive { found.append(Array($0)) }
        packets += found
    }

    /// Flushes and waits until so many packets have come.
    mutating func receive(_ count: Int) throws -> [OSCPacket] {
        for _ in 0..<10_000 where packets.count < count {
            door.flush()
            receive(waitingMilliseconds: 1)
        }
        try #require(packets.count == count)
        return try packets.map { try OSCPacket(decoding: $0) }
    }
}

/// A path at which nothing is.
func freePath() -> String {
    var template = Array("/tmp/osc-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { preconditionFailure("no folder for a socket") }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self) + "/s"
}

/// Waits until something holds, ten seconds at most.
func eventually(_ condition: () -> Bool) -> Bool {
    for _ in 0..<10_000 {
        if condition() { return true }
        poll(nil, 0, 1)
    }
    return condition()
}
