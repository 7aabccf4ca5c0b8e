/// What becomes of a message whose time has passed, after a window of grace.
///
/// Note-offs, pedals, programs, clock, stop and System Exclusive always go. A note-on falls together with
/// its note-off. Of a controller, bend or pressure only the newest value goes. OSC goes by its target.
@frozen public struct LatePolicy: Sendable, Equatable {
    /// Nanoseconds after its due time in which a message is still in time.
    public var window: UInt64

    /// - Parameter window: Nanoseconds; 50 ms unless told.
    @inlinable public init(window: UInt64 = 50_000_000) {
        self.window = window
    }

    /// Whether something due at `due` is past the window. What is due at once (0) never is.
    ///
    /// - Thread: real-time. Does not block.
    @inlinable @inline(__always)
    public func isPast(due: UInt64, now: UInt64) -> Bool {
        due != 0 && now > due && now &- due > window
    }
}
