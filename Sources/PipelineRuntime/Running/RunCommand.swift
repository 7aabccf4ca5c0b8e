import ALSAMIDI
import ArgumentParser
import CSystem
import ControlRuntime
import Diagnostics
import Glibc
import RuntimeMap

/// `pipeline-runtime run`: plays maps, and timed messages of other programs.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Plays maps, and messages that other programs send, until it is told to stop.",
        discussion: """
            Ports are found by their names, and found again when they come back. What sounds is ended \
            when the program ends, by Ctrl-C, by 'kill', and by its guard process when it is killed hard.
            """)

    @Argument(help: "Runtime maps, as 'pipeline build' writes them.")
    var maps: [String] = []

    @Option(help: "What other programs see.")
    var name = "pipeline-runtime"

    @Flag(help: "Read lines of JSON from standard input; end with it, when all is played.")
    var stdin = false

    @Option(help: "Listen for lines of JSON at a path (repeatable).")
    var socket: [String] = []

    @Option(help: "Listen for OSC, such as udp://:9000 (repeatable).")
    var osc: [String] = []

    @Flag(help: "Ask for the first-in-first-out class and locked memory.")
    var realtime = false

    @Flag(help: "Pass what comes in on to the first MIDI output as it is.")
    var through = false

    @Flag(name: .customLong("no-guard"), help: "Have no guard process.")
    var isUnguarded = false

    @Flag(help: "Print what was counted as one JSON object at the end.")
    var report = false

    func run() throws {
        var plan = RunPlan()
        for path in maps { try Self.add(path, to: &plan) }
        var options = RunOptions()
        options.name = name
        options.priority = realtime ? RealtimeClass.usualPriority : nil
        options.isThrough = through
        options.isGuarded = !isUnguarded
        options.readsLines = stdin
        options.sockets = socket
        options.oscEndpoints = osc
        options.report = StandardStream.say
        options.findings = { findings in
            StandardStream.messages.write(DiagnosticRenderer().text(for: findings))
        }
        let session = try RuntimeSession(plan, options)
        StandardStream.say(session.realtime.summary)
        StandardStream.say("ready")
        try session.run()
        if report { StandardStream.results.write(Self.figures(session).text) }
    }

    private static func add(_ path: String, to plan: inout RunPlan) throws(RuntimeTrouble) {
        do {
            let file = try MappedFile(path: path)
            try plan.add(Array(file.bytes))
        } catch {
            throw RuntimeTrouble(description: "\(path): \(error)")
        }
    }

    private static func figures(_ session: RuntimeSession) -> Figures {
        var figures = Figures()
        for (name, counter) in [
            ("sent", OutputCounter.sent), ("replaced", .replaced), ("too_late", .tooLate),
            ("paired", .paired), ("queue_full", .queueFull), ("absent", .absent),
            ("refused", .refused), ("extra", .extra), ("again", .again), ("paused", .paused),
            ("losses", .losses), ("returns", .returns),
        ] {
            figures.add(name, session.counters.total(counter))
        }
        for (name, counter) in [
            ("sequencer_sent", SequencerCounts.Counter.sent), ("sequencer_writes", .writes),
            ("sequencer_again", .again), ("sequencer_lost", .lost), ("received", .received),
            ("overruns", .overruns),
        ] {
            figures.add(name, session.sequencerCounts.value(counter))
        }
        if let counts = session.jackCounts {
            for (name, counter) in [
                ("jack_sent", JACKCounts.Counter.sent), ("jack_late", .late),
                ("jack_late_frames", .lateFrames), ("jack_refused", .refused),
                ("jack_received", .received), ("jack_overruns", .overruns),
            ] {
                figures.add(name, counts.value(counter))
            }
        }
        return figures
    }
}
