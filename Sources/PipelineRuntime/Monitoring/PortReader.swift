import ALSAMIDI
import CSystem
import ControlRuntime
import Glibc

/// Reads what ports of the sequencer, devices of bytes and JACK's ports send, also those that come later.
final class PortReader {
    /// A message and the name of the port that it came from.
    struct Input {
        var port: String
        var bytes: [UInt8]
        var length: Int
        /// When it was read, nanoseconds of the monotonic clock.
        var time: UInt64

        init(_ content: SequencerInput.Content, from port: String) {
            self.port = port
            time = pipeline_monotonic_ns()
            switch content {
            case .message(let message):
                bytes = Array(
                    [message.status, message.first, message.second].prefix(message.byteCount))
                length = bytes.count
            case .systemExclusive(let piece):
                bytes = Array(piece.prefix(MonitorRecord.room))
                length = piece.count
            }
        }
    }

    /// `nil` when only devices of bytes are read.
    private let sequencer: SequencerReader?
    private let devices: DeviceReader?
    /// `nil` when no port of JACK's is read.
    private let jack: JACKReader?
    private let set: Int32

    /// - Parameter requests: Names of ports; none means every port of the sequencer.
    /// - Throws: `RuntimeTrouble`, when one that was asked for is not there.
    init(_ requests: [String]) throws {
        var (names, places, jackPorts) = ([String](), [ByteDevice.Place](), [String]())
        for request in requests {
            switch RunPlan.kind(request) {
            case .device(let place): places.append(place)
            case .jack(let port): jackPorts.append(port)
            case .port, .osc, .spare, .reserve: names.append(request)
            }
        }
        sequencer = requests.isEmpty || !names.isEmpty ? try SequencerReader(names) : nil
        devices = places.isEmpty ? nil : try DeviceReader(places)
        jack = jackPorts.isEmpty ? nil : try JACKReader(jackPorts)
        set = try RuntimeRefusal.descriptor("epoll_create1", pipeline_wait_set())
        let descriptors = [sequencer?.descriptors, devices?.descriptors, jack?.descriptors]
        for descriptor in descriptors.flatMap({ $0 ?? [] }) {
            _ = pipeline_wait_add(set, descriptor, 0)
        }
    }

    deinit { closeDescriptor(set) }

    /// Names of the ports that are read.
    var names: [String] {
        (sequencer?.names ?? []) + (devices?.names ?? []) + (jack?.names ?? [])
    }

    /// Waits for messages.
    ///
    /// - Parameter milliseconds: -1 for as long as it takes.
    /// - Returns: None when only ports came or went; `nil` when the time is over.
    func wait(milliseconds: Int32 = -1) -> [Input]? {
        var wanted = pollfd(fd: set, events: Int16(POLLIN), revents: 0)
        guard poll(&wanted, 1, milliseconds) > 0 else { return nil }
        return (sequencer?.read() ?? []) + (devices?.read() ?? []) + (jack?.read() ?? [])
    }
}

/// Reads ports of the sequencer.
private final class SequencerReader {
    private var watcher: PortWatcher
    private var door: SequencerDoor
    private let client: UInt8
    private let port: UInt8
    private var directory = PortDirectory()
    private var connected: Set<NamedPort> = []
    private let requests: [String]

    init(_ requests: [String]) throws {
        self.requests = requests
        do throws(SequencerError) {
            watcher = try PortWatcher(name: "pipeline-runtime monitor")
            let client = try SequencerClient(name: "pipeline-runtime monitor")
            port = try client.makePort(name: "in", .takes)
            self.client = client.number
            door = SequencerDoor(client, outputs: 1, counts: SequencerCounts())
        } catch {
            throw RuntimeTrouble.noSequencer(error)
        }
        let search = try PortSearch()
        for request in requests { _ = try search.port(request, .gives) }
        connect()
    }

    var descriptors: [Int32] { [watcher.descriptor, door.descriptor] }

    var names: [String] { connected.map(\.name).sorted() }

    private func connect() {
        _ = directory.update(watcher.ports(leavingOut: [client]))
        let here = Set(directory.ports(.gives))
        connected.formIntersection(here)
        for port in wanted() where !connected.contains(port) {
            // One that will not be read is left alone: others are.
            guard
                (try? watcher.connect(
                    port.address, to: PortAddress(client: client, port: self.port))) != nil
            else { continue }
            connected.insert(port)
        }
    }

    private func wanted() -> [NamedPort] {
        guard requests.isEmpty else {
            return requests.compactMap {
                if case .found(let port) = directory.lookup($0, .gives) { port } else { nil }
            }
        }
        return directory.ports(.gives).filter { !$0.identity.client.hasPrefix("pipeline-runtime") }
    }

    func read() -> [PortReader.Input] {
        var isChanged = false
        while let announcement = watcher.nextAnnouncement() {
            if case .listenerChange = announcement { continue }
            isChanged = true
        }
        if isChanged { connect() }
        var found: [PortReader.Input] = []
        while let input = door.nextInput() {
            let name = directory.port(at: input.source)?.name ?? "\(input.source)"
            found.append(PortReader.Input(input.content, from: name))
        }
        return found
    }
}

/// Reads devices of bytes.
private final class DeviceReader {
    private let table: DeviceTable
    private var bytes: ByteDoors
    private let pending: PendingCommands
    private let places: [ByteDevice.Place]

    /// What the table wants done, as nobody else does it here.
    private final class PendingCommands {
        var commands: [PlayerCommand] = []
    }

    init(_ places: [ByteDevice.Place]) throws {
        self.places = places
        let pending = PendingCommands()
        self.pending = pending
        let notices = RingEnds<DeviceNotice>(capacity: 256)
        let news = try RuntimeRefusal.descriptor("eventfd", pipeline_event(0, 0))
        bytes = try ByteDoors(
            outputs: 0, used: [], inputs: places.count, SequencerCounts(), notices.writer,
            news: news)
        table = try DeviceTable(
            places.enumerated().map { place, device in
                DeviceTable.Slot(
                    name: "reading", device: device, direction: .gives, place: place)
            }, notices.reader, news: news, send: { pending.commands.append($0) },
            report: StandardStream.say)
        table.begin()
        obey()
        guard names.count == places.count else {
            throw RuntimeTrouble(
                description: "not every device can be read", exitCode: .notFound)
        }
    }

    var descriptors: [Int32] { [table.descriptor, bytes.descriptor] }

    var names: [String] { table.slots.filter(\.isBound).map(\.device.description) }

    private func obey() {
        for case .hear(let input, let descriptor) in pending.commands {
            bytes.hear(input: Int(input), descriptor)
        }
        pending.commands.removeAll()
    }

    func read() -> [PortReader.Input] {
        var found: [PortReader.Input] = []
        while let (content, input) = bytes.nextInput() {
            found.append(PortReader.Input(content, from: places[input].description))
        }
        table.turnIfReady(now: pipeline_monotonic_ns())
        obey()
        return found
    }
}
