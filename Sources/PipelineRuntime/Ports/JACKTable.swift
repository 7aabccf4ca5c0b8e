import ALSAMIDI
import CSystem
import ControlRuntime
import Glibc
import SourceText

/// Ports of JACK's: which outputs and inputs are connected, and what to do when ports, or the server, come
/// and go.
///
/// Nothing is polled: JACK tells of ports; of a server that comes the system tells, as it makes files in
/// shared memory.
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
    private let client: JACKClient
    private let watch: Int32
    private let send: (PlayerCommand) -> Void
    private let report: (String) -> Void
    private var toldOfServer = ""
    /// Readable when there is something to do.
    let descriptor: Int32
    /// When a server is looked for again, in monotonic nanoseconds.
    private(set) var deadline = UInt64.max
    private var triesLeft = 0

    private static let quiet: UInt64 = 300_000_000
    private static let tries = 10
    private static let gone = " has gone"
    private enum Tag {
        static let notices: UInt32 = 0
        static let server: UInt32 = 1
    }

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
        report: @escaping (String) -> Void
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
        let input = try RuntimeRefusal.descriptor("eventfd", pipeline_event(0, 0))
        let notices = try RuntimeRefusal.descriptor("eventfd", pipeline_event(0, 0))
        client = JACKClient(
            library, name: name,
            outputs: slots.filter { $0.direction == .takes }.map(\.name),
            inputs: slots.filter { $0.direction == .gives }.map(\.name),
            descriptors: (input, notices))
        let made = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        watch = try RuntimeRefusal.descriptor("inotify_init1", made < 0 ? -errno : made)
        for folder in ["/dev/shm"] + Self.runtimeFolder {
            inotify_add_watch(watch, folder, UInt32(IN_CREATE | IN_MOVED_TO | IN_ONLYDIR))
        }
        descriptor = try RuntimeRefusal.descriptor("epoll_create1", pipeline_wait_set())
        _ = pipeline_wait_add(descriptor, notices, Tag.notices)
        _ = pipeline_wait_add(descriptor, watch, Tag.server)
    }

    deinit {
        closeDescriptor(watch)
        closeDescriptor(descriptor)
    }

    /// Where PipeWire's socket appears.
    private static var runtimeFolder: [String] {
        getenv("XDG_RUNTIME_DIR").map { [String(cString: $0)] } ?? []
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
    func begin() { open() }

    /// Closes the client.
    func end() { client.close() }

    private func open() {
        do throws(JACKError) {
            try client.open()
            deadline = .max
            if !toldOfServer.isEmpty { report("JACK: a server has come") }
            toldOfServer = ""
            connect()
        } catch {
            tellOfServer("\(error); ports are connected when one has come")
        }
    }

    private func tellOfServer(_ message: String) {
        guard toldOfServer != message else { return }
        toldOfServer = message
        report("JACK: \(message)")
    }

    /// The descriptor is readable.
    func turn(now: UInt64) {
        var tags = [UInt32](repeating: 0, count: 2)
        let count = pipeline_wait(descriptor, &tags, 2)
        for tag in tags.prefix(Int(max(0, count))) {
            if tag == Tag.server { serverMayHaveCome(now) } else { ported() }
        }
    }

    private func ported() {
        guard client.takeNotices() else { return connect() }
        for index in slots.indices { unbind(index, nil) }
        tellOfServer("the server has ended; ports are connected when one has come")
    }

    private func serverMayHaveCome(_ now: UInt64) {
        var buffer = [UInt8](repeating: 0, count: 1 << 12)
        while read(watch, &buffer, buffer.count) > 0 {}
        guard !client.isOpen else { return }
        // Its files are there before it takes clients.
        triesLeft = Self.tries
        deadline = now + Self.quiet
    }

    /// The deadline has passed.
    func lookAgain(now: UInt64) {
        guard now >= deadline else { return }
        open()
        triesLeft -= 1
        deadline = client.isOpen || triesLeft <= 0 ? .max : now + Self.quiet
    }

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
