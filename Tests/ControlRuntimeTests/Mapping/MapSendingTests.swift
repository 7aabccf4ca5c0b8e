import RuntimeMap
import Testing

@testable import ControlRuntime

/// What goes to the synthesiser when knob 1 is turned.
private func sent(
    _ message: RuntimeMessage, _ positions: UInt8..., from minimum: Double = 0,
    to maximum: Double = 127
) -> [[UInt8]] {
    var played = PlayedMap(
        map(
            binding(
                cc(1),
                target("x", from: minimum, to: maximum) {
                    $0.route = .midi(output: 0, channel: 3, message: message)
                })))
    for position in positions { played.hear(0xB0, 1, position) }
    return played.sent()
}

@Suite struct MapSendingTests {
    @Test func `controllers, pressures, bends and programs carry the value`() {
        #expect(sent(cc(7), 100) == [[0xB2, 7, 100]])
        #expect(sent(RuntimeMessage(.channelPressure), 100) == [[0xD2, 100]])
        #expect(sent(RuntimeMessage(.polyPressure, number: 60), 100) == [[0xA2, 60, 100]])
        #expect(sent(RuntimeMessage(.programChange, number: -1), 100) == [[0xC2, 100]])
        #expect(sent(RuntimeMessage(.pitchBend), 127, to: 16_383) == [[0xE2, 127, 127]])
    }

    @Test func `fourteen bits go as a pair of controllers`() {
        #expect(
            sent(RuntimeMessage(.controlChange14, number: 7), 127, to: 16_383)
                == [[0xB2, 7, 127], [0xB2, 39, 127]])
    }

    @Test func `parameter numbers are chosen, set and closed`() {
        #expect(
            sent(RuntimeMessage(.nrpn, number: 1 << 7 | 2), 127, to: 16_383)
                == [
                    [0xB2, 99, 1], [0xB2, 98, 2], [0xB2, 6, 127], [0xB2, 38, 127],
                    [0xB2, 101, 127], [0xB2, 100, 127],
                ])
        #expect(
            sent(RuntimeMessage(.rpn, number: 2), 64).prefix(3)
                == [[0xB2, 101, 0], [0xB2, 100, 2], [0xB2, 6, 64]])
    }

    @Test func `notes begin and end`() {
        let note = RuntimeMessage(.note, number: 60)
        #expect(sent(note, 100, 0) == [[0x92, 60, 100], [0x82, 60, 0]])
    }

    @Test func `System Exclusive carries the value where it stands`() {
        let fine = RuntimeMessage(.systemExclusive, bytes: [0xF0, 1, 0x80, 0x81, 0xF7])
        #expect(sent(fine, 127, to: 129) == [[0xF0, 1, 1, 1, 0xF7]])
        let coarse = RuntimeMessage(.systemExclusive, bytes: [0xF0, 1, 0x80, 0xF7])
        #expect(sent(coarse, 100) == [[0xF0, 1, 100, 0xF7]])
    }

    @Test func `the same number is not sent twice`() {
        #expect(sent(cc(7), 1, 2, 127, to: 1) == [[0xB2, 7, 0], [0xB2, 7, 1]])
    }

    @Test func `the first value is sent though it is the default`() {
        #expect(sent(cc(7), 0) == [[0xB2, 7, 0]])
    }

    @Test func `a button calls a program once a press`() {
        var played = PlayedMap(
            map(
                binding(
                    cc(1), push,
                    target {
                        $0.route = .midi(
                            output: 0, channel: 1,
                            message: RuntimeMessage(.programChange, number: 9)
                        )
                    })))
        for value: UInt8 in [127, 0, 127, 0] { played.hear(0xB0, 1, value) }
        #expect(played.sent() == [[0xC0, 9], [0xC0, 9]])
    }

    @Test func `a pad played by velocity ends its note`() {
        var played = PlayedMap(
            map(
                binding(
                    RuntimeMessage(.note, number: 36),
                    target("x", from: 0, to: 127) {
                        $0.route = .midi(
                            output: 0, channel: 10, message: RuntimeMessage(.note, number: 38))
                    })))
        played.hear(0x90, 36, 99)
        played.hear(0x80, 36, 64)
        #expect(played.sent() == [[0x99, 38, 99], [0x89, 38, 0]])
    }

    @Test func `OSC is a packet with the value in its place`() {
        var played = PlayedMap(
            map(
                binding(
                    cc(1),
                    target("x", from: 0, to: 2) {
                        $0.route = .osc(output: 1, address: "/v", arguments: [.valueAsFloat])
                    })))
        played.hear(0xB0, 1, 127)
        #expect(
            played.sent(to: 1) == [[0x2F, 0x76, 0, 0, 0x2C, 0x66, 0, 0, 0x40, 0, 0, 0]])
    }

    @Test func `every kind of patch is written`() {
        let plan = PacketPlan(
            bytes: [UInt8](repeating: 0, count: 24),
            patches: [
                .init(offset: 0, kind: .double), .init(offset: 8, kind: .int),
                .init(offset: 12, kind: .position), .init(offset: 16, kind: .flag),
                .init(offset: 22, kind: .double),
            ])
        let table = PacketTable([PacketPlan(bytes: [1], patches: []), plan])
        #expect(
            Array(table.packet(1, value: 2, position: 0.5))
                == [
                    0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x3F, 0, 0, 0, 0x54, 0, 0, 0, 0, 0, 0, 0,
                ])
        #expect(Array(table.packet(0, value: 2, position: 0.5)) == [1])
    }

    @Test func `what finds no room in the ring is counted`() {
        var played = PlayedMap(
            map(
                binding(
                    RuntimeMessage(.note, number: 1),
                    target("x", from: 0, to: 127) {
                        $0.route = .midi(
                            output: 0, channel: 1, message: RuntimeMessage(.note, number: 1))
                    })), capacity: 4)
        for velocity in UInt8(1)...20 {
            played.instance.receive(
                ShortMessage(status: 0x90, first: 1, second: velocity), now: played.now,
                into: &played.producer)
        }
        let counters = played.instance.counters
        #expect(counters.lost > 0)
        #expect(counters.sent + counters.lost == 20)
    }
}

@Suite struct MapSmoothingTests {
    private func smooth() -> PlayedMap {
        PlayedMap(
            map(
                binding(
                    cc(1),
                    target("x", from: 0, to: 127) {
                        $0.smoothingMilliseconds = 50
                        $0.route = .midi(output: 0, channel: 1, message: cc(7))
                    })))
    }

    @Test func `a value goes to its end in steps of time`() {
        var played = smooth()
        played.hear(0xB0, 1, 127)
        #expect(played.sent() == [])
        played.run(milliseconds: 26)
        let half = played.sent().map { $0[2] }
        #expect(half.count == 5)
        #expect(half == half.sorted())
        #expect(half.last == 64)
        played.run(milliseconds: 30)
        #expect(played.sent().last == [0xB0, 7, 127])
        #expect(played.value() == 127)
    }

    @Test func `nothing is waited for when a value has arrived`() {
        var played = smooth()
        played.hear(0xB0, 1, 127)
        played.run(milliseconds: 100)
        #expect(played.settle() == nil)
    }

    @Test func `a turn on the way goes on from where the value is`() {
        var played = smooth()
        played.hear(0xB0, 1, 127)
        played.run(milliseconds: 26)
        played.hear(0xB0, 1, 0)
        played.run(milliseconds: 100)
        let sent = played.sent().map { Int($0[2]) }
        #expect(sent.last == 0)
        #expect(zip(sent, sent.dropFirst()).allSatisfy { abs($1 - $0) < 20 })
    }
}
