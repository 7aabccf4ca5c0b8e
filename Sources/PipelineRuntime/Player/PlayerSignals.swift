import CSystem
import ControlRuntime
import Synchronization

/// What the player's thread and the others tell each other by: who wakes it, who is told of room, how it
/// is to end.
final class PlayerSignals: Sendable {
    /// How a player ends.
    enum Ending: Int, AtomicRepresentable {
        case none = 0
        /// When nothing waits any more.
        case whenQuiet = 1
        /// As soon as what sounds has been ended.
        case now = 2
    }

    /// What the thread sleeps until.
    let deadline = ArmedDeadline()
    /// Becomes readable for the thread when something earlier came.
    let wakeDescriptor: Int32
    /// Becomes readable for producers that wait when there is room again (`EventProducer.awaitRoom`).
    let roomDescriptor: Int32
    private let ending = Atomic<Ending>(.none)

    /// - Throws: `RuntimeRefusal` when the system gives no descriptors.
    init() throws(RuntimeRefusal) {
        wakeDescriptor = try RuntimeRefusal.descriptor("eventfd", pipeline_event(0, 0))
        roomDescriptor = try RuntimeRefusal.descriptor("eventfd", pipeline_event(0, 0))
    }

    deinit {
        closeDescriptor(wakeDescriptor)
        closeDescriptor(roomDescriptor)
    }

    /// Has the thread look into its rings; for what `EventProducer.send` answered with `acceptedWake`.
    func wake() {
        pipeline_event_raise(wakeDescriptor)
    }

    /// Has the thread end.
    func end(_ how: Ending) {
        ending.store(how, ordering: .releasing)
        wake()
    }

    var requestedEnding: Ending { ending.load(ordering: .acquiring) }
}

/// The system refused something that the runtime cannot do without.
struct RuntimeRefusal: Error, Equatable, CustomStringConvertible {
    var operation: String
    var errno: Int32

    var description: String { "\(operation): \(systemMessage(errno))" }

    /// A descriptor, or minus the errno.
    static func descriptor(_ operation: String, _ result: Int32) throws(RuntimeRefusal) -> Int32 {
        guard result >= 0 else { throw RuntimeRefusal(operation: operation, errno: -result) }
        return result
    }
}
