import ControlRuntime

extension PlayerInput: EventSink {
    mutating func offer(_ event: TimedEvent) -> SinkAnswer { answer(send(event)) }

    mutating func offer(_ bytes: UnsafeRawBufferPointer, as event: TimedEvent) -> SinkAnswer {
        answer(send(bytes, as: event))
    }

    private func answer(_ acceptance: Acceptance) -> SinkAnswer {
        switch acceptance {
        case .accepted, .acceptedWake, .held: .taken
        case .later: .later
        case .refused: .refused
        }
    }
}
