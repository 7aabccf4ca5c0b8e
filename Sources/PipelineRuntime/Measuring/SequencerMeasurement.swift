import ALSAMIDI
import CSystem
import ControlRuntime

/// Notes from a producer through ring, heap, lanes and door to a port of the sequencer, on one thread: what
/// each takes. The clock is not read for them, as a loop that sends and does not wait has none either.
struct SequencerMeasurement {
    var count = 100_000
    /// Messages that are due together, and leave by one system call.
    var batch = 32
    var port = "Midi Through"

    /// The best of so many counts.
    private static let rounds = 10

    func run() throws -> Figures {
        let signals = try PlayerSignals()
        var producer = EventProducer(source: 0, capacity: 256, deadline: signals.deadline)
        var player = Player(
            outputs: [OutputPlan(rate: .unlimited)], capacity: 1_024, sources: 1)
        player.attach(&producer)
        var input = PlayerInput(producer, signals: signals)
        player.bind(output: 0, now: 1)
        let counts = SequencerCounts()
        let client = try SequencerClient(name: "measured")
        let own = try client.makePort(name: "out", .gives)
        var door = SequencerDoor(client, outputs: 1, counts: counts)
        door.bind(output: 0, to: try Self.address(of: port), from: own)
        var now: UInt64 = 1_000_000
        var least = UInt64.max
        for _ in 0..<Self.rounds {
            let start = pipeline_monotonic_ns()
            var left = count
            while left > 0 {
                let size = min(left, batch)
                Self.send(size, now: now, into: &input)
                while case .wait(let next) = player.advance(now: now, door: &door), let next,
                    next <= now
                {}
                door.flush()
                now &+= 1_000
                left &-= size
            }
            least = min(least, pipeline_monotonic_ns() - start)
        }
        var figures = Figures()
        figures.add("ns_a_message", Double(least) / Double(max(1, count)))
        figures.add("messages", UInt64(count * Self.rounds))
        figures.add("sent", counts.value(.sent))
        figures.add("writes", counts.value(.writes))
        return figures
    }

    /// A note's begin, then its end, and so on.
    private static func send(_ size: Int, now: UInt64, into input: inout PlayerInput) {
        for number in 0..<size {
            let key = UInt8(truncatingIfNeeded: number >> 1 & 127)
            let status: UInt8 = number & 1 == 0 ? 0x90 : 0x80
            _ = input.send(
                ShortMessage(status: status, first: key, second: 64).event(due: now, output: 0))
        }
    }

    private static func address(of name: String) throws -> PortAddress {
        let watcher = try PortWatcher(name: "measured")
        var directory = PortDirectory()
        _ = directory.update(watcher.ports(leavingOut: []))
        guard case .found(let port) = directory.lookup(name, .takes) else {
            throw RuntimeTrouble(description: "there is no port '\(name)'", exitCode: .notFound)
        }
        return port.address
    }
}
