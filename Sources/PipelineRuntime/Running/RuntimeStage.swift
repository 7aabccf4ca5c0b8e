import ALSAMIDI
import CSystem
import ControlRuntime
import OSCTransport

/// What stands around the player of `pipeline-runtime run`: ALSA, devices of bytes and OSC as one door.
struct RuntimeStage: PlayerStage, ~Copyable, @unchecked Sendable {
    // Unchecked: made on the control thread, then the player's alone.

    /// By which way an output's messages leave.
    enum Route: UInt8 {
        case none
        case sequencer
        case osc
        case bytes
    }

    private let routes: UnsafeMutablePointer<Route>
    private let outputCount: Int
    /// `nil` where there is no ALSA.
    private let sequencer: UnsafeMutablePointer<SequencerDoor>?
    private var osc: OSCDoor
    private var maps: PlayedMaps
    /// Places of outputs by the number of our port; -1 for none.
    private let hosts: UnsafeMutablePointer<Int16>
    /// `nil` at the places of other outputs.
    private let byteDoors: UnsafeMutablePointer<UnsafeMutablePointer<ByteDoor>?>
    private let shared: GuardMemory
    /// What comes in goes on to this output as it is; -1 for none.
    private let through: Int
    private var tap: MonitorTap
    /// Our port at which a clock comes in; 255 for none. It goes on to the outputs `followers`.
    private let followed: UInt8
    private let followers: UnsafeMutablePointer<UInt16>
    private let followerCount: Int
    private var follower = MIDIClockIn()
    private var oscRetry = UInt64.max
    private static let oscRetryNanoseconds: UInt64 = 1_000_000

    /// - Parameters:
    ///   - routes: By the outputs' places.
    ///   - maps: What is played.
    ///   - hosts: Our ports that outputs send from, with the places of these: what comes back there is what
    ///     a host says.
    ///   - sequencer: `nil` where there is no ALSA.
    ///   - shared: What the guard process sees.
    ///   - tap: Tells those who watch.
    ///   - through: Place of the output that everything that comes in goes on to.
    ///   - following: Our port at which a clock comes in, and the outputs that it goes on to.
    init(
        routes: [Route], maps: consuming PlayedMaps, hosts: [UInt8: Int],
        sequencer: consuming SequencerDoor?, osc: consuming OSCDoor,
        shared: GuardMemory, tap: consuming MonitorTap, through: Int? = nil,
        following: (port: UInt8, outputs: [Int])? = nil
    ) {
        outputCount = routes.count
        self.routes = .allocate(capacity: max(1, routes.count))
        self.routes.initialize(repeating: .none, count: max(1, routes.count))
        byteDoors = .allocate(capacity: max(1, routes.count))
        for (place, route) in routes.enumerated() {
            self.routes[place] = route
            (byteDoors + place).initialize(to: nil)
        }
        if let sequencer = consume sequencer {
            self.sequencer = .allocate(capacity: 1)
            self.sequencer?.initialize(to: sequencer)
        } else {
            self.sequencer = nil
        }
        self.osc = osc
        self.maps = maps
        self.hosts = .allocate(capacity: 256)
        self.hosts.initialize(repeating: -1, count: 256)
        for (port, output) in hosts { self.hosts[Int(port)] = Int16(output) }
        self.shared = shared
        self.through = through ?? -1
        self.tap = tap
        let passed = following?.outputs ?? []
        followed = following?.port ?? 255
        followerCount = passed.count
        followers = .allocate(capacity: max(1, passed.count))
        for (place, output) in passed.enumerated() {
            (followers + place).initialize(to: UInt16(output))
        }
    }

    deinit {
        for place in 0..<outputCount {
            byteDoors[place]?.deinitialize(count: 1)
            byteDoors[place]?.deallocate()
        }
        sequencer?.deinitialize(count: 1)
        sequencer?.deallocate()
        byteDoors.deallocate()
        routes.deallocate()
        hosts.deallocate()
        followers.deallocate()
    }

    /// Gives an output of route `bytes` its door, before the player's thread runs.
    mutating func setByteDoor(_ door: consuming ByteDoor, output: Int) {
        let place = UnsafeMutablePointer<ByteDoor>.allocate(capacity: 1)
        place.initialize(to: door)
        byteDoors[output] = place
    }

    private func route(_ output: Int) -> Route {
        output >= 0 && output < outputCount ? routes[output] : .none
    }

    mutating func send(_ message: ShortMessage, to output: Int) -> SendOutcome {
        let outcome: SendOutcome =
            switch route(output) {
            case .sequencer: sequencer?.pointee.send(message, to: output) ?? .absent
            case .bytes: byteDoors[output]?.pointee.send(message) ?? .absent
            case .osc: .refused
            case .none: .absent
            }
        if outcome == .sent { tap.note(message, at: output) }
        return outcome
    }

    mutating func send(_ bytes: UnsafeRawBufferPointer, to output: Int) -> SendOutcome {
        let route = route(output)
        let outcome: SendOutcome =
            switch route {
            case .sequencer: sequencer?.pointee.send(bytes, to: output) ?? .absent
            case .bytes: byteDoors[output]?.pointee.send(bytes) ?? .absent
            case .osc: osc.send(bytes, to: output)
            case .none: .absent
            }
        if outcome == .sent { tap.note(bytes, at: output, isOSC: route == .osc) }
        return outcome
    }

    mutating func flush() {
        tap.flush()
        sequencer?.pointee.flush()
        osc.flush()
        oscRetry =
            osc.hasUnsent ? pipeline_monotonic_ns() &+ Self.oscRetryNanoseconds : .max
        for place in 0..<outputCount where routes[place] == .bytes {
            if byteDoors[place]?.pointee.hasUnsent == true { byteDoors[place]?.pointee.flush() }
        }
    }

    var hasUnsent: Bool {
        if osc.hasUnsent { return true }
        if sequencer?.pointee.hasUnsent == true { return true }
        for place in 0..<outputCount where routes[place] == .bytes {
            if byteDoors[place]?.pointee.hasUnsent == true { return true }
        }
        return false
    }

    var deadline: UInt64? {
        var earliest = oscRetry
        if let retry = sequencer?.pointee.deadline { earliest = min(earliest, retry) }
        for place in 0..<outputCount where routes[place] == .bytes {
            if let retry = byteDoors[place]?.pointee.deadline { earliest = min(earliest, retry) }
        }
        return earliest == .max ? nil : earliest
    }

    func inputDescriptors(_ add: (Int32) -> Void) {
        if let descriptor = sequencer?.pointee.descriptor { add(descriptor) }
    }

    mutating func receive(from descriptor: Int32, now: UInt64, player: inout Player) {
        // A deadline of the stage's own: the loop flushes next.
        if descriptor < 0 { return flush() }
        while let input = sequencer?.pointee.nextInput() {
            watch(input)
            switch input.content {
            case .message(let message):
                if input.port == followed, message.status >= 0xF2 {
                    follow(message, now: now, player: &player)
                }
                let host = hosts[Int(input.port)]
                if host >= 0 {
                    maps.receive(message, fromHost: UInt16(host), now: now)
                } else {
                    maps.receive(.message(message), at: input.port, now: now)
                    pass(message, now: now, player: &player)
                }
            case .systemExclusive(let piece):
                maps.receive(.exclusive(piece), at: input.port, now: now)
            }
        }
    }

    private mutating func watch(_ input: SequencerInput) {
        guard tap.isOn else { return }
        switch input.content {
        case .message(let message):
            tap.note(message, at: Int(input.port), isIncoming: true)
        case .systemExclusive(let bytes):
            tap.note(bytes, at: Int(input.port), isIncoming: true)
        }
    }

    /// Takes a message of the clock that is followed, and passes it on.
    private mutating func follow(_ message: ShortMessage, now: UInt64, player: inout Player) {
        switch message.status {
        case 0xF2, 0xF8, 0xFA, 0xFB, 0xFC: break
        default: return
        }
        follower.receive(message, now: now)
        player.clockBoard.write(follower.reading, at: player.clockBoard.followed)
        var place = 0
        while place < followerCount {
            player.play(message.event(output: followers[place]), now: now, door: &self)
            place &+= 1
        }
    }

    private mutating func pass(_ message: ShortMessage, now: UInt64, player: inout Player) {
        guard through >= 0 else { return }
        player.play(message.event(output: UInt16(through)), now: now, door: &self)
    }

    mutating func handle(_ event: TimedEvent, now: UInt64, player: inout Player) {
        if event.kind == .control { return maps.handle(event, now: now) }
        guard event.kind == .command, let command = PlayerCommand(event) else { return }
        switch command {
        case .bind(let output, let address, let source):
            sequencer?.pointee.bind(output: Int(output), to: address, from: source)
            shared.setDestination(address, output: Int(output))
            player.bind(output: Int(output), now: now)
        case .unbind(let output):
            player.unbind(output: Int(output))
            shared.setDestination(nil, output: Int(output))
            sequencer?.pointee.unbind(output: Int(output))
        case .ready(let output): player.bind(output: Int(output), now: now)
        case .panic: player.panic(now: now)
        case .silence(let output): player.silence(output: Int(output), now: now)
        case .startClock, .stopClock, .setTempo:
            direct(command, due: event.due, now: now, player: &player)
        case .take(let handover): take(handover, now: now, player: &player)
        }
    }

    /// Starts, stops or changes a clock. What starts it comes early enough for its first tick to be at the
    /// instant that was asked for.
    private func direct(
        _ command: PlayerCommand, due: UInt64, now: UInt64, player: inout Player
    ) {
        switch command {
        case .startClock(let output, let tempo, let beginning):
            guard let clock = player.clock(forOutput: Int(output)) else { return }
            let asked = due == 0 ? now : due
            let start = max(asked &+ PlayerCommand.clockLead, now &+ PlayerCommand.clockLead / 2)
            _ = player.startClock(
                clock, output: Int(output), start: start,
                beatsPerMinute: tempo.map { Double($0) }, from: beginning)
        case .stopClock(let output):
            guard let clock = player.clock(forOutput: Int(output)) else { return }
            player.stopClock(clock, now: now)
        case .setTempo(let output, let tempo):
            guard let clock = player.clock(forOutput: Int(output)) else { return }
            player.setTempo(Double(tempo), clock: clock)
        default: break
        }
    }

    /// Exchanges what a handover holds for what there was.
    private mutating func take(
        _ handover: UnsafeMutablePointer<Handover>, now: UInt64, player: inout Player
    ) {
        var place = 0
        while place < handover.pointee.outfits.count {
            let outfit = handover.pointee.outfits[place]
            player.renew(output: outfit.output, rate: outfit.rate)
            sequencer?.pointee.unbind(output: outfit.output)
            handover.pointee.outfits[place].link = osc.exchange(outfit.link, output: outfit.output)
            for port in 0..<256 where hosts[port] == Int16(outfit.output) { hosts[port] = -1 }
            if outfit.hostPort >= 0 { hosts[Int(outfit.hostPort)] = Int16(outfit.output) }
            place &+= 1
        }
        if let instance = handover.pointee.instance {
            maps.exchange(
                handover.pointee.map, &instance.pointee, input: handover.pointee.input, now: now)
        }
        handover.pointee.finish()
    }
}
