/// Where a player's messages leave it: ALSA ports, sockets, or a record in a test.
///
/// Every call is made on the player's thread and does not block, allocate or lock.
public protocol OutputDoor: ~Copyable {
    /// Takes one MIDI message of 1...3 bytes for a port, to be sent at the next `flush`.
    mutating func send(_ message: ShortMessage, to output: Int) -> SendOutcome

    /// The same, for a door that gives messages a place in time by itself.
    ///
    /// - Parameter due: When the message was to be sent, in monotonic nanoseconds; 0 is now.
    mutating func send(_ message: ShortMessage, due: UInt64, to output: Int) -> SendOutcome

    /// Takes bytes for a port or an OSC target: a piece of System Exclusive, or one packet.
    mutating func send(_ bytes: UnsafeRawBufferPointer, to output: Int) -> SendOutcome

    /// Lets go everything taken since the last call, one system call a client and socket.
    mutating func flush()
}

extension OutputDoor where Self: ~Copyable {
    /// Sends it at once.
    @inlinable
    public mutating func send(
        _ message: ShortMessage, due: UInt64, to output: Int
    ) -> SendOutcome {
        send(message, to: output)
    }
}

/// What became of a message at the door.
public enum SendOutcome: UInt8, Sendable {
    case sent = 0
    /// The receiver has no room: try again after a pause.
    case later = 1
    /// Nobody is there.
    case absent = 2
    /// The system refused for good; the door knows the errno and counts it.
    case refused = 3
}
