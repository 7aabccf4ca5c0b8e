import ALSAMIDI
import CSystem
import ControlRuntime

/// How often ports are looked up while messages name one, and how long it takes when ports have changed: the
/// first message's lookup, and all from the announcement to its event.
struct LookupMeasurement {
    var count = 100_000
    var port = "Midi Through"

    private static let changes = 50

    func run() throws -> Figures {
        let client = try SequencerClient(name: "measured")
        let own = try client.makePort(name: "out", .gives)
        let table = PortTable(
            try PortWatcher(name: "measured"), client: client.number, sharedPort: own,
            spares: Array(0..<8), send: { _ in }, report: { _ in })
        table.begin([])
        let lookups = LookupCount()
        let directory = InputDirectory(
            port: { request in
                lookups.add()
                guard case .name(let name) = request else { return .unknown(names: []) }
                return table.output(named: name)
            },
            generation: { table.directory.generation }, controls: [:], targets: [], panic: {})
        var writer = RequestWriter(CountingSink(), directory)
        let request = TimedRequest(
            due: 0, action: .midi(port: .name(port), bytes: [0x90, 60, 100]))
        guard writer.offer(request) == .taken else {
            throw RuntimeTrouble(description: "there is no port '\(port)'", exitCode: .notFound)
        }
        let before = lookups.value
        let start = pipeline_monotonic_ns()
        for _ in 0..<count { _ = writer.offer(request) }
        let used = pipeline_monotonic_ns() - start
        var figures = Figures()
        figures.add("messages", UInt64(writer.sink.count))
        figures.add("lookups", UInt64(lookups.value - before))
        figures.add("ns_a_message", Double(used) / Double(max(1, count)))
        figures.add("ports", UInt64(table.directory.ports(.takes).count))
        let (lookup, resolve) = try Self.resolving(table, request, &writer)
        figures.add("lookup", nanoseconds: lookup)
        figures.add("resolve", nanoseconds: resolve)
        return figures
    }

    /// Another program's port comes, and goes, and so on.
    fileprivate static func resolving(
        _ table: PortTable, _ request: TimedRequest, _ writer: inout RequestWriter<CountingSink>
    ) throws -> (lookup: [UInt64], all: [UInt64]) {
        var (lookup, all): ([UInt64], [UInt64]) = ([], [])
        for _ in 0..<changes {
            let other = try SequencerClient(name: "another")
            _ = try other.makePort(name: "port", .takes)
            let start = pipeline_monotonic_ns()
            table.announced(now: start)
            let known = pipeline_monotonic_ns()
            _ = writer.offer(request)
            let end = pipeline_monotonic_ns()
            lookup.append(end - known)
            all.append(end - start)
        }
        return (lookup, all)
    }
}

/// Counts on one thread.
private final class LookupCount: @unchecked Sendable {
    // Unchecked: the measuring thread's alone.
    private(set) var value = 0

    func add() { value += 1 }
}

/// Takes everything.
private struct CountingSink: EventSink, ~Copyable {
    var count = 0

    mutating func offer(_ event: TimedEvent) -> SinkAnswer {
        count += 1
        return .taken
    }

    mutating func offer(_ bytes: UnsafeRawBufferPointer, as event: TimedEvent) -> SinkAnswer {
        count += 1
        return .taken
    }

    mutating func awaitRoom() -> Bool { true }
}
