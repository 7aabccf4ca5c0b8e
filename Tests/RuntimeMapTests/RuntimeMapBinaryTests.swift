import ContentDigest
import RuntimeMap
import Testing

/// A map with something of everything.
private let everything: RuntimeMap = {
    var knob = RuntimeTarget(
        id: 0, parameter: 3, symbol: "cutoff", kind: .continuous, minimum: 20, maximum: 20000,
        defaultValue: 440)
    knob.curve = .points
    knob.curvePoints = [0, 0.25, 1]
    knob.pickUp = .scale
    (knob.isBipolar, knob.isInverted, knob.scalesWithSampleRate) = (true, true, true)
    (knob.lower, knob.upper, knob.steps) = (0.1, 0.9, 12)
    (knob.deadZone, knob.smoothingMilliseconds) = (0.05, 30)
    knob.route = .osc(
        output: 1, address: "/strip/plugin/parameter",
        arguments: [
            .int(-2), .float(0.5), .string("é"), .valueAsFloat, .valueAsDouble, .valueAsInt,
            .valueAsBool, .positionAsFloat,
        ])
    var wave = RuntimeTarget(
        id: 1, parameter: -1, symbol: "wave", kind: .choices, minimum: 0, maximum: 7,
        defaultValue: 0)
    wave.choices = [0, 2, 7]
    wave.mode = .cycle
    wave.group = 7
    wave.route = .midi(
        output: 0, channel: 16, message: RuntimeMessage(.nrpn, number: 16383))
    var shift = RuntimeTarget(
        id: 2, parameter: -1, symbol: "", kind: .offOn, minimum: 0, maximum: 1, defaultValue: 0)
    shift.route = .layer(1)
    var map = RuntimeMap(
        name: "everything", device: RuntimeDevice(manufacturer: "A", model: "B", port: "B MIDI 1"),
        plugin: RuntimePlugin(format: "lv2", uri: "urn:x", name: "X"),
        outputs: [
            RuntimeOutput(
                name: "synth", kind: .midi(RuntimePort(request: "Synth", bytesPerSecond: 3125))),
            RuntimeOutput(
                name: "daw",
                kind: .osc(
                    RuntimeOSCTarget(
                        address: "udp://localhost:3819", timing: .bundle, bundling: .never))),
        ], layers: ["base", "shift"],
        bindings: [
            RuntimeBinding(
                control: "knob-1", channel: 1,
                message: RuntimeMessage(.controlChange14, number: 31),
                behaviour: .absolute, layers: 1, targets: [knob, wave],
                feedback: RuntimeFeedback(
                    style: .position, message: RuntimeMessage(.controlChange, number: 7),
                    channel: 2,
                    on: 127, off: 1)),
            RuntimeBinding(
                control: "shift", channel: 16,
                message: RuntimeMessage(.systemExclusive, bytes: [0xF0, 1, 2, 0xF7]),
                behaviour: .latching(on: 127, off: 3), targets: [shift], feedback: nil),
        ])
    map.bindings[0].acceleration = 2.5
    return map
}()

private func read(_ bytes: [UInt8]) throws -> RuntimeMap {
    try bytes.withUnsafeBytes { try RuntimeMap(RuntimeMapView($0)) }
}

private func fault(in bytes: [UInt8]) -> RuntimeMapFault? {
    bytes.withUnsafeBytes { raw in
        do throws(RuntimeMapFault) {
            _ = try RuntimeMapView(raw)
            return nil
        } catch { return error }
    }
}

@Suite struct RuntimeMapBinaryTests {
    @Test func `what is written is read`() throws {
        #expect(try read(everything.binary()) == everything)
    }

    @Test func `behaviours are told apart`() throws {
        var map = everything
        for behaviour in [
            RuntimeBehaviour.absolute, .momentary(on: 100, off: 2), .latching(on: 1, off: 0),
        ] + RuntimeBehaviour.Encoding.allCases.map(RuntimeBehaviour.relative) {
            map.bindings[0].behaviour = behaviour
            #expect(try read(map.binary()).bindings[0].behaviour == behaviour)
        }
    }

    @Test func `a map for nothing is a map`() throws {
        let empty = RuntimeMap(
            name: "", device: RuntimeDevice(manufacturer: "", model: ""), plugin: nil, bindings: [])
        #expect(try read(empty.binary()) == empty)
    }

    @Test func `the same map gives the same bytes`() {
        #expect(everything.binary() == everything.binary())
    }

    @Test func `every flipped bit is noticed`() {
        let bytes = everything.binary()
        for bit in 0..<(bytes.count * 8) {
            var changed = bytes
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(fault(in: changed) != nil, "bit \(bit)")
        }
    }

    @Test func `every shortened file is refused`() {
        let bytes = everything.binary()
        for count in 0..<bytes.count {
            #expect(fault(in: Array(bytes.prefix(count))) != nil, "\(count) bytes")
        }
        #expect(fault(in: bytes + [0])?.reason == .tooShort)
    }

    @Test func `other versions are named`() {
        var bytes = everything.binary()
        bytes[8] = 99
        #expect(fault(in: bytes)?.reason == .version(99))
        #expect(fault(in: bytes)?.description.contains("version 99") == true)
        #expect(fault(in: bytes)?.description.contains("update pipeline-runtime") == true)
        bytes[8] = 1
        #expect(fault(in: bytes)?.description.contains("pipeline build") == true)
    }

    @Test func `other files are told from maps`() {
        #expect(fault(in: Array(repeating: 0x20, count: 100))?.reason == .notAMap)
    }

    /// With a checksum that fits, so that only the records' own checks stand between the bytes and the
    /// reader.
    @Test func `no record leads outside the file, whatever it holds`() throws {
        var random = SystemRandomNumberGenerator()
        let bytes = everything.binary()
        var refused = 0
        for _ in 0..<20_000 {
            var changed = bytes
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                changed[Int.random(in: 32..<bytes.count, using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
            }
            seal(&changed)
            if fault(in: changed) == nil { _ = try read(changed) } else { refused += 1 }
        }
        #expect(refused > 1000)
    }
}

/// Writes the checksum that the bytes have now.
private func seal(_ bytes: inout [UInt8]) {
    let sum = bytes.dropFirst(32).withUnsafeBytes { checksum64($0) }
    for index in 0..<8 { bytes[24 + index] = UInt8(truncatingIfNeeded: sum >> (8 * UInt64(index))) }
}
