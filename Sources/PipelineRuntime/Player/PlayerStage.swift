import ControlRuntime

/// What stands around a player on its thread: the door its messages leave by, what comes in beside the
/// rings, and what is done with events that are the owner's.
///
/// Every call is made on the player's thread and does not block, allocate or lock.
protocol PlayerStage: OutputDoor, ~Copyable, Sendable {
    /// Descriptors to wait for besides, such as the sequencer's; asked for once, on the player's thread.
    func inputDescriptors(_ add: (Int32) -> Void)

    /// One of them can be read.
    mutating func receive(from descriptor: Int32, now: UInt64, player: inout Player)

    /// A control of a map, a command or a wake-up is due.
    mutating func handle(_ event: TimedEvent, now: UInt64, player: inout Player)

    /// When the stage itself wants to be called again, by `receive` with descriptor -1; `nil` when never.
    var deadline: UInt64? { get }

    /// Whether something that was taken has not left yet, so that a closing player waits for it.
    var hasUnsent: Bool { get }
}

extension PlayerStage where Self: ~Copyable {
    func inputDescriptors(_ add: (Int32) -> Void) {}
    mutating func receive(from descriptor: Int32, now: UInt64, player: inout Player) {}
    mutating func handle(_ event: TimedEvent, now: UInt64, player: inout Player) {}
    var deadline: UInt64? { nil }
    var hasUnsent: Bool { false }
}
