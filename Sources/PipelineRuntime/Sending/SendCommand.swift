import ArgumentParser
import Glibc
import OSCTransport
import SourceText

/// `pipeline-runtime send`: one message, or a file of them.
struct SendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send", abstract: "Sends a message, moves a control, or sends a file of them.",
        usage: """
            pipeline-runtime send --to PORT MESSAGE
            pipeline-runtime send --osc ADDRESS --to udp://HOST:PORT [ARGUMENT …]
            pipeline-runtime send --control NAME VALUE
            pipeline-runtime send --file FILE [--to PORT]
            """,
        discussion: """
            MESSAGE is one of
              note KEY VELOCITY [MILLISECONDS]   and its end, after 500 ms or so long
              note-on KEY VELOCITY · note-off KEY [VELOCITY]
              cc NUMBER VALUE · cc14 NUMBER VALUE · nrpn NUMBER VALUE · rpn NUMBER VALUE
              bend VALUE · pressure VALUE · poly-pressure KEY VALUE · program NUMBER
              start · stop · continue · clock
              90 3C 64                           bytes; System Exclusive from F0 to F7
            KEY is 0 to 127, or a name such as C4 or F#3; cc14, nrpn and rpn take values to 16383, bend \
            -8192 to 8191.

            PORT is a name or a part of one as 'ports' lists them, 'rawmidi:hw:1,0', 'jack:CLIENT:PORT' \
            or 'file:PATH'. A message goes straight there. With --running it goes through a running \
            'run', in order with all else and with the names of its map; --control always does.
            """)

    @Option(help: "Where to: a MIDI port; with --osc an endpoint such as udp://localhost:57120.")
    var to: String?

    @Option(help: "MIDI channel, 1 to 16.")
    var channel = 1

    @Option(help: "Address of an OSC message; numbers, true, false and texts follow.")
    var osc: String?

    @Option(help: "A control of the running map, to be moved to a value from 0 to 1.")
    var control: String?

    @Option(help: "Lines of JSON to send at their times; '-' is standard input.")
    var file: String?

    @Flag(help: "Send through a running 'run'.")
    var running = false

    @Option(help: "Which 'run': its --name.")
    var name = "pipeline-runtime"

    @Argument(parsing: .allUnrecognized, help: "The message.")
    var words: [String] = []

    func validate() throws {
        guard 1...16 ~= channel else { throw ValidationError("--channel is 1 to 16") }
        let kinds = [osc != nil, control != nil, file != nil].count { $0 }
        if kinds > 1 { throw ValidationError("--osc, --control and --file exclude each other") }
        if file != nil, !words.isEmpty { throw ValidationError("with --file there is no message") }
        let isRunning = running || control != nil || file != nil
        if to == nil, !isRunning {
            throw ValidationError("say where: --to PORT, or --running for a running 'run'")
        }
        if osc == nil, control == nil, file == nil { _ = try messages() }
        if control != nil { _ = try position() }
    }

    func run() throws {
        if let file { return try send(file: file) }
        if running || control != nil { return try RunningInput(name).send(try requests()) }
        if let osc, let to { return try OneOSCMessage(osc, words).send(to: to) }
        guard let to else { return }
        var player = try DirectPlayer(to: to)
        // A note-on without its end is what was asked for.
        try player.play(try messages(), endsNotes: false)
    }

    private func messages() throws(ValidationError) -> [DirectMessage] {
        do throws(MessageWords.Problem) {
            return try MessageWords(channel: UInt8(channel - 1)).messages(words)
        } catch {
            throw ValidationError(error.description)
        }
    }

    private func position() throws(ValidationError) -> Double {
        guard words.count == 1, let value = Double(words[0]), 0...1 ~= value else {
            throw ValidationError("--control NAME takes one value from 0 to 1")
        }
        return value
    }

    /// The lines that say the same to a running `run`.
    private func requests() throws -> [JSONValue] {
        if let control {
            return [
                .object([
                    .init("control", .string(control)), .init("value", .number(try position())),
                ])
            ]
        }
        if let osc { return [OneOSCMessage(osc, words).request(target: to)] }
        return try messages().map { $0.request(port: to) }
    }

    private func send(file: String) throws {
        if file != "-" {
            let opened = open(file, O_RDONLY | O_CLOEXEC)
            guard opened >= 0, dup2(opened, 0) == 0 else {
                throw RuntimeTrouble(
                    description: "\(file): \(systemMessage(errno))", exitCode: .notFound)
            }
            close(opened)
        }
        if running { return try RunningInput(name).sendStandardInput() }
        var plan = RunPlan()
        if let to { plan.outputs.append(.init(name: to, kind: RunPlan.kind(to))) }
        let findings = FindingCount()
        var options = RunOptions()
        options.name = "pipeline-runtime send"
        options.isReachable = false
        options.readsLines = true
        options.report = StandardStream.say
        options.findings = { findings.report($0) }
        let session = try RuntimeSession(plan, options)
        try session.run()
        if findings.errors > 0 {
            throw RuntimeTrouble(
                description: "\(findings.errors) of the messages could not be sent",
                exitCode: .invalid)
        }
    }
}
