import RuntimeMap
import Testing

@testable import ControlRuntime

private func midi(
    _ kind: RuntimeMessage.Kind, _ number: Int = 0, bytes: [UInt8] = []
) -> RuntimeRoute {
    .midi(
        output: 0, channel: 2, message: RuntimeMessage(kind, number: number, bytes: bytes))
}

/// Something of everything that a map can hold.
private let everything: RuntimeMap = {
    let exclusive: [UInt8] = [0xF0, 0x7D, 0x80, 0x81, 0xF7]
    let lamp = RuntimeFeedback(style: .lamp, message: cc(7), channel: 1, on: 127, off: 0)
    let motor = RuntimeFeedback(style: .position, message: cc(1), channel: 1, on: 127, off: 0)
    return map(
        binding(cc(1), target("a", from: 0, to: 127) { $0.pickUp = .scale }, feedback: motor),
        binding(
            cc(2), .relative(.signBit),
            target("b", .wholeNumbers, from: 0, to: 9) { $0.route = midi(.programChange, -1) }),
        binding(
            cc(3), push,
            target("c", .choices, from: 0, to: 9) {
                $0.mode = .cycle
                $0.choices = [0, 4, 9]
            }),
        binding(
            cc(4),
            target("d", from: 20, to: 20_000) {
                $0.curve = .logarithmic
                $0.smoothingMilliseconds = 12
                $0.route = .osc(output: 1, address: "/v", arguments: [.valueAsFloat])
            }),
        binding(
            cc(7), push, target("e", .offOn) { $0.mode = .toggle }, layers: 1, feedback: lamp),
        binding(cc(7), push, target("f", .offOn) { $0.mode = .momentary }, layers: 2),
        binding(
            cc(9), push,
            target("shift", .offOn) {
                $0.mode = .momentary
                $0.route = .layer(1)
            }),
        binding(
            cc(10), target("hold", .offOn) { $0.route = .layer(2) }),
        binding(
            RuntimeMessage(.controlChange14, number: 20),
            target("g", from: 0, to: 16_383) { $0.route = midi(.nrpn, 99) }),
        binding(
            RuntimeMessage(.note, number: 36), push,
            target("h", from: 0, to: 127) { $0.route = midi(.note, 40) }),
        binding(RuntimeMessage(.note, number: 37), target("i") { $0.mode = .toggle }),
        binding(RuntimeMessage(.nrpn, number: 5), target("j") { $0.pickUp = .pickup }),
        binding(RuntimeMessage(.rpn, number: 5), .relative(.binaryOffset), target("k")),
        binding(RuntimeMessage(.pitchBend), target("l") { $0.deadZone = 0.3 }),
        binding(RuntimeMessage(.channelPressure), .latching(on: 100, off: 3), target("m")),
        binding(
            RuntimeMessage(.polyPressure, number: 1),
            target("n") { $0.route = midi(.systemExclusive, bytes: exclusive) }),
        binding(RuntimeMessage(.programChange, number: -1), target("o", .choices)),
        binding(RuntimeMessage(.programChange, number: 4), push, target("p") { $0.mode = .radio }),
        binding(
            RuntimeMessage(.systemExclusive, bytes: exclusive), target("q") { $0.isInverted = true }
        ), layers: ["base", "shift", "held"])
}()

/// Bytes of a wire: noise, or messages that the map hears, cut and mixed.
private func stream(_ random: inout SeededNumbers) -> [UInt8] {
    let statuses: [UInt8] = [0x80, 0x90, 0xA0, 0xB0, 0xB0, 0xB0, 0xC0, 0xD0, 0xE0, 0xF0, 0xF7]
    let numbers: [UInt8] = [
        1, 2, 3, 4, 5, 6, 7, 9, 10, 20, 36, 37, 38, 52, 96, 97, 98, 99, 100, 101,
    ]
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: 1...12, using: &random) {
        if Int.random(in: 0..<6, using: &random) == 0 {
            bytes.append(UInt8.random(in: 0...255, using: &random))
            continue
        }
        bytes.append(statuses.randomElement(using: &random) ?? 0xB0)
        bytes.append(numbers.randomElement(using: &random) ?? 1)
        bytes.append(UInt8.random(in: 0...127, using: &random))
    }
    return bytes
}

@Suite struct MapHostileTests {
    @Test func `20,000 hostile streams leave nothing behind that a release does not end`() {
        var played = PlayedMap(everything)
        var parser = MIDIByteParser(longestExclusive: 256)
        var random = SeededNumbers(99)
        for number in 0..<20_000 {
            for byte in stream(&random) {
                switch parser.parse(byte) {
                case .nothing: break
                case .message(let message):
                    played.instance.receive(message, now: played.now, into: &played.producer)
                case .systemExclusive:
                    played.instance.receive(
                        exclusive: parser.systemExclusive, now: played.now, into: &played.producer)
                }
            }
            played.instance.handle(
                TimedEvent(
                    .control, payload: UInt64.random(in: 0...UInt64.max, using: &random) & ~0xFF00),
                now: played.now, into: &played.producer)
            played.run(milliseconds: 1)
            played.door.records = []
            if number % 2_000 == 0 { expectOrder(&played) }
        }
        expectOrder(&played)
        #expect(played.instance.counters.lost == 0)
    }

    /// When every button is let go: the base layer is on, nothing sounds, and nothing is waited for.
    private func expectOrder(_ played: inout PlayedMap) {
        for number: UInt8 in [3, 7, 9, 10] { played.hear(0xB0, number, 0) }
        for number: UInt8 in [36, 37] { played.hear(0x80, number, 0) }
        played.run(milliseconds: 1_000)
        #expect(played.instance.layer == 0)
        #expect(played.player.ledger.port(0).count(2 * 128 + 40) == 0)
        #expect(played.settle() == nil)
        #expect(played.player.waitingCount == 0)
        played.hear(0xE0, 127, 127)
        let bend = played.instance.targets[bend(of: played.instance)]
        #expect(played.instance.cells[bend.cell].value == 1)
        for target in 0..<played.instance.targetCount {
            let shape = played.instance.targets[target].shape
            let value = played.value(target)
            #expect(value >= shape.minimum && value <= shape.maximum)
        }
    }

    private func bend(of instance: borrowing MapInstance) -> Int {
        (0..<instance.bindingCount).first { instance.bindings[$0].kind == .pitchBend }
            .map { instance.bindings[$0].targets.lowerBound } ?? 0
    }

    @Test func `controls and targets that are not there are not there`() {
        var played = PlayedMap(everything)
        for subject: MapEvent.Subject in [.control, .hostValue, .glide, .half, .letGo, .settled] {
            for place: UInt16 in [60, 512, 600, 65_535] {
                played.handle(MapEvent(subject, map: 0, place: place, number: 1))
            }
        }
        #expect(played.instance.counters.changed == 0)
        #expect(
            !played.instance.handle(
                MapEvent(.control, map: 1, place: 0).event(), now: 0, into: &played.producer))
    }

    @Test func `a map that passes all checks is played, whatever its numbers`() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            var odd = everything
            for binding in odd.bindings.indices {
                for place in odd.bindings[binding].targets.indices {
                    func number() -> Double {
                        [0, 1, -1, 1e300, -1e300, 1e-300, 0.5].randomElement(using: &random) ?? 0
                    }
                    odd.bindings[binding].targets[place].minimum = number()
                    odd.bindings[binding].targets[place].maximum = number()
                    odd.bindings[binding].targets[place].lower = number()
                    odd.bindings[binding].targets[place].upper = number()
                    odd.bindings[binding].targets[place].deadZone = number()
                    odd.bindings[binding].targets[place].smoothingMilliseconds = number()
                    odd.bindings[binding].targets[place].steps = Int.random(in: 0...5)
                }
            }
            var played = PlayedMap(odd)
            for number in UInt8(0)..<40 { played.hear(0xB0, number, number &* 3 & 127) }
            for target in 0..<played.instance.targetCount { #expect(!played.value(target).isNaN) }
        }
    }
}
