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
        case jack
    }

    private let routes: UnsafeMutablePointer<Route>
    private let outputCount: Int
    /// `nil` where there is no ALSA.
    private let sequencer: UnsafeMutablePointer<SequencerDoor>?
    private var osc: OSCDoor
    private var maps: PlayedMaps
    /// Places of outputs by the number of our port; -1 for none.
    private let hosts: UnsafeMutablePointer<Int16>
    private var bytes: ByteDoors
    /// `nil` where nothing goes through JACK.
    private let jack: UnsafeMutablePointer<JACKDoor>?
    /// Ports of JACK's by the outputs' places.
    private let jackPorts: UnsafeMutablePointer<Int>
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
    ///   - bytes: Devices without the sequencer.
    ///   - jack: Ports of JACK's, with the places of their outputs.
    ///   - shared: What the guard process sees.
    ///   - tap: Tells those who watch.
    ///   - through: Place of the output that everything that comes in goes on to.
    ///   - following: Our port at which a clock comes in, and the outputs that it goes on to.
    init(
        routes: [Route], maps: consuming PlayedMaps, hosts: [UInt8: Int],
        sequencer: consuming SequencerDoor?, osc: consuming OSCDoor, bytes: consuming ByteDoors,
        jack: consuming JACKDoor? = nil, jackOutputs: [Int] = [],
        shared: GuardMemory, tap: consuming MonitorTap, through: Int? = nil,
        following: (port: UInt8, outputs: [Int])? = nil
    ) {
        outputCount = routes.count
        self.routes = .allocate(capacity: max(1, routes.count))
        self.routes.initialize(repeating: .none, count: max(1, routes.count))
        for (place, route) in routes.enumerated() { self.routes[place] = route }
        self.bytes = bytes
        jackPorts = .allocate(capacity: max(1, routes.count))
        jackPorts.initialize(repeating: 0, count: max(1, routes.count))
        for (port, output) in jackOutputs.enumerated() { jackPorts[output] = port }
        if let jack = consume jack {
            self.jack = .allocate(capacity: 1)
            self.jack?.initialize(to: jack)
        } else {
            self.jack = nil
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
        sequencer?.deinitialize(count: 1)
        sequencer?.deallocate()
        jack?.deinitialize(count: 1)
        jack?.deallocate()
        jackPorts.deallocate()
        routes.deallocate()
        hosts.deallocate()
        followers.deallocate()
    }

    private func route(_ output: Int) -> Route {
        output >= 0 && output < outputCount ? routes[output] : .none
    }

    mutating func send(_ message: ShortMessage, to output: Int) -> SendOutcome {
        send(message, due: 0, to: output)
    }

    mutating func send(_ message: ShortMessage, due: UInt64, to output: Int) -> SendOutcome {
        let outcome: SendOutcome =
            switch route(output) {
            case .sequencer: sequencer?.pointee.send(message, to: output) ?? .absent
            case .bytes: bytes.send(message, to: output)
            case .jack: jack?.pointee.send(message, due: due, to: jackPorts[output]) ?? .absent
            case .osc: .refused
            case .none: .absent
            }
        if outcome == .sent { tap.note(message, at: output) }
        return outcome
    }

    mutating func send(_ packet: UnsafeRawBufferPointer, to output: Int) -> SendOutcome {
        let route = route(output)
        let outcome: SendOutcome =
            switch route {
            case .sequencer: sequencer?.pointee.send(packet, to: output) ?? .absent
            case .bytes: bytes.send(packet, to: output)
            case .jack: jack?.pointee.send(packet, to: jackPorts[output]) ?? .absent
            case .osc: osc.send(packet, to: output)
            case .none: .absent
            }
        if outcome == .sent { tap.note(packet, at: output, isOSC: route == .osc) }
        return outcome
    }

    mutating func flush() {
        tap.flush()
        sequencer?.pointee.flush()
        osc.flush()
        oscRetry =
            osc.hasUnsent ? pipeline_monotonic_ns() &+ Self.oscRetryNanoseconds : .max
        bytes.flush()
    }

    var hasUnsent: Bool {
        if osc.hasUnsent { return true }
        if sequencer?.pointee.hasUnsent == true { return true }
        return waitsForJACK || bytes.hasUnsent
    }

    /// Whether JACK's thread has not handed on everything.
    var waitsForJACK: Bool { jack?.pointee.hasUnsent == true }

    var deadline: UInt64? {
        var earliest = oscRetry
        if let retry = sequencer?.pointee.deadline { earliest = min(earliest, retry) }
        earliest = min(earliest, bytes.deadline)
        return earliest == .max ? nil : earliest
    }

    func inputDescriptors(_ add: (Int32) -> Void) {
        if let descriptor = sequencer?.pointee.descriptor { add(descriptor) }
        if bytes.inputCount > 0 { add(bytes.descriptor) }
        if let jack { add(jack.pointee.descriptor) }
    }

    mutating func receive(from descriptor: Int32, now: UInt64, player: inout Player) {
        // A deadline of the stage's own: the loop flushes next.
        if descriptor < 0 { return flush() }
        if descriptor == bytes.descriptor {
            while let (content, input) = bytes.nextInput() {
                take(content, at: DeviceTable.number(ofInput: input), now: now, player: &player)
            }
            return
        }
        if descriptor == jack?.pointee.descriptor {
            pipeline_event_clear(descriptor)
            while let (content, input) = jack?.pointee.nextInput() {
                take(content, at: JACKTable.number(ofInput: input), now: now, player: &player)
            }
            return
        }
        while let input = sequencer?.pointee.nextInput() {
            take(input.content, at: input.port, now: now, player: &player)
        }
    }

    private mutating func take(
        _ content: SequencerInput.Content, at port: UInt8, now: UInt64, player: inout Player
    ) {
        watch(content, at: port)
        switch content {
        case .message(let message):
            if port == followed, message.status >= 0xF2 {
                follow(message, now: now, player: &player)
            }
            let host = hosts[Int(port)]
            if host >= 0 {
                maps.receive(message, fromHost: UInt16(host), now: now)
            } else {
                maps.receive(.message(message), at: port, now: now)
                pass(message, now: now, player: &player)
            }
        case .systemExclusive(let piece): maps.receive(.exclusive(piece), at: port, now: now)
        }
    }

    private mutating func watch(_ content: SequencerInput.Content, at port: UInt8) {
        guard tap.isOn else { return }
        switch content {
        case .message(let message): tap.note(message, at: Int(port), isIncoming: true)
        case .systemExclusive(let bytes): tap.note(bytes, at: Int(port), isIncoming: true)
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
        case .attach(let output, let descriptor):
            bytes.attach(output: Int(output), descriptor)
            player.bind(output: Int(output), now: now)
        case .detach(let output):
            player.unbind(output: Int(output))
            bytes.detach(output: Int(output))
        case .hear(let input, let descriptor): bytes.hear(input: Int(input), descriptor)
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
