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
    /// Ends what sounds at an output that no map uses any more.
    case silence(output: UInt16)
    /// Starts a MIDI clock, when it is due.
    case startClock(output: UInt16, beatsPerMinute: Float?, from: ClockBeginning)
    /// Stops it.
    case stopClock(output: UInt16)
    /// Gives it another tempo.
    case setTempo(output: UInt16, beatsPerMinute: Float)
    /// Takes over what lies there.
    case take(UnsafeMutablePointer<Handover>)

    /// By how many nanoseconds the start of a clock is sent to the player before its first tick.
    static let clockLead: UInt64 = 2_000_000

    private enum Code: UInt8 {
        case bind = 1
        case bindSubscribers
        case unbind
        case ready
        case panic
        case attach
        case detach
        case hear
        case silence
        case take
        case startClock
        case resumeClock
        case stopClock
        case setTempo
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
        case .silence(let output): Self.event(.silence, output)
        case .startClock(let output, let tempo, .resume):
            Self.event(.resumeClock, output, tempo ?? 0, 0)
        case .startClock(let output, let tempo, .start):
            Self.event(.startClock, output, tempo ?? 0, 0)
        case .startClock(let output, let tempo, .position(let sixteenths)):
            Self.event(.startClock, output, tempo ?? 0, sixteenths)
        case .stopClock(let output): Self.event(.stopClock, output)
        case .setTempo(let output, let tempo): Self.event(.setTempo, output, tempo, 0)
        case .take(let handover):
            // Addresses of a process have 47 bits, at most 56.
            TimedEvent(
                .command,
                payload: UInt64(Code.take.rawValue) | UInt64(UInt(bitPattern: handover)) << 8,
                count: 8)
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

    /// Code, sixteenth notes in bytes 1 and 2, tempo in the upper half.
    private static func event(
        _ code: Code, _ output: UInt16, _ tempo: Float, _ sixteenths: UInt16
    ) -> TimedEvent {
        TimedEvent(
            .command, output: output,
            payload: UInt64(code.rawValue) | UInt64(sixteenths) << 8
                | UInt64(tempo.bitPattern) << 32, count: 8)
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
        case .silence: self = .silence(output: event.output)
        case .startClock, .resumeClock, .stopClock, .setTempo: self.init(clock: code, event)
        case .take:
            guard
                let address = UnsafeMutablePointer<Handover>(
                    bitPattern: UInt(event.payload >> 8))
            else { return nil }
            self = .take(address)
        }
    }

    private init(clock code: Code, _ event: TimedEvent) {
        let output = event.output
        let tempo = Float(bitPattern: UInt32(truncatingIfNeeded: event.payload >> 32))
        let sixteenths = UInt16(truncatingIfNeeded: event.payload >> 8)
        switch code {
        case .stopClock: self = .stopClock(output: output)
        case .setTempo: self = .setTempo(output: output, beatsPerMinute: tempo)
        default:
            let beginning: ClockBeginning =
                code == .resumeClock ? .resume : sixteenths == 0 ? .start : .position(sixteenths)
            self = .startClock(
                output: output, beatsPerMinute: tempo > 0 ? tempo : nil, from: beginning)
        }
    }
}
