import Synchronization

/// What a sequencer's door counts; other threads may read it at any time.
///
/// Unchecked: every word is an atomic, written by the player's thread alone. The memory is never given
/// back: a program has one.
public struct SequencerCounts: @unchecked Sendable {
    /// What is counted.
    public enum Counter: Int, Sendable, CaseIterable {
        /// Events that the sequencer took.
        case sent = 0
        /// System calls that they took.
        case writes
        /// Times that a receiver had no room.
        case again
        /// Events that were taken for a port that went away.
        case lost
        /// Events that the sequencer will never take.
        case refused
        /// Events that came in, and those that are no MIDI message.
        case received
        case unknown
        /// Times that the kernel threw away what waited for us.
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
    func add(_ counter: Counter, _ amount: UInt64 = 1) {
        let word = words + counter.rawValue
        word.pointee.store(word.pointee.load(ordering: .relaxed) &+ amount, ordering: .relaxed)
    }
}
