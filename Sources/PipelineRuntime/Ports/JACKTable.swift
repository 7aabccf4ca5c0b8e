import ALSAMIDI
import ControlRuntime
import SourceText

/// Ports of JACK's: which outputs and inputs are connected, and what to do when ports, or the server, come
/// and go.
final class JACKTable: @unchecked Sendable {
    // Unchecked: used by the control thread alone.

    /// An output or input at JACK.
    struct Slot {
        var name: String
        /// The whole name of another program's port; empty for one of ours that others connect to.
        var port: String
        var direction: PortDirections
        /// Place of the output, or of the input among JACK's.
        var place: Int
        /// Place among JACK's ports of its direction.
        var number: Int
        fileprivate var isBound = false
        /// What was said of it last, so that nothing is said twice.
        fileprivate var told = ""

        /// An output or input that is not connected.
        init(name: String, port: String, direction: PortDirections, place: Int, number: Int) {
            self.name = name
            self.port = port
            self.direction = direction
            self.place = place
            self.number = number
        }
    }

    private var slots: [Slot]
    private let server: JACKServer
    private let send: (PlayerCommand) -> Void
    private let report: (String) -> Void
    /// Is told who hears an output.
    private let heard: (Int, [String]) -> Void
    private var toldOfServer = ""
    private static let gone = " has gone"
    private var client: JACKClient { server.client }
    /// Readable when there is something to do.
    var descriptor: Int32 { server.descriptor }
    /// When a server is looked for again, in monotonic nanoseconds.
    var deadline: UInt64 { server.deadline }

    /// The number by which a map knows the input; those of raw devices are above.
    static func number(ofInput place: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: 254 - DeviceTable.mostInputs - place)
    }

    /// What is to be done where there is no library.
    static let remedy =
        "install it ('sudo apt-get install libjack-jackd2-0', or PipeWire's pipewire-jack), or name a "
        + "port of the sequencer instead"

    /// Loads the library; the server may come later.
    ///
    /// - Returns: `nil` when there are no slots.
    /// - Throws: `RuntimeTrouble` with the remedy, when there is no library.
    init?(
        _ slots: [Slot], name: String, library file: String = JACKLibrary.usualName,
        send: @escaping (PlayerCommand) -> Void,
        report: @escaping (String) -> Void,
        heard: @escaping (Int, [String]) -> Void = { _, _ in }
    ) throws {
        guard !slots.isEmpty else { return nil }
        let library: JACKLibrary
        do throws(JACKError) { library = try JACKLibrary(name: file) } catch {
            throw RuntimeTrouble(
                description: "\(slots[0].name): \(error): \(Self.remedy)", exitCode: .notFound)
        }
        self.slots = slots
        self.send = send
        self.report = report
        self.heard = heard
        server = try JACKServer(
            library, name: name,
            outputs: slots.filter { $0.direction == .takes }.map(\.name),
            inputs: slots.filter { $0.direction == .gives }.map(\.name))
    }

    /// The player's end, once.
    func takeDoor() -> JACKDoor? { client.takeDoor() }

    /// What is counted.
    var counts: JACKCounts { client.counts }

    /// What an output is bound to.
    func boundName(output place: Int) -> String? {
        slots.first { $0.direction == .takes && $0.place == place && $0.isBound }
            .map { "jack:\($0.port)" }
    }

    /// The name of an input, by its number.
    func inputName(number: Int) -> String? {
        slots.first { $0.direction == .gives && Int(Self.number(ofInput: $0.place)) == number }?
            .name
    }

    /// Opens the client if there is a server, and connects what is there.
    func begin() { take(server.begin()) }

    /// Closes the client.
    func end() { client.close() }

    private func take(_ change: JACKServer.Change?) {
        switch change {
        case nil: break
        case .came:
            if !toldOfServer.isEmpty { report("JACK: a server has come") }
            toldOfServer = ""
            connect()
        case .ported: connect()
        case .missing(let problem): tellOfServer("\(problem); \(Self.patience)")
        case .ended:
            for index in slots.indices { unbind(index, nil) }
            tellOfServer("the server has ended; \(Self.patience)")
        }
    }

    private static let patience = "ports are connected when one has come"

    private func tellOfServer(_ message: String) {
        guard toldOfServer != message else { return }
        toldOfServer = message
        report("JACK: \(message)")
    }

    /// The descriptor is readable.
    func turn(now: UInt64) {
        for change in server.turn(now: now) { take(change) }
    }

    /// The deadline has passed.
    func lookAgain(now: UInt64) { take(server.lookAgain(now: now)) }

    private func connect() {
        guard client.isOpen else { return }
        // The server logs each wish that it cannot fulfil.
        let there = Set(client.ports(.takes) + client.ports(.gives))
        for index in slots.indices {
            let slot = slots[index]
            if slot.port.isEmpty {
                bind(index, "jack: a port of ours")
            } else if there.contains(slot.port),
                client.connect(slot.number, slot.port, slot.direction)
            {
                bind(index, "jack:\(slot.port)")
            } else if slot.isBound {
                unbind(index, "jack:\(slot.port)" + Self.gone)
            } else if !slot.told.hasSuffix(Self.gone) {
                tell(index, "there is no jack:\(slot.port) yet" + hint(slot))
            }
            if slot.direction == .takes { heard(slot.place, client.listeners(slot.number)) }
        }
    }

    /// What a person may have meant.
    private func hint(_ slot: Slot) -> String {
        let names = client.ports(slot.direction).filter { !$0.isEmpty }
        let near = nearestName(to: slot.port, among: names)
        return near.map { "; did you mean 'jack:\($0)'?" } ?? ""
    }

    private func bind(_ index: Int, _ message: String) {
        if !slots[index].isBound, slots[index].direction == .takes {
            send(.ready(output: UInt16(slots[index].place)))
        }
        slots[index].isBound = true
        tell(index, message)
    }

    private func unbind(_ index: Int, _ message: String?) {
        if slots[index].isBound, slots[index].direction == .takes {
            send(.unbind(output: UInt16(slots[index].place)))
        }
        slots[index].isBound = false
        if let message { tell(index, message) } else { slots[index].told = "" }
    }

    private func tell(_ index: Int, _ message: String) {
        guard slots[index].told != message else { return }
        slots[index].told = message
        let way = slots[index].direction == .takes ? "to" : "from"
        report("\(slots[index].name): \(way) \(message)")
    }
}
