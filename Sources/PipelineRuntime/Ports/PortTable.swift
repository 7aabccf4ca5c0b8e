import ALSAMIDI
import CSystem
import ControlRuntime

/// Which ports the outputs and inputs are bound to, and what to do when ports come and go.
///
/// A port that returns is bound at once, as what it is and where it belongs is known. One that is new is
/// looked up when 200 ms have passed without another: a device shows its ports one after another, and a
/// part of a name must not be taken by the first of them. Two seconds later all is looked at once more.
final class PortTable: @unchecked Sendable {
    // Unchecked: used by the control thread alone.

    /// An output or input that wants a port.
    struct Slot {
        var name: String
        var request: String
        var direction: PortDirections
        /// Place of the output; of an input its number among them.
        var place: Int
        /// Our port.
        var own: UInt8
        /// Whether what the port says itself is heard as its host's word.
        var isAnswered = false
        var bound: NamedPort?
        /// What it was bound to last.
        var last: NamedPort?
        /// What was said of it last, so that nothing is said twice.
        var told = ""

        /// Whether it is bound to a port, or was until that went away: a twin of it is another port.
        func belongs(to port: NamedPort) -> Bool {
            guard bound == nil || bound?.address == port.address, let last else { return false }
            return last.identity.isLike(port.identity) && last.ordinal == port.ordinal
        }
    }

    private(set) var directory = PortDirectory()
    private(set) var slots: [Slot] = []
    private var cache = PortCache()
    private var watcher: PortWatcher
    private let own: Set<UInt8>
    private let client: UInt8
    private var spares: [Int]
    private let sharedPort: UInt8
    private let send: (PlayerCommand) -> Void
    private let report: (String) -> Void
    private let heard: (Int, [PortAddress]) -> Void
    /// When ports are to be looked up again, in monotonic nanoseconds.
    private(set) var deadline = UInt64.max
    private var secondLook = UInt64.max
    /// Places by what was asked for, for ports that are away.
    private var away: [String: UInt16] = [:]

    private static let quiet: UInt64 = 200_000_000
    private static let later: UInt64 = 2_000_000_000

    /// - Parameters:
    ///   - watcher: Tells of ports.
    ///   - client: Number of our client, whose ports are none to be found.
    ///   - sharedPort: Ours, that messages to ports come from which no map names.
    ///   - spares: Places of outputs for these.
    ///   - send: To the player.
    ///   - report: For a person.
    ///   - heard: Is told who listens to our port of an output without a request.
    init(
        _ watcher: consuming PortWatcher, client: UInt8, sharedPort: UInt8, spares: [Int],
        send: @escaping (PlayerCommand) -> Void, report: @escaping (String) -> Void,
        heard: @escaping (Int, [PortAddress]) -> Void = { _, _ in }
    ) {
        self.heard = heard
        own = [client]
        self.watcher = watcher
        self.client = client
        self.sharedPort = sharedPort
        self.spares = spares
        self.send = send
        self.report = report
    }

    /// Readable when ports came or went.
    var descriptor: Int32 { watcher.descriptor }

    /// Takes outputs and inputs that want ports, and binds those that are there.
    func begin(_ slots: [Slot]) {
        self.slots = slots
        look()
        bindAll()
        tellListeners(nil)
    }

    /// Takes one more output or input that wants a port.
    func add(_ slot: Slot) {
        slots.append(slot)
        if slot.request.isEmpty {
            send(.bind(output: UInt16(slot.place), to: nil, source: slot.own))
        } else {
            resolve(slots.count - 1)
        }
    }

    /// Forgets what wants a port of ours, which is to be removed.
    func remove(own port: UInt8) {
        for slot in slots where slot.own == port && slot.direction == .takes {
            send(.unbind(output: UInt16(slot.place)))
            away = away.filter { $0.value != UInt16(slot.place) }
        }
        slots.removeAll { $0.own == port }
    }

    /// Ports came or went.
    func announced(now: UInt64) {
        var isChanged = false
        var news = PortNews()
        while let announcement = watcher.nextAnnouncement() {
            news.add(announcement)
            switch announcement {
            case .portExit(let address): lose { $0.address == address }
            case .clientExit(let client): lose { $0.address.client == client }
            case .listenerChange(let address):
                if own.contains(address.client) { tellListeners(address.port) }
                continue
            case .lost: tellListeners(nil)
            case .portStart, .portChange: break
            }
            isChanged = true
        }
        guard isChanged else { return }
        look(news)
        bindReturned()
        secondLook = now + Self.later
        deadline = now + Self.quiet
    }

    /// The deadline has passed.
    func lookAgain(now: UInt64) {
        guard now >= deadline else { return }
        look()
        bindAll()
        deadline = now < secondLook ? secondLook : .max
        if now >= secondLook { secondLook = .max }
    }

    /// - Parameter port: Of ours; `nil` for all.
    private func tellListeners(_ port: UInt8?) {
        for slot in slots where slot.request.isEmpty && slot.direction == .takes {
            guard port == nil || port == slot.own else { continue }
            heard(
                slot.place,
                watcher.listeners(to: PortAddress(client: client, port: slot.own)))
        }
    }

    private func look() {
        take(watcher.ports(leavingOut: own))
    }

    /// Looks at those ports that something was told of; at all when that is not enough.
    private func look(_ news: PortNews) {
        let known = directory.ports.map(\.description)
        guard let told = news.toldOf(known.map(\.address)) else { return look() }
        let others = known.filter { !told.contains($0.address) && !news.hasGone($0.address) }
        take(others + told.compactMap { watcher.port(at: $0, leavingOut: own) })
    }

    private func take(_ found: [PortDescription]) {
        _ = directory.update(found)
        lose { port in self.directory.port(at: port.address)?.identity.isLike(port.identity) != true
        }
    }

    private func lose(_ isGone: (NamedPort) -> Bool) {
        for index in slots.indices {
            guard let port = slots[index].bound, isGone(port) else { continue }
            slots[index].bound = nil
            if slots[index].direction == .takes {
                send(.unbind(output: UInt16(slots[index].place)))
            }
            tell(index, "\(port.name) has gone")
        }
    }

    private func bindReturned() {
        for index in slots.indices where slots[index].bound == nil {
            let returned = directory.ports(slots[index].direction).filter {
                slots[index].belongs(to: $0)
            }
            // Of twins the lookup decides, when all of them are there.
            if returned.count == 1 { bind(index, returned[0]) }
        }
    }

    private func bindAll() {
        for index in slots.indices where slots[index].bound == nil { resolve(index) }
    }

    private func resolve(_ index: Int) {
        let slot = slots[index]
        // A port of ours that others connect to.
        if slot.request.isEmpty { return }
        let place = cache.place(of: slot.request, slot.direction)
        switch cache.answer(place, in: directory) {
        case .found(let port): bind(index, port)
        case .ambiguous(let names):
            tell(index, "'\(slot.request)' could be " + Self.list(names, last: "or"))
        case .unknown, .empty: tell(index, "there is no port '\(slot.request)' yet")
        }
    }

    private func bind(_ index: Int, _ port: NamedPort) {
        let slot = slots[index]
        let mine = PortAddress(client: client, port: slot.own)
        do throws(SequencerError) {
            if slot.direction == .takes {
                // Messages are addressed; the connection is what opens a device.
                if port.description.isDevice {
                    try watcher.connect(mine, to: port.address)
                }
                if slot.isAnswered { try hearHost(at: port, mine) }
            } else {
                try watcher.connect(port.address, to: mine)
                stopHearingHost(at: port.address)
            }
        } catch {
            return tell(index, "\(port.name) cannot be opened: \(error)")
        }
        slots[index].bound = port
        slots[index].last = port
        if slot.direction == .takes {
            send(.bind(output: UInt16(slot.place), to: port.address, source: slot.own))
        }
        tell(index, "\(port.name) (\(port.address))")
    }

    /// What comes from a port that a map sends to is what its host says, unless it is a controller too: then it
    /// is what a hand does.
    private func hearHost(at port: NamedPort, _ mine: PortAddress) throws(SequencerError) {
        guard port.description.directions.contains(.gives) else { return }
        for slot in slots where slot.direction == .gives {
            let place = cache.place(of: slot.request, .gives)
            if case .found(let found) = cache.answer(place, in: directory),
                found.address == port.address
            {
                return
            }
        }
        try watcher.connect(port.address, to: mine)
    }

    private func stopHearingHost(at address: PortAddress) {
        for slot in slots where slot.isAnswered && slot.bound?.address == address {
            watcher.disconnect(address, from: PortAddress(client: client, port: slot.own))
        }
    }

    private func tell(_ index: Int, _ message: String) {
        guard slots[index].told != message else { return }
        slots[index].told = message
        let way = slots[index].direction == .takes ? "to" : "from"
        report("\(slots[index].name): \(way) \(message)")
    }

    static func list(_ names: [String], last: String) -> String {
        let quoted = names.map { "'\($0)'" }
        guard quoted.count > 1, let end = quoted.last else { return quoted.first ?? "" }
        return quoted.dropLast().joined(separator: ", ") + " \(last) " + end
    }
}

extension PortTable {
    /// The output for a port that a program asks for by name: one of the maps' by its own name, or any port
    /// there is.
    func output(named request: String) -> InputDirectory.Port {
        if let slot = slots.first(where: { $0.direction == .takes && $0.name == request }) {
            return .output(UInt16(slot.place))
        }
        let place = cache.place(of: request, .takes)
        switch cache.answer(place, in: directory) {
        case .found(let port):
            let found = output(for: port)
            if case .output(let place) = found, away.count < 1_024 { away[request] = place }
            return found
        case .ambiguous(let names): return .ambiguous(names: names)
        case .empty(let names): return .unknown(names: names)
        case .unknown(let names):
            // One that is away for a while keeps its place.
            return away[request].map { .output($0) } ?? .unknown(names: names)
        }
    }

    /// The output for a place in the list of ports.
    func output(at index: Int) -> InputDirectory.Port {
        let ports = directory.ports(.takes)
        guard ports.indices.contains(index) else { return .unknown(names: ports.map(\.name)) }
        return output(for: ports[index])
    }

    /// The only port there is; for programs that do not say which.
    func onlyOutput() -> InputDirectory.Port {
        let ports = directory.ports(.takes)
        guard ports.count == 1 else {
            return ports.isEmpty ? .unknown(names: []) : .ambiguous(names: ports.map(\.name))
        }
        return output(for: ports[0])
    }

    private func output(for port: NamedPort) -> InputDirectory.Port {
        let known = slots.first { $0.direction == .takes && $0.belongs(to: port) }
        if let known { return .output(UInt16(known.place)) }
        guard let place = spares.popLast() else {
            return .unknown(names: slots.filter { $0.direction == .takes }.map(\.name))
        }
        slots.append(
            Slot(
                name: port.name, request: port.name, direction: .takes, place: place,
                own: sharedPort))
        bind(slots.count - 1, port)
        return .output(UInt16(place))
    }
}

/// Which ports announcements that came together are about.
struct PortNews {
    /// Those that are to be asked for.
    private var told: Set<PortAddress> = []
    private var changedClients: Set<UInt8> = []
    private var gone: Set<PortAddress> = []
    private var goneClients: Set<UInt8> = []
    private var isUnclear = false
    /// Of more, a look at everything is less work.
    private static let most = 8

    mutating func add(_ announcement: PortWatcher.Announcement) {
        if case .portStart(let address) = announcement {
            told.insert(address)
        } else if case .portExit(let address) = announcement {
            told.remove(address)
            gone.insert(address)
        } else if case .portChange(let address) = announcement {
            // The names of all ports of a client begin with its own.
            told.insert(address)
            changedClients.insert(address.client)
        } else if case .clientExit(let client) = announcement {
            // Another may get its number at once.
            told = told.filter { $0.client != client }
            changedClients.remove(client)
            goneClients.insert(client)
        } else if announcement == .lost {
            isUnclear = true
        }
    }

    /// Whether what was known of a port is so no more.
    func hasGone(_ address: PortAddress) -> Bool {
        gone.contains(address) || goneClients.contains(address.client)
    }

    /// Those to be asked for, of the known ones and others; `nil` when it is all of them.
    func toldOf(_ known: [PortAddress]) -> Set<PortAddress>? {
        let changed = known.filter { changedClients.contains($0.client) && !hasGone($0) }
        let all = told.union(changed)
        return isUnclear || all.count > Self.most ? nil : all
    }
}
