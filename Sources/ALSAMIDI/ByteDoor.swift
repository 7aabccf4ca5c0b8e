import CSystem
import ControlRuntime
import Glibc

/// The way out to a raw MIDI device, or to a file or pipe that takes the bytes of a wire.
///
/// - Thread: the player's. Nothing blocks, allocates or locks.
public struct ByteDoor: ~Copyable, @unchecked Sendable {
    // Unchecked: made on one thread, then the player's alone.
    /// Where bytes go; -1 when nobody is there. Somebody else's to close.
    public private(set) var descriptor: Int32
    private let buffer: UnsafeMutableRawBufferPointer
    private var count = 0
    private var encoder = MIDIByteEncoder()
    private var isLost = false
    /// When bytes that the system had no room for are tried again; monotonic nanoseconds.
    public private(set) var deadline: UInt64?

    static let retryNanoseconds: UInt64 = 1_000_000

    /// - Parameter descriptor: -1 when nobody is there yet.
    public init(descriptor: Int32 = -1) {
        self.descriptor = descriptor
        buffer = .allocate(byteCount: 4_096, alignment: 8)
    }

    deinit {
        buffer.deallocate()
    }

    /// Somebody is there, for the first time or again.
    public mutating func attach(_ descriptor: Int32) {
        detach()
        self.descriptor = descriptor
        isLost = false
    }

    /// Nobody is there any more; what has not left goes nowhere.
    public mutating func detach() {
        descriptor = -1
        count = 0
        deadline = nil
        encoder.reset()
    }

    /// Whether the system said since the last call that nobody is there any more; the descriptor is not
    /// touched again then.
    public mutating func takeLoss() -> Bool {
        defer { isLost = false }
        return isLost
    }

    /// Takes one message.
    ///
    /// - Thread: the player's. Does not block or allocate.
    public mutating func send(_ message: ShortMessage) -> SendOutcome {
        guard let room = admit(3) else { return descriptor < 0 ? .absent : .later }
        count &+= encoder.encode(message, now: pipeline_monotonic_ns(), into: room)
        return .sent
    }

    /// Takes a piece of System Exclusive.
    ///
    /// - Thread: the player's. Does not block or allocate.
    public mutating func send(_ bytes: UnsafeRawBufferPointer) -> SendOutcome {
        guard bytes.count <= buffer.count else { return .refused }
        guard let room = admit(bytes.count) else { return descriptor < 0 ? .absent : .later }
        encoder.reset()
        room.copyMemory(from: bytes)
        count &+= bytes.count
        return .sent
    }

    /// Room behind what has not left; none while the system has none.
    private mutating func admit(_ size: Int) -> UnsafeMutableRawBufferPointer? {
        if count &+ size > buffer.count || deadline != nil { flush() }
        guard descriptor >= 0, deadline == nil, count &+ size <= buffer.count else { return nil }
        return UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
    }

    /// Lets go what was taken.
    public mutating func flush() {
        guard descriptor >= 0 else { return }
        var sent = 0
        while sent < count {
            let written = write(descriptor, buffer.baseAddress.map { $0 + sent }, count &- sent)
            if written > 0 {
                sent &+= written
            } else if errno == EAGAIN {
                deadline = pipeline_monotonic_ns() &+ Self.retryNanoseconds
                return keep(from: sent)
            } else if errno != EINTR {
                isLost = true
                return detach()
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
