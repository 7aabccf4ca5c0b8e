import Synchronization

/// A MIDI message between the player's thread and JACK's.
struct JACKEvent: BitwiseCopyable, Sendable {
    /// When it is due; monotonic nanoseconds.
    var due: UInt64 = 0
    /// Up to eight bytes, the first lowest; of a longer message its slot.
    var payload: UInt64 = 0
    var length: UInt32 = 0
    /// Place of the port among those of its direction.
    var port: UInt16 = 0

    static let inlineBytes = 8
}

/// Room for long messages between two threads: one takes a slot and fills it, the other gives it back.
///
/// Unchecked: a slot's bytes belong to whoever took it, until it is free again. Never given back to the
/// system: a program has two of these.
struct JACKSlots: @unchecked Sendable {
    private let taken: UnsafeMutablePointer<Atomic<Bool>>
    private let bytes: UnsafeMutableRawPointer
    let slotBytes: Int
    static let count = 16

    init(slotBytes: Int) {
        self.slotBytes = slotBytes
        taken = .allocate(capacity: Self.count)
        for place in 0..<Self.count { (taken + place).initialize(to: Atomic(false)) }
        bytes = .allocate(byteCount: Self.count * slotBytes, alignment: 64)
    }

    /// Copies a message into a free slot.
    ///
    /// - Returns: The slot; `nil` when none is free or the message is too long.
    /// - Thread: the one that sends. Does not block or allocate.
    func put(_ message: UnsafeRawBufferPointer) -> Int? {
        guard message.count <= slotBytes, let start = message.baseAddress else { return nil }
        var place = 0
        while place < Self.count {
            if !(taken + place).pointee.load(ordering: .acquiring) {
                (taken + place).pointee.store(true, ordering: .relaxed)
                (bytes + place * slotBytes).copyMemory(from: start, byteCount: message.count)
                return place
            }
            place &+= 1
        }
        return nil
    }

    /// A slot's bytes.
    func bytes(_ slot: Int) -> UnsafeMutableRawPointer { bytes + slot * slotBytes }

    /// - Thread: the one that receives. Does not block.
    func free(_ slot: Int) {
        (taken + slot).pointee.store(false, ordering: .releasing)
    }
}

/// What JACK's thread counts; others may read it at any time.
///
/// Unchecked: every word is an atomic that one thread writes. Never given back.
public struct JACKCounts: @unchecked Sendable {
    /// What is counted.
    public enum Counter: Int, Sendable, CaseIterable {
        /// Messages given to JACK.
        case sent = 0
        /// Those of them whose frame had passed.
        case late
        /// The most frames by which one was late.
        case lateFrames
        /// Messages that no buffer of JACK's has room for, and those that came in without room here.
        case refused
        case received
        case overruns
    }

    private let words: UnsafeMutablePointer<Atomic<UInt64>>

    /// All at 0.
    public init() {
        words = .allocate(capacity: Counter.allCases.count)
        for place in Counter.allCases.indices { (words + place).initialize(to: Atomic(0)) }
    }

    /// One of the counts.
    ///
    /// - Thread: any.
    public func value(_ counter: Counter) -> UInt64 {
        words[counter.rawValue].load(ordering: .relaxed)
    }

    @inline(__always)
    func add(_ counter: Counter) {
        let word = words + counter.rawValue
        word.pointee.store(word.pointee.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
    }

    func raise(_ counter: Counter, to value: UInt64) {
        let word = words + counter.rawValue
        if word.pointee.load(ordering: .relaxed) < value {
            word.pointee.store(value, ordering: .relaxed)
        }
    }
}
