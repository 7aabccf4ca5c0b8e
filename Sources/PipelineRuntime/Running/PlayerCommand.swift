import ControlRuntime

/// What the control thread tells the player's owner, as the payload of an event of kind `command`.
enum PlayerCommand: Equatable {
    /// Somebody is there: messages for the output go to this port from our port `source`; `nil` is whoever
    /// has subscribed to that.
    case bind(output: UInt16, to: PortAddress?, source: UInt8)
    /// Nobody is there any more.
    case unbind(output: UInt16)
    /// An output that needs no address is ready: a socket, a device of bytes.
    case ready(output: UInt16)
    /// A device of bytes is open: what goes to the output is written to it.
    case attach(output: UInt16, descriptor: Int32)
    /// It is to be closed: nothing is written to it any more.
    case detach(output: UInt16)
    /// A device of bytes is open: what it gives comes in at this input.
    case hear(input: UInt16, descriptor: Int32)
    /// Ends what sounds and takes back what waits, everywhere.
    case panic

    private enum Code: UInt8 {
        case bind = 1
        case bindSubscribers
        case unbind
        case ready
        case panic
        case attach
        case detach
        case hear
    }

    /// Code, client, port, our port; or code and descriptor.
    var event: TimedEvent {
        switch self {
        case .bind(let output, let address?, let source):
            Self.event(.bind, output, address.client, address.port, source)
        case .bind(let output, nil, let source):
            Self.event(.bindSubscribers, output, 0, 0, source)
        case .unbind(let output): Self.event(.unbind, output)
        case .ready(let output): Self.event(.ready, output)
        case .panic: Self.event(.panic, 0)
        case .attach(let output, let descriptor): Self.event(.attach, output, descriptor)
        case .detach(let output): Self.event(.detach, output)
        case .hear(let input, let descriptor): Self.event(.hear, input, descriptor)
        }
    }

    private static func event(
        _ code: Code, _ output: UInt16, _ client: UInt8 = 0, _ port: UInt8 = 0, _ source: UInt8 = 0
    ) -> TimedEvent {
        TimedEvent(
            .command, output: output,
            payload: UInt64(code.rawValue) | UInt64(client) << 8 | UInt64(port) << 16
                | UInt64(source) << 24, count: 4)
    }

    private static func event(_ code: Code, _ place: UInt16, _ descriptor: Int32) -> TimedEvent {
        TimedEvent(
            .command, output: place,
            payload: UInt64(code.rawValue) | UInt64(UInt32(bitPattern: descriptor)) << 8, count: 5)
    }

    /// Reads an event of kind `command`.
    init?(_ event: TimedEvent) {
        func byte(_ place: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: event.payload >> place) }
        guard let code = Code(rawValue: byte(0)) else { return nil }
        let descriptor = Int32(bitPattern: UInt32(truncatingIfNeeded: event.payload >> 8))
        switch code {
        case .bind:
            let address = PortAddress(client: byte(8), port: byte(16))
            self = .bind(output: event.output, to: address, source: byte(24))
        case .bindSubscribers: self = .bind(output: event.output, to: nil, source: byte(24))
        case .unbind: self = .unbind(output: event.output)
        case .ready: self = .ready(output: event.output)
        case .panic: self = .panic
        case .attach: self = .attach(output: event.output, descriptor: descriptor)
        case .detach: self = .detach(output: event.output)
        case .hear: self = .hear(input: event.output, descriptor: descriptor)
        }
    }
}
