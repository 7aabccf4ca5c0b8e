import ControlMap
import Diagnostics
import PluginCatalog
import Testing
import TestSupport

@Suite struct PipelineDialectTests {
    let bench = Workbench()

    @Test func `a map of profile elements resolves to messages and parameters`() throws {
        let outcome = bench.resolve(
            head + """
                controls:
                  - { id: knob-1, parameter: vcf_freq, curve: exponential, pickup: scale }
                  - { id: knob-2, name: Resonance, parameter: { name: VCF Reso }, range: [0.1, 0.9] }
                  - { id: encoder-1, parameter: { index: 4, base: 1 } }
                  - { id: button-1, parameter: { symbol: hold }, feedback: { on: 3, off: 1 } }
                  - { id: button-2, parameter: Mode, mode: cycle, invert: true, smoothing: 5 }
                """)
        #expect(outcome.diagnostics == [])
        let map = try #require(outcome.resolved)
        #expect(
            map.device
                == DeviceIdentity(
                    profile: "acme/panel", manufacturer: "Acme", model: "Panel", bankSize: 8))
        #expect(map.plugin?.name == "Test Synth")
        #expect(map.channel == 5)
        let messages = map.controls.map(\.message)
        #expect(
            messages == [
                .controlChange(number: 21, bits: 7), .controlChange(number: 22, bits: 14),
                .controlChange(number: 77, bits: 7), .controlChange(number: 41, bits: 7),
                .note(number: 36),
            ])
        #expect(
            map.controls.map(\.behaviour) == [
                .absolute, .absolute, .relative(.twosComplement),
                .button(ButtonBehaviour(.momentary)),
                .button(ButtonBehaviour(.latching, on: 100)),
            ])
        #expect(
            map.controls.map { $0.targets.first?.parameter?.symbol } == [
                "vcf_freq", "vcf_reso", "lfo_rate", "hold", "mode",
            ])
        let shaping = map.controls.compactMap { $0.targets.first?.shaping }
        #expect(shaping[0] == Shaping(curve: .exponential, pickUp: .scale))
        #expect(shaping[1] == Shaping(lower: 0.1, upper: 0.9))
        #expect(shaping[3] == Shaping(mode: .toggle))
        #expect(shaping[4] == Shaping(isInverted: true, mode: .cycle, smoothingMilliseconds: 5))
        #expect(map.controls[3].feedback == Feedback(on: 3, off: 1))
        #expect(
            map.controls.map(\.name) == [
                "Knob 1", "Resonance", "encoder-1", "Button 1", "Button 2",
            ])
    }

    @Test func `every message of send is understood`() throws {
        let outcome = bench.resolve(
            head + """
                controls:
                  - { id: a, send: { cc: 14, bits: 14 } }
                  - { id: b, send: { nrpn: 300 } }
                  - { id: c, send: { rpn: 5, encoder: sign-bit } }
                  - { id: d, send: { note: 60 } }
                  - { id: e, send: { bend: true } }
                  - { id: f, send: { pressure: true } }
                  - { id: g, send: { poly-pressure: 61 } }
                  - { id: h, send: { program: 3 } }
                  - { id: i, send: { sysex: "F0 7D 01 F7", channel: 3 } }
                """)
        #expect(outcome.diagnostics == [])
        let controls = try #require(outcome.resolved).controls
        #expect(
            controls.map(\.message) == [
                .controlChange(number: 14, bits: 14), .nrpn(number: 300), .rpn(number: 5),
                .note(number: 60), .pitchBend, .channelPressure, .polyPressure(note: 61),
                .programChange(program: 3), .systemExclusive([0xF0, 0x7D, 1, 0xF7]),
            ])
        #expect(controls[2].behaviour == .relative(.signBit))
        #expect(controls.map(\.channel) == [5, 5, 5, 5, 5, 5, 5, 5, 3])
    }

    @Test func `a send without a message changes only the rest of what the profile says`() throws {
        let outcome = bench.resolve(
            head + """
                controls:
                  - { id: knob-1, send: { channel: 9 } }
                  - { id: knob-2, send: { bits: 7 } }
                  - { id: button-1, send: { button: latching, on: 64 } }
                """)
        let controls = try #require(outcome.resolved).controls
        #expect(controls.map(\.channel) == [9, 5, 5])
        #expect(controls[1].message == .controlChange(number: 22, bits: 7))
        #expect(controls[2].behaviour == .button(ButtonBehaviour(.latching, on: 64)))
    }

    @Test func `the channel is the first one stated`() throws {
        var bench = bench
        func channels(_ text: String) throws -> [Int] {
            let map = try #require(bench.resolve(text).resolved)
            return [map.channel] + map.controls.map(\.channel)
        }
        let controls = """
            controls:
              - { id: knob-1, send: { channel: 9 } }
              - { id: knob-2 }
              - { id: fader-1 }
            """
        #expect(try channels(head + controls) == [5, 9, 5, 6])
        #expect(try channels(head + "channel: 3\n" + controls) == [3, 9, 3, 3])
        let registry = "channels: { 2: { path: maps/test } }"
        bench.channels = ChannelRegistry.read(Array(registry.utf8), path: "r.yaml").registry
        #expect(try channels(head + controls) == [2, 9, 2, 2])
        #expect(try channels(head + "channel: 3\n" + controls) == [3, 9, 3, 3])
    }

    @Test func `mistakes of writing are pointed at`() {
        expectFindings(
            in: """
                schema: 2
                name: test
                device: acme/panel
                «chanel»: 3
                plugin: { format: «lv3», uri: "urn:test:synth" }
                controls:
                  - { id: knob-1, «paramter»: hold, curve: «expo», steps: «1» }
                  - { id: knob-2, range: «[0, 2]» }
                  - { id: fader-1, dead-zone: «1», send: { bits: «8» } }
                  - { «name»: x }
                  - { id: a, send: { cc: 1, «note»: 2, «chanel»: 1 } }
                  - { id: b, send: { sysex: «F0 80 F7» } }
                  - { id: c, send: { cc: «200» } }
                  - { id: d, send: { cc: 3 }, parameter: { «index»: 3 } }
                  - { id: e, send: { cc: 4 }, parameter: «{}» }
                  - «7»
                """,
            .error("map.unknown-key", fixIt: "channel"),
            .error("map.unknown-value", fixIt: "lv2"),
            .error("map.unknown-key", fixIt: "parameter"), .error("map.unknown-value"),
            .error("map.out-of-range"), .error("map.out-of-range"), .error("map.out-of-range"),
            .error("map.out-of-range"), .error("map.missing-key"), .error("map.several-messages"),
            .error("map.unknown-key", fixIt: "channel"), .error("map.unknown-value"),
            .error("map.out-of-range"), .error("map.missing-key"), .error("map.missing-key"),
            .error("map.wrong-type"), by: { bench.resolve($0).diagnostics })
    }

    @Test func `a map without schema that looks like ours is told so`() {
        expectFindings(
            in: """
                «»name: test
                device: acme/panel
                """, .error("map.missing-key", fixIt: "schema: 2\n"),
            by: { bench.resolve($0).diagnostics })
        expectFindings(
            in: "schema: «3»", .error("map.unknown-schema", fixIt: "2"),
            by: { bench.resolve($0).diagnostics })
        expectFindings(
            in: "«just text»", .error("map.wrong-type"), by: { bench.resolve($0).diagnostics })
    }
}
