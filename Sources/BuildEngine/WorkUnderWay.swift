import Synchronization

/// Which nodes threads work on: entered and left by the threads, looked at by the owner.
///
/// - Thread: any.
final class WorkUnderWay: Sendable {
    private let beginnings = Mutex<[String: UInt64]>([:])
    private let lastTold = Atomic<UInt64>(0)

    /// How often is told of it at most, in microseconds.
    private static let interval: UInt64 = 50_000

    /// How long the owner waits for something to end before it tells again, in nanoseconds.
    static let patience = 100_000_000

    func begin(_ node: String) {
        beginnings.withLock { $0[node] = steadyMicroseconds() }
    }

    func end(_ node: String) { beginnings.withLock { $0[node] = nil } }

    /// The nodes that are worked on, the longest first; `nil` when that was told just now.
    func news() -> [NodeUnderWay]? {
        let now = steadyMicroseconds()
        guard now - lastTold.load(ordering: .relaxed) >= Self.interval else { return nil }
        lastTold.store(now, ordering: .relaxed)
        let nodes = beginnings.withLock { beginnings in
            beginnings.map { NodeUnderWay(node: $0.key, microseconds: now - min(now, $0.value)) }
        }
        return nodes.sorted { ($1.microseconds, $0.node) < ($0.microseconds, $1.node) }
    }
}
