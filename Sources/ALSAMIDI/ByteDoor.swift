import CALSA
import CSystem
import ControlRuntime
import Glibc

/// A raw MIDI device, or a file or pipe that takes the bytes of a wire.
public struct ByteDoor: ~Copyable, @unchecked Sendable {
    // Unchecked: made on one thread, then the player's alone.
    private let descriptor: Int32
    private let device: OpaquePointer?
    private let buffer: UnsafeMutableRawBufferPointer
    private var count = 0
    private var encoder = MIDIByteEncoder()
    private var isGone = false
    /// When bytes that the system had no room for are tried again; monotonic nanoseconds.
    public private(set) var deadline: UInt64?

    static let retryNanoseconds: UInt64 = 1_000_000

    /// Opens a raw MIDI device.
    ///
    /// - Parameter device: The library's name of it, such as `hw:1,0`.
    /// - Throws: `SequencerError`, when it is not there or another program has it.
    public init(device name: String) throws(SequencerError) {
        var opened: OpaquePointer?
        try SequencerError.check(
            "snd_rawmidi_open", snd_rawmidi_open(nil, &opened, name, Int32(SND_RAWMIDI_NONBLOCK)))
        guard let opened else { throw SequencerError(operation: "snd_rawmidi_open", code: ENODEV) }
        var poll = pollfd()
        _ = snd_rawmidi_poll_descriptors(opened, &poll, 1)
        device = opened
        descriptor = poll.fd
        buffer = .allocate(byteCount: 4_096, alignment: 8)
    }

    /// Opens a file or pipe; a pipe needs its reader.
    ///
    /// - Throws: `SequencerError`, with the errno of `open`.
    public init(path: String) throws(SequencerError) {
        let flags = O_WRONLY | O_NONBLOCK | O_CREAT | O_APPEND | O_CLOEXEC
        descriptor = try SequencerError.check(
            "open", pipeline_open(AT_FDCWD, path, flags, 0o644))
        device = nil
        buffer = .allocate(byteCount: 4_096, alignment: 8)
    }

    deinit {
        if let device { snd_rawmidi_close(device) } else { close(descriptor) }
        buffer.deallocate()
    }

    /// Takes one message.
    ///
    /// - Thread: the player's. Does not block or allocate.
    public mutating func send(_ message: ShortMessage) -> SendOutcome {
        guard let room = admit(3) else { return isGone ? .absent : .later }
        count &+= encoder.encode(message, now: pipeline_monotonic_ns(), into: room)
        return .sent
    }

    /// Takes a piece of System Exclusive.
    ///
    /// - Thread: the player's. Does not block or allocate.
    public mutating func send(_ bytes: UnsafeRawBufferPointer) -> SendOutcome {
        guard bytes.count <= buffer.count else { return .refused }
        guard let room = admit(bytes.count) else { return isGone ? .absent : .later }
        encoder.reset()
        room.copyMemory(from: bytes)
        count &+= bytes.count
        return .sent
    }

    /// Room behind what has not left; none while the system has none.
    private mutating func admit(_ size: Int) -> UnsafeMutableRawBufferPointer? {
        if count &+ size > buffer.count || deadline != nil { flush() }
        guard !isGone, deadline == nil, count &+ size <= buffer.count else { return nil }
        return UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
    }

    /// Lets go what was taken.
    public mutating func flush() {
        var sent = 0
        while sent < count {
            let written = write(descriptor, buffer.baseAddress.map { $0 + sent }, count &- sent)
            if written > 0 {
                sent &+= written
            } else if errno == EAGAIN {
                deadline = pipeline_monotonic_ns() &+ Self.retryNanoseconds
                return keep(from: sent)
            } else if errno != EINTR {
                isGone = true
                break
            }
        }
        count = 0
        deadline = nil
    }

    private mutating func keep(from start: Int) {
        guard start > 0, let base = buffer.baseAddress else { return }
        base.copyMemory(from: base + start, byteCount: count &- start)
        count &-= start
    }

    /// Whether something taken has not left.
    public var hasUnsent: Bool { count > 0 }
}
