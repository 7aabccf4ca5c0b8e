import ControlMap
import PluginCatalog
import RuntimeMap
import Testing

@testable import MapGenerators

@Suite struct RuntimeMapGeneratorTests {
    private let tiny = map([
        control(
            "encoder-1", channel: 2, .cc(13), .relative(.signBit),
            target(
                "cutoff",
                Shaping(
                    lower: 0.25, upper: 0.5, isInverted: true, pickUp: .scale, deadZone: 0.1,
                    smoothingMilliseconds: 20)), target("delay", Shaping(curve: .exponential))),
        control("strange", .systemExclusive([0xF0, 0xF7]), target("wave", Shaping(steps: 2))),
        control("spare", .cc(1)),
        control(
            "button-1", .cc(41), .button(ButtonBehaviour(.latching, on: 100)),
            feedback: Feedback(on: 60, off: 12), target("hold", Shaping(mode: .toggle))),
    ])

    @Test func `the file holds everything, in the order of look-up`() throws {
        let bytes = RuntimeMapGenerator.generate(tiny)
        let wanted = try golden("tiny.runtime.json")
        #expect(String(decoding: bytes, as: UTF8.self) == String(decoding: wanted, as: UTF8.self))
    }

    @Test func `two controls with one message stay neighbours in the map's order`() {
        let same = map([
            control("b", .cc(2), target("reso")), control("z", .cc(1), target("reso")),
            control("c", .cc(2), target("reso")), control("a", .cc(2), target("reso")),
        ])
        let runtime = RuntimeMapGenerator.runtimeMap(same)
        #expect(runtime.bindings.map(\.control) == ["z", "b", "c", "a"])
        #expect(runtime.bindings.flatMap(\.targets).map(\.id) == [0, 1, 2, 3])
    }

    @Test(
        arguments: [
            (nil, nil, nil, 0.0, 1.0, 0.0), (nil, 5.0, 9.0, 0, 5, 5), (2.0, nil, nil, 2, 2, 2),
            (nil, -3, nil, -3, -3, -3), (-1, 1, 0.5, -1, 1, 0.5), (3, 1, 2, 3, 3, 3),
        ] as [(Double?, Double?, Double?, Double, Double, Double)])
    func `bounds that a plugin does not state are filled in`(
        low: Double?, high: Double?, usual: Double?, minimum: Double, maximum: Double,
        defaultValue: Double
    ) {
        var unsure = parameter("reso")
        (unsure.minimum, unsure.maximum, unsure.defaultValue) = (low, high, usual)
        let runtime = RuntimeMapGenerator.runtimeMap(
            map([control("a", .cc(1), ResolvedTarget(parameter: unsure))]))
        let target = runtime.bindings[0].targets[0]
        #expect(target.minimum == minimum)
        #expect(target.maximum == maximum)
        #expect(target.defaultValue == defaultValue)
    }

    @Test(arguments: [
        (Shaping.Curve.natural, 20.0, RuntimeTarget.Curve.logarithmic), (.natural, 0, .linear),
        (.linear, 20, .linear), (.logarithmic, 20, .logarithmic), (.exponential, 20, .exponential),
    ])
    func `the natural curve is decided`(
        curve: Shaping.Curve, minimum: Double, expected: RuntimeTarget.Curve
    ) {
        var cutoff = parameter("cutoff")
        cutoff.minimum = minimum
        let shaped = ResolvedTarget(parameter: cutoff, shaping: Shaping(curve: curve))
        let runtime = RuntimeMapGenerator.runtimeMap(map([control("a", .cc(1), shaped)]))
        #expect(runtime.bindings[0].targets[0].curve == expected)
    }
}
