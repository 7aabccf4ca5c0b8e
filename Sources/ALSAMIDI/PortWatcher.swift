import CALSA
import ControlRuntime
import Glibc

/// Tells which ports there are, and when some come or go; and connects them.
///
/// For the thread that looks ports up, not the player's.
public struct PortWatcher: ~Copyable {
    /// What the sequencer tells of itself.
    public enum Announcement: Sendable, Equatable {
        case portStart(PortAddress)
        case portExit(PortAddress)
        case portChange(PortAddress)
        case clientExit(UInt8)
        /// Somebody began or ceased to listen to this port.
        case listenerChange(PortAddress)
        /// So much happened at once that some of it was not told: look at everything.
        case lost
    }

    private let client: SequencerClient
    private let memory: UnsafeMutableRawPointer
    private var waiting: ArraySlice<Announcement> = []
    /// Whether the last reading gave all that there was: what comes later makes the descriptor readable.
    private var isEmptied = false
    private static let capacity = 256 * EventRecord.size

    /// - Parameter name: What other programs see.
    /// - Throws: `SequencerError`, when there is no sequencer or no permission.
    public init(name: String) throws(SequencerError) {
        let client = try SequencerClient(name: name)
        let own = try client.makePort(name: "announcements", .takes, isPrivate: true)
        try SequencerError.check(
            "snd_seq_connect_from",
            snd_seq_connect_from(
                client.handle, Int32(own), Int32(SND_SEQ_CLIENT_SYSTEM),
                Int32(SND_SEQ_PORT_SYSTEM_ANNOUNCE)))
        self.client = client
        memory = .allocate(byteCount: Self.capacity, alignment: 8)
    }

    deinit {
        memory.deallocate()
    }

    /// Readable when there is something to tell.
    public var descriptor: Int32 { client.descriptor }

    /// Number of the client, whose port is no port for messages.
    public var number: UInt8 { client.number }

    /// The next thing that happened, `nil` when there is nothing more.
    public mutating func nextAnnouncement() -> Announcement? {
        while true {
            if let next = waiting.popFirst() { return next }
            if isEmptied {
                isEmptied = false
                return nil
            }
            let count = read(client.descriptor, memory, Self.capacity)
            if count < 0 {
                if errno == EINTR { continue }
                return errno == ENOSPC ? .lost : nil
            }
            isEmptied = count < Self.capacity
            for place in stride(from: 0, to: count, by: EventRecord.size) {
                if let told = Self.announcement(UnsafeRawPointer(memory + place)) {
                    waiting.append(told)
                }
            }
        }
    }

    private static func announcement(_ record: UnsafeRawPointer) -> Announcement? {
        let subject = EventRecord.subject(at: record)
        return switch EventRecord.type(at: record) {
        case EventRecord.Code.portStart: .portStart(subject)
        case EventRecord.Code.portExit: .portExit(subject)
        case EventRecord.Code.portChange: .portChange(subject)
        case EventRecord.Code.clientExit: .clientExit(subject.client)
        case EventRecord.Code.connected, EventRecord.Code.disconnected: .listenerChange(subject)
        // The names of its ports begin with its own.
        case EventRecord.Code.clientChange: .portChange(subject)
        default: nil
        }
    }

    /// Connects two ports, of whichever programs: for a device this is what opens it.
    ///
    /// - Throws: `SequencerError`, when one of them is gone or will not.
    public func connect(_ source: PortAddress, to target: PortAddress) throws(SequencerError) {
        try client.connect(source, to: target)
    }

    /// Ends a connection; one that is not there does no harm.
    public func disconnect(_ source: PortAddress, from target: PortAddress) {
        guard let subscription = Subscription(source, target) else { return }
        snd_seq_unsubscribe_port(client.handle, subscription.pointer)
    }

    /// Who listens to a port, in no order; at most 256.
    public func listeners(to source: PortAddress) -> [PortAddress] {
        var made: OpaquePointer?
        guard snd_seq_query_subscribe_malloc(&made) == 0, let query = made else { return [] }
        defer { snd_seq_query_subscribe_free(query) }
        var root = snd_seq_addr_t(client: source.client, port: source.port)
        snd_seq_query_subscribe_set_root(query, &root)
        snd_seq_query_subscribe_set_type(query, SND_SEQ_QUERY_SUBS_READ)
        var found: [PortAddress] = []
        for index in 0..<256 as Range<Int32> {
            snd_seq_query_subscribe_set_index(query, index)
            guard snd_seq_query_port_subscribers(client.handle, query) >= 0,
                let address = snd_seq_query_subscribe_get_addr(query)
            else { break }
            found.append(
                PortAddress(client: address.pointee.client, port: address.pointee.port))
        }
        return found
    }

    /// All ports that messages can be sent to or come from, but those of some clients.
    public func ports(leavingOut own: Set<UInt8>) -> [PortDescription] {
        PortScan(client.handle).ports(leavingOut: own.union([client.number]))
    }

    /// One port as it is now; `nil` when it is not there, not for messages, or of one of those clients.
    public func port(at address: PortAddress, leavingOut own: Set<UInt8>) -> PortDescription? {
        PortScan(client.handle).port(at: address, leavingOut: own.union([client.number]))
    }
}
