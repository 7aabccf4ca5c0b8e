/// What is counted for each output. Of all messages offered to it, each ends in one of the first nine, or
/// waits.
@frozen public enum OutputCounter: Int, Sendable, CaseIterable {
    /// Left by the door.
    case sent = 0
    /// Gave way to a newer value of the same controller, bend, pressure or parameter number.
    case replaced
    /// Too late, by policy.
    case tooLate
    /// A note-off whose note-on had fallen.
    case paired
    /// The port could not keep up and its queue was full.
    case queueFull
    /// Nobody was there for longer than things are held.
    case absent
    /// Taken back by a panic.
    case panicked
    /// The system refused for good.
    case refused
    /// No message at all: a data byte above 127, a wrong status, an empty packet.
    case malformed

    /// Offered in all.
    case offered
    /// Sent from the output's own doing, besides what was offered: note-offs that silence it, values
    /// restored.
    case extra
    /// Bytes sent.
    case bytes
    /// Sent more than 50 ms late, because such a message always goes.
    case sentLate
    /// Times that the receiver had no room.
    case again
    /// Times that the rate limit made the output wait.
    case paused
    /// Times that the port went away, and came back.
    case losses
    case returns
    /// Messages that wait in the output's lanes: now, and the most so far.
    case waiting
    case waitingMost
    /// 1 when somebody is there.
    case present
}

/// What is counted for the player as a whole.
@frozen public enum PlayerCounter: Int, Sendable, CaseIterable {
    /// Events taken from rings or handed over directly.
    case accepted = 0
    /// Events handed on at their time.
    case dispatched
    /// Events for an output that does not exist.
    case astray
    /// Events taken back by a panic before their time.
    case panicked
    /// Events that wait for their time: now, and the most so far.
    case waiting
    case waitingMost
    /// Times that the heap was full, so that the rings had to wait.
    case heapFull
    /// Times that the thread woke, and those that a producer caused.
    case wakes
    case earlyWakes
    /// Ticks of MIDI clock made.
    case clockTicks
}
