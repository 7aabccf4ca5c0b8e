import Glibc

/// Listens for OSC at one endpoint: datagrams, or streams of any number of senders.
///
/// - Thread: one at a time, not the player's: it allocates.
public struct OSCReceiver: ~Copyable {
    /// Senders that may be connected at a time.
    static let connectionLimit = 64
    /// Packets, or reads from streams, in one turn: other sources want theirs.
    static let turn = 256

    /// Where it listens, with the port that the system chose.
    public let endpoint: OSCEndpoint
    /// What became of all that came.
    public private(set) var counters = OSCReceiverCounters()
    /// What is wrong with the last stream that had to be ended.
    public private(set) var lastFault: OSCStreamParser.Fault?
    private let descriptor: Int32
    private var connections: [Connection] = []
    private var buffer: UnsafeMutableRawBufferPointer

    private final class Connection {
        let descriptor: Int32
        var parser: OSCStreamParser

        init(_ descriptor: Int32, _ framing: OSCStreamParser.Framing?) {
            self.descriptor = descriptor
            parser = OSCStreamParser(framing: framing)
        }

        deinit { close(descriptor) }
    }

    /// - Throws: what the system refused.
    public init(at endpoint: OSCEndpoint) throws(OSCSocketError) {
        let listener = try OSCSocket.listening(at: endpoint)
        var actual = endpoint
        if endpoint.port == 0 { actual.port = OSCSocket.port(of: listener) }
        descriptor = listener
        self.endpoint = actual
        buffer = .allocate(byteCount: 65_536, alignment: 8)
    }

    deinit {
        buffer.deallocate()
        close(descriptor)
        if endpoint.transport == .unix { unlink(endpoint.path) }
    }

    /// What to wait for; it changes with each call of `receive`.
    public var descriptors: [Int32] { [descriptor] + connections.map(\.descriptor) }

    /// Takes what has come, and gives `body` each packet; nobody has looked into them.
    public mutating func receive(_ body: (UnsafeRawBufferPointer) -> Void) {
        switch endpoint.transport {
        case .udp, .unix: receiveDatagrams(body)
        case .tcp, .tcpSLIP:
            accept()
            receiveStreams(body)
        }
    }

    private mutating func receiveDatagrams(_ body: (UnsafeRawBufferPointer) -> Void) {
        for _ in 0..<Self.turn {
            let count = recv(
                descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT | MSG_TRUNC))
            if count < 0 { return }
            counters.packets += 1
            counters.bytes += UInt64(count)
            body(UnsafeRawBufferPointer(rebasing: buffer[..<min(count, buffer.count)]))
        }
    }

    private mutating func accept() {
        while true {
            let accepted = Glibc.accept(descriptor, nil, nil)
            if accepted < 0 { return }
            _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
            guard connections.count < Self.connectionLimit else {
                counters.refusedConnections += 1
                close(accepted)
                continue
            }
            // Who sends sizes to a SLIP port, or the other way round, is understood all the same.
            connections.append(Connection(accepted, nil))
            counters.connections += 1
        }
    }

    private mutating func receiveStreams(_ body: (UnsafeRawBufferPointer) -> Void) {
        var staying: [Connection] = []
        for connection in connections where isStaying(connection, body) {
            staying.append(connection)
        }
        connections = staying
    }

    private mutating func isStaying(
        _ connection: Connection, _ body: (UnsafeRawBufferPointer) -> Void
    ) -> Bool {
        for _ in 0..<Self.turn / 16 {
            let count = recv(
                connection.descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
            if count < 0 { return errno == EAGAIN || errno == EINTR }
            if count == 0 || !take(count, from: connection, body) { return false }
        }
        return true
    }

    /// - Returns: Whether the stream can go on.
    private mutating func take(
        _ count: Int, from connection: Connection, _ body: (UnsafeRawBufferPointer) -> Void
    ) -> Bool {
        counters.bytes += UInt64(count)
        let dropped = connection.parser.droppedPackets
        defer { counters.faults += connection.parser.droppedPackets - dropped }
        var packets: UInt64 = 0
        defer { counters.packets += packets }
        do throws(OSCStreamParser.Fault) {
            try connection.parser.take(UnsafeRawBufferPointer(rebasing: buffer[..<count])) {
                packets += 1
                body($0)
            }
            return true
        } catch {
            counters.faults += 1
            lastFault = error
            return false
        }
    }
}

/// What became of all that came to a receiver.
public struct OSCReceiverCounters: Sendable, Equatable {
    public var packets: UInt64 = 0
    public var bytes: UInt64 = 0
    public var connections: UInt64 = 0
    /// Senders turned away because there were too many.
    public var refusedConnections: UInt64 = 0
    /// Streams ended and SLIP packets left out because of wrong bytes.
    public var faults: UInt64 = 0
}
