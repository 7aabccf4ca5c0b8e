import ArgumentParser
import CSystem
import Glibc
import SourceText

/// `pipeline-runtime monitor`: which messages pass.
struct MonitorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monitor", abstract: "Shows what comes in and goes out, a line a message.",
        discussion: """
            Watches a running 'run': all that it gets and sends, MIDI and OSC, at no cost to its timing. \
            With PORT, or when nothing runs, it listens to ports by itself. Channels count from 1, the \
            middle C is C4. Clock ticks and active sensing are left out unless a --kind asks for them.
            """)

    @Argument(
        help:
            "Ports to listen to, by names or parts of them, or rawmidi:DEVICE, jack:CLIENT:PORT, file:PIPE."
    )
    var ports: [String] = []

    @Option(help: "Which 'run': its --name.")
    var name = "pipeline-runtime"

    @Option(help: "Only messages of these kinds (repeatable): \(Self.kinds).")
    var kind: [MonitoredMessage.Kind] = []

    @Option(help: "Only these channels, 1 to 16 (repeatable).")
    var channel: [Int] = []

    @Option(help: "Only ports with this in their names (repeatable).")
    var port: [String] = []

    @Option(help: "text, or json: one object a line.")
    var format = PortsCommand.Format.text

    @Option(help: "End after so many messages.")
    var count: Int?

    private static let kinds = MonitoredMessage.Kind.allCases.map(\.rawValue).joined(
        separator: ", ")

    var filter: MonitorFilter {
        MonitorFilter(kinds: Set(kind), channels: Set(channel), ports: port)
    }

    func validate() throws {
        guard channel.allSatisfy({ 1...16 ~= $0 }) else {
            throw ValidationError("--channel is 1 to 16")
        }
        if let count, count < 1 { throw ValidationError("--count is 1 or more") }
    }

    func run() throws {
        var shown = MonitorOutput(filter: filter, format: format, left: count ?? .max)
        if ports.isEmpty {
            do throws(RuntimeTrouble) {
                let client = try StatusClient(name)
                client.tell("monitor")
                StandardStream.say("watching '\(name)'")
                return try shown.follow(client)
            } catch {
                guard error.exitCode == .notFound else { throw error }
            }
        }
        let reader = try PortReader(ports)
        StandardStream.say(
            reader.names.isEmpty
                ? "there is no port yet"
                : "listening to \(PortTable.list(reader.names, last: "and"))")
        let start = pipeline_monotonic_ns()
        while shown.left > 0 {
            for input in reader.wait() ?? [] {
                shown.show(
                    MonitoredMessage(
                        seconds: Double(input.time - start) / 1e9, isIncoming: true,
                        port: input.port, bytes: input.bytes, length: input.length))
            }
        }
    }
}

extension MonitoredMessage.Kind: ExpressibleByArgument {}

/// Which messages somebody wants to see.
struct MonitorFilter: Equatable {
    var kinds: Set<MonitoredMessage.Kind> = []
    var channels: Set<Int> = []
    var ports: [String] = []

    func admits(_ message: MonitoredMessage) -> Bool {
        if kinds.isEmpty {
            if !message.isOSC, [0xF8, 0xFE].contains(message.bytes.first) { return false }
        } else if !kinds.contains(message.kind) {
            return false
        }
        if !channels.isEmpty {
            guard let channel = message.channel, channels.contains(channel) else { return false }
        }
        let name = message.port.lowercased()
        return ports.isEmpty || ports.contains { name.contains($0.lowercased()) }
    }
}

/// Prints messages that pass a filter, so many of them.
struct MonitorOutput {
    let filter: MonitorFilter
    let format: PortsCommand.Format
    private(set) var left: Int

    init(filter: MonitorFilter, format: PortsCommand.Format, left: Int) {
        self.filter = filter
        self.format = format
        self.left = left
    }

    mutating func show(_ message: MonitoredMessage) {
        guard left > 0, filter.admits(message) else { return }
        left -= 1
        StandardStream.results.write(
            format == .text
                ? message.line : String(decoding: message.json.encoded(), as: UTF8.self))
    }

    /// Shows what a running `run` tells.
    mutating func follow(_ client: borrowing StatusClient) throws(RuntimeTrouble) {
        var splitter = LineSplitter()
        while left > 0 {
            let bytes = client.receive()
            if bytes.isEmpty { throw RuntimeTrouble(description: "the running 'run' ended") }
            for line in bytes.withUnsafeBytes({ splitter.take($0) }) {
                guard case .text(let text) = line,
                    let root = JSONReader.read(text, path: "monitor").root
                else { continue }
                if let lost = root["left_out"]?.integer {
                    StandardStream.say("\(lost) messages were left out: too many at once")
                } else if let message = MonitoredMessage(root) {
                    show(message)
                }
            }
        }
    }
}
