import ArgumentParser

/// `pipeline-runtime measure`: the figures of one part alone, for `scripts/bench-runtime` and the
/// tests. Prints one JSON object.
struct MeasureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure", abstract: "Measures parts of the runtime by themselves.",
        shouldDisplay: false)

    enum Subject: String, ExpressibleByArgument, CaseIterable {
        case schedule
        case idle
        case pass
        case heap
        case memory
        case clock
        case map
        case sequencer
        case lookup
    }

    @Argument(help: "schedule, idle, pass, heap, memory, clock, map, sequencer or lookup.")
    var subject: Subject

    @Option(help: "Messages a second.")
    var rate = 1_000

    @Option(help: "How long to measure, in seconds.")
    var seconds = 3

    @Option(help: "How far ahead of its time a message is sent, in milliseconds.")
    var ahead = 10

    @Option(help: "Messages that wait besides.")
    var waiting = 0

    @Option(help: "Messages, events or rounds.")
    var count = 100_000

    @Option(help: "Messages that are due together.")
    var batch = 32

    @Option(help: "Port of the sequencer, by its name.")
    var port = "Midi Through"

    @Flag(help: "Ask for the first-in-first-out class and locked memory.")
    var realtime = false

    func run() throws {
        print(try figures().text)
    }

    private func figures() throws -> Figures {
        switch subject {
        case .schedule:
            try ScheduleMeasurement(
                rate: rate, seconds: seconds, waiting: waiting,
                aheadNanoseconds: UInt64(max(0, ahead)) * 1_000_000,
                priority: realtime ? RealtimeClass.usualPriority : nil
            ).run()
        case .idle: try IdleMeasurement(seconds: seconds, waiting: waiting).run()
        case .pass: try PassMeasurement(count: count).run()
        case .heap: HeapMeasurement(count: count).run()
        case .memory: MemoryMeasurement(waiting: waiting).run()
        case .clock: try ClockMeasurement(seconds: seconds).run()
        case .map: try MapMeasurement(count: count).run()
        case .sequencer:
            try SequencerMeasurement(
                count: max(1, count), batch: min(256, max(1, batch)), port: port
            ).run()
        case .lookup: try LookupMeasurement(count: max(1, count), port: port).run()
        }
    }
}
