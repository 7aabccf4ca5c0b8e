import RuntimeMap
import Testing

@testable import ControlRuntime

/// The shape of a target, for as long as `body` runs.
private func withShape<Result>(
    _ target: RuntimeTarget, _ body: (TargetShape) throws -> Result
) rethrows -> Result {
    let instance = loaded(map(binding(cc(1), target)))
    return try body(instance.targets[0].shape)
}

/// Targets of every kind, curve and shaping, the same on every run.
private func randomTarget(_ random: inout SeededNumbers) -> RuntimeTarget {
    let low = Double.random(in: -100...100, using: &random)
    let kind = RuntimeTarget.Kind.allCases.randomElement(using: &random) ?? .continuous
    let isWhole = kind == .wholeNumbers || kind == .choices
    let minimum = isWhole ? low.rounded() : low
    let maximum = minimum + Double(Int.random(in: 1...200, using: &random))
    return target("x", kind, from: minimum, to: maximum) {
        $0.curve = RuntimeTarget.Curve.allCases.randomElement(using: &random) ?? .linear
        if $0.curve == .points {
            let rest = (0..<Int.random(in: 0...5, using: &random)).map { _ in
                Double.random(in: 0...1, using: &random)
            }
            $0.curvePoints = ([0, 1] + rest).sorted()
        }
        if kind == .choices {
            $0.choices = [minimum, minimum + 1, maximum]
        }
        $0.isInverted = Bool.random(using: &random)
        $0.deadZone = Bool.random(using: &random) ? Double.random(in: 0..<0.9, using: &random) : 0
        $0.steps = Bool.random(using: &random) ? Int.random(in: 2...30, using: &random) : 0
    }
}

@Suite struct TargetShapeTests {
    @Test func `positions 0 and 1 are the ends of the range exactly`() {
        var random = SeededNumbers(1)
        for _ in 0..<500 {
            let target = randomTarget(&random)
            withShape(target) { shape in
                let (low, high) = (target.minimum, target.maximum)
                #expect(
                    shape.value(at: target.isInverted ? 1 : 0) == low,
                    "\(target.kind) \(target.curve)")
                #expect(
                    shape.value(at: target.isInverted ? 0 : 1) == high,
                    "\(target.kind) \(target.curve)")
            }
        }
    }

    @Test func `a rising position never lowers the value, and never raises an inverted one`() {
        var random = SeededNumbers(2)
        for _ in 0..<300 {
            let target = randomTarget(&random)
            withShape(target) { shape in
                var last = shape.value(at: 0)
                for step in 1...400 {
                    let value = shape.value(at: Double(step) / 400)
                    // Curves round: equal neighbours may differ in the last bit.
                    let room = 1e-12 * max(1, abs(value))
                    #expect(
                        target.isInverted ? value <= last + room : value >= last - room,
                        "\(target.kind) \(target.curve) at \(step)")
                    last = value
                }
            }
        }
    }

    @Test func `inversion mirrors the way`() {
        var random = SeededNumbers(3)
        for _ in 0..<300 {
            var target = randomTarget(&random)
            (target.isInverted, target.kind, target.steps) = (false, .continuous, 0)
            var mirrored = target
            mirrored.isInverted = true
            for step in 0...64 {
                let position = Double(step) / 64
                let straight = withShape(target) { $0.value(at: position) }
                let other = withShape(mirrored) { $0.value(at: 1 - position) }
                #expect(
                    abs(straight - other) <= 1e-11 * max(1, abs(straight)),
                    "\(target.kind) \(target.curve) at \(position)")
            }
        }
    }

    @Test func `steps are as many values as were asked for, evenly spaced`() {
        for steps in 2...40 {
            let shape = target("x", from: -3, to: 5) { $0.steps = steps }
            let values = withShape(shape) { shape in
                Set((0...2_000).map { shape.value(at: Double($0) / 2_000) })
            }.sorted()
            #expect(values.count == steps)
            for (place, value) in values.enumerated() {
                #expect(abs(value - (-3 + 8 * Double(place) / Double(steps - 1))) < 1e-12)
            }
        }
    }

    @Test func `a value's position gives the value again`() {
        var random = SeededNumbers(4)
        for _ in 0..<300 {
            var target = randomTarget(&random)
            if target.curve == .points { target.curve = .linear }
            // Steps need not come upon every choice.
            if target.kind != .continuous { target.steps = 0 }
            withShape(target) { shape in
                for step in 0...50 {
                    let value = shape.value(at: Double(step) / 50)
                    let again = shape.value(at: shape.position(of: value))
                    let room = 1e-9 * max(1, abs(target.maximum - target.minimum))
                    #expect(abs(again - value) <= room, "\(target.kind) \(target.curve) at \(step)")
                }
            }
        }
    }

    @Test func `a logarithmic scale multiplies by the same factor on the same way`() {
        withShape(target("x", from: 20, to: 20_480) { $0.curve = .logarithmic }) { shape in
            for octave in 0...10 {
                let value = shape.value(at: Double(octave) / 10)
                let expected = 20 * Double(1 << octave)
                #expect(abs(value - expected) <= 1e-12 * expected)
            }
        }
    }

    @Test func `a logarithm of a range that touches zero is a straight line`() {
        withShape(target("x", from: 0, to: 10) { $0.curve = .logarithmic }) {
            #expect($0.value(at: 0.25) == 2.5)
        }
    }

    @Test func `an exponential curve is a ninth at the middle`() {
        withShape(target("x", from: 0, to: 9) { $0.curve = .exponential }) {
            #expect(abs($0.value(at: 0.5) - 1) < 1e-12)
        }
    }

    @Test func `points are joined by straight lines`() {
        let bent = target("x", from: 0, to: 100) {
            $0.curve = .points
            $0.curvePoints = [0, 0.1, 1]
        }
        withShape(bent) {
            #expect($0.value(at: 0.25) == 5)
            #expect($0.value(at: 0.5) == 10)
            #expect(abs($0.value(at: 0.75) - 55) < 1e-12)
            #expect(abs($0.position(of: 55) - 0.75) < 1e-12)
        }
    }

    @Test func `the dead zone reads as the middle, and the rest of the way reaches the ends`() {
        withShape(target { $0.deadZone = 0.2 }) {
            #expect($0.value(at: 0.41) == 0.5)
            #expect($0.value(at: 0.59) == 0.5)
            #expect(abs($0.value(at: 0.2) - 0.25) < 1e-12)
            #expect($0.value(at: 1) == 1)
        }
    }

    @Test func `a part of the range is all that is used`() {
        withShape(target("x", from: 0, to: 10) { ($0.lower, $0.upper) = (0.1, 0.9) }) {
            #expect($0.value(at: 0) == 1)
            #expect($0.value(at: 0.5) == 5)
            #expect($0.value(at: 1) == 9)
        }
    }

    @Test func `the nearest choice is taken`() {
        withShape(target("x", .choices, from: 0, to: 7) { $0.choices = [0, 2, 7] }) { shape in
            #expect([0, 0.1, 0.2, 0.6, 0.7, 1].map { shape.value(at: $0) } == [0, 0, 2, 2, 7, 7])
        }
    }

    @Test func `multiples of the sample rate are frequencies`() {
        withShape(target("x", from: 0, to: 0.5) { $0.scalesWithSampleRate = true }) {
            #expect($0.value(at: 1) == 24_000)
        }
    }

    @Test(arguments: [
        (0.0, 1.0), (1, 2), (10, 1_024), (-1, 0.5), (0.5, 1.414_213_562_373_095_1),
        (1.584_962_500_721_156, 3), (-3.321_928_094_887_362_6, 0.1),
    ])
    func `powers of two and their logarithms are right to the last bits`(
        exponent: Double, power: Double
    ) {
        #expect(abs(powerOfTwo(exponent) - power) <= 4e-16 * power)
        #expect(abs(logarithmOfTwo(power) - exponent) <= 4e-16 * max(1, abs(exponent)))
    }

    @Test func `powers of what is no exponent do no harm`() {
        #expect(powerOfTwo(5_000) == .infinity)
        #expect(powerOfTwo(-5_000) == 0)
        #expect(powerOfTwo(.nan).isNaN)
        #expect(logarithmOfTwo(0).isFinite && logarithmOfTwo(-1).isFinite)
    }
}
