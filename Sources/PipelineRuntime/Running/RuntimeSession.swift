import ALSAMIDI
import CSystem
import ControlRuntime
import Diagnostics
import Glibc
import OSCTransport
import Synchronization

/// `run` under way: the player's thread, the ports, the sources, and the guard, from the first to the last.
final class RuntimeSession {
    private let thread: PlayerThread<RuntimeStage>
    private let signals: PlayerSignals
    private let commands: CommandChannel
    private let ports: PortTable?
    private let devices: DeviceTable?
    private let jack: JACKTable?
    private var inputs: InputServer<PlayerInput>
    private let table: RunTable
    private let ear: HostEar
    /// `nil` where no files of maps are played.
    private var reloader: MapReloader?
    private let hadTerminal = RuntimeSession.hasTerminal
    private let guardian: GuardProcess?
    private let oscChanges: OSCChanges
    /// Outlives the player's thread, which looks at it.
    private let monitor: MonitorSwitch
    private var status: StatusServer?
    private let options: RunOptions
    /// Whether ports may bring something to be played: for maps, or a clock.
    private let hearsPorts: Bool
    private let stops: Int32
    private let timer: Int32
    /// What the player counts.
    let counters: CounterStore
    /// What the sequencer's door counts.
    let sequencerCounts: SequencerCounts
    /// What JACK's thread counts; `nil` where nothing goes through JACK.
    var jackCounts: JACKCounts? { jack?.counts }
    /// What the thread got of what it asked for.
    var realtime: RealtimeClass { thread.realtime }

    private enum Tag: UInt32 {
        case signal
        case ports
        case devices
        case jack
        case timer
        case inputs
        case room
        case osc
        case status
        case replies
        case files
        case handovers
    }

    /// Opens everything and starts the player.
    ///
    /// - Throws: `RuntimeRefusal`, `OSCSocketError` or `SequencerError`, when something that was asked for
    ///   cannot be had.
    init(_ plan: RunPlan, _ options: RunOptions) throws {
        self.options = options
        hearsPorts = !plan.maps.isEmpty || plan.followed != nil
        stops = try RuntimeRefusal.descriptor(
            "signalfd", pipeline_signal_descriptor([SIGINT, SIGTERM, SIGHUP], 3))
        signal(SIGPIPE, SIG_IGN)
        timer = try RuntimeRefusal.descriptor("timerfd_create", pipeline_timer())
        signals = try PlayerSignals()
        let assembly = try RuntimeAssembly(plan, options, signals)
        counters = assembly.counters
        sequencerCounts = assembly.sequencerCounts
        commands = assembly.commands
        ports = assembly.ports
        devices = assembly.devices
        jack = assembly.jack
        oscChanges = assembly.oscChanges
        monitor = assembly.monitor
        // It gets ready while the rest is opened.
        guardian =
            options.isGuarded
            ? try? GuardProcess(assembly.shared, assembly.devices?.outputs ?? [:]) : nil
        table = assembly.table
        let assembled = assembly.take()
        let ear = HostEar(table, assembled.hosts)
        let directory = assembly.directory(ear)
        self.ear = ear
        thread = try PlayerThread(
            assembled.player, stage: assembled.stage, signals: signals, priority: options.priority)
        inputs = try InputServer(assembled.input, directory)
        assembly.connect()
        try thread.start()
        if options.isGuarded, guardian?.awaitReadiness() != true {
            options.report("no guard process: notes go on when this program is killed hard")
        }
        assembly.begin()
        try listen()
        if options.isReachable { openPlace(assembly) }
        if !options.mapFiles.isEmpty { try watchMaps(assembly) }
    }

    private func watchMaps(_ assembly: RuntimeAssembly) throws {
        reloader = MapReloader(
            table, MapFiles(options.mapFiles), try HandoverTable(commands), commands, ports,
            assembly.portMaker, report: options.report
        ) { [weak self, ear] in self?.inputs.setDirectory(assembly.directory(ear)) }
        // What was written while all this was made.
        reloader?.turn()
    }

    private func listen() throws {
        var found = InputOptions()
        let now = Self.moment()
        if options.readsLines {
            inputs.addLines(0, answers: .findings(options.findings), found, at: now)
        }
        for path in options.sockets {
            found.name = path
            try inputs.listenForLines(atPath: path, found)
            options.report("lines: from \(path)")
        }
        for text in options.oscEndpoints {
            let endpoint = try inputs.listenForOSC(
                at: try OSCEndpoint(text), report: options.report)
            options.report("OSC: from \(endpoint)")
        }
    }

    /// Opens the sockets at which other commands find this run; without them it works as well.
    private func openPlace(_ assembly: RuntimeAssembly) {
        do {
            let place = try RuntimePlace(options.name)
            try RuntimePlace.makeFolder()
            status = try StatusServer(
                path: place.status, StatusSource(assembly, ear, thread.realtime, options).source,
                monitor, assembly.takeRecords())
            var found = InputOptions()
            found.name = "input"
            try inputs.listenForLines(atPath: place.input, found)
            options.report("status: at \(place.status)")
        } catch {
            options.report("status: \(error)")
        }
    }

    static func moment() -> Moment {
        let now = ClockPair(monotonic: pipeline_monotonic_ns) {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
        }
        return Moment(monotonic: now.monotonic, wall: now.wall)
    }

    /// Serves until a signal comes, or until standard input has ended and nothing else could bring more.
    func run() throws {
        let set = try RuntimeRefusal.descriptor("epoll_create1", pipeline_wait_set())
        defer { closeDescriptor(set) }
        let waited: [(Int32?, Tag)] = [
            (stops, .signal), (ports?.descriptor, .ports), (timer, .timer),
            (devices?.descriptor, .devices), (jack?.descriptor, .jack),
            (inputs.descriptor, .inputs), (signals.roomDescriptor, .room),
            (oscChanges.descriptor, .osc), (status?.descriptor, .status),
            (table.replies.descriptor, .replies), (reloader?.filesDescriptor, .files),
            (reloader?.handoversDescriptor, .handovers),
        ]
        for (descriptor, tag) in waited {
            if let descriptor, descriptor >= 0 {
                _ = pipeline_wait_add(set, descriptor, tag.rawValue)
            }
        }
        var tags = [UInt32](repeating: 0, count: 8)
        let endsWithLines =
            options.readsLines && options.sockets.isEmpty && options.oscEndpoints.isEmpty
            && !hearsPorts
        while !endsWithLines || inputs.hasLines {
            let next =
                [
                    ports?.deadline, devices?.deadline, jack?.deadline, reloader?.deadline,
                ].compactMap { $0 }.min() ?? .max
            _ = pipeline_timer_set(timer, next == .max ? 0 : next)
            let count = pipeline_wait(set, &tags, 8)
            for tag in tags.prefix(Int(max(0, count))).compactMap(Tag.init) {
                if tag == .signal, !isReload() { return end(.now) }
                serve(tag)
            }
        }
        end(.whenQuiet)
    }

    private func serve(_ tag: Tag) {
        switch tag {
        case .signal: break
        case .ports: ports?.announced(now: pipeline_monotonic_ns())
        case .jack: jack?.turn(now: pipeline_monotonic_ns())
        case .devices: devices?.turn(now: pipeline_monotonic_ns())
        case .timer:
            let now = pipeline_monotonic_ns()
            ports?.lookAgain(now: now)
            devices?.lookAgain(now: now)
            jack?.lookAgain(now: now)
            reloader?.giveUp(now: now)
        case .inputs: inputs.turn(at: Self.moment)
        case .room:
            pipeline_event_clear(signals.roomDescriptor)
            commands.sendUnsent()
            ear.sendHeld()
            inputs.withSink { $0.sendHeld() }
            inputs.resume()
        case .osc:
            for output in oscChanges.take() { commands.send(.ready(output: output)) }
        case .status: status?.turn()
        case .replies: ear.hear(table.replies)
        case .files: reloader?.turn()
        case .handovers: reloader?.tookOver()
        }
    }

    /// Whether the signal that came asks for maps to be loaded anew, which is then done: SIGHUP, unless it says
    /// that the terminal is gone.
    private func isReload() -> Bool {
        // The number of the signal comes first of 128 bytes.
        var facts = InlineArray<32, UInt32>(repeating: 0)
        let count = withUnsafeMutableBytes(of: &facts) { read(stops, $0.baseAddress, $0.count) }
        guard count == 128, facts[0] == UInt32(SIGHUP), let reloader,
            !hadTerminal || Self.hasTerminal
        else { return false }
        reloader.reloadAll()
        return true
    }

    private static var hasTerminal: Bool {
        let terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        if terminal >= 0 { closeDescriptor(terminal) }
        return terminal >= 0
    }

    /// Ends what sounds, then the ports, then the guard.
    private func end(_ how: PlayerSignals.Ending) {
        thread.end(how)
        guardian?.dismiss()
        jack?.end()
        table.disconnectAll()
    }

    deinit {
        closeDescriptor(stops)
        closeDescriptor(timer)
    }
}

/// OSC targets that have come, as their connectors' threads tell the control thread.
final class OSCChanges: Sendable {
    private let outputs = Mutex<[UInt16]>([])
    /// Readable when there are some.
    let descriptor: Int32

    init() throws(RuntimeRefusal) {
        descriptor = try RuntimeRefusal.descriptor("eventfd", pipeline_event(0, 0))
    }

    deinit { closeDescriptor(descriptor) }

    func add(_ output: UInt16) {
        outputs.withLock { $0.append(output) }
        pipeline_event_raise(descriptor)
    }

    func take() -> [UInt16] {
        pipeline_event_clear(descriptor)
        return outputs.withLock { outputs in
            defer { outputs = [] }
            return outputs
        }
    }
}
