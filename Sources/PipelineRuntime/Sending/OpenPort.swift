import ALSAMIDI
import ControlRuntime
import SourceText

/// A port that a command sends to by itself, found by its name and opened.
final class OpenPort {
    private var sequencer: SequencerDoor?
    /// Open as long as this lives; `nil` for other ports.
    private let jack: JACKClient?
    /// How the stage reaches it.
    let route: RuntimeStage.Route
    /// Open as long as this lives; `nil` for a port of the sequencer.
    let device: ByteDevice?
    /// Keeps the connection that opens a device.
    private var connection: PortSearch?
    /// How a guard process reaches it.
    let way: GuardMemory.Way
    /// What the player's owner is to be told.
    let binding: PlayerCommand

    /// - Throws: `RuntimeTrouble`, when there is no such port or several.
    init(_ request: String) throws(RuntimeTrouble) {
        switch RunPlan.kind(request) {
        case .device(let place):
            let opened = try Self.open(place)
            device = opened
            binding = .attach(output: 0, descriptor: opened.descriptor)
            (route, way, jack) = (.bytes, .device(opened.place), nil)
        case .jack(let name):
            let server = try JACKServer.found(name: "pipeline-runtime send", outputs: ["out"])
            try server.connect(name, .takes)
            jack = server.client
            binding = .ready(output: 0)
            (route, way, device) = (.jack, .jack([name]), nil)
        case .port, .osc, .spare, .reserve:
            let search = try PortSearch()
            let port = try search.port(request, .takes)
            do throws(SequencerError) {
                let client = try SequencerClient(name: "pipeline-runtime send")
                let own = try client.makePort(name: "out", .gives)
                // A device is open only while somebody is connected.
                if port.description.isDevice {
                    try search.watcher.connect(
                        PortAddress(client: client.number, port: own), to: port.address)
                }
                binding = .bind(output: 0, to: port.address, source: own)
                sequencer = SequencerDoor(client, outputs: 1, counts: SequencerCounts())
            } catch {
                throw RuntimeTrouble.noSequencer(error)
            }
            connection = search
            (route, way, device, jack) = (.sequencer, .sequencer, nil, nil)
        }
    }

    deinit { jack?.close() }

    func takeSequencer() -> SequencerDoor? { sequencer.take() }

    func takeJACK() -> JACKDoor? { jack?.takeDoor() }

    /// How fast messages go.
    var plan: OutputPlan {
        var plan = OutputPlan(packetCapacity: 1_024)
        switch route {
        case .bytes: plan.rate = .din
        case .jack: plan.rate.chunkBytes = OutputDoors.jackChunkBytes
        case .sequencer, .osc, .none: break
        }
        return plan
    }

    private static func open(_ place: ByteDevice.Place) throws(RuntimeTrouble) -> ByteDevice {
        do throws(SequencerError) {
            let device = try ByteDevice(place, .takes)
            if device.hasReader { return device }
        } catch {
            throw RuntimeTrouble(
                description: DeviceTable.problem(place, error, isRead: false), exitCode: .notFound)
        }
        throw RuntimeTrouble(description: "nobody reads \(place)", exitCode: .notFound)
    }
}

/// Finds ports by their names for commands that look once.
final class PortSearch {
    let watcher: PortWatcher
    let directory: PortDirectory

    init() throws(RuntimeTrouble) {
        do throws(SequencerError) {
            watcher = try PortWatcher(name: "pipeline-runtime")
        } catch {
            throw RuntimeTrouble.noSequencer(error)
        }
        var directory = PortDirectory()
        _ = directory.update(watcher.ports(leavingOut: []))
        self.directory = directory
    }

    /// - Throws: `RuntimeTrouble`, when there is no such port or several.
    func port(_ request: String, _ direction: PortDirections) throws(RuntimeTrouble) -> NamedPort {
        switch directory.lookup(request, direction) {
        case .found(let port): return port
        case .ambiguous(let names):
            throw RuntimeTrouble(
                description: "'\(request)' could be \(PortTable.list(names, last: "or")); "
                    + "write more of the name", exitCode: .notFound)
        case .unknown(let names), .empty(let names):
            let all =
                names.isEmpty
                ? "there is none at all" : "there are \(PortTable.list(names, last: "and"))"
            let parts = ports(in: names)
            let near = nearestName(to: request, among: parts).map { "; did you mean '\($0)'?" }
            throw RuntimeTrouble(
                description: "there is no port '\(request)'" + (near ?? "; \(all)"),
                exitCode: .notFound)
        }
    }
}

extension PortSearch {
    /// What a person may have meant: whole names, programs, ports.
    private func ports(in names: [String]) -> [String] {
        names + names.flatMap { $0.split(separator: ":").map(String.init) }
    }
}

/// Ends all that sounds at ports, whoever made it sound.
enum PortSilence {
    /// Controllers that let go: hold, sostenuto, legato pedals; all notes off, all sound off, and what
    /// controllers did.
    static let controllers: [UInt8] = [64, 66, 69, 123, 120, 121]

    /// The messages, for all channels.
    static var messages: [DirectMessage] {
        (0..<16).flatMap { channel in
            controllers.map {
                DirectMessage(
                    content: .short(ShortMessage(status: 0xB0 | UInt8(channel), first: $0)))
            }
        }
    }

    /// - Parameter requests: Ports by their names, or `all`.
    static func end(at requests: [String]) throws {
        var names: [String] = []
        for request in requests {
            if request == "all" {
                names += try PortSearch().directory.ports(.takes).map(\.address.description)
            } else {
                names.append(request)
            }
        }
        for name in names {
            var player = try DirectPlayer(to: name)
            try player.play(messages, endsNotes: false)
        }
    }
}
