import RuntimeMap
import Testing

@testable import ControlRuntime

private func knob(_ number: Int, _ symbol: String, sends controller: Int = 7) -> RuntimeBinding {
    binding(
        cc(number),
        target(symbol, from: 0, to: 127, at: 64, parameter: 1) {
            $0.route = .midi(output: 0, channel: 1, message: cc(controller))
            $0.pickUp = .pickup
        })
}

private func pad(sends note: Int) -> RuntimeBinding {
    binding(
        RuntimeMessage(.note, number: 36), push,
        target("pad", from: 0, to: 127) {
            $0.route = .midi(
                output: 0, channel: 1, message: RuntimeMessage(.note, number: note))
        })
}

@Suite struct MapReloadTests {
    @Test func `known values of the same parameters are taken over, whatever moves them`() {
        var played = PlayedMap(map(knob(1, "x")))
        for position: UInt8 in [64, 100] { played.hear(0xB0, 1, position) }
        played.reload(map(knob(2, "x", sends: 8)))
        #expect(played.value() == 100)
        #expect(played.sent() == [[0xB0, 7, 64], [0xB0, 7, 100]])
    }

    @Test func `other parameters begin with their defaults`() {
        var played = PlayedMap(map(knob(1, "x")))
        for position: UInt8 in [64, 100] { played.hear(0xB0, 1, position) }
        played.reload(map(knob(1, "y")))
        #expect(played.value() == 64)
    }

    @Test func `sounding notes end on the old route`() {
        var played = PlayedMap(map(pad(sends: 40)))
        played.hear(0x90, 36, 100)
        played.reload(map(pad(sends: 50)))
        #expect(played.sent() == [[0x90, 40, 100], [0x80, 40, 0]])
        played.hear(0x80, 36, 0)
        #expect(played.sent() == [])
        played.hear(0x90, 36, 90)
        #expect(played.sent() == [[0x90, 50, 90]])
    }

    @Test func `a page with the same name stays`() {
        func paged(_ layers: [String], to layer: Int) -> RuntimeMap {
            map(
                binding(
                    cc(9), push,
                    target("page", .offOn) {
                        $0.mode = .radio
                        $0.route = .layer(layer)
                    }), layers: layers)
        }
        var played = PlayedMap(paged(["base", "mix"], to: 1))
        played.hear(0xB0, 9, 127)
        played.reload(paged(["base", "send", "mix"], to: 2))
        #expect(played.instance.layer == 2)
    }

    @Test func `a value on its way arrives before the map goes`() {
        var smooth = map(knob(1, "x"))
        smooth.bindings[0].targets[0].smoothingMilliseconds = 100
        smooth.bindings[0].targets[0].pickUp = .jump
        var played = PlayedMap(smooth)
        played.hear(0xB0, 1, 0)
        played.reload(smooth)
        #expect(played.sent() == [[0xB0, 7, 0]])
        played.run(milliseconds: 500)
        #expect(played.sent() == [])
    }

    @Test func `what was asked for by name before moves the same control after`() {
        var played = PlayedMap(map(knob(1, "x")))
        var setting = MapSetting.tried
        setting.controls = ["other": 0, "control": 7]
        played.instance = loaded(map(knob(1, "x")), setting: setting)
        played.handle(MapEvent(.control, map: 0, place: 0, number: 1))
        #expect(played.sent() == [])
        played.handle(MapEvent(.control, map: 0, place: 7, number: 1))
        #expect(played.sent() == [[0xB0, 7, 127]])
    }

    @Test func `what a host said to the map before is not for this one's targets`() {
        var setting = MapSetting.tried
        setting.generation = 3
        var played = PlayedMap(map(knob(1, "x")), setting: setting)
        played.handle(MapEvent(.hostValue, map: 0, place: 0, number: 5, generation: 2))
        #expect(played.value() == 64)
        played.handle(MapEvent(.hostValue, map: 0, place: 0, number: 5, generation: 3))
        #expect(played.value() == 5)
    }

    @Test func `a map whose outputs are not all there is refused`() throws {
        let bytes = map(knob(1, "x")).binary()
        #expect(throws: MapLoadError.outputs(2)) {
            try bytes.withUnsafeBytes {
                _ = try MapInstance(RuntimeMapView($0), setting: MapSetting(outputs: [0]))
            }
        }
    }
}
