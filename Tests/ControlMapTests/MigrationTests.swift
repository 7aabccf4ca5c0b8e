import ControlMap
import Diagnostics
import PluginCatalog
import Testing
import TestSupport

@Suite struct MigrationTests {
    let bench = Workbench()

    private func migrate(_ text: String, path: String = "inputs/maps/test.yaml") -> MigrationOutcome
    {
        var bench = bench
        return MapMigration.migrate(path: path, bytes: Array(text.utf8), in: &bench)
    }

    /// The new text of a map that can be migrated, which resolves to the bytes of the old one.
    private func migrated(
        _ text: String, path: String = "inputs/maps/test.yaml",
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) throws -> String {
        guard case .migrated(let bytes, _, _) = migrate(text, path: path) else {
            Issue.record("\(migrate(text, path: path))", sourceLocation: sourceLocation)
            return ""
        }
        var environment = bench
        let old = MapResolver.resolve(path: path, bytes: Array(text.utf8), in: &environment)
        let new = MapResolver.resolve(path: path, bytes: bytes, in: &environment)
        let before = try #require(old.resolved, "\(old.diagnostics)").json()
        let after = try #require(new.resolved, "\(new.diagnostics)").json()
        #expect(before == after, sourceLocation: sourceLocation)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `comments, order and unknown keys stay`() throws {
        let text = try migrated(
            """
            # Bench panel, by hand.
            version: 1.0.0
            device:
              manufacturer: Acme   # the old one
              model: Old Panel
              firmware: ">=1.0"
            metadata:
              name: Old Panel to Synth
              date: 2025-09-23
              tags: [synth, "a, b"]
            plugin:
              manufacturer: acme audio
              name: TestSynth
              format: LV2
              type: VST/AU
            midi_channel: 4   # shared with nobody
            colour: { red: 1 }

            # The filter.
            controls:
              - id: encoder_1
                name: Cutoff
                type: encoder   # has end stops
                cc: 13
                channel: global
                range: [0, 127]
                plugin_parameter: 1
                led: green
              # Next to it.
              - { id: slider_1, name: "Level, all", type: slider, cc: 7, channel: 2, plugin_parameter: 12 }
              - id: row
                name: Row
                type: button_group
                buttons:
                  - { id: b1, name: Hold, cc: 37, channel: global, mode: toggle, plugin_parameter: 10 }
                  - { id: b2, name: Power, cc: 38, channel: global, mode: momentary, plugin_parameter: bypass }
              - { id: spare, name: Nothing, type: button }
            # The end.
            """)
        #expect(
            text == """
                # Bench panel, by hand.
                schema: 2
                x-version: 1.0.0
                device: { manufacturer: Acme, model: Old Panel }  # the old one
                x-device.firmware: ">=1.0"
                name: Old Panel to Synth
                date: 2025-09-23
                tags: [synth, "a, b"]
                plugin:
                  format: lv2
                  uri: "urn:test:synth"
                  name: TestSynth
                  manufacturer: acme audio
                x-plugin.type: VST/AU
                channel: 4  # shared with nobody
                x-colour: { red: 1 }

                # The filter.
                # Numbers of parameters were counted from 1: 3 of 3 names agree, 0 of 3 from 0.
                controls:
                  - id: encoder_1
                    name: Cutoff
                    kind: knob  # has end stops
                    send: { cc: 13 }
                    parameter: { symbol: vcf_freq }
                    x-led: green
                  # Next to it.
                  - id: slider_1
                    name: "Level, all"
                    kind: fader
                    send: { cc: 7, channel: 2 }
                    parameter: { symbol: volume }
                  - id: b1
                    name: Hold
                    group: row
                    kind: button
                    send: { cc: 37, button: momentary }
                    mode: toggle
                    parameter: { symbol: hold }
                    x-group.name: Row
                  - id: b2
                    name: Power
                    group: row
                    kind: button
                    send: { cc: 38, button: momentary }
                    mode: momentary
                    parameter: { symbol: on_off }
                    invert: true
                x-unused-controls: [{ id: spare, name: Nothing, type: button }]
                # The end.

                """)
    }

    private static let legacy = """
        metadata: { name: Pad to Synth, version: "1.0.0", author: me, created: 2024-01-15 }
        controller: { manufacturer: Acme, model: Pad, midiChannel: 3, notes: none }
        plugin: { manufacturer: Acme Audio, name: Test Synth, format: LV2 }
        mappings:
          # Filter
          - id: cutoff
            description: The filter's cutoff
            midiInput:
              type: cc
              channel: 3
              number: 70
              range: { min: 0, max: 127, default: 64 }
              behavior: { mode: absolute, sensitivity: 0.5, deadzone: 0.1, curve: linear, invert: true }
            pluginTarget:
              type: parameter
              identifier: vcf_freq   # its symbol
              name: Cutoff
              range: { min: 0.0, max: 1.0 }
              units: Hz
            mapping: { scaling: custom, curve: [0, 0.2, 1], quantize: 8, smoothing: 0.5, bipolar: true }
          - { id: hold, midiInput: { type: note, number: 36, behavior: { mode: toggle } }, pluginTarget: { type: parameter, identifier: Hold } }
          - { id: bend, midiInput: { type: pitchbend }, pluginTarget: { type: parameter, identifier: "VCF Reso" } }
          - { id: power, midiInput: { type: cc, number: 9, behavior: { mode: toggle } }, pluginTarget: { type: bypass, identifier: x } }
          - { id: off, enabled: false, midiInput: { type: cc, number: 10 }, pluginTarget: { type: parameter, identifier: Volume } }
        """

    @Test func `a map of the first dialect becomes one of ours`() throws {
        let text = try migrated(Self.legacy)
        #expect(
            text == """
                schema: 2
                name: Pad to Synth
                x-metadata.version: "1.0.0"
                author: me
                date: 2024-01-15
                device: { manufacturer: Acme, model: Pad }
                channel: 3
                x-controller.notes: none
                plugin:
                  format: lv2
                  uri: "urn:test:synth"
                  name: Test Synth
                  manufacturer: Acme Audio
                controls:
                  # Filter
                  - id: cutoff
                    description: The filter's cutoff
                    send: { cc: 70, channel: 3 }
                    x-midiInput.range.default: 64
                    x-midiInput.behavior.sensitivity: 0.5
                    dead-zone: 0.1
                    invert: true
                    parameter: vcf_freq  # its symbol
                    name: Cutoff
                    x-pluginTarget.range: { min: 0.0, max: 1.0 }
                    x-pluginTarget.units: Hz
                    curve: [0, 0.2, 1]
                    steps: 8
                    x-mapping.smoothing: 0.5
                    bipolar: true
                  - { id: hold, send: { note: 36, button: momentary }, kind: button, mode: toggle, parameter: Hold }
                  - { id: bend, send: { bend: true }, parameter: "VCF Reso" }
                  - id: power
                    send: { cc: 9, button: momentary }
                    kind: button
                    mode: toggle
                    parameter: { symbol: on_off }
                    invert: true
                    x-pluginTarget.identifier: x
                  - id: off
                    x-enabled: false
                    parameter: none
                    send: { cc: 10 }
                    x-pluginTarget: { type: parameter, identifier: Volume }

                """)
    }

    @Test func `a map of the twelve scripts becomes one of ours, in JSON too`() throws {
        let scripts = """
            {
              "version": "1.0.0",
              "device": { "manufacturer": "Acme", "model": "Pad", "deviceId": "7" },
              "metadata": { "name": "Pad", "created": "2025-01-01" },
              "plugin": { "manufacturer": "Acme Audio", "name": "Test Synth", "format": "LV2" },
              "defaultChannel": 2,
              "channelRegistryPath": "../registry.yaml",
              "controls": [
                { "id": "k1", "name": "Knob 1", "type": "knob", "cc": 20, "channel": 2, "mode": "absolute" },
                { "id": "p1", "name": "Pad 1", "type": "pad", "note": 36, "channel": 2, "behavior": "toggle", "confidence": 0.9 },
                { "id": "e1", "name": "Knob 3", "type": "encoder", "cc": 21, "channel": 2 }
              ],
              "mappings": [
                { "controlId": "k1", "parameterIndex": 0, "parameterName": "Cutoff", "scaling": "exponential", "invert": true },
                { "controlId": "e1", "parameterIndex": 5, "parameterName": "Attack" },
                { "controlId": "p1", "parameterIndex": 9, "parameterName": "Hold", "smoothing": 0.2 }
              ]
            }
            """
        let text = try migrated(scripts, path: "inputs/maps/test.json")
        let map = try #require(
            ControlMap.read(Array(text.utf8), path: "inputs/maps/test.json").map)
        #expect(map.dialect == .pipeline)
        #expect(map.channel?.value == 2)
        #expect(
            map.controls?.map { $0.parameter?.value } == [
                .symbol("vcf_freq"), .symbol("hold"), .symbol("env_attack"),
            ])
        for kept in [
            #""x-version": "1.0.0""#, #""x-device.deviceId": "7""#, #""x-confidence": 0.9"#,
            #""x-channelRegistryPath": "../registry.yaml""#, #""x-mapping.smoothing": 0.2"#,
            #""x-parameterName": "Attack""#, #""curve": "exponential""#, #""date": "2025-01-01""#,
        ] {
            #expect(text.contains(kept), "\(kept)")
        }
    }

    @Test func `a plugin that nobody knows must be known first`() {
        expectFindings(
            in: """
                version: 1.0.0
                device: { manufacturer: Acme, model: Panel }
                metadata: { name: x }
                plugin: { manufacturer: Nobody, name: «Missing» }
                controls: []
                """, .error("map.unknown-plugin")
        ) { bytes in
            guard case .refused(let findings) = migrate(String(decoding: bytes, as: UTF8.self))
            else { return [] }
            return findings
        }
    }

    @Test func `numbers in a template need a base that is stated`() throws {
        let template = """
            version: 1.0.0
            device: { manufacturer: Acme, model: Panel }
            metadata: { name: x }
            controls:
              - { id: a, name: Cutoff, type: encoder, cc: 1, plugin_parameter: 4 }

            """
        guard case .refused(let findings) = migrate(template) else {
            Issue.record("migrated")
            return
        }
        #expect(
            findings.map { "\($0.code) \($0.range?.start.line ?? 0)" } == ["map.base-undecided 5"])
        let stated = try migrated("parameter_base: 1\n" + template)
        #expect(stated.contains("parameter: { index: 4, base: 1 }"))
        #expect(stated.contains("template: true"))
    }

    @Test func `a text of several lines stays one`() throws {
        let text = try migrated(
            foreignHead + """
                notes: |
                  One # is no comment.

                  Two.
                usage:
                  deep:   # why
                    - a
                    - { b: 1 }
                controls: []
                """)
        #expect(
            text.contains(
                """
                notes: |
                  One # is no comment.

                  Two.
                x-usage:
                  deep:  # why
                    - a
                    - { b: 1 }
                controls: []

                """), "\(text)")
    }

    @Test func `an undecided base is left to the author, with its place`() {
        let text =
            foreignHead + """
                controls:
                  - { id: a, name: Knob 1, type: encoder, cc: 1, plugin_parameter: «3» }
                """
        expectFindings(in: text, .error("map.base-undecided")) { bytes in
            guard case .refused(let findings) = migrate(String(decoding: bytes, as: UTF8.self))
            else { return [] }
            return findings
        }
    }

    @Test func `a map of ours is left alone`() {
        #expect(migrate(head + "controls: []\n") == .upToDate)
    }
}
