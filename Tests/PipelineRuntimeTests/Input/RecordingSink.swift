import ControlRuntime
import OSCTransport
import Synchronization
import Testing

@testable import pipeline_runtime

/// Keeps what it is offered, as long as there is room.
struct RecordingSink: EventSink, ~Copyable {
    var events: [TimedEvent] = []
    /// Bytes of the events that have some.
    var bytes: [[UInt8]] = []
    var room = Int.max
    var answersToAwait = 0

    mutating func offer(_ event: TimedEvent) -> SinkAnswer {
        if room == 0 { return .later }
        room -= 1
        events.append(event)
        bytes.append([])
        return .taken
    }

    mutating func offer(_ content: UnsafeRawBufferPointer, as event: TimedEvent) -> SinkAnswer {
        let answer = offer(event)
        if answer == .taken { bytes[bytes.count - 1] = Array(content) }
        return answer
    }

    mutating func awaitRoom() -> Bool {
        answersToAwait += 1
        return room > 0
    }
}

/// A moment to count from: 1,000 s after the machine started.
let noon = Moment(monotonic: 1_000_000_000_000, wall: 1_763_726_400_000_000_000)

/// What a reader makes of lines that come together.
func reading(_ lines: String, _ options: InputOptions = InputOptions()) -> [LineReading] {
    var splitter = LineSplitter()
    var reader = RequestReader(options, startingAt: noon)
    let all =
        Array(lines.utf8).withUnsafeBytes { splitter.take($0) }
        + [splitter.finish()].compactMap { $0 }
    return all.map { reader.read($0, at: noon) }
}

/// A MIDI request for the first port.
func midi(_ bytes: [UInt8], due: UInt64 = 0, port: TimedRequest.PortRequest = .standard)
    -> TimedRequest
{
    TimedRequest(due: due, action: .midi(port: port, bytes: bytes))
}

extension LineReading {
    /// The requests without their places.
    var bare: [TimedRequest] {
        requests.map { TimedRequest(due: $0.due, action: $0.action) }
    }

    /// What was found, as `line:column code`.
    var found: [String] {
        diagnostics.map { finding in
            let start = finding.range?.start
            return "\(start?.line ?? 0):\(start?.column ?? 0) \(finding.code)"
        }
    }
}

/// A directory of two ports, two targets and three controls.
func directory(
    generation: @escaping @Sendable () -> UInt64 = { 0 },
    asked: (@Sendable (TimedRequest.PortRequest) -> Void)? = nil,
    panic: @escaping @Sendable () -> Void = {}
) -> InputDirectory {
    let live = OSCTarget(name: "live", endpoint: OSCEndpoint(.udp, host: "localhost", port: 1))
    let timed = OSCTarget(
        name: "timed", endpoint: OSCEndpoint(.udp, host: "localhost", port: 2), timing: .bundle,
        leadNanoseconds: 100_000_000)
    let names = ["Synth", "Sampler"]
    return InputDirectory(
        port: { request in
            asked?(request)
            switch request {
            case .standard: return .output(0)
            case .index(let index):
                return index < 2 ? .output(UInt16(index)) : .unknown(names: names)
            case .name("S"): return .ambiguous(names: names)
            case .name(let name):
                guard let place = names.firstIndex(of: name) else { return .unknown(names: names) }
                return .output(UInt16(place))
            }
        },
        generation: generation, controls: ["cutoff": 0, "resonance": 1, "knob-3": 2],
        targets: [
            InputDirectory.Target(output: 5, target: live),
            InputDirectory.Target(output: 6, target: timed),
        ], panic: panic)
}
