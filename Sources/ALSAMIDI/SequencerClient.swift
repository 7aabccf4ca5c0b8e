import CALSA
import ControlRuntime
import Glibc

/// A client of the sequencer, closed with its owner. It never blocks.
public struct SequencerClient: ~Copyable, @unchecked Sendable {
    // Unchecked: the handle is used by its one owner's thread; the number and descriptor are constant.
    let handle: OpaquePointer
    /// Number of the client.
    public let number: UInt8
    /// Readable when something came in.
    public let descriptor: Int32

    /// Events that may wait to be read: the most that the kernel allows.
    static let inputPool = 2_000

    /// - Parameter name: What other programs see.
    /// - Throws: `SequencerError`, when there is no sequencer or no permission.
    public init(name: String) throws(SequencerError) {
        pipeline_alsa_quiet()
        var opened: OpaquePointer?
        try SequencerError.check(
            "snd_seq_open",
            snd_seq_open(&opened, "default", SND_SEQ_OPEN_DUPLEX, SND_SEQ_NONBLOCK))
        guard let opened else { throw SequencerError(operation: "snd_seq_open", code: ENODEV) }
        handle = opened
        number = UInt8(truncatingIfNeeded: snd_seq_client_id(opened))
        var poll = pollfd()
        _ = snd_seq_poll_descriptors(opened, &poll, 1, Int16(POLLIN))
        descriptor = poll.fd
        snd_seq_set_client_name(opened, name)
        // A program without the rights to so much gets the usual 200.
        snd_seq_set_client_pool_input(opened, Self.inputPool)
    }

    deinit {
        snd_seq_close(handle)
    }

    /// Makes a port that other programs see.
    ///
    /// - Parameters:
    ///   - name: What other programs see.
    ///   - directions: `gives` for one that we send from, `takes` for one that we read.
    ///   - isPrivate: Whether other programs are to leave it alone.
    /// - Returns: Its number.
    /// - Throws: `SequencerError`, when there can be no more.
    public borrowing func makePort(
        name: String, _ directions: PortDirections, isPrivate: Bool = false
    ) throws(SequencerError) -> UInt8 {
        try Self.makePort(handle, name: name, directions, isPrivate: isPrivate)
    }

    /// For who makes ports while another thread uses the client.
    public var portMaker: PortMaker { PortMaker(self) }

    static func makePort(
        _ handle: OpaquePointer, name: String, _ directions: PortDirections, isPrivate: Bool
    ) throws(SequencerError) -> UInt8 {
        var rights: UInt32 = 0
        if directions.contains(.gives) {
            rights |= UInt32(SND_SEQ_PORT_CAP_READ) | UInt32(SND_SEQ_PORT_CAP_SUBS_READ)
        }
        if directions.contains(.takes) {
            rights |= UInt32(SND_SEQ_PORT_CAP_WRITE) | UInt32(SND_SEQ_PORT_CAP_SUBS_WRITE)
        }
        if isPrivate {
            rights &= ~(UInt32(SND_SEQ_PORT_CAP_SUBS_READ) | UInt32(SND_SEQ_PORT_CAP_SUBS_WRITE))
            rights |= UInt32(SND_SEQ_PORT_CAP_NO_EXPORT)
        }
        let type =
            UInt32(SND_SEQ_PORT_TYPE_MIDI_GENERIC) | UInt32(SND_SEQ_PORT_TYPE_APPLICATION)
        return UInt8(
            truncatingIfNeeded: try SequencerError.check(
                "snd_seq_create_simple_port",
                snd_seq_create_simple_port(handle, name, rights, type)))
    }

    /// Connects two ports, of whichever programs; a private one only its own client may connect.
    ///
    /// - Throws: `SequencerError`, when one of them is gone or will not.
    public borrowing func connect(
        _ source: PortAddress, to target: PortAddress
    ) throws(SequencerError) {
        guard let subscription = Subscription(source, target) else { return }
        let result = snd_seq_subscribe_port(handle, subscription.pointer)
        // Connected already is what was wanted.
        if result != -EBUSY { try SequencerError.check("snd_seq_subscribe_port", result) }
    }
}

/// The library's form of a connection.
struct Subscription: ~Copyable {
    let pointer: OpaquePointer

    init?(_ source: PortAddress, _ target: PortAddress) {
        var made: OpaquePointer?
        guard snd_seq_port_subscribe_malloc(&made) == 0, let made else { return nil }
        pointer = made
        var sender = snd_seq_addr_t(client: source.client, port: source.port)
        var receiver = snd_seq_addr_t(client: target.client, port: target.port)
        snd_seq_port_subscribe_set_sender(made, &sender)
        snd_seq_port_subscribe_set_dest(made, &receiver)
    }

    deinit {
        snd_seq_port_subscribe_free(pointer)
    }
}
