import CSystem
import Synchronization

/// How far JACK's thread has come with what the player handed over, so that a closing player can wait for it.
///
/// Unchecked: every word is an atomic. Never given back: a program has one.
struct JACKProgress: @unchecked Sendable {
    private struct Words: ~Copyable {
        /// Messages that other programs have got, since the beginning.
        let delivered = Atomic<UInt64>(0)
        /// Whether periods run, so that waiting has an end.
        let isRunning = Atomic<Bool>(false)
        /// Whether somebody wants to be told.
        let isAwaited = Atomic<Bool>(false)
    }

    private let words: UnsafeMutablePointer<Words>
    /// Is raised for who waits.
    private let descriptor: Int32

    init(descriptor: Int32) {
        words = .allocate(capacity: 1)
        words.initialize(to: Words())
        self.descriptor = descriptor
    }

    /// Periods begin to run, or run no longer.
    ///
    /// - Thread: any. Does not block.
    func set(isRunning: Bool) {
        words.pointee.isRunning.store(isRunning, ordering: .sequentiallyConsistent)
        if !isRunning { tell() }
    }

    /// A period is over in which the last of so many messages was handed over.
    ///
    /// - Thread: JACK's. Does not block.
    func set(delivered: UInt64) {
        guard words.pointee.delivered.load(ordering: .relaxed) != delivered else { return }
        words.pointee.delivered.store(delivered, ordering: .sequentiallyConsistent)
        tell()
    }

    private func tell() {
        guard words.pointee.isAwaited.load(ordering: .sequentiallyConsistent) else { return }
        words.pointee.isAwaited.store(false, ordering: .relaxed)
        pipeline_event_raise(descriptor)
    }

    /// Whether others have not got so many messages yet, but will. The descriptor is raised when that may
    /// have changed.
    ///
    /// - Thread: the player's. Does not block.
    func isBehind(_ count: UInt64) -> Bool {
        guard words.pointee.delivered.load(ordering: .relaxed) != count else { return false }
        words.pointee.isAwaited.store(true, ordering: .sequentiallyConsistent)
        return words.pointee.isRunning.load(ordering: .sequentiallyConsistent)
            && words.pointee.delivered.load(ordering: .sequentiallyConsistent) != count
    }
}
