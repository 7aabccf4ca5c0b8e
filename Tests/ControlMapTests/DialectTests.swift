import ControlMap
import Diagnostics
import PluginCatalog
import Testing
import TestSupport

/// How dialects are told apart, and what is kept of them.
@Suite struct DialectTests {
    let bench = Workbench()

    @Test(arguments: [
        ("schema: 2\nname: x\n", ControlMap.Dialect.pipeline),
        ("version: 1\nmetadata: { name: x }\ndevice: {}\ncontrols: []\n", .audioControl),
        ("midi_channel: 1\ncontrols: []\n", .audioControl),
        ("controller: {}\nmappings: []\n", .audioControlLegacy),
        ("mappings: [{ midiInput: {} }]\n", .audioControlLegacy),
        ("version: 1\ncontrols: []\ndefaultChannel: 1\n", .audioControlScripts),
        ("controls: []\nmappings: [{ controlId: a }]\n", .audioControlScripts),
        ("metadata: {}\ncontrols: [{ id: a, note: 1 }]\n", .audioControlScripts),
    ])
    func `the shape decides the dialect`(text: String, dialect: ControlMap.Dialect) {
        #expect(ControlMap.read(Array(text.utf8), path: "m.yaml").map?.dialect == dialect)
    }

    @Test(arguments: [
        "controller: {}\n«device»: {}\nmappings: [{ midiInput: {} }]\n",
        "midi_channel: 1\ncontrols: []\n«defaultChannel»: 1\n",
        "controls: [{ id: a, plugin_parameter: 1 }]\nmappings: [{ «controlId»: a }]\n",
    ])
    func `two dialects at once are refused, with what was seen`(text: String) {
        expectFindings(in: text, .error("map.mixed-dialects"), by: bench.findings)
    }

    @Test func `what is of no dialect is told with what was seen`() throws {
        let findings = bench.resolve("name: x\nknobs: []\n").diagnostics
        #expect(findings.map(\.code) == ["map.missing-key"])
        #expect(try #require(findings.first).message.hasSuffix("it has 'name', 'knobs'"))
    }

    @Test func `what nothing follows is told once, and a misspelt key corrected`() throws {
        let text =
            foreignHead + """
                «colour»: red
                parameter_base: 0
                controls:
                  - { id: a, name: Cutoff, type: encoder, cc: 1, «plugin_paramter»: 0, led: 1 }
                  - { id: b, name: Resonance, type: encoder, cc: 2, plugin_parameter: 1, led: 2 }
                """
        expectFindings(
            in: text, .info("map.ignored-key"),
            .warning("map.likely-key", fixIt: "plugin_parameter"), by: bench.findings)
        let finding = try #require(
            bench.resolve(parseMarked(text).bytes).diagnostics.first {
                $0.code == "map.ignored-key"
            })
        #expect(finding.message == "'colour', 'led' (2 times) are kept, but not read")
        #expect(finding.notes.map { $0.location?.range.start.line } == [8, 9])
    }

    @Test func `a control may be named that is not there`() {
        expectFindings(
            in: """
                version: 1.0.0
                device: { manufacturer: Acme, model: Pad }
                metadata: { name: Pad }
                plugin: { manufacturer: Acme Audio, name: Test Synth }
                controls: [{ id: knob_1, name: Cutoff, type: knob, cc: 20, channel: 1 }]
                mappings:
                  - { controlId: knob_1, parameterIndex: 0, parameterName: Cutoff }
                  - { controlId: «knob_2», parameterIndex: 1, parameterName: Resonance }
                  - { controlId: «knob_1», parameterIndex: 1, parameterName: Resonance }
                parameter_base: 0
                """, .error("map.unknown-control", fixIt: "knob_1"),
            .warning("map.several-mappings"),
            by: { bytes in bench.resolve(bytes).diagnostics.filter { $0.severity > .info } })
    }

    @Test func `keys that begin with x- are for other programs`() {
        expectFindings(
            in: head + """
                x-studio: { any: thing }
                controls:
                  - { id: knob-1, x-colour: red, «colour»: red, send: { cc: 3, x-lamp: 1 }, parameter: { symbol: volume, x-was: 12 } }
                """, .error("map.unknown-key"), by: bench.findings)
    }

    @Test func `points of a curve and a bipolar middle reach the resolved map`() throws {
        let outcome = bench.resolve(
            head + """
                controls:
                  - { id: knob-1, parameter: volume, curve: [0, 0.25, 1], bipolar: true }
                """)
        let map = try #require(outcome.resolved)
        let shaping = map.controls[0].targets[0].shaping
        #expect(shaping.curvePoints == [0, 0.25, 1])
        #expect(shaping.isBipolar)
        #expect(try ResolvedMap(json: map.json()) == map)
    }

    @Test func `points outside of the range are refused`() {
        expectFindings(
            in: head + "controls: [{ id: knob-1, parameter: volume, curve: «[0, 2]» }]\n",
            .error("map.out-of-range"), by: bench.findings)
    }
}

/// What names say of the numbers of a whole map.
@Suite struct NumberShiftTests {
    let bench = Workbench()
    private static let named = [
        ("Cutoff", 0), ("Resonance", 1), ("LFO Speed", 3), ("Attack", 5), ("Decay", 6),
        ("Release", 8),
    ]

    private func controls(shiftedBy shift: Int, base: Int, mark: Bool = true) -> String {
        "controls:\n"
            + Self.named.enumerated().map { place, control in
                let number = "\(control.1 + shift)"
                let shown = place == 0 && mark ? "«\(number)»" : number
                return "  - { id: k\(place), name: \(control.0), send: { cc: \(place + 20) }, "
                    + "parameter: { index: \(shown), base: \(base) } }\n"
            }.joined()
    }

    @Test func `a base that all names contradict is told once, with the evidence`() throws {
        let text = head + controls(shiftedBy: 1, base: 0)
        expectFindings(
            in: text, .error("map.numbers-shifted", fixIt: "1|1|1|1|1|1"), by: bench.findings)
        let finding = try #require(bench.resolve(parseMarked(text).bytes).diagnostics.first)
        #expect(
            finding.message.hasPrefix(
                "6 of 6 names agree when counted from 1, 0 of 6 when counted from 0"))
    }

    @Test func `a stated base of audio-control's dialect is corrected at its place`() {
        let text =
            foreignHead + "parameter_base: 0\n"
            + "controls:\n"
            + Self.named.enumerated().map { place, control in
                let number = "\(control.1 + 1)"
                return "  - { id: k\(place), name: \(control.0), type: encoder, cc: \(place), "
                    + "plugin_parameter: \(place == 0 ? "«\(number)»" : number) }\n"
            }.joined()
        expectFindings(in: text, .error("map.numbers-shifted", fixIt: "1"), by: bench.findings)
    }

    @Test func `parameters that moved since are found by their distance`() throws {
        var moved = bench
        moved.plugins[0].parameters =
            (0..<3).map { parameter($0, "new\($0)", "Brand New \($0)") }
            + testSynth.parameters.map { old in
                var new = old
                new.index += 3
                return new
            }
        let text = head + controls(shiftedBy: 0, base: 0)
        expectFindings(
            in: text, .error("map.numbers-shifted", fixIt: "3|4|6|8|9|11"), by: moved.findings)
    }

    @Test func `numbers that agree are not doubted`() {
        let text = head + controls(shiftedBy: 0, base: 0, mark: false)
        #expect(bench.resolve(text).diagnostics == [])
    }

    @Test func `few names say nothing of the whole map`() {
        let text =
            head + """
                controls:
                  - { id: a, name: Cutoff, send: { cc: 1 }, parameter: { index: «1», base: 0 } }
                  - { id: b, name: Resonance, send: { cc: 2 }, parameter: { index: «2», base: 0 } }
                """
        expectFindings(
            in: text, .warning("map.name-mismatch"), .warning("map.name-mismatch"),
            by: bench.findings)
    }
}
