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
            Ports are found by their names, and found again when they come back. A map whose file is \
            written anew takes over while it plays; so do all on SIGHUP. What sounds is ended when the \
            program ends, by Ctrl-C, by 'kill', and by its guard process when it is killed hard.
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

    @Option(help: "Send MIDI clock to a port (repeatable); lines of JSON start and stop it.")
    var clock: [String] = []

    @Option(help: "Start the clock at once, at so many beats a minute.")
    var tempo: Double?

    @Option(help: "Follow the MIDI clock of a port, and pass it on to the ports of --clock.")
    var follow: String?

    @Flag(name: .customLong("no-guard"), help: "Have no guard process.")
    var isUnguarded = false

    @Flag(help: "Print what was counted as one JSON object at the end.")
    var report = false

    func validate() throws {
        if let tempo {
            guard 1...1_000 ~= tempo else { throw ValidationError("--tempo is 1 to 1000") }
            if clock.isEmpty {
                throw ValidationError("--tempo is of a clock that is sent: say --clock PORT")
            }
            if follow != nil {
                throw ValidationError("with --follow the tempo is that of the clock that comes in")
            }
        }
        // As many as a player has.
        if clock.count > 4 { throw ValidationError("--clock is for four ports at most") }
    }

    func run() throws {
        var plan = RunPlan()
        for path in maps { try Self.add(path, to: &plan) }
        for port in clock { try plan.addClock(port) }
        if let follow { try plan.follow(follow) }
        var options = RunOptions()
        options.name = name
        options.mapFiles = maps
        options.priority = realtime ? RealtimeClass.usualPriority : nil
        options.isThrough = through
        options.tempo = tempo
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
            try plan.add(try MapFiles.read(path))
        } catch {
            throw RuntimeTrouble(
                description: "\(path): \(error)",
                exitCode: error is RuntimeRefusal ? .notFound : .invalid)
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
