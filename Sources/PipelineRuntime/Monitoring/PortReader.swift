import ALSAMIDI
import CSystem
import ControlRuntime
import Glibc

/// Reads what ports send, also those that come later.
final class PortReader {
    /// A message and the name of the port that it came from.
    struct Input {
        var port: String
        var bytes: [UInt8]
        var length: Int
        /// When it was read, nanoseconds of the monotonic clock.
        var time: UInt64
    }

    private var watcher: PortWatcher
    private var door: SequencerDoor
    private let client: UInt8
    private let port: UInt8
    private var directory = PortDirectory()
    private var connected: Set<NamedPort> = []
    private let requests: [String]
    private let set: Int32

    /// - Parameter requests: Names of ports; none means every port there is.
    /// - Throws: `RuntimeTrouble`, when one that was asked for is not there.
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
        set = try RuntimeRefusal.descriptor("epoll_create1", pipeline_wait_set())
        _ = pipeline_wait_add(set, watcher.descriptor, 0)
        _ = pipeline_wait_add(set, door.descriptor, 1)
        let search = try PortSearch()
        for request in requests { _ = try search.port(request, .gives) }
        connect()
    }

    deinit { closeDescriptor(set) }

    /// Names of the ports that are read.
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

    /// Waits for messages.
    ///
    /// - Parameter milliseconds: -1 for as long as it takes.
    /// - Returns: None when only ports came or went; `nil` when the time is over.
    func wait(milliseconds: Int32 = -1) -> [Input]? {
        var wanted = pollfd(fd: set, events: Int16(POLLIN), revents: 0)
        guard poll(&wanted, 1, milliseconds) > 0 else { return nil }
        var isChanged = false
        while watcher.nextAnnouncement() != nil { isChanged = true }
        if isChanged { connect() }
        var found: [Input] = []
        while let input = door.nextInput() {
            let name = directory.port(at: input.source)?.name ?? "\(input.source)"
            let time = pipeline_monotonic_ns()
            switch input.content {
            case .message(let message):
                let bytes = Array(
                    [message.status, message.first, message.second].prefix(message.byteCount))
                found.append(Input(port: name, bytes: bytes, length: bytes.count, time: time))
            case .systemExclusive(let bytes):
                found.append(
                    Input(
                        port: name, bytes: Array(bytes.prefix(MonitorRecord.room)),
                        length: bytes.count, time: time))
            }
        }
        return found
    }
}
