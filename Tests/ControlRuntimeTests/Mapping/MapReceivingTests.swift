import RuntimeMap
import Testing

@testable import ControlRuntime

@Suite struct MapReceivingTests {
    @Test(arguments: [
        (cc(7), [0xB0, 7, 127] as [UInt8]), (RuntimeMessage(.note, number: 60), [0x90, 60, 127]),
        (RuntimeMessage(.polyPressure, number: 60), [0xA0, 60, 127]),
        (RuntimeMessage(.channelPressure), [0xD0, 127]),
        (RuntimeMessage(.pitchBend), [0xE0, 127, 127]),
        (RuntimeMessage(.programChange, number: -1), [0xC0, 127]),
        (RuntimeMessage(.programChange, number: 5), [0xC0, 5]),
        (RuntimeMessage(.systemExclusive, bytes: [0xF0, 1, 0x80, 0xF7]), [0xF0, 1, 127, 0xF7]),
    ])
    func `every message moves its target to the end`(message: RuntimeMessage, bytes: [UInt8]) {
        // What has no value is a press, which is followed by a release.
        let isTrigger = message.kind == .programChange && message.number >= 0
        var played = PlayedMap(
            map(
                binding(
                    message, isTrigger ? push : .absolute,
                    target { $0.mode = isTrigger ? .toggle : .direct })))
        played.hear(message: bytes)
        #expect(played.value() == 1)
        #expect(played.instance.counters.unheard == 0)
    }

    @Test func `channels, numbers and kinds are told apart`() {
        var played = PlayedMap(map(binding(cc(7), channel: 2, target())))
        for bytes: [UInt8] in [
            [0xB0, 7, 127], [0xB1, 8, 127], [0x91, 7, 127], [0xA1, 7, 127], [0xE1, 7, 127],
        ] { played.hear(message: bytes) }
        #expect(played.value() == 0)
        #expect(played.instance.counters.unheard == 5)
        played.hear(0xB1, 7, 127)
        #expect(played.value() == 1)
    }

    @Test func `a controller of fourteen bits is the value of its pair`() {
        let pair = RuntimeMessage(.controlChange14, number: 3)
        var played = PlayedMap(map(binding(pair, target("x", from: 0, to: 16_383))))
        played.hear(0xB0, 3, 0x12)
        #expect(played.value() == 0)
        played.hear(0xB0, 35, 0x34)
        #expect(played.value() == Double(0x12 << 7 | 0x34))
        played.hear(0xB0, 35, 0x35)
        #expect(played.value() == Double(0x12 << 7 | 0x35))
    }

    @Test func `an upper half without a lower one is a value after a while, and then at once`() {
        let pair = RuntimeMessage(.controlChange14, number: 3)
        var played = PlayedMap(map(binding(pair, target())))
        played.hear(0xB0, 3, 127)
        #expect(played.value() == 0)
        played.run(milliseconds: 25)
        #expect(played.value() == 1)
        played.hear(0xB0, 3, 0)
        #expect(played.value() == 0)
    }

    @Test(arguments: [(RuntimeMessage.Kind.nrpn, 99 as UInt8, 98 as UInt8), (.rpn, 101, 100)])
    func `parameter numbers are put together`(
        kind: RuntimeMessage.Kind, upper: UInt8, lower: UInt8
    ) {
        let message = RuntimeMessage(kind, number: 5 << 7 | 6)
        var played = PlayedMap(map(binding(message, target("x", from: 0, to: 16_383))))
        for (controller, value) in [(upper, 5 as UInt8), (lower, 6), (6, 100), (38, 1)] {
            played.hear(0xB0, controller, value)
        }
        #expect(played.value() == Double(100 << 7 | 1))
        played.hear(0xB0, lower, 7)
        played.hear(0xB0, 6, 1)
        played.hear(0xB0, 38, 1)
        #expect(played.value() == Double(100 << 7 | 1))
    }

    @Test func `after the null parameter data entry changes nothing`() {
        let message = RuntimeMessage(.nrpn, number: 6)
        var played = PlayedMap(map(binding(message, target())))
        for (controller, value): (UInt8, UInt8) in [
            (99, 0), (98, 6), (6, 127), (38, 127), (101, 127), (100, 127), (6, 0), (38, 0),
        ] { played.hear(0xB0, controller, value) }
        played.run(milliseconds: 50)
        #expect(played.value() == 1)
    }

    @Test func `a parameter number of seven bits is a value when the next begins`() {
        let message = RuntimeMessage(.nrpn, number: 6)
        var played = PlayedMap(map(binding(message, target())))
        for (controller, value): (UInt8, UInt8) in [(99, 0), (98, 6), (6, 127), (99, 0)] {
            played.hear(0xB0, controller, value)
        }
        #expect(played.value() == 1)
    }

    @Test func `data increment and decrement are ticks`() {
        let message = RuntimeMessage(.rpn, number: 6)
        var played = PlayedMap(
            map(binding(message, .relative(.twosComplement), target("x", from: 0, to: 127))))
        for (controller, value): (UInt8, UInt8) in [
            (101, 0), (100, 6), (96, 0), (96, 0), (97, 0),
        ] { played.hear(0xB0, controller, value) }
        #expect(abs(played.value() - 1) < 1e-9)
    }

    @Test func `System Exclusive is exact, but for its value`() {
        let pattern: [UInt8] = [0xF0, 0x7D, 0x80, 0x81, 0xF7]
        let message = RuntimeMessage(.systemExclusive, bytes: pattern)
        var played = PlayedMap(map(binding(message, target("x", from: 0, to: 16_383))))
        played.hear(0xF0, 0x7D, 0x12, 0x34, 0xF7)
        #expect(played.value() == Double(0x12 << 7 | 0x34))
        played.hear(0xF0, 0x7E, 0x13, 0x34, 0xF7)
        played.hear(0xF0, 0x7D, 0x13, 0xF7)
        #expect(played.value() == Double(0x12 << 7 | 0x34))
        #expect(played.instance.counters.unheard == 2)
    }

    @Test func `a note-on without velocity ends the note`() {
        var played = PlayedMap(
            map(binding(RuntimeMessage(.note, number: 60), push, target())))
        played.hear(0x90, 60, 127)
        #expect(played.value() == 1)
        played.hear(0x90, 60, 0)
        #expect(played.value() == 0)
    }

    @Test func `a wheel at rest is the middle exactly`() {
        var played = PlayedMap(map(binding(RuntimeMessage(.pitchBend), target())))
        played.hear(0xE0, 0, 64)
        #expect(played.value() == 0.5)
    }

    @Test func `a bipolar knob at 64 is the middle exactly`() {
        var played = PlayedMap(map(binding(cc(1), target { $0.isBipolar = true })))
        played.hear(0xB0, 1, 64)
        #expect(played.value() == 0.5)
    }

    @Test(arguments: [
        (RuntimeBehaviour.Encoding.twosComplement, 3 as UInt8, 125 as UInt8),
        (.binaryOffset, 67, 61), (.signBit, 3, 67), (.signBitUp, 67, 3),
    ])
    func `each encoding goes up and comes back`(
        encoding: RuntimeBehaviour.Encoding, up: UInt8, down: UInt8
    ) {
        var played = PlayedMap(
            map(binding(cc(1), .relative(encoding), target("x", from: 0, to: 127, at: 64))))
        played.hear(0xB0, 1, up)
        #expect(abs(played.value() - 67) < 1e-9)
        for _ in 0..<2 { played.hear(0xB0, 1, down) }
        #expect(abs(played.value() - 61) < 1e-9)
    }

    @Test func `ticks up and as many down are the start again, wherever they go between`() {
        var played = PlayedMap(
            map(
                binding(
                    cc(1), .relative(.twosComplement),
                    target("x", from: 20, to: 20_000, at: 640) { $0.curve = .logarithmic })))
        var random = SeededNumbers(7)
        var sum = 0
        for _ in 0..<2_000 {
            let ticks = Int.random(in: max(-3, -40 - sum)...min(3, 40 - sum), using: &random)
            sum += ticks
            played.hear(0xB0, 1, UInt8(ticks & 127))
        }
        played.hear(0xB0, 1, UInt8(-sum & 127))
        #expect(abs(played.value() - 640) < 1e-6)
    }

    @Test func `an encoder walks through choices one by one, and stops at the ends`() {
        let choices = target("x", .choices, from: 0, to: 100, at: 0) {
            $0.choices = [0, 1, 2, 100]
        }
        var played = PlayedMap(map(binding(cc(1), .relative(.twosComplement), choices)))
        var values: [Double] = []
        for byte: UInt8 in [1, 1, 1, 1, 127, 127, 127, 127] {
            played.hear(0xB0, 1, byte)
            values.append(played.value())
        }
        #expect(values == [1, 2, 100, 100, 2, 1, 0, 0])
    }

    @Test func `acceleration makes fast ticks count for more, slow ones for one`() {
        var accelerated = map(
            binding(cc(1), .relative(.twosComplement), target("x", from: 0, to: 127)))
        accelerated.bindings[0].acceleration = 3
        var played = PlayedMap(accelerated)
        played.hear(0xB0, 1, 1)
        played.run(milliseconds: 200)
        played.hear(0xB0, 1, 1)
        #expect(abs(played.value() - 2) < 1e-9)
        played.run(milliseconds: 50)
        played.hear(0xB0, 1, 1)
        #expect(abs(played.value() - 4.5) < 1e-9)
    }

    @Test func `several targets of one control move together`() {
        var played = PlayedMap(
            map(binding(cc(1), target("a"), target("b", from: 0, to: 10) { $0.isInverted = true })))
        played.hear(0xB0, 1, 127)
        #expect([played.value(0), played.value(1)] == [1, 0])
    }

    @Test func `a program moves a control by its place`() throws {
        let bytes = map(binding(cc(1), target("a"), control: "cutoff")).binary()
        let directory = try bytes.withUnsafeBytes {
            try MapDirectory(RuntimeMapView($0), setting: .tried)
        }
        let name = try #require(directory.controls["cutoff"])
        var played = PlayedMap(map(binding(cc(1), target("a"), control: "cutoff")))
        let payload = UInt64(name) | UInt64(Float(0.75).bitPattern) << 32
        played.instance.handle(
            TimedEvent(.control, payload: payload, count: 8), now: 0, into: &played.producer)
        #expect(played.value() == 0.75)
    }
}
