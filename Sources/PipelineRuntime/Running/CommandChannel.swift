import ControlRuntime

/// The control thread's way to the player's owner: nothing told is lost, whatever the ring holds.
final class CommandChannel: @unchecked Sendable {
    // Unchecked: used by the control thread alone.
    private var input: PlayerInput
    private var unsent: ArraySlice<TimedEvent> = []

    init(_ input: consuming PlayerInput) {
        self.input = input
    }

    func send(_ command: PlayerCommand) {
        unsent.append(command.event)
        sendUnsent()
    }

    /// There may be room again.
    func sendUnsent() {
        while let event = unsent.first {
            if input.send(event) == .later {
                if input.awaitRoom() { continue }
                return
            }
            unsent.removeFirst()
        }
    }
}
