import ControlMap
import Diagnostics
import PluginCatalog
import Testing
import TestSupport

@Suite struct ExtendsTests {
    var bench = Workbench()

    init() {
        bench.files["inputs/maps/base.yaml"] = """
            schema: 2
            name: base
            template: true
            device: acme/panel
            channel: 3
            controls:
              - { id: knob-1, name: Cutoff, curve: exponential }
              - { id: knob-2, name: Resonance, parameter: vcf_reso }
              - { id: own, send: { cc: 90 }, name: Extra }
            """
    }

    private let derived = """
        schema: 2
        name: derived
        extends: base
        plugin: { format: lv2, uri: "urn:test:synth" }

        """

    @Test func `controls are merged by id, key by key`() throws {
        let outcome = bench.resolve(
            derived + """
                controls:
                  - { id: fader-1, parameter: volume }
                  - { id: knob-1, parameter: vcf_freq }
                  - { id: knob-2, parameter: none }
                """)
        #expect(outcome.diagnostics == [])
        let map = try #require(outcome.resolved)
        #expect(map.controls.map(\.id) == ["knob-1", "knob-2", "own", "fader-1"])
        #expect(map.controls.map(\.name) == ["Cutoff", "Resonance", "Extra", "Fader 1"])
        #expect(map.controls.map(\.targets.count) == [1, 0, 0, 1])
        #expect(map.controls[0].targets[0].shaping.curve == .exponential)
        #expect(map.channel == 3)
        #expect(outcome.summary.channelWasStated)
        #expect(!outcome.summary.isTemplate)
    }

    @Test func `a base in audio-control's dialect is merged too`() throws {
        var bench = bench
        bench.files["inputs/family/old.yaml"] = """
            version: 1.0.0
            device: { manufacturer: Acme, model: Old }
            metadata: { name: Old }
            controls:
              - { id: encoder_1, name: Cutoff, type: encoder, cc: 13 }
            """
        let outcome = bench.resolve(
            """
            schema: 2
            name: new
            extends: ../family/old
            plugin: { format: lv2, uri: "urn:test:synth" }
            controls: [{ id: encoder_1, parameter: vcf_freq }]
            """)
        #expect(outcome.diagnostics == [])
        #expect(outcome.resolved?.controls[0].message == .controlChange(number: 13, bits: 7))
        #expect(outcome.resolved?.device.model == "Old")
    }

    @Test func `a control that is sent differently than in the base is doubted`() {
        expectFindings(
            in: derived + """
                controls:
                  - { id: own, send: { cc: «91» }, parameter: volume }
                  - { id: knob-1, send: { channel: 4 }, parameter: vcf_freq }
                """, .warning("map.template-changed"), by: bench.findings)
    }

    @Test(arguments: [
        ("nowhere", "map.missing-base"), ("../../../x", "map.base-outside"),
        ("/etc/x", "map.base-outside"), ("test", "map.base-cycle"),
        ("broken", "map.base-has-errors"),
        ("loop", "map.base-cycle"),
    ])
    func `a base that cannot be used is pointed at`(reference: String, code: String) {
        var bench = bench
        bench.files["inputs/maps/broken.yaml"] = "schema: 2\nnme: x\n"
        bench.files["inputs/maps/loop.yaml"] = "schema: 2\nname: x\nextends: ./test.yaml\n"
        let outcome = bench.resolve("schema: 2\nname: x\nextends: \(reference)\ncontrols: []\n")
        #expect(outcome.diagnostics.map(\.code) == [code])
        #expect(outcome.diagnostics[0].range?.start == SourcePosition(line: 3, column: 10))
        #expect(outcome.summary.hasErrors)
    }

    @Test func `a cycle is shown with its chain`() {
        var bench = bench
        bench.files["inputs/maps/loop.yaml"] = "schema: 2\nname: x\nextends: test\n"
        let finding = bench.resolve("schema: 2\nname: x\nextends: loop\n").diagnostics[0]
        #expect(
            finding.message.hasSuffix(
                "inputs/maps/test.yaml → inputs/maps/loop.yaml → inputs/maps/test.yaml"))
        #expect(finding.path == "inputs/maps/loop.yaml")
        #expect(finding.excerpt == "extends: test")
    }

    @Test func `bases without end are refused`() {
        var bench = bench
        for level in 0..<30 {
            bench.files["inputs/maps/b\(level).yaml"] =
                "schema: 2\nname: x\nextends: b\(level + 1)\n"
        }
        let codes = bench.resolve("schema: 2\nname: x\nextends: b0\n").diagnostics.map(\.code)
        #expect(codes == ["map.base-depth"])
    }

    @Test func `a mistake in a base's parameter is shown in the base`() {
        var bench = bench
        bench.files["inputs/maps/base.yaml"]? += "\n  - { id: fader-1, parameter: volumee }\n"
        let findings = bench.resolve(derived).diagnostics
        #expect(findings.map(\.code) == ["map.unknown-parameter"])
        #expect(findings[0].path == "inputs/maps/base.yaml")
        #expect(findings[0].excerpt == "  - { id: fader-1, parameter: volumee }")
    }
}
