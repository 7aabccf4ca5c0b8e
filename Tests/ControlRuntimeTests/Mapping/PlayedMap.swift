import RuntimeMap

@testable import ControlRuntime

/// A map that is played on a clock that stands still until it is told to go on. Output 0 is a synthesiser,
/// output 1 takes OSC, output 2 is the controller.
struct PlayedMap: ~Copyable {
    var player: Player
    var producer: EventProducer
    var instance: MapInstance
    var door = RecordingDoor()
    var now: UInt64 = 1_000_000_000

    init(_ map: RuntimeMap, capacity: Int = 4_096, setting: MapSetting = .tried) {
        player = Player(
            outputs: [
                OutputPlan(rate: .unlimited), OutputPlan(.osc, rate: .unlimited),
                OutputPlan(rate: .unlimited),
            ], capacity: 8_192, sources: 1)
        producer = EventProducer(
            source: 0, capacity: capacity, policy: .newest, deadline: ArmedDeadline())
        player.attach(&producer)
        for place in 0..<3 { player.bind(output: place, now: now) }
        instance = loaded(map, setting: setting)
        settle()
    }

    /// Takes bytes of the controller, one message.
    mutating func hear(_ bytes: UInt8...) {
        hear(message: bytes)
    }

    mutating func hear(message bytes: [UInt8]) {
        if bytes[0] == 0xF0 {
            bytes.withUnsafeBytes { instance.receive(exclusive: $0, now: now, into: &producer) }
        } else {
            instance.receive(short(bytes), now: now, into: &producer)
        }
        settle()
    }

    mutating func hearHost(_ bytes: UInt8...) {
        instance.receive(short(bytes), fromHost: 0, now: now, into: &producer)
        settle()
    }

    /// The host tells a target's value.
    mutating func tell(_ value: Float, target: UInt16 = 0) {
        handle(MapEvent(.hostValue, map: 0, place: target, number: value))
    }

    mutating func handle(_ event: MapEvent) {
        instance.handle(event.event(), now: now, into: &producer)
        settle()
    }

    mutating func reload(_ map: RuntimeMap) {
        var new = loaded(map, setting: .tried)
        new.takeOver(from: &instance, now: now, into: &producer)
        instance = new
        settle()
    }

    /// Does all that is due now; answers the next deadline.
    @discardableResult mutating func settle() -> UInt64? {
        door.now = now
        while true {
            switch player.advance(now: now, door: &door) {
            case .handOver(let event): instance.handle(event, now: now, into: &producer)
            case .wait(let next):
                door.flush()
                if let next, next <= now { continue }
                return next
            }
        }
    }

    mutating func run(milliseconds: UInt64) {
        let end = now + milliseconds * 1_000_000
        while let next = settle(), next <= end { now = next }
        now = end
        settle()
    }

    func value(_ target: Int = 0) -> Double { instance.value(ofTarget: target) }

    /// What went to an output since the last time, and forgets all else.
    mutating func sent(to output: Int = 0) -> [[UInt8]] {
        let bytes = door.records.filter { $0.output == output }.map(\.bytes)
        door.records = []
        return bytes
    }
}

extension MapSetting {
    static var tried: MapSetting {
        MapSetting(outputs: [0, 1], controller: 2) { route in
            guard case .osc = route else { return nil }
            // `/v` with the value as a float.
            return PacketPlan(
                bytes: [0x2F, 0x76, 0, 0, 0x2C, 0x66, 0, 0, 0, 0, 0, 0],
                patches: [.init(offset: 8, kind: .float)])
        }
    }
}

func loaded(_ map: RuntimeMap, setting: MapSetting = .tried) -> MapInstance {
    let bytes = map.binary()
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 8)
    // An instance does not need the file any more.
    defer { memory.deallocate() }
    memory.copyBytes(from: bytes)
    do {
        return try MapInstance(RuntimeMapView(UnsafeRawBufferPointer(memory)), setting: setting)
    } catch { preconditionFailure("\(error)") }
}

private func short(_ bytes: [UInt8]) -> ShortMessage {
    ShortMessage(
        status: bytes[0], first: bytes.count > 1 ? bytes[1] : 0,
        second: bytes.count > 2 ? bytes[2] : 0)
}

/// A parameter from 0 to 1, or as told.
func target(
    _ symbol: String = "x", _ kind: RuntimeTarget.Kind = .continuous, from minimum: Double = 0,
    to maximum: Double = 1, at defaultValue: Double? = nil, parameter: Int = -1,
    _ change: (inout RuntimeTarget) -> Void = { _ in }
) -> RuntimeTarget {
    var target = RuntimeTarget(
        id: 0, parameter: parameter, symbol: symbol, kind: kind, minimum: minimum,
        maximum: maximum, defaultValue: defaultValue ?? minimum)
    change(&target)
    return target
}

/// A controller of channel 1 that moves targets.
func binding(
    _ message: RuntimeMessage, _ behaviour: RuntimeBehaviour, channel: Int = 1,
    _ targets: RuntimeTarget..., control: String = "control", layers: UInt64 = .max,
    feedback: RuntimeFeedback? = nil
) -> RuntimeBinding {
    RuntimeBinding(
        control: control, channel: channel, message: message, behaviour: behaviour,
        layers: layers, targets: targets, feedback: feedback)
}

/// The same for what follows its value.
func binding(
    _ message: RuntimeMessage, channel: Int = 1, _ targets: RuntimeTarget...,
    control: String = "control", layers: UInt64 = .max, feedback: RuntimeFeedback? = nil
) -> RuntimeBinding {
    RuntimeBinding(
        control: control, channel: channel, message: message, behaviour: .absolute,
        layers: layers, targets: targets, feedback: feedback)
}

let push = RuntimeBehaviour.momentary(on: 127, off: 0)

func cc(_ number: Int) -> RuntimeMessage { RuntimeMessage(.controlChange, number: number) }

/// A map of bindings, put into order, that sends MIDI to output 0 and OSC to output 1.
func map(_ bindings: RuntimeBinding..., layers: [String] = []) -> RuntimeMap {
    var ordered = bindings.enumerated().sorted {
        let (a, b) = ($0.element, $1.element)
        if a.channel != b.channel { return a.channel < b.channel }
        if a.message != b.message { return a.message < b.message }
        return $0.offset < $1.offset
    }.map(\.element)
    var id = 0
    for place in ordered.indices {
        for target in ordered[place].targets.indices {
            ordered[place].targets[target].id = id
            id += 1
        }
    }
    return RuntimeMap(
        name: "tried", device: RuntimeDevice(manufacturer: "A", model: "B"), plugin: nil,
        outputs: [
            RuntimeOutput(name: "synth", kind: .midi(RuntimePort(request: "synth"))),
            RuntimeOutput(
                name: "host", kind: .osc(RuntimeOSCTarget(address: "udp://localhost:9000"))),
        ], layers: layers, bindings: ordered)
}
