import ControlRuntime

/// Where events of other programs go: the producer's end of a player's ring, or a record in a test.
protocol EventSink: ~Copyable {
    /// Offers an event without blocks.
    mutating func offer(_ event: TimedEvent) -> SinkAnswer

    /// Offers System Exclusive or one OSC packet, whose bytes are copied.
    mutating func offer(_ bytes: UnsafeRawBufferPointer, as event: TimedEvent) -> SinkAnswer

    /// Asks to be told when there is room (`InputServer.resume`).
    ///
    /// - Returns: whether there is room already.
    mutating func awaitRoom() -> Bool
}

/// What became of an event.
enum SinkAnswer: Sendable, Equatable {
    case taken
    /// No room now: stop reading, and offer it again.
    case later
    /// Dropped by the source's policy, or too long; counted where it happened.
    case refused
}
