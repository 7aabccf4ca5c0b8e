import CALSA
import ControlRuntime
import Glibc

/// The way in from a raw MIDI device, or from a pipe that gives the bytes of a wire.
///
/// - Thread: the player's. Nothing blocks, allocates or locks.
public struct ByteInput: ~Copyable, @unchecked Sendable {
    // Unchecked: made on one thread, then the player's alone.
    /// Where bytes come from; -1 when nobody is there. Somebody else's to close.
    public private(set) var descriptor: Int32 = -1
    private let buffer: UnsafeMutableRawBufferPointer
    private var start = 0
    private var end = 0
    private var parser = MIDIByteParser()
    private var isLost = false
    private let counts: SequencerCounts

    /// As many bytes as the kernel keeps: who finds so many may have lost some.
    private static let capacity = 4_096

    /// - Parameter counts: Where messages and overruns are counted.
    public init(_ counts: SequencerCounts) {
        self.counts = counts
        buffer = .allocate(byteCount: Self.capacity, alignment: 8)
    }

    deinit {
        buffer.deallocate()
    }

    /// Somebody is there, for the first time or again; half a message that came before is forgotten.
    public mutating func attach(_ descriptor: Int32) {
        detach()
        self.descriptor = descriptor
        isLost = false
    }

    /// Nobody is there any more.
    public mutating func detach() {
        descriptor = -1
        (start, end) = (0, 0)
        parser.reset()
    }

    /// Whether the system said since the last call that nobody is there any more; the descriptor is not
    /// touched again then.
    public mutating func takeLoss() -> Bool {
        defer { isLost = false }
        return isLost
    }

    /// Reads once what has come in since; `nextInput` then gives it, message by message.
    ///
    /// - Returns: Whether there was anything.
    public mutating func fill() -> Bool {
        guard descriptor >= 0 else { return false }
        while true {
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            if count > 0 {
                (start, end) = (0, count)
                if count == buffer.count, pipeline_rawmidi_lost(descriptor) > 0 {
                    counts.add(.overruns)
                }
                return true
            }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { return false }
            // What has ended or been unplugged.
            isLost = true
            detach()
            return false
        }
    }

    /// The next message of what was read, `nil` when there is no more. Bytes of System Exclusive, always a
    /// whole message, are there until the next call.
    public mutating func nextInput() -> SequencerInput.Content? {
        while start < end {
            let byte = buffer[start]
            start &+= 1
            switch parser.parse(byte) {
            case .nothing: continue
            case .message(let message):
                counts.add(.received)
                return .message(message)
            case .systemExclusive:
                counts.add(.received)
                return .systemExclusive(parser.systemExclusive)
            }
        }
        return nil
    }
}
