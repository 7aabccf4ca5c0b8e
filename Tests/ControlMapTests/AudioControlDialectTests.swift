import ControlMap
import Diagnostics
import PluginCatalog
import Testing
import TestSupport

@Suite struct AudioControlDialectTests {
    let bench = Workbench()

    /// Controls whose names fit the synthesizer when its parameters count from `base`.
    private func controls(countingFrom base: Int) -> String {
        let named = [
            ("Cutoff", 0), ("Resonance", 1), ("LFO Speed", 3), ("Attack", 5), ("Decay", 6),
            ("Release", 8), ("Level", 11),
        ]
        return "controls:\n"
            + named.enumerated().map { position, control in
                """
                  - id: encoder_\(position)
                    name: \(control.0)
                    type: encoder
                    cc: \(position + 20)
                    channel: global
                    range: [0, 127]
                    plugin_parameter: \(control.1 + base)

                """
            }.joined()
    }

    @Test(arguments: [0, 1])
    func `names decide from where numbers count`(base: Int) throws {
        let outcome = bench.resolve(foreignHead + controls(countingFrom: base))
        #expect(outcome.diagnostics.map(\.code) == ["map.base-decided"])
        let message = try #require(outcome.diagnostics.last?.message)
        #expect(
            message.hasPrefix("numbers of parameters are read from \(base): 7 of 7 names agree, "))
        let map = try #require(outcome.resolved)
        #expect(
            map.controls.map { $0.targets.first?.parameter?.symbol } == [
                "vcf_freq", "vcf_reso", "lfo_rate", "env_attack", "env_decay", "env_release",
                "volume",
            ])
        #expect(map.controls.allSatisfy { $0.behaviour == .absolute && $0.channel == 1 })
        #expect(map.plugin?.identity.id == "urn:test:synth")
    }

    @Test func `the decided base can be written down`() throws {
        let bytes = Array((foreignHead + controls(countingFrom: 1)).utf8)
        let findings = bench.findings(bytes)
        let fixIt = try #require(findings.first?.fixIt)
        #expect(fixIt.edits.map(\.replacement) == ["parameter_base: 1\n"])
    }

    @Test func `names that decide nothing leave it to the author`() {
        expectFindings(
            in: foreignHead + """
                controls:
                  - { id: a, name: Knob 1, type: encoder, cc: 1, plugin_parameter: «3» }
                  - { id: b, name: Sparkle, type: slider, cc: 2, plugin_parameter: 5 }
                """, .error("map.base-undecided"), by: bench.findings)
        let stated = bench.resolve(
            foreignHead + """
                parameter_base: 0
                controls:
                  - { id: a, name: Knob 1, type: encoder, cc: 1, plugin_parameter: 3 }
                """)
        #expect(stated.diagnostics == [])
        #expect(stated.resolved?.controls[0].targets[0].parameter?.symbol == "lfo_rate")
    }

    @Test func `a number that fits one base only decides where names say nothing`() throws {
        let outcome = bench.resolve(
            foreignHead + """
                controls:
                  - { id: a, name: Knob 1, type: encoder, cc: 1, plugin_parameter: 0 }
                """)
        #expect(outcome.resolved?.controls[0].targets[0].parameter?.index == 0)
        #expect(outcome.diagnostics.map(\.code) == ["map.base-decided"])
    }

    @Test func `buttons of a group are controls, and modes are followed`() throws {
        let outcome = bench.resolve(
            foreignHead + """
                midi_channel: 4
                notes: for people
                controls:
                  - id: row_1
                    name: Row
                    type: button_group
                    buttons:
                      - { id: button_1, name: Hold, cc: 37, channel: 2, mode: toggle, plugin_parameter: hold }
                      - { id: button_2, name: Bypass, cc: 38, channel: global, mode: momentary, plugin_parameter: "bypass" }
                  - id: row_2
                    name: Row
                    type: button_group
                    buttons:
                      - { id: button_1, name: Mode, cc: 39, channel: global, mode: toggle, plugin_parameter: "Mode" }
                  - { id: fader, name: Level, type: slider, cc: 7, plugin_parameter: Volume }
                """)
        #expect(outcome.diagnostics == [])
        let map = try #require(outcome.resolved)
        #expect(
            map.controls.map(\.id) == ["row_1/button_1", "button_2", "row_2/button_1", "fader"])
        #expect(map.controls.map(\.channel) == [2, 4, 4, 4])
        let modes = map.controls.map { $0.targets[0].shaping.mode }
        #expect(modes == [.toggle, .momentary, .toggle, .direct])
        #expect(map.controls[0].behaviour == .button(ButtonBehaviour(.momentary)))
        #expect(map.controls[1].targets[0].parameter?.symbol == "on_off")
        #expect(map.controls[1].targets[0].shaping.isInverted)
    }

    @Test func `what cannot be expressed or bound is said`() {
        expectFindings(
            in: foreignHead + """
                «colour»: red
                midi_channel_registry: «../registry.yaml»
                controls:
                  - { id: a, name: Level, type: slider, cc: 1, range: «[20, 100]», plugin_parameter: Volume }
                  - { id: b, name: Window, type: button, cc: 2, plugin_parameter: «window» }
                  - { id: c, name: Rate, type: encoder, cc: 3, mode: «toggle», plugin_parameter: lfo_rate }
                  - { id: d, name: Depth, type: encoder, cc: 4, mode: «relative», plugin_parameter: lfo_depth }
                  - { id: «e», name: Nothing, type: button, led: 3 }
                  - { id: f, name: Order, type: slider, cc: 6, range: «[127, 0]» }
                  - { id: g, name: Far, type: slider, cc: 7, channel: «17» }
                  - { id: h, name: Number, type: slider, cc: «13.5» }
                """, .info("map.ignored-key"), .warning("map.no-registry-channel"),
            .warning("map.sent-range"), .warning("map.no-window"),
            .warning("map.mode-needs-button"), .warning("map.encoding-assumed"),
            .info("map.unused-control"), .error("map.range-order"),
            .error("map.out-of-range"), .error("map.wrong-type"),
            by: bench.findings)
    }

    @Test func `one CC for several buttons is found in groups`() {
        expectFindings(
            in: foreignHead + """
                controls:
                  - id: row
                    name: Row
                    type: button_group
                    buttons:
                      - { id: b1, name: Hold, cc: 37, channel: global, mode: toggle, plugin_parameter: hold }
                      - { id: b2, name: Mode, cc: «37», channel: global, mode: toggle, plugin_parameter: mode }
                """, .error("map.bound-twice"), by: bench.findings)
    }

    @Test func `a plugin of another format or maker is not taken for the one that is meant`() {
        let maps = [
            ("Acme", "Test Synth", "VST3"), ("Other", "Test Synth", "LV2"),
            ("Acme", "Test Synth", "AU"),
        ]
        let codes = maps.map { maker, name, format in
            bench.resolve(
                """
                version: 1.0.0
                device: { manufacturer: Acme, model: Panel }
                metadata: { name: x }
                plugin: { manufacturer: \(maker) Audio, name: \(name), format: \(format) }
                controls: []
                """
            ).diagnostics.map { "\($0.code) \($0.fixIt == nil)" }
        }
        #expect(
            codes == [
                ["map.unknown-plugin true"], ["map.unknown-plugin true"],
                ["map.foreign-format true"],
            ])
    }

    @Test func `without a plugin it is a template`() throws {
        let outcome = bench.resolve(
            """
            version: 1.0.0
            device: { manufacturer: Acme, model: Panel }
            metadata: { name: Family base }
            controls:
              - { id: a, name: Cutoff, type: encoder, cc: 1 }
            """)
        #expect(outcome.diagnostics == [])
        #expect(outcome.summary.isTemplate)
        #expect(outcome.resolved?.plugin == nil)
        #expect(outcome.resolved?.device.profile == "acme/panel")
    }
}
