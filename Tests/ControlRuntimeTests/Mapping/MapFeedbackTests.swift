import RuntimeMap
import Testing

@testable import ControlRuntime

private func shown(
    _ style: RuntimeFeedback.Style, _ message: RuntimeMessage = cc(1), on: Int = 127, off: Int = 0
) -> RuntimeFeedback {
    RuntimeFeedback(style: style, message: message, channel: 1, on: on, off: off)
}

private func fader() -> PlayedMap {
    PlayedMap(
        map(binding(cc(1), target("x", from: 0, to: 127), feedback: shown(.position))))
}

@Suite struct MapFeedbackTests {
    @Test func `a lamp is lit while its toggle is on`() {
        var played = PlayedMap(
            map(
                binding(
                    cc(1), push, target { $0.mode = .toggle },
                    feedback: shown(.lamp, on: 3, off: 1))))
        played.hear(0xB0, 1, 127)
        #expect(played.sent(to: 2) == [[0xB0, 1, 3]])
        played.run(milliseconds: 100)
        for value: UInt8 in [0, 127] { played.hear(0xB0, 1, value) }
        #expect(played.sent(to: 2).last == [0xB0, 1, 1])
    }

    @Test func `a radio group's lamps follow the choice`() {
        func wave(_ number: Int) -> RuntimeBinding {
            binding(
                cc(number), push,
                target("wave", .wholeNumbers, from: 0, to: 1, parameter: 1) { $0.mode = .radio },
                feedback: shown(.lamp, cc(number)))
        }
        var played = PlayedMap(map(wave(1), wave(2)))
        played.instance.resendFeedback(now: played.now, into: &played.producer)
        played.settle()
        #expect(played.sent(to: 2) == [[0xB0, 1, 127], [0xB0, 2, 0]])
        played.hear(0xB0, 2, 127)
        #expect(played.sent(to: 2) == [[0xB0, 1, 0], [0xB0, 2, 127]])
    }

    @Test func `a ring shows what an encoder did`() {
        var played = PlayedMap(
            map(
                binding(
                    cc(1), .relative(.twosComplement), target("x", from: 0, to: 127),
                    feedback: shown(.position, cc(33), on: 11, off: 1))))
        for _ in 0..<64 { played.hear(0xB0, 1, 1) }
        #expect(played.sent(to: 2).last == [0xB0, 33, 6])
    }

    @Test func `a fader that a hand moves is not moved back`() {
        var played = fader()
        for value: UInt8 in [10, 20, 30] { played.hear(0xB0, 1, value) }
        played.run(milliseconds: 1_000)
        #expect(played.sent(to: 2) == [])
    }

    @Test func `a motor goes where the host says, and its way back in is no move`() {
        var played = fader()
        played.hear(0xB0, 1, 0)
        played.run(milliseconds: 1_000)
        played.tell(100)
        #expect(played.sent(to: 2) == [[0xB0, 1, 100]])
        for value: UInt8 in [30, 70, 100] { played.hear(0xB0, 1, value) }
        #expect(played.value() == 100)
        #expect(played.instance.counters.echoes == 3)
    }

    @Test func `a hand that takes a fader beyond where its motor goes wins`() {
        var played = fader()
        played.tell(50)
        played.hear(0xB0, 1, 90)
        #expect(played.value() == 90)
    }

    @Test func `what the host says while a hand is on the fader is shown when it is off`() {
        var played = fader()
        played.hear(0xB0, 1, 20)
        played.tell(100)
        #expect(played.sent(to: 2) == [])
        played.run(milliseconds: 300)
        #expect(played.sent(to: 2) == [[0xB0, 1, 100]])
    }

    @Test func `a lamp's message that comes back is no press`() {
        var played = PlayedMap(
            map(
                binding(cc(1), push, target { $0.mode = .toggle }, feedback: shown(.lamp))))
        played.tell(1)
        #expect(played.sent(to: 2) == [[0xB0, 1, 127]])
        played.hear(0xB0, 1, 127)
        #expect(played.value() == 1)
        played.run(milliseconds: 100)
        played.hear(0xB0, 1, 127)
        #expect(played.value() == 0)
    }

    @Test func `a controller that comes back is told everything`() {
        var played = fader()
        played.tell(50)
        _ = played.sent(to: 2)
        played.instance.resendFeedback(now: played.now, into: &played.producer)
        played.settle()
        #expect(played.sent(to: 2) == [[0xB0, 1, 50]])
    }

    @Test func `another layer shows its own values`() {
        let lamps = map(
            binding(
                cc(1), push, target("a", at: 1) { $0.mode = .toggle }, layers: 1,
                feedback: shown(.lamp)),
            binding(
                cc(1), push, target("b") { $0.mode = .toggle }, layers: 2, feedback: shown(.lamp)),
            binding(
                cc(9), push,
                target("shift", .offOn) {
                    $0.mode = .momentary
                    $0.route = .layer(1)
                }, feedback: shown(.lamp, cc(9))), layers: ["base", "shift"])
        var played = PlayedMap(lamps)
        played.hear(0xB0, 9, 127)
        #expect(played.sent(to: 2) == [[0xB0, 1, 0], [0xB0, 9, 127]])
        played.hear(0xB0, 9, 0)
        #expect(played.sent(to: 2).contains([0xB0, 1, 127]))
    }
}

@Suite struct MapHostValueTests {
    @Test func `a synthesiser's controller tells the value`() {
        var played = PlayedMap(
            map(
                binding(
                    cc(1),
                    target("x", from: 0, to: 127) {
                        $0.route = .midi(output: 0, channel: 3, message: cc(7))
                    }, feedback: shown(.position))))
        played.hearHost(0xB2, 7, 99)
        #expect(played.value() == 99)
        #expect(played.sent(to: 2) == [[0xB0, 1, 99]])
    }

    @Test func `what was sent and comes back changes nothing`() {
        var played = PlayedMap(
            map(
                binding(
                    cc(1),
                    target("x", from: 0, to: 100) {
                        $0.route = .midi(output: 0, channel: 1, message: cc(7))
                    })))
        played.hear(0xB0, 1, 63)
        let value = played.value()
        played.hearHost(0xB0, 7, 50)
        played.run(milliseconds: 500)
        #expect(played.value() == value)
    }

    @Test func `older values that come back while a knob is turned are not believed`() {
        var played = fader()
        for value: UInt8 in [10, 20, 30] { played.hear(0xB0, 1, value) }
        played.tell(10)
        #expect(played.value() == 30)
        played.tell(30)
        played.run(milliseconds: 500)
        #expect(played.value() == 30)
    }

    @Test func `what the host insists on is believed`() {
        var played = PlayedMap(
            map(
                binding(
                    cc(1),
                    target("x", from: 0, to: 127) {
                        $0.route = .midi(output: 0, channel: 1, message: cc(7))
                    })))
        played.hear(0xB0, 1, 30)
        played.tell(12)
        #expect(played.value() == 30)
        played.run(milliseconds: 500)
        #expect(played.value() == 12)
    }

    @Test func `a host's nonsense is kept out`() {
        var played = fader()
        played.tell(.nan)
        played.tell(.infinity)
        #expect(played.value() == 127)
        played.tell(-.infinity)
        #expect(played.value() == 0)
    }
}
