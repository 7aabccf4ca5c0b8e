import Synchronization

/// The instant that a player sleeps until, seen by its producers: who has something earlier wakes it, and
/// nobody else does.
///
/// The player announces a deadline, looks into its rings once more, and sleeps. A producer puts its event
/// in and looks at the deadline. All four are sequentially consistent, so that one of the two sees the
/// other.
public final class ArmedDeadline: Sendable {
    private let instant = Atomic<UInt64>(0)

    /// A player that is awake.
    public init() {}

    /// Says that the player will sleep until `deadline`, for ever when there is none.
    ///
    /// - Parameter deadline: Monotonic nanoseconds.
    /// - Thread: the player's.
    public func arm(_ deadline: UInt64?) {
        instant.store(deadline ?? .max, ordering: .sequentiallyConsistent)
    }

    /// Says that the player is awake and will look into its rings before it sleeps.
    ///
    /// - Thread: the player's.
    public func disarm() {
        instant.store(0, ordering: .sequentiallyConsistent)
    }

    /// Whether the player must be woken for an event that is now in its ring; one producer of several is
    /// told so.
    ///
    /// - Parameter due: Monotonic nanoseconds; 0 is at once.
    /// - Thread: any.
    public func mustWake(for due: UInt64) -> Bool {
        let armed = instant.load(ordering: .sequentiallyConsistent)
        guard due < armed else { return false }
        return instant.compareExchange(
            expected: armed, desired: due, ordering: .sequentiallyConsistent
        ).exchanged || due < instant.load(ordering: .sequentiallyConsistent)
    }
}
