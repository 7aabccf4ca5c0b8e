import ALSAMIDI
import CSystem
import ControlRuntime
import Glibc
import SourceText

/// A client of a JACK server that may come, end and come again.
///
/// Nothing is polled: JACK tells of ports; of a server that comes the system tells, as it makes files in
/// shared memory.
final class JACKServer {
    /// What happened.
    enum Change: Equatable {
        /// The client is open.
        case came
        /// Ports came, went or were connected.
        case ported
        /// The server has ended; the client is closed.
        case ended
        /// There is none.
        case missing(JACKError)
    }

    let client: JACKClient
    private let watch: Int32
    /// Readable when there is something to do.
    let descriptor: Int32
    /// When a server is looked for again, in monotonic nanoseconds.
    private(set) var deadline = UInt64.max
    private var triesLeft = 0

    private static let quiet: UInt64 = 300_000_000
    private static let tries = 10
    private enum Tag {
        static let notices: UInt32 = 0
        static let server: UInt32 = 1
    }

    /// - Parameters:
    ///   - library: Where the calls are.
    ///   - name: What other programs see.
    ///   - outputs: Names of the ports that are sent from.
    ///   - inputs: Names of those that are read.
    init(
        _ library: JACKLibrary, name: String, outputs: [String] = [], inputs: [String] = []
    ) throws(RuntimeRefusal) {
        let input = try RuntimeRefusal.descriptor("eventfd", pipeline_event(0, 0))
        let notices = try RuntimeRefusal.descriptor("eventfd", pipeline_event(0, 0))
        client = JACKClient(
            library, name: name, outputs: outputs, inputs: inputs, descriptors: (input, notices))
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

    /// Opens the client if there is a server.
    func begin() -> Change {
        do throws(JACKError) {
            try client.open()
            deadline = .max
            return .came
        } catch {
            return .missing(error)
        }
    }

    /// What has happened; does not wait.
    func turn(now: UInt64) -> [Change] {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&wanted, 1, 0) > 0 else { return [] }
        var tags = [UInt32](repeating: 0, count: 2)
        let count = pipeline_wait(descriptor, &tags, 2)
        return tags.prefix(Int(max(0, count))).compactMap { tag in
            guard tag == Tag.server else { return client.takeNotices() ? .ended : .ported }
            serverMayHaveCome(now)
            return nil
        }
    }

    private func serverMayHaveCome(_ now: UInt64) {
        var buffer = [UInt8](repeating: 0, count: 1 << 12)
        while read(watch, &buffer, buffer.count) > 0 {}
        guard !client.isOpen else { return }
        // Its files are there before it takes clients.
        triesLeft = Self.tries
        deadline = now + Self.quiet
    }

    /// Looks for a server if the deadline has passed.
    func lookAgain(now: UInt64) -> Change? {
        guard now >= deadline else { return nil }
        let change = begin()
        triesLeft -= 1
        deadline = client.isOpen || triesLeft <= 0 ? .max : now + Self.quiet
        return change
    }
}

extension JACKServer {
    /// Opens a client for a command, which needs a server now.
    ///
    /// - Throws: `RuntimeTrouble`, when there is no library or no server.
    static func found(
        name: String, outputs: [String] = [], inputs: [String] = []
    ) throws(RuntimeTrouble) -> JACKServer {
        let library: JACKLibrary
        do throws(JACKError) { library = try JACKLibrary() } catch {
            throw RuntimeTrouble(
                description: "\(error): \(JACKTable.remedy)", exitCode: .notFound)
        }
        let server: JACKServer
        do throws(RuntimeRefusal) {
            server = try JACKServer(library, name: name, outputs: outputs, inputs: inputs)
        } catch {
            throw RuntimeTrouble(description: error.description)
        }
        guard case .missing(let problem) = server.begin() else { return server }
        throw RuntimeTrouble(description: problem.description, exitCode: .notFound)
    }

    /// Connects the first port of ours of that direction with another's.
    ///
    /// - Parameters:
    ///   - name: The whole name.
    ///   - direction: `takes` when the other one takes messages.
    /// - Throws: `RuntimeTrouble`, when there is no such port.
    func connect(
        _ name: String, _ direction: PortDirections, number: Int = 0
    ) throws(RuntimeTrouble) {
        let there = client.ports(direction)
        guard there.contains(name) else {
            let near = nearestName(to: name, among: there).map { "; did you mean 'jack:\($0)'?" }
            let all =
                there.isEmpty
                ? "JACK has none at all"
                : "JACK has \(PortTable.list(there.map { "jack:\($0)" }, last: "and"))"
            throw RuntimeTrouble(
                description: "there is no port 'jack:\(name)'" + (near ?? "; \(all)"),
                exitCode: .notFound)
        }
        guard client.connect(number, name, direction) else {
            throw RuntimeTrouble(
                description: "JACK refuses a connection with '\(name)'", exitCode: .notFound)
        }
    }
}
