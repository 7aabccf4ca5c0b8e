import ALSAMIDI
import ArgumentParser
import ControlRuntime
import SourceText

/// `pipeline-runtime ports`: which MIDI ports there are, and which come and go.
struct PortsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ports", abstract: "Lists MIDI ports, under the names that maps use.",
        discussion: """
            The name is what a map or another program asks for; a part of it will do as long as it \
            fits one port. Of ports with the same name the second ends in ' #2'. 'rawmidi:' names a \
            device without the sequencer, which one program at a time can have, 'jack:' a port of JACK's.
            """)

    @Flag(help: "Go on, and print each port that comes or goes.")
    var watch = false

    @Option(help: "text, or json: one object a line.")
    var format = Format.text

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    func run() throws {
        let sources = try PortSources()
        var known = sources.ports()
        if let problem = sources.problem {
            // Devices and JACK need no sequencer.
            guard !known.isEmpty || watch && sources.jack != nil else { throw problem }
            StandardStream.say(problem.description)
        } else if known.isEmpty, !watch {
            StandardStream.say("there is no MIDI port")
        }
        for port in known { tell(port, nil) }
        guard watch else { return }
        while true {
            guard try sources.wait() else { continue }
            let now = sources.ports()
            for port in known where !now.contains(port) { tell(port, "-") }
            for port in now where !known.contains(port) { tell(port, "+") }
            known = now
        }
    }

    private func tell(_ port: ListedPort, _ sign: String?) {
        guard format == .json else {
            let head = sign.map { "\($0) " } ?? ""
            return StandardStream.results.write(
                "\(head)\(way(port.directions))  \(port.name)  \(port.note)")
        }
        var members: [JSONValue.Member] = [
            .init("name", .string(port.name)), .init("client", .string(port.client)),
            .init("port", .string(port.port)), .init("card", .string(port.card)),
            .init("address", .string(port.address)),
            .init("takes", .bool(port.directions.contains(.takes))),
            .init("gives", .bool(port.directions.contains(.gives))),
        ]
        if watch {
            members.insert(.init("event", .string(sign == "-" ? "gone" : "there")), at: 0)
        }
        StandardStream.results.write(
            String(decoding: JSONValue.object(members).encoded(), as: UTF8.self))
    }

    /// Which way messages go, in columns.
    private func way(_ directions: PortDirections) -> String {
        switch (directions.contains(.gives), directions.contains(.takes)) {
        case (true, true): "in out"
        case (false, _): "   out"
        case (true, false): "in    "
        }
    }
}
