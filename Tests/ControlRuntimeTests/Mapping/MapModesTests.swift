import RuntimeMap
import Testing

@testable import ControlRuntime

/// The values of the first target after each message.
private func values(_ map: RuntimeMap, after messages: [[UInt8]], of target: Int = 0) -> [Double] {
    var played = PlayedMap(map)
    return messages.map {
        played.hear(message: $0)
        return played.value(target)
    }
}

private let on: [UInt8] = [0xB0, 1, 127]
private let off: [UInt8] = [0xB0, 1, 0]

private func pressed(_ number: UInt8) -> [[UInt8]] { [[0xB0, number, 127], [0xB0, number, 0]] }

@Suite struct MapModesTests {
    @Test func `a direct button has the value of its state`() {
        #expect(values(map(binding(cc(1), push, target())), after: [on, off, on]) == [1, 0, 1])
    }

    @Test func `a button's own values for on and off are positions`() {
        let button = binding(cc(1), .momentary(on: 127, off: 64), target("x", from: 0, to: 127))
        let messages: [[UInt8]] = [[0xB0, 1, 127], [0xB0, 1, 64]]
        #expect(values(map(button), after: messages) == [127, 64])
    }

    @Test func `a pad's velocity is its value`() {
        let pad = binding(RuntimeMessage(.note, number: 9), push, target("x", from: 0, to: 127))
        #expect(values(map(pad), after: [[0x90, 9, 80], [0x80, 9, 64]]) == [80, 0])
    }

    @Test func `toggle flips at each press of a momentary button`() {
        let button = binding(cc(1), push, target { $0.mode = .toggle })
        #expect(values(map(button), after: [on, off, on, off, on]) == [1, 1, 0, 0, 1])
    }

    @Test func `toggle follows a button that latches by itself`() {
        let button = binding(cc(1), .latching(on: 127, off: 0), target { $0.mode = .toggle })
        #expect(values(map(button), after: [on, on, off, on]) == [1, 1, 0, 1])
    }

    @Test func `toggle goes by the parameter's value, whoever set it`() {
        var played = PlayedMap(map(binding(cc(1), push, target { $0.mode = .toggle })))
        played.tell(1)
        played.hear(message: on)
        #expect(played.value() == 0)
    }

    @Test func `toggle switches between the ends of the used part`() {
        let button = binding(
            cc(1), push,
            target {
                $0.mode = .toggle
                ($0.lower, $0.upper) = (0.25, 0.75)
            })
        #expect(values(map(button), after: [on, off, on]) == [0.75, 0.75, 0.25])
    }

    @Test func `momentary is on while held, on an inverted target off`() {
        let button = binding(
            cc(1), .momentary(on: 100, off: 20),
            target { $0.mode = .momentary },
            target("y", at: 1) {
                $0.mode = .momentary
                $0.isInverted = true
            })
        let messages: [[UInt8]] = [[0xB0, 1, 100], [0xB0, 1, 20]]
        #expect(values(map(button), after: messages) == [1, 0])
        #expect(values(map(button), after: messages, of: 1) == [0, 1])
    }

    @Test func `a knob on a toggle presses on its way through the middle`() {
        let knob = binding(cc(1), target { $0.mode = .toggle })
        let messages: [[UInt8]] = [10, 70, 100, 60, 65].map { [0xB0, 1, $0] }
        #expect(values(map(knob), after: messages) == [0, 1, 1, 1, 0])
    }

    @Test func `cycle goes through the choices and round`() {
        let button = binding(
            cc(1), push,
            target("x", .choices, from: 0, to: 7) {
                $0.mode = .cycle
                $0.choices = [0, 2, 7]
            })
        #expect(values(map(button), after: [on, off, on, on, on]) == [2, 2, 7, 0, 2])
    }

    @Test func `cycle goes through steps of a range`() {
        let button = binding(
            cc(1), push,
            target("x", from: 0, to: 100) {
                $0.mode = .cycle
                $0.steps = 3
            })
        #expect(values(map(button), after: [on, on, on]) == [50, 100, 0])
    }

    @Test func `radio buttons of one parameter select the values of their places`() {
        func wave(_ number: Int) -> RuntimeBinding {
            binding(
                cc(number), push,
                target("wave", .choices, from: 0, to: 9, parameter: 4) {
                    $0.mode = .radio
                    $0.choices = [0, 3, 9]
                })
        }
        var played = PlayedMap(map(wave(1), wave(2), wave(3)))
        var values: [Double] = []
        for number: UInt8 in [3, 2, 1, 2] {
            for message in pressed(number) { played.hear(message: message) }
            values.append(played.value(0))
        }
        #expect(values == [9, 3, 0, 3])
        #expect(played.value(2) == 3)
    }

    @Test func `radio buttons of one group let each other go`() {
        func solo(_ number: Int) -> RuntimeBinding {
            binding(
                cc(number), push,
                target("solo-\(number)", .offOn) {
                    $0.mode = .radio
                    $0.group = 1
                })
        }
        var played = PlayedMap(map(solo(1), solo(2), solo(3)))
        for message in pressed(2) + pressed(3) { played.hear(message: message) }
        #expect((0..<3).map { played.value($0) } == [0, 0, 1])
    }

    @Test func `a radio button's part of the range says what it selects`() {
        func speed(_ number: Int, _ part: Double) -> RuntimeBinding {
            binding(
                cc(number), push,
                target("speed", parameter: 4) {
                    $0.mode = .radio
                    ($0.lower, $0.upper) = (0, part)
                })
        }
        var played = PlayedMap(map(speed(1, 0.25), speed(2, 0.5)))
        for message in pressed(1) { played.hear(message: message) }
        #expect(played.value() == 0.25)
        for message in pressed(2) { played.hear(message: message) }
        #expect(played.value() == 0.5)
    }
}

@Suite struct MapPickUpTests {
    private func knob(_ pickUp: RuntimeTarget.PickUp, at value: Double = 100) -> RuntimeMap {
        map(
            binding(
                cc(1), target("x", from: 0, to: 127, at: value, parameter: 1) { $0.pickUp = pickUp }
            ))
    }

    private func turned(_ map: RuntimeMap, _ positions: UInt8...) -> [Double] {
        values(map, after: positions.map { [0xB0, 1, $0] })
    }

    @Test func `a knob that jumps takes the value along at once`() {
        #expect(turned(knob(.jump), 10, 20) == [10, 20])
    }

    @Test func `a knob that picks up waits until it meets the value`() {
        #expect(turned(knob(.pickup), 10, 50, 98, 99, 110, 20) == [100, 100, 100, 99, 110, 20])
    }

    @Test func `a knob picks up a value that it jumps over`() {
        #expect(turned(knob(.pickup), 80, 120, 10) == [100, 120, 10])
        #expect(turned(knob(.pickup), 120, 80, 10) == [100, 80, 10])
    }

    @Test func `a value that was changed elsewhere has to be met again`() {
        var played = PlayedMap(knob(.pickup))
        for position: UInt8 in [99, 110] { played.hear(0xB0, 1, position) }
        played.run(milliseconds: 300)
        played.tell(30)
        played.hear(0xB0, 1, 111)
        #expect(played.value() == 30)
        played.hear(0xB0, 1, 20)
        #expect(played.value() == 20)
    }

    @Test func `scaled takeover reaches both ends and never goes the other way`() {
        var played = PlayedMap(knob(.scale))
        played.hear(0xB0, 1, 20)
        #expect(played.value() == 100)
        var last = 100.0
        for position in UInt8(21)...127 {
            played.hear(0xB0, 1, position)
            #expect(played.value() >= last)
            last = played.value()
        }
        #expect(last == 127)
        for position in (UInt8(0)...126).reversed() { played.hear(0xB0, 1, position) }
        #expect(played.value() == 0)
    }

    @Test func `scaled takeover moves with the part of the way that is left`() {
        // From 27 to 77 is half of the way to the end: so is 100 to 113.5.
        #expect(abs(turned(knob(.scale), 27, 77)[1] - 113.5) < 1e-9)
    }

    @Test func `a program's position is not waited for`() {
        var played = PlayedMap(knob(.pickup))
        played.handle(MapEvent(.control, map: 0, place: 0, number: 0))
        #expect(played.value() == 0)
    }
}

@Suite struct MapLayerTests {
    private static let base: UInt64 = 1
    private static let shifted: UInt64 = 2

    /// A knob and a button in two layers, and a button that turns to the second.
    private func layered(
        _ mode: RuntimeTarget.Mode, _ behaviour: RuntimeBehaviour = push
    ) -> RuntimeMap {
        map(
            binding(cc(1), target("a"), layers: Self.base),
            binding(cc(1), target("b"), layers: Self.shifted),
            binding(cc(2), push, target("c"), layers: Self.base),
            binding(cc(2), push, target("d"), layers: Self.shifted),
            binding(
                cc(9), behaviour,
                target("shift", .offOn) {
                    $0.mode = mode
                    $0.route = .layer(1)
                }), layers: ["base", "shift"])
    }

    @Test func `a shift layer is on while its button is held`() {
        var played = PlayedMap(layered(.momentary))
        played.hear(0xB0, 9, 127)
        #expect(played.instance.layer == 1)
        played.hear(0xB0, 1, 127)
        played.hear(0xB0, 9, 0)
        #expect([played.value(0), played.value(1)] == [0, 1])
        played.hear(0xB0, 1, 64)
        #expect(played.value(1) == 1)
        #expect(played.value(0) > 0.5)
    }

    @Test func `a shift layer that is told twice to be held is let go once`() {
        var played = PlayedMap(layered(.momentary))
        for value: UInt8 in [127, 127, 0] { played.hear(0xB0, 9, value) }
        #expect(played.instance.layer == 0)
    }

    @Test func `a knob that holds a layer lets it go on its way back`() {
        var played = PlayedMap(layered(.momentary, .absolute))
        var layers: [Int] = []
        for value: UInt8 in [0, 70, 90, 20] {
            played.hear(0xB0, 9, value)
            layers.append(played.instance.layer)
        }
        #expect(layers == [0, 1, 1, 0])
    }

    @Test func `a toggled layer stays until the next press`() {
        var played = PlayedMap(layered(.toggle))
        var layers: [Int] = []
        for _ in 0..<2 {
            for message in pressed(9) { played.hear(message: message) }
            layers.append(played.instance.layer)
        }
        #expect(layers == [1, 0])
    }

    @Test func `a page stays, and a latching button turns back`() {
        var page = PlayedMap(layered(.radio))
        for message in pressed(9) + pressed(9) { page.hear(message: message) }
        #expect(page.instance.layer == 1)
        var latching = PlayedMap(layered(.toggle, .latching(on: 127, off: 0)))
        latching.hear(0xB0, 9, 127)
        #expect(latching.instance.layer == 1)
        latching.hear(0xB0, 9, 0)
        #expect(latching.instance.layer == 0)
    }

    @Test func `a release goes where the press went`() {
        var played = PlayedMap(layered(.momentary))
        played.hear(0xB0, 2, 127)
        played.hear(0xB0, 9, 127)
        played.hear(0xB0, 2, 0)
        #expect([played.value(2), played.value(3)] == [0, 0])
        played.hear(0xB0, 2, 127)
        #expect(played.value(3) == 1)
        played.hear(0xB0, 9, 0)
        played.hear(0xB0, 2, 0)
        #expect([played.value(2), played.value(3)] == [0, 0])
    }

    @Test func `a value has to be picked up anew after a visit to another layer`() {
        var twice = layered(.momentary)
        for place in 0..<2 { twice.bindings[place].targets[0].pickUp = .pickup }
        var played = PlayedMap(twice)
        for position: UInt8 in [0, 40, 127] { played.hear(0xB0, 1, position) }
        played.hear(0xB0, 9, 127)
        played.hear(0xB0, 1, 60)
        #expect(played.value(1) == 0)
        played.hear(0xB0, 9, 0)
        played.hear(0xB0, 1, 50)
        #expect(played.value(0) == 1)
    }
}
