import RuntimeMap
import Testing

@Suite struct RuntimeMapTests {
    @Test func `messages are ordered by kind, then number, then bytes`() {
        let ordered = [
            RuntimeMessage(.controlChange, number: 7), RuntimeMessage(.controlChange, number: 64),
            RuntimeMessage(.controlChange14, number: 1), RuntimeMessage(.note, number: 0),
            RuntimeMessage(.programChange, number: -1), RuntimeMessage(.programChange, number: 0),
            RuntimeMessage(.systemExclusive, bytes: [0xF0, 1, 0xF7]),
            RuntimeMessage(.systemExclusive, bytes: [0xF0, 2, 0xF7]),
        ]
        #expect(ordered.shuffled().sorted() == ordered)
    }

    @Test func `raw values are dense from zero, since files will hold them`() {
        #expect(RuntimeMessage.Kind.allCases.map(\.rawValue) == Array(0..<10))
        #expect(RuntimeBehaviour.Encoding.allCases.map(\.rawValue) == Array(0..<4))
        #expect(RuntimeTarget.Curve.allCases.map(\.rawValue) == Array(0..<4))
        #expect(RuntimeTarget.Mode.allCases.map(\.rawValue) == Array(0..<5))
        #expect(RuntimeTarget.PickUp.allCases.map(\.rawValue) == Array(0..<3))
        #expect(RuntimeTarget.Kind.allCases.map(\.rawValue) == Array(0..<4))
    }

    @Test func `a new target follows its control over the whole range`() {
        let target = RuntimeTarget(
            id: 0, parameter: 3, symbol: "x", kind: .continuous, minimum: -1, maximum: 1,
            defaultValue: 0)
        #expect(target.lower == 0 && target.upper == 1 && target.curve == .linear)
        #expect(target.mode == .direct && target.pickUp == .jump && target.steps == 0)
    }
}
