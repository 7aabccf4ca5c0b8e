import ALSAMIDI
import CSystem
import ControlRuntime
import Glibc

/// A port as `ports` tells of it.
struct ListedPort: Hashable {
    /// What maps and commands call it.
    var name: String
    var client: String
    var port: String
    var card = ""
    var address: String
    /// What stands beside the name for a person.
    var note: String
    var directions: PortDirections

    init(_ port: NamedPort) {
        name = port.name
        client = port.identity.client
        self.port = port.identity.port
        card = port.identity.card
        address = port.address.description
        note = address
        directions = port.description.directions
    }

    init(_ device: RawDevice) {
        name = "rawmidi:\(device.name)"
        (client, port, card) = (device.card, device.device, device.card)
        address = device.name
        note = device.device
        directions = device.directions
    }

    /// - Parameter whole: `CLIENT:PORT`, the client's name up to the first colon.
    init(jack whole: String, _ directions: PortDirections) {
        name = "jack:\(whole)"
        let parts = whole.split(separator: ":", maxSplits: 1).map(String.init)
        client = parts.first ?? ""
        port = parts.count > 1 ? parts[1] : ""
        address = whole
        note = "JACK"
        self.directions = directions
    }
}

/// Everything that has ports: the sequencer, cards as raw devices, JACK.
final class PortSources {
    private var sequencer: PortWatcher?
    /// Why there is no sequencer; `nil` where there is one.
    private(set) var problem: RuntimeTrouble?
    /// `nil` where there is no library.
    let jack: JACKServer?
    private let devices: DeviceWatch
    private var directory = PortDirectory()
    private let set: Int32
    private enum Tag {
        static let sequencer: UInt32 = 0
        static let devices: UInt32 = 1
        static let jack: UInt32 = 2
    }

    init() throws(RuntimeRefusal) {
        devices = try DeviceWatch([.device("")])
        if let library = try? JACKLibrary() {
            jack = try JACKServer(library, name: "pipeline-runtime ports")
        } else {
            jack = nil
        }
        set = try RuntimeRefusal.descriptor("epoll_create1", pipeline_wait_set())
        do throws(SequencerError) {
            sequencer = try PortWatcher(name: "pipeline-runtime ports")
        } catch {
            problem = RuntimeTrouble.noSequencer(error)
        }
        _ = jack?.begin()
        _ = pipeline_wait_add(set, devices.descriptor, Tag.devices)
        if let descriptor = sequencer?.descriptor {
            _ = pipeline_wait_add(set, descriptor, Tag.sequencer)
        }
        if let jack { _ = pipeline_wait_add(set, jack.descriptor, Tag.jack) }
    }

    deinit {
        jack?.client.close()
        closeDescriptor(set)
    }

    /// All ports that are there.
    func ports() -> [ListedPort] {
        if let there = sequencer?.ports(leavingOut: []) { _ = directory.update(there) }
        var found = directory.ports.map { ListedPort($0) } + RawDevice.all().map { ListedPort($0) }
        if let client = jack?.client {
            found += client.ports(.gives).map { ListedPort(jack: $0, .gives) }
            found += client.ports(.takes).map { ListedPort(jack: $0, .takes) }
        }
        return found
    }

    /// Waits until something happens.
    ///
    /// - Returns: Whether it was about ports.
    func wait() throws(RuntimeRefusal) -> Bool {
        let now = pipeline_monotonic_ns()
        let deadline = jack?.deadline ?? .max
        let milliseconds =
            deadline == .max
            ? -1 : Int32(min(1_000, max(0, Int64(deadline) - Int64(now)) / 1_000_000 + 1))
        var wanted = pollfd(fd: set, events: Int16(POLLIN), revents: 0)
        _ = poll(&wanted, 1, milliseconds)
        var isChanged = devices.takeChanges()
        while let announcement = sequencer?.nextAnnouncement() {
            if case .listenerChange = announcement { continue }
            isChanged = true
        }
        let moment = pipeline_monotonic_ns()
        let told =
            (jack?.turn(now: moment) ?? []) + [jack?.lookAgain(now: moment)].compactMap(\.self)
        return isChanged || told.contains { $0 == .came || $0 == .ported || $0 == .ended }
    }
}
