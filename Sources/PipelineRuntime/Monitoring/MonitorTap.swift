import CSystem
import ControlRuntime
import Synchronization

/// A message as the player's thread saw it pass.
struct MonitorRecord: BitwiseCopyable, Sendable {
    /// Bytes of a message that are kept; of a longer one its beginning.
    static let room = 192

    /// Nanoseconds of the monotonic clock.
    var time: UInt64 = 0
    /// Place of the output, or number of our port that it came in by.
    var place: UInt16 = 0
    var isIncoming = false
    var isOSC = false
    /// Bytes that the message has.
    var length: UInt32 = 0
    var words = InlineArray<24, UInt64>(repeating: 0)

    /// The bytes that were kept.
    var bytes: [UInt8] {
        var words = words
        return withUnsafeBytes(of: &words) { Array($0.prefix(Int(length))) }
    }
}

/// What the player's thread and those who watch it share.
final class MonitorSwitch: Sendable {
    /// Whether somebody watches.
    let isOn = Atomic<Bool>(false)
    /// Records that there was no room for.
    let lost = Atomic<UInt64>(0)
    /// Becomes readable when there are records.
    let descriptor: Int32

    init() throws(RuntimeRefusal) {
        descriptor = try RuntimeRefusal.descriptor("eventfd", pipeline_event(0, 0))
    }

    deinit { closeDescriptor(descriptor) }
}

/// The player's end of the monitor: costs one load a message as long as nobody watches.
struct MonitorTap: ~Copyable, @unchecked Sendable {
    // Unchecked: made on the control thread, then the player's alone.
    private var writer: RingWriter<MonitorRecord>
    private let shared: Unmanaged<MonitorSwitch>
    private var hasNews = false

    /// - Parameter shared: Outlives the tap.
    init(_ writer: consuming RingWriter<MonitorRecord>, _ shared: MonitorSwitch) {
        self.writer = writer
        self.shared = .passUnretained(shared)
    }

    /// Whether somebody watches.
    @inline(__always)
    var isOn: Bool {
        shared._withUnsafeGuaranteedRef { $0.isOn.load(ordering: .relaxed) }
    }

    /// Keeps a short message.
    ///
    /// - Thread: the player's. Does not block or allocate.
    mutating func note(_ message: ShortMessage, at place: Int, isIncoming: Bool = false) {
        guard isOn else { return }
        var record = record(place, isIncoming: isIncoming)
        record.length = UInt32(message.byteCount)
        record.words[0] = message.payload
        push(record)
    }

    /// Keeps System Exclusive or an OSC packet.
    ///
    /// - Thread: the player's. Does not block or allocate.
    mutating func note(
        _ bytes: UnsafeRawBufferPointer, at place: Int, isIncoming: Bool = false,
        isOSC: Bool = false
    ) {
        guard isOn else { return }
        var record = record(place, isIncoming: isIncoming)
        record.isOSC = isOSC
        record.length = UInt32(truncatingIfNeeded: bytes.count)
        let kept = UnsafeRawBufferPointer(rebasing: bytes.prefix(MonitorRecord.room))
        withUnsafeMutableBytes(of: &record.words) { $0.copyMemory(from: kept) }
        push(record)
    }

    /// Tells those who watch, once for all that passed together.
    @inline(__always)
    mutating func flush() {
        guard hasNews else { return }
        hasNews = false
        shared._withUnsafeGuaranteedRef { pipeline_event_raise($0.descriptor) }
    }

    private func record(_ place: Int, isIncoming: Bool) -> MonitorRecord {
        MonitorRecord(
            time: pipeline_monotonic_ns(), place: UInt16(truncatingIfNeeded: place),
            isIncoming: isIncoming)
    }

    private mutating func push(_ record: MonitorRecord) {
        hasNews = true
        if writer.push(record) { return }
        shared._withUnsafeGuaranteedRef { _ = $0.lost.add(1, ordering: .relaxed) }
    }
}
