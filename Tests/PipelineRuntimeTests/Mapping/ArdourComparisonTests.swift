import RuntimeMap
import Testing

@testable import ControlRuntime

/// A message of the table, and where the real Ardour has the parameter after it.
private struct Step {
    var map: String
    var control: String
    var kind: String
    var symbol: String
    var message: [UInt8]
    var values: ClosedRange<Double>
    var start: Double?

    init?(_ line: Substring) {
        let fields = line.split(separator: "\t").map(String.init)
        guard fields.count == 8, let low = Double(fields[5]), let high = Double(fields[6]) else {
            return nil
        }
        (map, control, kind, symbol) = (fields[0], fields[1], fields[2], fields[3])
        let digits = Array(fields[4])
        message = stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(digits[$0...$0 + 1]), radix: 16)
        }
        values = min(low, high)...max(low, high)
        start = Double(fields[7])
    }

    /// Whether Ardour has a value of its own for the message: 1 is the minimum there as 0 is, and 64 the
    /// exact middle (`docs/runtime-mapping.md`, "What differs from a DAW").
    var isPlacedByArdour: Bool {
        message[0] & 0xF0 != 0xE0 && (message[2] == 1 || message[2] == 64)
            && (kind == "ctl" || kind == "note")
    }
}

/// Controls whose parameter has other values here than in Ardour, and why (the same page).
private let deliberate: [String: String] = [
    "midimix/mda-multiband knob-8": "named values",
    "nanokontrol2/mda-leslie fader-1": "named values",
    "nanokontrol2/x42-comp fader-3": "steps of the port's own",
]

private let steps: [Step] = String(
    decoding: repositoryText("scripts/ardour/messages.tsv"), as: UTF8.self
).split(separator: "\n").dropFirst().compactMap { Step($0) }

/// A map that is played without outputs: only its values count.
private struct ComparedMap: ~Copyable {
    private var instance: MapInstance
    private var producer = EventProducer(
        source: 0, capacity: 16_384, policy: .newest, deadline: ArmedDeadline())
    private var now: UInt64 = 1_000_000_000
    private let symbols: [String: Int]

    init(_ key: String) throws {
        let json = repositoryText("outputs/runtime/\(key).json")
        let map = try #require(RuntimeMap(json: json), "\(key)")
        let bytes = map.binary()
        let file = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 8)
        defer { file.deallocate() }
        file.copyBytes(from: bytes)
        let view = try RuntimeMapView(UnsafeRawBufferPointer(file))
        instance = try MapInstance(view, setting: MapSetting())
        var symbols: [String: Int] = [:]
        for binding in map.bindings {
            for target in binding.targets { symbols[target.symbol] = target.id }
        }
        self.symbols = symbols
    }

    /// What a parameter is after a step.
    struct Outcome {
        var value: Double
        /// Ardour's values, and one tick of a controller more.
        var tick: ClosedRange<Double>
        /// The possible value that is nearest to Ardour's.
        var nearest: Double
    }

    mutating func play(_ step: Step) throws -> Outcome {
        let target = try #require(symbols[step.symbol], "\(step.map): \(step.symbol)")
        now += 1_000_000_000
        if let start = step.start {
            let told = MapEvent(
                .hostValue, map: 0, place: UInt16(target), number: Float(start))
            instance.handle(told.event(), now: now, into: &producer)
        }
        let bytes = step.message
        instance.receive(
            ShortMessage(status: bytes[0], first: bytes[1], second: bytes[2]), now: now,
            into: &producer)
        let shape = instance.targets[target].shape
        let ends = [step.values.lowerBound, step.values.upperBound].map { shape.position(of: $0) }
        let (low, high) = (min(ends[0], ends[1]), max(ends[0], ends[1]))
        let tick = [shape.value(at: low - 1 / 126), shape.value(at: high + 1 / 126)]
        let middle = (step.values.lowerBound + step.values.upperBound) / 2
        return Outcome(
            value: instance.value(ofTarget: target),
            tick: min(tick[0], tick[1])...max(tick[0], tick[1]), nearest: shape.possible(middle))
    }
}

@Suite struct ArdourComparisonTests {
    private static let maps = Set(steps.map(\.map)).sorted()

    @Test func `the table speaks of all maps of the repository`() {
        #expect(Self.maps.count == 18)
        #expect(steps.count >= 1_600)
        let kinds = Set(steps.map(\.kind))
        #expect(kinds.isSuperset(of: ["ctl", "ctl on switch", "ctl-toggle on switch", "enc-2"]))
    }

    @Test(arguments: maps)
    func `a map means here what it means in Ardour`(key: String) throws {
        var played = try ComparedMap(key)
        var differing: Set<String> = []
        for step in steps where step.map == key {
            let outcome = try played.play(step)
            let place = "\(step.control) after \(step.message): \(outcome.value), \(step.values)"
            let name = "\(key) \(step.control)"
            if step.isPlacedByArdour {
                #expect(outcome.tick.contains(outcome.value), "\(place)")
            } else if let reason = deliberate[name], !step.values.contains(outcome.value) {
                differing.insert(name)
                #expect(
                    reason == "named values"
                        ? outcome.value == outcome.nearest : outcome.tick.contains(outcome.value),
                    "\(place)")
            } else {
                #expect(step.values.contains(outcome.value), "\(place)")
            }
        }
        // What does not differ any more is no difference to tell of.
        #expect(differing == Set(deliberate.keys.filter { $0.hasPrefix(key + " ") }))
    }

    /// The one difference in what a button does (`docs/runtime-mapping.md`, "What differs from a DAW").
    @Test func `a latching button's on leaves a switch on that is on, which Ardour would flip`()
        throws
    {
        let key = "launch-control-xl-3/x42-eq"
        let step = try #require(
            steps.first { $0.map == key && $0.kind == "ctl-toggle on switch" })
        var played = try ComparedMap(key)
        var pressed = step
        pressed.start = 1
        #expect(try played.play(pressed).value == 1)
    }
}
