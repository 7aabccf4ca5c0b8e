import ArgumentParser
import CSystem
import Glibc
import SourceText

/// `pipeline-runtime stats`: what a running `run` has done so far.
struct StatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Shows what a running 'run' has sent, and how late.",
        discussion: """
            A message that did not leave is counted by its reason: too_late, paired (a note-off whose \
            note-on had fallen), queue_full, absent, refused, malformed. A value that gave way to a newer \
            one of the same controller is 'replaced' and no failure. Lateness is counted in powers of two \
            of nanoseconds; what is shown is the upper bound.
            """)

    @Option(help: "Which one: the --name of its 'run'.")
    var name = "pipeline-runtime"

    @Flag(help: "One JSON object.")
    var json = false

    @Flag(help: "The text that Prometheus reads.")
    var prometheus = false

    @Flag(help: "Go on, once a second, until Ctrl-C.")
    var watch = false

    func validate() throws {
        if json, prometheus { throw ValidationError("--json and --prometheus exclude each other") }
    }

    func run() throws {
        let stop = try RuntimeRefusal.descriptor(
            "signalfd", pipeline_signal_descriptor([SIGINT, SIGTERM], 2))
        var before: StatusView?
        repeat {
            let answer = try StatusClient(name).ask(prometheus ? "prometheus" : "json")
            if json || prometheus {
                StandardStream.results.write(
                    String(
                        decoding: answer.last == UInt8(ascii: "\n")
                            ? answer.dropLast() : answer[...], as: UTF8.self))
            } else {
                guard let root = JSONReader.read(answer, path: "status").root else {
                    throw RuntimeTrouble(description: "the answer is no status")
                }
                let view = StatusView(root)
                let isTerminal = isatty(1) == 1
                let clear = watch && isTerminal ? "\u{1B}[H\u{1B}[2J" : ""
                StandardStream.results.write(clear + view.text(since: before))
                before = view
            }
        } while watch && !Self.isStopped(stop, within: 1)
    }

    /// Waits for a signal.
    private static func isStopped(_ descriptor: Int32, within seconds: Int) -> Bool {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&wanted, 1, Int32(seconds * 1_000)) > 0
    }
}

/// `pipeline-runtime panic`: silence.
struct PanicCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "panic", abstract: "Ends all that sounds.",
        discussion: """
            A running 'run' forgets what waits, and ends what sounds at its ports: note-offs, pedals up, \
            all notes off, all sound off. With --to, or when nothing runs, the same goes straight to \
            ports, on all channels.
            """)

    @Option(help: "Which one: the --name of its 'run'.")
    var name = "pipeline-runtime"

    @Option(
        help: "A port to silence, by its name or a part of it (repeatable); 'all' is each there is."
    )
    var to: [String] = []

    func run() throws {
        if to.isEmpty {
            do throws(RuntimeTrouble) {
                _ = try StatusClient(name).ask("panic")
                return
            } catch {
                guard error.exitCode == .notFound else { throw error }
                StandardStream.say("no 'run' named '\(name)'; silencing all ports directly")
            }
        }
        try PortSilence.end(at: to.isEmpty ? ["all"] : to)
    }
}
