import CSystem
import Glibc
import RuntimeMap
import Synchronization

/// A program that takes OSC, as the threads that deal with it share it: what was asked for, the way to
/// hand over a connected socket, and counts.
///
/// Unchecked: what changes is in `cells`, all atomic.
public final class OSCTarget: @unchecked Sendable {
    /// What maps call it.
    public let name: String
    public let endpoint: OSCEndpoint
    public let timing: RuntimeOSCTarget.Timing
    public let bundling: RuntimeOSCTarget.Bundling
    /// Nanoseconds by which packets with a time go out ahead of it.
    public let leadNanoseconds: UInt64
    /// Datagrams a millisecond over UDP, at most; 0 for no limit.
    public let datagramsPerMillisecond: Int
    let cells: UnsafeMutablePointer<OSCTargetCells>
    /// Tells the connector that the connection broke, or that it shall end.
    let wake: Int32

    /// - Parameters:
    ///   - leadNanoseconds: of targets whose packets carry their time; 100 ms unless told.
    ///   - datagramsPerMillisecond: 64 unless told: more than that at once is lost on the way.
    public init(
        name: String, endpoint: OSCEndpoint, timing: RuntimeOSCTarget.Timing = .live,
        bundling: RuntimeOSCTarget.Bundling = .auto, leadNanoseconds: UInt64 = 100_000_000,
        datagramsPerMillisecond: Int = 64
    ) {
        self.name = name
        self.endpoint = endpoint
        self.timing = timing
        self.bundling = bundling
        self.leadNanoseconds = timing == .live ? 0 : leadNanoseconds
        self.datagramsPerMillisecond = datagramsPerMillisecond
        cells = .allocate(capacity: 1)
        cells.initialize(to: OSCTargetCells())
        wake = pipeline_event(0, 0)
        precondition(wake >= 0, "the system gives this program no event descriptor")
    }

    deinit {
        let left = cells.pointee.offered.exchange(-1, ordering: .acquiringAndReleasing)
        if left >= 0 { close(left) }
        cells.deinitialize(count: 1)
        cells.deallocate()
        close(wake)
    }

    /// Hands a connected socket to the door, which closes it.
    public func offer(_ descriptor: Int32) {
        let old = cells.pointee.offered.exchange(descriptor, ordering: .acquiringAndReleasing)
        if old >= 0 { close(old) }
        cells.pointee.isUp.store(true, ordering: .releasing)
    }

    /// When the door shall get a packet that is meant at `due`; nanoseconds of the monotonic clock.
    public func sendTime(for due: UInt64) -> UInt64 {
        due > leadNanoseconds ? due - leadNanoseconds : 0
    }

    /// Whether there is a socket to send to.
    public var isUp: Bool { cells.pointee.isUp.load(ordering: .acquiring) }

    /// The counts so far.
    public var counters: OSCTargetCounters {
        func value(_ counter: borrowing Atomic<UInt64>) -> UInt64 {
            counter.load(ordering: .relaxed)
        }
        return OSCTargetCounters(
            messages: value(cells.pointee.messages), packets: value(cells.pointee.packets),
            bytes: value(cells.pointee.bytes), refusals: value(cells.pointee.refusals),
            pauses: value(cells.pointee.pauses), failures: value(cells.pointee.failures),
            lost: value(cells.pointee.lost), connections: value(cells.pointee.connections),
            replies: value(cells.pointee.replies),
            lastError: cells.pointee.lastError.load(ordering: .relaxed))
    }
}

/// What became of a target's messages.
public struct OSCTargetCounters: Sendable, Equatable {
    /// Messages and bundles that the door took.
    public var messages: UInt64 = 0
    /// Datagrams sent, or writes to a stream.
    public var packets: UInt64 = 0
    public var bytes: UInt64 = 0
    /// Times that nobody listened at the port; the next datagram is sent all the same.
    public var refusals: UInt64 = 0
    /// Times that there was no room, or the burst limit was reached.
    public var pauses: UInt64 = 0
    /// Packets that the system will not send.
    public var failures: UInt64 = 0
    /// Messages that were taken, and lost when a connection broke.
    public var lost: UInt64 = 0
    /// Connections made.
    public var connections: UInt64 = 0
    /// Packets that the target sent back.
    public var replies: UInt64 = 0
    /// The last errno, 0 for none.
    public var lastError: Int32 = 0
}

/// What the threads share; each counter but `refusals` has one writer.
struct OSCTargetCells: ~Copyable {
    /// A socket for the door, -1 for none.
    let offered = Atomic<Int32>(-1)
    let isUp = Atomic<Bool>(false)
    let isBroken = Atomic<Bool>(false)
    let isEnding = Atomic<Bool>(false)
    let messages = Atomic<UInt64>(0)
    let packets = Atomic<UInt64>(0)
    let bytes = Atomic<UInt64>(0)
    let refusals = Atomic<UInt64>(0)
    let pauses = Atomic<UInt64>(0)
    let failures = Atomic<UInt64>(0)
    let lost = Atomic<UInt64>(0)
    let connections = Atomic<UInt64>(0)
    let replies = Atomic<UInt64>(0)
    let lastError = Atomic<Int32>(0)
}

extension Atomic where Value == UInt64 {
    /// Counts; this thread alone writes the counter.
    @inline(__always)
    func count(_ number: Int = 1) {
        store(load(ordering: .relaxed) &+ UInt64(truncatingIfNeeded: number), ordering: .relaxed)
    }
}
