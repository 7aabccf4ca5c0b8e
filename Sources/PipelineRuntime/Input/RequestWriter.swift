import ControlRuntime
import Diagnostics
import OSCTransport

/// Makes requests events of a player: looks names up, and puts messages into the sink.
struct RequestWriter<Sink: EventSink & ~Copyable>: ~Copyable {
    /// What became of a request.
    enum Outcome: Equatable {
        case taken
        /// The sink has no room: offer it again.
        case later
        case refused(code: String, message: String)
    }

    var sink: Sink
    /// Names as they are now.
    var directory: InputDirectory {
        didSet { ports.removeAll(keepingCapacity: true) }
    }
    private var ports: [TimedRequest.PortRequest: InputDirectory.Port] = [:]
    private var generation: UInt64 = 0
    /// For packets on their way into the sink.
    private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 8)

    init(_ sink: consuming Sink, _ directory: InputDirectory) {
        self.sink = sink
        self.directory = directory
    }

    deinit { memory.deallocate() }

    /// Offers a request.
    mutating func offer(_ request: TimedRequest) -> Outcome {
        var request = request
        if let beat = request.beat {
            guard let due = directory.instantOfBeat(beat) else {
                return .refused(
                    code: "no-clock",
                    message:
                        "beats are counted by a MIDI clock, and none runs: start one, or follow "
                        + "one with 'run --follow PORT'")
            }
            request.due = due
        }
        switch request.action {
        case .midi(let port, let bytes): return offerMIDI(bytes, port, request.due)
        case .parameterNumber(let port, let parameter):
            return offer(to: port) { parameter.event(due: request.due, output: $0) }
        case .fineController(let port, let fine):
            return offer(to: port) { fine.event(due: request.due, output: $0) }
        case .control(let name, let position):
            guard let place = directory.controls[name] else {
                return .refused(
                    code: "unknown-control", message: directory.unknownControl(name))
            }
            let payload = UInt64(place) | UInt64(position.bitPattern) << 32
            return outcome(
                sink.offer(TimedEvent(.control, due: request.due, payload: payload, count: 8)))
        case .osc(let name, let message): return offerOSC(message, to: name, request.due)
        case .clock(let port, let clock): return offerClock(clock, port, request.due)
        case .panic:
            directory.panic()
            return .taken
        }
    }

    private mutating func offerClock(
        _ clock: TimedRequest.ClockRequest, _ request: TimedRequest.PortRequest?, _ due: UInt64
    ) -> Outcome {
        var outputs = directory.clocks
        if request != nil || outputs.isEmpty {
            switch port(request ?? .standard) {
            case .output(let output): outputs = [output]
            case let none: return refusal(of: request ?? .standard, none)
            }
        }
        for output in outputs {
            let answer = outcome(sink.offer(clock.event(output: output, due: due)))
            // What was taken before is done again with the rest: the same once more does no harm.
            if answer != .taken { return answer }
        }
        return .taken
    }

    private mutating func offerMIDI(
        _ bytes: [UInt8], _ request: TimedRequest.PortRequest, _ due: UInt64
    ) -> Outcome {
        guard bytes.first == 0xF0 else {
            let payload = bytes.prefix(8).reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
            return offer(to: request) { output in
                TimedEvent(
                    .midi, due: due, output: output, payload: payload,
                    count: UInt8(min(8, bytes.count)))
            }
        }
        switch port(request) {
        case .output(let output):
            let event = TimedEvent(.systemExclusive, due: due, output: output)
            return outcome(bytes.withUnsafeBytes { sink.offer($0, as: event) })
        case let none: return refusal(of: request, none)
        }
    }

    private mutating func offer(
        to request: TimedRequest.PortRequest, _ event: (UInt16) -> TimedEvent
    ) -> Outcome {
        switch port(request) {
        case .output(let output): outcome(sink.offer(event(output)))
        case let none: refusal(of: request, none)
        }
    }

    private func refusal(
        of request: TimedRequest.PortRequest, _ port: InputDirectory.Port
    ) -> Outcome {
        switch port {
        case .ambiguous(let names):
            .refused(
                code: "ambiguous-port",
                message: "\(request) could be "
                    + names.map { "'\($0)'" }.joined(separator: " or ") + "; write more of the name"
            )
        case .unknown(let names):
            .refused(
                code: "unknown-port", message: directory.unknownPort(request, among: names))
        case .output: .taken
        }
    }

    private mutating func port(_ request: TimedRequest.PortRequest) -> InputDirectory.Port {
        let current = directory.generation()
        if current != generation {
            ports.removeAll(keepingCapacity: true)
            generation = current
        }
        if let known = ports[request] { return known }
        let found = directory.port(request)
        // Whoever asks for ever new names shall not fill the memory.
        if ports.count > 1024 { ports.removeAll() }
        ports[request] = found
        return found
    }

    private mutating func offerOSC(
        _ message: OSCMessage, to name: String?, _ due: UInt64
    ) -> Outcome {
        guard let place = directory.target(named: name) else {
            return .refused(code: "unknown-target", message: directory.unknownTarget(name))
        }
        let isTimed = due != 0 && place.target.timing != .live
        let packet =
            isTimed
            ? OSCDeferredTime.wrap(.message(message), due: due) : OSCPacket.message(message)
        var writer = OSCWriter(into: memory)
        packet.write(to: &writer)
        if writer.isOverfull {
            return .refused(
                code: "too-long",
                message: "the OSC message has \(packet.byteCount) bytes, but may have 65,000")
        }
        let event = TimedEvent(
            .osc, due: isTimed ? place.target.sendTime(for: due) : due, output: place.output)
        return outcome(
            sink.offer(UnsafeRawBufferPointer(rebasing: memory[..<writer.count]), as: event))
    }

    private func outcome(_ answer: SinkAnswer) -> Outcome {
        switch answer {
        case .taken: .taken
        case .later: .later
        case .refused:
            .refused(
                code: "no-room", message: "there is no room for the message; send less at a time")
        }
    }
}

extension TimedRequest.ClockRequest {
    /// As the player's owner takes it.
    fileprivate func event(output: UInt16, due: UInt64) -> TimedEvent {
        var event: TimedEvent
        switch self {
        case .start(let tempo, let beginning):
            event =
                PlayerCommand.startClock(
                    output: output, beatsPerMinute: tempo.map { Float($0) }, from: beginning
                ).event
            // Its first tick is at the instant.
            event.due = due > PlayerCommand.clockLead ? due - PlayerCommand.clockLead : due
        case .stop:
            event = PlayerCommand.stopClock(output: output).event
            event.due = due
        case .tempo(let tempo):
            event = PlayerCommand.setTempo(output: output, beatsPerMinute: Float(tempo)).event
            event.due = due
        }
        return event
    }
}
