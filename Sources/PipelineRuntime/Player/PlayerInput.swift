import ControlRuntime

/// A source's way into a running player: its ring, and the descriptor that wakes the thread.
struct PlayerInput: ~Copyable {
    private var producer: EventProducer
    private let signals: PlayerSignals

    init(_ producer: consuming EventProducer, signals: PlayerSignals) {
        self.producer = producer
        self.signals = signals
    }

    /// What became of everything so far.
    var counts: ProducerCounts { producer.counts }

    /// Offers an event, and wakes the player if it sleeps too long for it.
    mutating func send(_ event: TimedEvent) -> Acceptance {
        settle(producer.send(event))
    }

    /// Offers a System Exclusive message or an OSC packet, whose bytes are copied.
    mutating func send(_ bytes: UnsafeRawBufferPointer, as event: TimedEvent) -> Acceptance {
        settle(producer.send(bytes, as: event))
    }

    /// After `later`: asks to be told of room by the signals' `roomDescriptor`.
    ///
    /// - Returns: Whether there is room already.
    mutating func awaitRoom() -> Bool {
        producer.awaitRoom()
    }

    /// There is room: sends what was held for want of it.
    mutating func sendHeld() {
        if producer.sendHeld() { signals.wake() }
    }

    private func settle(_ acceptance: Acceptance) -> Acceptance {
        guard acceptance == .acceptedWake else { return acceptance }
        signals.wake()
        return .accepted
    }
}
