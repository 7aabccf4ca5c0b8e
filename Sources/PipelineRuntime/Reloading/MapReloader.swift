import ALSAMIDI
import CSystem
import ControlRuntime
import OSCTransport
import RuntimeMap

/// Loads maps anew while they are played: when their files change, and when it is asked to.
///
/// For the control thread, which decodes and makes the new map; the player's thread only exchanges it. A file
/// that cannot be played is told once, and the map that plays goes on.
final class MapReloader {
    private let table: RunTable
    private let files: MapFiles
    private let handovers: HandoverTable
    private let commands: CommandChannel
    private let ports: PortTable?
    private let portMaker: PortMaker?
    private let report: (String) -> Void
    /// Called when names are others.
    private let renamed: () -> Void
    /// What was said of each map's file last, so that nothing is said twice.
    private var told: [String]
    /// Bytes of files that could not be played.
    private var refused: [[UInt8]]
    /// Outputs that no map uses, and when they are given up, in monotonic nanoseconds.
    private var leaving: [Int: UInt64] = [:]

    /// How long an output that is not used any more has for its last note-offs.
    private static let farewell: UInt64 = 1_000_000_000

    init(
        _ table: RunTable, _ files: MapFiles, _ handovers: HandoverTable,
        _ commands: CommandChannel,
        _ ports: PortTable?, _ portMaker: PortMaker?, report: @escaping (String) -> Void,
        renamed: @escaping () -> Void
    ) {
        self.table = table
        self.files = files
        self.handovers = handovers
        self.commands = commands
        self.ports = ports
        self.portMaker = portMaker
        self.report = report
        self.renamed = renamed
        told = Array(repeating: "", count: files.paths.count)
        refused = Array(repeating: [], count: files.paths.count)
        if let problem = files.problem {
            report("maps are not watched: \(problem); SIGHUP loads them anew")
        }
    }

    /// Readable when a file may have changed, and when the player has taken something over.
    var filesDescriptor: Int32 { files.descriptor }
    var handoversDescriptor: Int32 { handovers.descriptor }

    /// Files may have changed.
    func turn() {
        for place in files.changed() { _ = look(at: place) }
    }

    /// Loads all maps anew whose files say something else, as a person asked for.
    func reloadAll() {
        let changed = files.paths.indices.count { look(at: $0) == .changed }
        report("maps: \(files.paths.count) looked at, \(changed) changed")
    }

    func tookOver() { handovers.turn() }

    /// When something is to be given up, in monotonic nanoseconds.
    var deadline: UInt64 { leaving.values.min() ?? .max }

    private enum Finding {
        case same
        case changed
        case faulty
    }

    private func look(at place: Int) -> Finding {
        do {
            let bytes = try files.read(place)
            if bytes == table.plan.maps[place].bytes {
                if !told[place].isEmpty { say(place, "as it plays", isFault: false) }
                settle(place)
                return .same
            }
            if bytes == refused[place], !told[place].isEmpty { return .faulty }
            refused[place] = bytes
            try load(place, bytes)
            settle(place)
            return .changed
        } catch let refusal as RuntimeRefusal where refusal.errno == 2 {
            say(place, "is gone; what it said is played on", isFault: true)
        } catch {
            table.reloads.refused += 1
            say(place, "\(error); what it said before is played on", isFault: true)
        }
        return .faulty
    }

    private func settle(_ place: Int) {
        told[place] = ""
        refused[place] = []
        if table.reloads.faultFile == files.paths[place] {
            (table.reloads.faultFile, table.reloads.fault) = ("", "")
        }
    }

    private func say(_ place: Int, _ message: String, isFault: Bool) {
        if isFault {
            table.reloads.faultFile = files.paths[place]
            table.reloads.fault = message
        }
        guard told[place] != message else { return }
        told[place] = message
        report("\(files.paths[place]): \(message)")
    }

    // Loading

    private func load(_ place: Int, _ bytes: [UInt8]) throws {
        let before = table.plan
        var next = before
        try next.replace(place, with: bytes)
        let map = next.maps[place]
        let instance = try Self.instance(map)
        let (added, heard) = try open(next, before)
        table.plan = next
        let outfits = added.map { outfit($0, next) }
        let input = map.input.flatMap { table.inputPorts[$0] } ?? 255
        handovers.send(
            Handover(map: place, instance, input: input, outfits, done: handovers.descriptor)
        ) { [weak self] in self?.taken(place) }
        for output in added { begin(output) }
        for input in heard { listen(input) }
        leave(next, before)
        renamed()
    }

    private static func instance(_ map: RunPlan.Map) throws -> MapInstance {
        let file = UnsafeMutableRawBufferPointer.allocate(
            byteCount: map.bytes.count, alignment: 8)
        defer { file.deallocate() }
        file.copyBytes(from: map.bytes)
        return try MapInstance(
            RuntimeMapView(UnsafeRawBufferPointer(file)), setting: map.setting)
    }

    /// Makes our ports for what the run did not have.
    ///
    /// - Returns: Places of new outputs and new inputs.
    private func open(
        _ next: RunPlan, _ before: RunPlan
    ) throws -> (outputs: [Int], inputs: [Int]) {
        let outputs = next.outputs.indices.filter { next.outputs[$0] != before.outputs[$0] }
        let inputs = next.usedInputs.filter { table.inputPorts[$0] == nil }.sorted()
        let isMIDI = outputs.contains {
            if case .port = next.outputs[$0].kind { true } else { false }
        }
        guard let portMaker else {
            if isMIDI {
                throw RuntimeTrouble(
                    description: "it needs MIDI ports, and there was no ALSA sequencer at the start"
                )
            }
            // As at the start: programs move its controls.
            return (outputs, [])
        }
        var made: [UInt8] = []
        do {
            for place in outputs {
                guard case .port = next.outputs[place].kind else { continue }
                let name = next.outputs[place].name
                made.append(try portMaker.make(name: name, [.gives, .takes]))
                table.outputPorts[place] = made.last
            }
            for place in inputs {
                made.append(try portMaker.make(name: next.inputs[place].name, .takes))
                table.inputPorts[place] = made.last
            }
        } catch {
            for port in made { portMaker.remove(port) }
            for place in outputs { table.outputPorts[place] = nil }
            for place in inputs { table.inputPorts[place] = nil }
            throw error
        }
        return (outputs, inputs)
    }

    private func outfit(_ place: Int, _ plan: RunPlan) -> Handover.Outfit {
        var outfit = Handover.Outfit(output: place, rate: .software)
        switch plan.outputs[place].kind {
        case .port(_, let bytesPerSecond):
            outfit.rate = OutputDoors.rate(bytesPerSecond)
            outfit.hostPort = table.outputPorts[place].map(Int16.init) ?? -1
        case .osc(let found, let endpoint):
            let target = OSCTarget(
                name: plan.outputs[place].name, endpoint: endpoint, timing: found.timing,
                bundling: found.bundling)
            table.targets[place] = target
            outfit.rate = .datagrams
            outfit.link = OSCLinkHandle(target)
        case .device, .jack, .spare, .reserve: break
        }
        return outfit
    }

    /// Binds a new output, or has it connected, behind the handover.
    private func begin(_ place: Int) {
        let output = table.plan.outputs[place]
        switch output.kind {
        case .port(let request, _):
            guard let own = table.outputPorts[place] else { return }
            var slot = PortTable.Slot(
                name: output.name, request: request, direction: .takes, place: place, own: own)
            slot.isAnswered = table.plan.answeredOutputs.contains(place)
            ports?.add(slot)
        case .osc: table.connect(place)
        case .device, .jack, .spare, .reserve: break
        }
    }

    private func listen(_ place: Int) {
        guard let own = table.inputPorts[place] else { return }
        let input = table.plan.inputs[place]
        ports?.add(
            PortTable.Slot(
                name: input.name, request: input.request, direction: .gives, place: place, own: own)
        )
    }

    private func taken(_ place: Int) {
        table.reloads.taken += 1
        table.reloads.lastFile = files.paths[place]
        table.reloads.lastInstant = pipeline_monotonic_ns()
        report("\(files.paths[place]): loaded anew")
        for output in leaving.keys { commands.send(.silence(output: UInt16(output))) }
    }

    // Giving up

    private func leave(_ next: RunPlan, _ before: RunPlan) {
        let used = next.usedOutputs
        leaving = leaving.filter { !used.contains($0.key) }
        let end = pipeline_monotonic_ns() + Self.farewell
        for place in before.usedOutputs.subtracting(used) { leaving[place] = end }
        for place in before.usedInputs.subtracting(next.usedInputs) {
            // A device stays open, as it is opened at the start only.
            if next.inputs[place].isBytes { continue }
            // Another map that asks for the same port gets a new place.
            table.plan.inputs[place].request = ""
            guard let own = table.inputPorts.removeValue(forKey: place) else { continue }
            ports?.remove(own: own)
            portMaker?.remove(own)
        }
    }

    /// The deadline has passed.
    func giveUp(now: UInt64) {
        for place in leaving.filter({ $0.value <= now }).keys.sorted() {
            leaving[place] = nil
            guard !table.plan.usedOutputs.contains(place) else { continue }
            release(place)
        }
    }

    private func release(_ place: Int) {
        switch table.plan.outputs[place].kind {
        case .device, .jack, .spare, .reserve: return
        case .port, .osc: break
        }
        let isOSC = table.targets[place] != nil
        commands.send(.unbind(output: UInt16(place)))
        if let own = table.outputPorts.removeValue(forKey: place) {
            ports?.remove(own: own)
            portMaker?.remove(own)
        }
        report("\(table.plan.outputs[place].name): not used any more")
        table.plan.outputs[place] = RunPlan.Output(name: "", kind: .spare)
        let outfit = Handover.Outfit(output: place, rate: isOSC ? .datagrams : .software)
        handovers.send(Handover(nil, [outfit], done: handovers.descriptor)) { [weak self] in
            self?.table.disconnect(place)
            self?.table.plan.outputs[place].kind = .reserve(isOSC: isOSC)
            self?.renamed()
        }
    }
}
