import ALSAMIDI
import CSystem
import ControlRuntime
import OSCTransport
import RuntimeMap

/// Puts the parts of a run together.
final class RuntimeAssembly {
    /// What the player's thread and the sources take over.
    struct Parts: ~Copyable {
        var player: Player
        var stage: RuntimeStage
        var input: PlayerInput
        /// For what hosts say.
        var hosts: PlayerInput
    }

    let counters: CounterStore
    let clockBoard: ClockBoard
    let sequencerCounts = SequencerCounts()
    let shared: GuardMemory
    let commands: CommandChannel
    private(set) var ports: PortTable?
    /// `nil` where no device of bytes is wanted.
    private(set) var devices: DeviceTable?
    /// `nil` where nothing goes through JACK.
    private(set) var jack: JACKTable?
    let oscChanges: OSCChanges
    let doors: OutputDoors
    let table: RunTable
    /// `nil` where there is no ALSA.
    let portMaker: PortMaker?
    /// By which those who watch are told of messages.
    let monitor: MonitorSwitch
    private var records: RingReader<MonitorRecord>?
    private(set) var inputSlots: [PortTable.Slot] = []
    /// By which number each input of the plan is known.
    private var inputNumbers: [UInt8] = []
    private let options: RunOptions
    private var parts: Parts?

    init(_ asked: RunPlan, _ options: RunOptions, _ signals: PlayerSignals) throws {
        self.options = options
        var plan = asked
        if !options.mapFiles.isEmpty { plan.addReserves() }
        oscChanges = try OSCChanges()
        monitor = try MonitorSwitch()
        let outputs =
            plan.outputs
            + Array(repeating: RunPlan.Output(name: "", kind: .spare), count: RunPlan.spares)
        shared = try GuardMemory(outputs: outputs.count)
        let client = try Self.client(plan, options)
        defer { client?.deallocate() }
        doors = try OutputDoors(outputs) { name throws(SequencerError) in
            try client?.pointee.makePort(name: name, [.gives, .takes]) ?? 0
        }
        table = RunTable(
            plan, targets: doors.targets, oscChanges, try OSCReplies(), report: options.report)
        portMaker = client?.pointee.portMaker
        let sharedPort = try client?.pointee.makePort(name: "out", .gives) ?? 0
        var heard: [DeviceTable.Slot] = []
        var jackInputs: [JACKTable.Slot] = []
        for (place, input) in plan.inputs.enumerated() {
            if let device = input.device {
                inputNumbers.append(DeviceTable.number(ofInput: heard.count))
                heard.append(
                    DeviceTable.Slot(
                        name: input.name, device: device, direction: .gives, place: heard.count))
                continue
            }
            if let port = input.jack {
                let number = jackInputs.count
                inputNumbers.append(JACKTable.number(ofInput: number))
                jackInputs.append(
                    JACKTable.Slot(
                        name: input.name, port: port, direction: .gives, place: number,
                        number: number))
                continue
            }
            let own = try client?.pointee.makePort(name: input.name, .takes) ?? 0
            inputSlots.append(
                PortTable.Slot(
                    name: input.name, request: input.request, direction: .gives, place: place,
                    own: own))
            inputNumbers.append(own)
        }
        guard max(heard.count, jackInputs.count) <= DeviceTable.mostInputs else {
            throw RuntimeTrouble(
                description:
                    "at most \(DeviceTable.mostInputs) raw devices can be controllers, and "
                    + "as many ports of JACK's")
        }
        for slot in doors.slots { table.outputPorts[slot.place] = slot.own }
        for (place, number) in inputNumbers.enumerated() { table.inputPorts[place] = number }
        var player = Player(
            outputs: doors.plans, sources: 3 + plan.maps.count, ledger: shared.ledger)
        counters = player.counters
        clockBoard = player.clockBoard
        var commandSource = EventProducer(source: 0, blocks: 64, deadline: signals.deadline)
        var lineSource = EventProducer(source: 1, capacity: 8_192, deadline: signals.deadline)
        player.attach(&commandSource)
        player.attach(&lineSource)
        var hostSource = EventProducer(
            source: 2, blocks: 64, policy: .newest, deadline: signals.deadline)
        player.attach(&hostSource)
        let maps = try Self.play(plan.maps, inputNumbers, &player, signals.deadline)
        let input = PlayerInput(lineSource, signals: signals)
        let number = client?.pointee.number
        let counts = sequencerCounts
        var sequencer: SequencerDoor?
        if let client {
            sequencer = SequencerDoor(client.move(), outputs: outputs.count, counts: counts)
        }
        let passing = RingEnds<MonitorRecord>(capacity: Self.monitorCapacity)
        let tap = MonitorTap(passing.writer, monitor)
        records = .some(passing.reader)
        let notices = RingEnds<DeviceNotice>(capacity: 256)
        let news = try RuntimeRefusal.descriptor("eventfd", pipeline_event(0, 0))
        let bytes = try ByteDoors(
            outputs: outputs.count, used: doors.bytes, inputs: heard.count, counts, notices.writer,
            news: news)
        let commands = CommandChannel(PlayerInput(commandSource, signals: signals))
        self.commands = commands
        for slot in doors.jack { shared.setWay(.jack([]), output: slot.place) }
        jack = try JACKTable(
            doors.jack + jackInputs, name: options.name, send: { commands.send($0) },
            report: options.report, heard: Self.tellGuard(shared))
        let stage = RuntimeStage(
            routes: doors.routes, maps: maps,
            hosts: Dictionary(
                doors.slots.map { ($0.own, $0.place) }, uniquingKeysWith: { first, _ in first }),
            sequencer: sequencer, osc: OSCDoor(outputs: doors.targets), bytes: bytes,
            jack: jack?.takeDoor(), jackOutputs: doors.jack.map(\.place),
            shared: shared, tap: tap, through: options.isThrough ? plan.standardOutput : nil,
            following: plan.followed.flatMap { place in
                table.inputPorts[place].map { ($0, plan.clocks) }
            })
        parts = Parts(
            player: player, stage: stage, input: input,
            hosts: PlayerInput(hostSource, signals: signals))
        let report = options.report
        let slots = Self.devices(doors.bytes, outputs, shared, report) + heard
        if !slots.isEmpty {
            devices = try DeviceTable(
                slots, notices.reader, news: news, send: { commands.send($0) }, report: report)
        }
        if let number {
            let shared = shared
            ports = PortTable(
                try PortWatcher(name: options.name), client: number, sharedPort: sharedPort,
                spares: doors.spares, send: { commands.send($0) }, report: options.report,
                heard: { shared.setListeners($1, output: $0) })
        }
    }

    private static func play(
        _ plans: [RunPlan.Map], _ inputs: [UInt8], _ player: inout Player,
        _ deadline: ArmedDeadline
    ) throws -> PlayedMaps {
        var maps = PlayedMaps(capacity: plans.count)
        for (place, plan) in plans.enumerated() {
            var producer = EventProducer(
                source: UInt16(3 + place), capacity: 4_096, policy: .newest, deadline: deadline)
            player.attach(&producer)
            let file = UnsafeMutableRawBufferPointer.allocate(
                byteCount: plan.bytes.count, alignment: 8)
            defer { file.deallocate() }
            file.copyBytes(from: plan.bytes)
            let view = try RuntimeMapView(UnsafeRawBufferPointer(file))
            let instance = try MapInstance(view, setting: plan.setting)
            // 255 is no port.
            let input = plan.input.map { inputs[$0] } ?? 255
            maps.append(PlayedMap(instance, producer, input: input))
        }
        return maps
    }

    /// Without ALSA there is OSC still; who needs ports is told.
    private static func client(
        _ plan: RunPlan, _ options: RunOptions
    ) throws(RuntimeTrouble) -> UnsafeMutablePointer<SequencerClient>? {
        do throws(SequencerError) {
            let client = try SequencerClient(name: options.name)
            let place = UnsafeMutablePointer<SequencerClient>.allocate(capacity: 1)
            place.initialize(to: client)
            return place
        } catch {
            let needsPorts = plan.outputs.contains {
                if case .port = $0.kind { true } else { false }
            }
            let trouble = RuntimeTrouble.noSequencer(error)
            if needsPorts { throw trouble }
            options.report(trouble.description)
            return nil
        }
    }

    /// Outputs that are devices; the guard is told how it reaches them.
    private static func devices(
        _ places: [Int], _ outputs: [RunPlan.Output], _ shared: GuardMemory,
        _ report: (String) -> Void
    ) -> [DeviceTable.Slot] {
        places.compactMap { place in
            guard case .device(let device) = outputs[place].kind else { return nil }
            if !shared.setWay(.device(device), output: place) {
                report("\(outputs[place].name): the name is too long for the guard process")
            }
            return DeviceTable.Slot(
                name: outputs[place].name, device: device, direction: .takes, place: place)
        }
    }

    /// The guard must know who hears an output at JACK: that ends with this process.
    private static func tellGuard(_ shared: GuardMemory) -> (Int, [String]) -> Void {
        { output, names in
            var names = names
            while !shared.setWay(.jack(names), output: output) { names.removeLast() }
        }
    }

    /// Messages that those who watch may be behind.
    private static let monitorCapacity = 4_096

    /// Gives away what the monitor reads, once.
    func takeRecords() -> RingReader<MonitorRecord> {
        guard let taken = records.take() else { preconditionFailure("the records are taken once") }
        return taken
    }

    /// Gives the parts away, once.
    func take() -> Parts {
        guard let taken = parts.take() else { preconditionFailure("the parts are taken once") }
        return taken
    }

    /// Connects OSC targets; each is bound when it has come.
    func connect() {
        for place in table.targets.indices { table.connect(place) }
    }

    /// Binds what is there.
    func begin() {
        devices?.begin()
        jack?.begin()
        for slot in doors.slots where slot.request.isEmpty {
            commands.send(.bind(output: UInt16(slot.place), to: nil, source: slot.own))
        }
        let answered = table.plan.answeredOutputs
        let outputs = doors.slots.map { slot in
            var slot = slot
            slot.isAnswered = answered.contains(slot.place)
            return slot
        }
        ports?.begin(outputs + inputSlots)
        guard let tempo = options.tempo else { return }
        for place in table.plan.clocks {
            commands.send(
                .startClock(output: UInt16(place), beatsPerMinute: Float(tempo), from: .start))
        }
    }

    /// The names that other programs may use.
    ///
    /// - Parameter ear: Is told what hosts say.
    func directory(_ ear: HostEar) -> InputDirectory {
        let (ports, commands, plan) = (ports, commands, table.plan)
        let standard = plan.standardOutput
        let board = clockBoard
        let others = Dictionary(
            (doors.bytes + doors.jack.map(\.place)).map { (plan.outputs[$0].name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        return InputDirectory(
            port: { request in
                switch request {
                case .standard:
                    if let standard { return .output(UInt16(standard)) }
                    return ports?.onlyOutput() ?? .unknown(names: [])
                case .index(let index): return ports?.output(at: index) ?? .unknown(names: [])
                case .name(let name):
                    if let place = others[name] { return .output(UInt16(place)) }
                    return ports?.output(named: name) ?? .unknown(names: others.keys.sorted())
                }
            },
            generation: { ports?.directory.generation ?? 1 }, controls: plan.controls,
            targets: table.targets.enumerated().compactMap { place, target in
                target.map { InputDirectory.Target(output: UInt16(place), target: $0) }
            },
            panic: { commands.send(.panic) }, hear: { ear.hear($0, from: nil) },
            clocks: plan.clocks.map { UInt16($0) }, instantOfBeat: { board.instant(ofBeat: $0) })
    }
}
