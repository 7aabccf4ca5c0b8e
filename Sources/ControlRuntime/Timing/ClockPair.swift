/// One instant on two clocks.
public struct ClockPair: Sendable, Equatable {
    /// Nanoseconds of the monotonic clock.
    public var monotonic: UInt64
    /// Nanoseconds since 1970.
    public var wall: UInt64

    /// Reads both clocks. A thread that loses its processor between the two would take that for a
    /// difference of the clocks, and bring what is timed by one of them out of order: so the wall's is read
    /// between two readings of the other, up to four times, and the closest of these counts.
    public init(monotonic: () -> UInt64, wall: () -> UInt64) {
        (self.monotonic, self.wall) = (0, 0)
        var least = UInt64.max
        for _ in 0..<Self.tries where least > Self.closeNanoseconds {
            let before = monotonic()
            let between = wall()
            let width = monotonic() &- before
            guard width < least else { continue }
            least = width
            (self.monotonic, self.wall) = (before &+ width / 2, between)
        }
    }

    private static let tries = 4
    private static let closeNanoseconds: UInt64 = 100_000
}
