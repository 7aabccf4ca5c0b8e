import CALSA
import CSystem
import ControlRuntime
import Glibc

/// A raw MIDI device, or a file or pipe for the bytes of a wire, open in one direction.
///
/// For the thread that opens and closes: what is read and written goes by the descriptor, on another.
public final class ByteDevice: @unchecked Sendable {
    // Unchecked: the handle is used by one thread at a time; all else is constant.

    /// Which one.
    public enum Place: Sendable, Hashable, CustomStringConvertible {
        /// By the library's name of it, such as `hw:1,0`.
        case device(String)
        case path(String)

        /// As a person writes it.
        public var description: String {
            switch self {
            case .device(let name): "rawmidi:\(name)"
            case .path(let path): "file:\(path)"
            }
        }
    }

    public let place: Place
    /// Never blocks.
    public let descriptor: Int32
    /// Whether it is a pipe, which stays when those at its other end come and go.
    public let isPipe: Bool
    private var handle: OpaquePointer?

    /// Opens it.
    ///
    /// - Parameters:
    ///   - place: A pipe needs nobody at its other end.
    ///   - direction: `takes` for bytes that are written, `gives` for those that are read.
    /// - Throws: `SequencerError`, when it is not there, may not be opened, or another program has it.
    public init(_ place: Place, _ direction: PortDirections) throws(SequencerError) {
        self.place = place
        switch place {
        case .device(let name):
            let opened = try Self.open(device: name, direction)
            handle = opened
            var poll = pollfd()
            _ = snd_rawmidi_poll_descriptors(opened, &poll, 1)
            descriptor = poll.fd
            isPipe = false
        case .path(let path):
            var facts = stat()
            let isThere = stat(path, &facts) == 0
            let kind = isThere ? facts.st_mode & S_IFMT : 0
            isPipe = kind == S_IFIFO
            if direction == .gives {
                descriptor = try Self.open(path, toRead: kind)
            } else {
                descriptor = try Self.open(path, toWrite: kind)
            }
        }
    }

    deinit {
        if let handle { snd_rawmidi_close(handle) } else { Glibc.close(descriptor) }
    }

    private static func open(
        device name: String, _ direction: PortDirections
    ) throws(SequencerError) -> OpaquePointer {
        pipeline_alsa_quiet()
        var opened: OpaquePointer?
        let mode = Int32(SND_RAWMIDI_NONBLOCK)
        let result =
            direction == .gives
            ? snd_rawmidi_open(&opened, nil, name, mode)
            : snd_rawmidi_open(nil, &opened, name, mode)
        try SequencerError.check("snd_rawmidi_open", result)
        guard let opened else { throw SequencerError(operation: "snd_rawmidi_open", code: ENODEV) }
        // One of the library's own making has no descriptor for bytes.
        guard snd_rawmidi_type(opened) == SND_RAWMIDI_TYPE_HW else {
            snd_rawmidi_close(opened)
            throw SequencerError(operation: "snd_rawmidi_open", code: ENODEV)
        }
        return opened
    }

    private static func open(
        _ path: String, toRead kind: mode_t
    ) throws(SequencerError) -> Int32 {
        // Nothing ever waits for a plain file to grow.
        guard kind != S_IFREG, kind != S_IFDIR else {
            throw SequencerError(operation: "read", code: ENOTSUP)
        }
        // With a writing end of our own it never comes to its end.
        let way = kind == S_IFIFO ? O_RDWR : O_RDONLY
        return try descriptor(path, way | O_NONBLOCK | O_NOCTTY)
    }

    private static func open(
        _ path: String, toWrite kind: mode_t
    ) throws(SequencerError) -> Int32 {
        let flags = O_WRONLY | O_NONBLOCK | O_NOCTTY
        guard kind == S_IFIFO else {
            // What is missing below /dev is a device that is away.
            let made = path.hasPrefix("/dev/") ? 0 : O_CREAT
            return try descriptor(path, flags | O_APPEND | made)
        }
        // With a reading end of our own, for a moment, nobody else need be there yet.
        let other = try descriptor(path, O_RDWR | O_NONBLOCK)
        defer { Glibc.close(other) }
        return try descriptor(path, flags)
    }

    private static func descriptor(
        _ path: String, _ flags: Int32
    ) throws(SequencerError) -> Int32 {
        try SequencerError.check("open", pipeline_open(AT_FDCWD, path, flags, 0o644))
    }

    /// Whether somebody reads what is written to it; a device always does.
    public var hasReader: Bool {
        guard isPipe else { return true }
        var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&wanted, 1, 0) >= 0 && wanted.revents & Int16(POLLERR) == 0
    }
}
