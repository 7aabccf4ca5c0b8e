import ControlMap
import Diagnostics
import PluginCatalog
import Testing

@Suite struct RobustnessTests {
    private let bench = Workbench(files: [
        "inputs/maps/base.yaml": "schema: 2\nname: b\ntemplate: true\ncontrols: [{ id: knob-1 }]\n"
    ])

    private let texts = [
        head + """
            extends: base
            controls:
              - { id: knob-1, parameter: { index: 1, base: 1 }, name: Cutoff, range: [0, 1] }
              - { id: b, send: { nrpn: 300, channel: 2 }, parameter: volume, mode: toggle }
              - { id: c, send: { sysex: "F0 01 F7" }, parameter: { name: Hold }, steps: 4 }
            """,
        foreignHead + """
            midi_channel: 4
            controls:
              - { id: a, name: Cutoff, type: encoder, cc: 1, range: [0, 127], plugin_parameter: 1 }
              - id: row
                name: Row
                type: button_group
                buttons: [{ id: b, name: Hold, cc: 2, channel: global, mode: toggle }]
            """, panelText,
        "channels: { 1: { path: a/b }, 2: { plugin: c } }\navailable_channels: [1]\n",
    ]

    private func read(_ bytes: [UInt8]) {
        let outcome = bench.resolve(bytes)
        #expect(outcome.resolved == nil || !outcome.summary.hasErrors)
        #expect(outcome.diagnostics.contains { $0.severity == .error } == outcome.summary.hasErrors)
        _ = ControllerProfile.read(bytes, path: "p")
        _ = ChannelRegistry.read(bytes, path: "r")
    }

    @Test func `a text cut anywhere is read without a crash`() {
        for text in texts {
            let bytes = Array(text.utf8)
            for end in 0...bytes.count { read(Array(bytes[..<end])) }
        }
    }

    @Test func `a text with any byte changed is read without a crash`() {
        let replacements: [UInt8] = [0, 10, 32, 45, 48, 57, 58, 91, 93, 123, 125, 34, 35, 200, 255]
        for text in texts {
            let bytes = Array(text.utf8)
            for index in bytes.indices {
                var changed = bytes
                changed[index] = replacements[index % replacements.count]
                read(changed)
                changed[index] = bytes[index] &+ 1
                read(changed)
            }
        }
    }

    @Test func `an error made a warning lets the map resolve where it still can`() throws {
        let text =
            head + """
                controls:
                  - { id: a, send: { cc: 1 }, parameter: volume }
                  - { id: b, send: { cc: 1 }, parameter: nothing }
                """
        #expect(bench.resolve(text).resolved == nil)
        let outcome = bench.resolve(
            text, severities: ["map.bound-twice": .off, "map.unknown-parameter": .warning])
        // No error goes unnoticed: the one switched off is told as a warning.
        #expect(outcome.diagnostics.map(\.severity) == [.warning, .warning])
        #expect(try #require(outcome.resolved).controls.map(\.targets.count) == [1, 0])
        let lost = bench.resolve(
            "schema: 2\nname: x\ndevice: acme/panel\ncontrols: []\n",
            severities: ["map.missing-plugin": .info])
        #expect(lost.resolved == nil)
    }

    @Test func `a comment moves nothing`() {
        let plain = bench.resolve(texts[0])
        let commented = bench.resolve("# a comment\n\n" + texts[0])
        #expect(plain.resolved != nil)
        #expect(plain.resolved == commented.resolved)
        #expect(plain.summary == commented.summary)
    }
}
