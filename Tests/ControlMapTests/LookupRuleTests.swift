import ControlMap
import Diagnostics
import PluginCatalog
import Testing
import TestSupport

@Suite struct LookupRuleTests {
    let bench = Workbench()

    @Test func `a map says its device, its plugin and its controls`() {
        expectFindings(
            in: "«»«»«»schema: 2\nname: test", .error("map.missing-controls"),
            .error("map.missing-device"), .error("map.missing-plugin"), by: bench.findings)
        let outcome = bench.resolve("schema: 2\nname: test\ndevice: 3\nplugin: 4\ncontrols: 5\n")
        #expect(
            Set(outcome.diagnostics.map(\.code)) == ["map.unknown-controller", "map.wrong-type"])
    }

    @Test func `an unknown controller is pointed at and corrected`() {
        let rest = "\nplugin: { format: lv2, uri: \"urn:test:synth\" }\ncontrols: []"
        expectFindings(
            in: "schema: 2\nname: t\ndevice: «acme/pannel»" + rest,
            .error("map.unknown-controller", fixIt: "acme/panel"), by: bench.findings)
        expectFindings(
            in: "schema: 2\nname: t\ndevice: «other»" + rest,
            .error("map.unknown-controller"), by: bench.findings)
    }

    @Test func `a controller profile with errors is not relied on`() {
        var bench = bench
        bench.controllers["acme/panel"]?.hasErrors = true
        expectFindings(
            in: """
                schema: 2
                name: t
                device: «acme/panel»
                plugin: { format: lv2, uri: "urn:test:synth" }
                controls: [{ id: nothing }]
                """, .error("map.controller-has-errors"), by: bench.findings)
    }

    @Test func `an unknown plugin is pointed at and corrected`() throws {
        let rest = "schema: 2\nname: t\ndevice: acme/panel\ncontrols: []\n"
        expectFindings(
            in: rest + "plugin: { format: lv2, uri: «\"urn:test:synht\"» }",
            .error("map.unknown-plugin", fixIt: "\"urn:test:synth\""), by: bench.findings)
        let outcome = bench.resolve(
            rest + "plugin: { format: lv2, uri: \"http://x.org/TestSynth\" }")
        let finding = try #require(outcome.diagnostics.first)
        #expect(finding.message.contains("did you mean 'Test Synth'?"))
        #expect(finding.notes[0].message.contains("plugins pin"))
        #expect(outcome.resolved == nil)
    }

    @Test func `an element that the profile has not is pointed at and corrected`() {
        expectFindings(
            in: head + """
                controls:
                  - { id: «knob1», parameter: hold }
                  - { id: «other», parameter: volume }
                """, .error("map.unknown-element", fixIt: "knob-1"), .error("map.unknown-element"),
            by: bench.findings)
    }

    @Test func `without a profile each control says what it sends`() {
        expectFindings(
            in: """
                schema: 2
                name: t
                device: { manufacturer: No, model: Profile }
                plugin: { format: lv2, uri: "urn:test:synth" }
                controls:
                  - { id: «knob-1», parameter: volume }
                """, .error("map.missing-send"), by: bench.findings)
    }

    @Test func `ids differ`() throws {
        let text =
            head + """
                controls:
                  - { id: knob-1 }
                  - { id: «knob-1», parameter: volume }
                """
        expectFindings(in: text, .error("map.duplicate-control"), by: bench.findings)
        let note = bench.resolve(parseMarked(text).bytes).diagnostics[0].notes[0]
        #expect(note.location?.range == SourceRange(line: 6, column: 11, length: 6))
    }

    @Test func `only what matters is asked for`() {
        func asked(_ text: String) -> [String] {
            var bench = bench
            _ = MapResolver.resolve(
                path: "m.yaml", bytes: Array(text.utf8), in: &bench)
            return bench.asked
        }
        #expect(
            asked(head + "channel: 1\ncontrols: []") == [
                "controller acme/panel", "plugin urn:test:synth",
            ])
        #expect(
            asked(head + "controls: []") == [
                "controller acme/panel", "registry", "plugin urn:test:synth",
            ])
        #expect(
            asked("schema: 2\ndevice: x\nplugin: { format: lv2, uri: y }\n") == [
                "controller x", "controllers", "registry", "plugin y", "plugins",
            ])
        #expect(asked("schema: 2\nextends: b\n") == ["map b.yaml"])
    }
}
