import ControlRuntime
import OSCTransport
import RuntimeMap

/// Messages of a controller through a map with something of everything to a door, on one thread: what each
/// costs, and, under a counter of allocations, that it costs none.
struct MapMeasurement {
    var count = 100_000
    /// Messages before those that are measured.
    private static let first = 1_000

    func run() throws -> Figures {
        let bytes = Self.map.binary()
        let file = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 8)
        defer { file.deallocate() }
        file.copyBytes(from: bytes)
        let setting = MapSetting(outputs: [0, 1], controller: 2) { PacketPlan($0) }
        var instance = try MapInstance(
            RuntimeMapView(UnsafeRawBufferPointer(file)), setting: setting)
        var player = Player(
            outputs: [
                OutputPlan(rate: .unlimited), OutputPlan(.osc, rate: .unlimited),
                OutputPlan(rate: .unlimited),
            ], capacity: 4_096, sources: 1)
        var producer = EventProducer(
            source: 0, capacity: 4_096, policy: .newest, deadline: ArmedDeadline())
        player.attach(&producer)
        for output in 0..<3 { player.bind(output: output, now: 1) }
        var door = CountingDoor()
        var now: UInt64 = 1_000_000
        var start: UInt64 = 0
        var asked: UInt64?
        for number in 0..<count + Self.first {
            if number == Self.first {
                asked = AllocationCount.asked()
                start = MeasuredClock.threadProcessor()
            }
            instance.receive(Self.message(number), now: now, into: &producer)
            settle(&player, &instance, &producer, &door, now: now)
            now &+= 50_000
        }
        let used = MeasuredClock.threadProcessor() - start
        // Before the figures, which ask for more.
        let end = AllocationCount.asked()
        var figures = Figures()
        AllocationCount.add(asked, to: end, into: &figures)
        figures.add("messages", UInt64(count))
        figures.add("sent", instance.counters.sent)
        figures.add("shown", instance.counters.shown)
        figures.add("lost", instance.counters.lost)
        figures.add("ns_a_message", Double(used) / Double(max(1, count)))
        return figures
    }

    private func settle(
        _ player: inout Player, _ instance: inout MapInstance, _ producer: inout EventProducer,
        _ door: inout CountingDoor, now: UInt64
    ) {
        while true {
            switch player.advance(now: now, door: &door) {
            case .handOver(let event): instance.handle(event, now: now, into: &producer)
            case .wait(let next):
                door.flush()
                if let next, next <= now { continue }
                return
            }
        }
    }

    /// Sweeps over all that the map hears.
    private static func message(_ number: Int) -> ShortMessage {
        let value = UInt8(number / 12 & 127)
        let controllers: [12 of UInt8] = [1, 2, 3, 4, 20, 52, 99, 98, 6, 38, 5, 9]
        switch number % 13 {
        case 12: return ShortMessage(status: value & 1 == 0 ? 0x80 : 0x90, first: 36, second: value)
        case 6: return ShortMessage(status: 0xB0, first: 99, second: 0)
        case 7: return ShortMessage(status: 0xB0, first: 98, second: 7)
        case let turn:
            return ShortMessage(status: 0xB0, first: controllers[turn], second: value)
        }
    }

    private static let map: RuntimeMap = {
        var id = 0
        func target(_ route: RuntimeRoute, _ change: (inout RuntimeTarget) -> Void) -> RuntimeTarget
        {
            var made = RuntimeTarget(
                id: id, parameter: -1, symbol: "\(id)", kind: .continuous, minimum: 0,
                maximum: 127, defaultValue: 0)
            id += 1
            made.route = route
            change(&made)
            return made
        }
        func midi(_ kind: RuntimeMessage.Kind) -> RuntimeRoute {
            .midi(output: 0, channel: 1, message: RuntimeMessage(kind, number: 7))
        }
        func binding(
            _ message: RuntimeMessage, _ behaviour: RuntimeBehaviour,
            layers: UInt64 = .max, _ target: RuntimeTarget
        ) -> RuntimeBinding {
            RuntimeBinding(
                control: "\(target.id)", channel: 1, message: message, behaviour: behaviour,
                layers: layers, targets: [target],
                feedback: RuntimeFeedback(
                    style: target.mode == .direct ? .position : .lamp, message: message,
                    channel: 1, on: 127, off: 0))
        }
        func controller(_ number: Int) -> RuntimeMessage {
            RuntimeMessage(.controlChange, number: number)
        }
        let osc = RuntimeRoute.osc(
            output: 1, address: "/strip/plugin/parameter",
            arguments: [.int(1), .int(2), .valueAsFloat])
        let push = RuntimeBehaviour.momentary(on: 127, off: 0)
        return RuntimeMap(
            name: "measured", device: RuntimeDevice(manufacturer: "", model: ""), plugin: nil,
            outputs: [
                RuntimeOutput(name: "synth", kind: .midi(RuntimePort(request: ""))),
                RuntimeOutput(name: "host", kind: .osc(RuntimeOSCTarget(address: ""))),
            ], layers: ["base", "shift"],
            bindings: [
                binding(controller(1), .absolute, target(osc) { $0.curve = .exponential }),
                binding(controller(2), .absolute, target(osc) { $0.smoothingMilliseconds = 20 }),
                binding(
                    controller(3), .absolute, layers: 1,
                    target(midi(.controlChange)) { $0.pickUp = .scale }),
                binding(
                    controller(3), .absolute, layers: 2,
                    target(midi(.controlChange14)) { $0.pickUp = .pickup }),
                binding(
                    controller(4), .relative(.twosComplement),
                    target(midi(.pitchBend)) { $0.maximum = 16_383 }),
                binding(controller(5), push, target(midi(.channelPressure)) { $0.mode = .toggle }),
                binding(controller(9), push, target(.layer(1)) { $0.mode = .momentary }),
                binding(
                    RuntimeMessage(.controlChange14, number: 20), .absolute,
                    target(midi(.nrpn)) { $0.maximum = 16_383 }),
                binding(
                    RuntimeMessage(.note, number: 36), push, target(midi(.note)) { _ in }),
                binding(
                    RuntimeMessage(.nrpn, number: 7), .absolute,
                    target(midi(.polyPressure)) { $0.steps = 5 }),
            ])
    }()
}
