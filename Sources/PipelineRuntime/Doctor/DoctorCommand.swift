import ArgumentParser
import OSCTransport
import RuntimeMap

/// `pipeline-runtime doctor`: what on this machine stands in the way, and what to do about it.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Says what stands in the way of punctual MIDI and OSC here.",
        discussion: """
            'ok' is as it should be, 'weak' works but not as well as it could, 'bad' does not work; the \
            line below says what to do. Ends with 1 when something is bad.
            """)

    @Argument(help: "Runtime maps to be read, whose OSC targets are tried too.")
    var maps: [String] = []

    @Option(help: "An OSC target to try, such as udp://localhost:57120 (repeatable).")
    var osc: [String] = []

    @Option(help: "Which 'run' to ask: its --name.")
    var name = "pipeline-runtime"

    @Option(help: "text, or json: one object a line.")
    var format = PortsCommand.Format.text

    func run() throws {
        var endpoints = try osc.map { text throws(RuntimeTrouble) -> OSCEndpoint in
            do throws(OSCEndpointError) { return try OSCEndpoint(text) } catch {
                throw RuntimeTrouble(description: "'\(text)': \(error)", exitCode: .arguments)
            }
        }
        var looked: [DoctorFacts.Map] = []
        for path in maps {
            do {
                let file = try MappedFile(path: path)
                let map = try RuntimeMap(RuntimeMapView(file.bytes))
                for case .osc(let target) in map.outputs.map(\.kind) {
                    endpoints.append(try OSCEndpoint(target.address))
                }
                looked.append(.init(path: path))
            } catch {
                looked.append(.init(path: path, problem: "\(error)"))
            }
        }
        let facts = DoctorFacts.gather(name: name, endpoints: endpoints, maps: looked)
        let verdicts = DoctorVerdict.all(facts)
        for verdict in verdicts {
            StandardStream.results.write(
                format == .text
                    ? verdict.line : String(decoding: verdict.json.encoded(), as: UTF8.self))
        }
        if verdicts.contains(where: { $0.level == .bad }) { throw ExitCode(1) }
    }
}
