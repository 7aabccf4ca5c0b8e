import ControlMap
import Diagnostics
import Testing

/// What a control may move besides a parameter, and how several targets stand side by side.
@Suite struct TargetTests {
    private func controls(_ text: String) throws -> [ResolvedControl] {
        let outcome = Workbench().resolve(head + "controls:\n" + text)
        #expect(outcome.diagnostics.filter { $0.severity == .error } == [])
        return try #require(outcome.resolved).controls
    }

    private func codes(_ text: String, head: String = head) -> [String] {
        Workbench().resolve(head + "controls:\n" + text).diagnostics.map(\.code)
    }

    @Test func `short forms are targets in the order of the page, then come those of the list`()
        throws
    {
        let targets = try controls(
            """
              - id: knob-1
                switch: a
                osc: { output: daw, address: /x }
                midi: { output: synth, cc: 74 }
                parameter: { symbol: vcf_reso }
                targets: [ { parameter: { symbol: vcf_env } }, { midi: { output: synth, cc: 75 } } ]
            layers: [a, b]
            """
        )[0].targets
        #expect(
            targets.map(\.title) == [
                "VCF Reso", "CC 74 on channel 5 to synth", "/x to daw", "layer a", "VCF Env",
                "CC 75 on channel 5 to synth",
            ])
    }

    @Test func `what a target leaves out, the control says`() throws {
        let targets = try controls(
            """
              - id: knob-1
                parameter: { symbol: vcf_reso }
                range: [0.25, 0.75]
                pickup: scale
                targets: [ { parameter: { symbol: vcf_env }, range: [0, 0.5], invert: true } ]
            """
        )[0].targets
        #expect(targets.map(\.shaping.lower) == [0.25, 0])
        #expect(targets.map(\.shaping.upper) == [0.75, 0.5])
        #expect(targets.map(\.shaping.isInverted) == [false, true])
        #expect(targets.map(\.shaping.pickUp) == [.scale, .scale])
    }

    @Test(arguments: [
        ("cc: 3", ControllerMessage.controlChange(number: 3, bits: 7), 127.0),
        ("cc: 3, bits: 14", .controlChange(number: 3, bits: 14), 16383),
        ("note: 60", .note(number: 60), 127), ("nrpn: 1000", .nrpn(number: 1000), 16383),
        ("rpn: 2", .rpn(number: 2), 16383), ("bend: true", .pitchBend, 16383),
        ("pressure: true", .channelPressure, 127),
        ("poly-pressure: 9", .polyPressure(note: 9), 127),
        ("program: 5", .programChange(program: 5), 1),
        ("program: value", .programChange(program: nil), 127),
        ("sysex: F0 43 F7", .systemExclusive([0xF0, 0x43, 0xF7]), 1),
        ("sysex: F0 43 vv F7", .systemExclusive([0xF0, 0x43, 0x80, 0xF7]), 127),
        ("sysex: F0 vh vl F7", .systemExclusive([0xF0, 0x80, 0x81, 0xF7]), 16383),
    ])
    func `every message can be sent, over all that it carries`(
        message: String, expected: ControllerMessage, greatest: Double
    ) throws {
        let target = try controls("  - { id: button-1, midi: { output: synth, \(message) } }\n")[0]
            .targets[0]
        #expect(
            target.destination
                == .midi(
                    MIDIDestination(
                        output: "synth", channel: 5, message: expected, minimum: 0,
                        maximum: greatest)))
    }

    @Test func `a message to the DAW has its channel, its values and its arguments`() throws {
        let found = try controls(
            """
              - { id: knob-1, midi: { output: synth, cc: 7, channel: 2, values: [10, 20] } }
              - id: knob-2
                osc:
                  output: daw
                  address: /a/b
                  arguments: [1, 0.5, x, value, "value:int", position, { string: value }, { float: 2 }]
                  values: [-1, 20000]
            """)
        #expect(
            found[0].targets[0].destination
                == .midi(
                    MIDIDestination(
                        output: "synth", channel: 2, message: .controlChange(number: 7, bits: 7),
                        minimum: 10, maximum: 20)))
        #expect(
            found[1].targets[0].destination
                == .osc(
                    OSCDestination(
                        output: "daw", address: "/a/b",
                        arguments: [
                            .int(1), .float(0.5), .string("x"), .value, .valueAsInt, .position,
                            .string("value"), .float(2),
                        ], minimum: -1, maximum: 20000)))
    }

    @Test(arguments: [
        ("midi: { cc: 1 }", "map.missing-key"), ("midi: { output: synth }", "map.missing-key"),
        ("midi: { output: synth, cc: 1, note: 2 }", "map.several-messages"),
        ("midi: { output: synth, cc: 128 }", "map.out-of-range"),
        ("midi: { output: synth, cc: 1, values: [0, 128] }", "map.out-of-range"),
        ("midi: { output: synth, cc: 1, values: [5, 5] }", "map.out-of-range"),
        ("midi: { output: synth, cc: 40, bits: 14 }", "map.bits-not-possible"),
        ("midi: { output: synth, sysex: F0 vv vv F7 }", "map.unknown-value"),
        ("midi: { output: synth, sysex: F0 vl F7 }", "map.unknown-value"),
        ("midi: { output: synth, sysex: F0 80 F7 }", "map.unknown-value"),
        ("midi: { outptu: synth, cc: 1 }", "map.unknown-key"),
        ("midi: 3", "map.wrong-type"), ("osc: { output: daw }", "map.missing-key"),
        ("osc: { output: daw, address: x }", "map.unknown-value"),
        ("osc: { output: daw, address: '/x*' }", "map.unknown-value"),
        ("osc: { output: daw, address: /x, arguments: [[1]] }", "map.unknown-value"),
        ("osc: { output: daw, address: /x, arguments: [9999999999] }", "map.unknown-value"),
        ("osc: { output: daw, address: /x, arguments: [true] }", "map.unknown-value"),
        ("targets: [ {} ]", "map.missing-key"), ("targets: [ 3 ]", "map.wrong-type"),
        ("targets: [ { switch: a, parameter: x } ]", "map.several-names"),
        ("send: { sysex: F0 vv F7 }", "map.unknown-value"),
        ("midi: { output: sinth, cc: 1 }", "map.unknown-output"),
        ("midi: { output: daw, cc: 1 }", "map.output-kind"),
        ("osc: { output: synth, address: /x }", "map.output-kind"),
        ("switch: a", "map.unknown-layer"), ("acceleration: 101", "map.out-of-range"),
    ])
    func `what cannot be sent is told`(line: String, code: String) {
        #expect(codes("  - { id: knob-1, \(line) }\n").contains(code))
    }

    @Test func `a base's message is taken away by none, its list by another`() throws {
        var bench = Workbench()
        bench.files["inputs/maps/base.yaml"] =
            head + """
                controls:
                  - id: knob-1
                    parameter: { symbol: vcf_reso }
                    midi: { output: synth, cc: 9 }
                    targets: [ { osc: { output: daw, address: /x } } ]
                """
        let outcome = bench.resolve(
            """
            schema: 2
            name: test
            extends: base
            controls: [ { id: knob-1, midi: none, targets: [] } ]
            """)
        #expect(outcome.resolved?.controls[0].targets.map(\.title) == ["VCF Reso"])
    }

    @Test func `a map that moves no parameter needs no plugin`() throws {
        let head = "schema: 2\nname: test\ndevice: acme/panel\n"
        let outcome = Workbench().resolve(
            head + "controls: [ { id: knob-1, midi: { output: synth, cc: 9 } } ]")
        #expect(outcome.diagnostics == [])
        #expect(outcome.resolved?.plugin == nil)
        #expect(codes("  - { id: knob-1, parameter: x }\n", head: head) == ["map.missing-plugin"])
        #expect(codes("  - { id: knob-1 }\n", head: head) == ["map.missing-plugin"])
    }

    @Test func `outputs are asked for only by a map that sends to one`() {
        var bench = Workbench()
        _ = MapResolver.resolve(
            path: "a.yaml", bytes: Array((head + "controls: [ { id: knob-1 } ]").utf8), in: &bench)
        #expect(!bench.asked.contains("outputs"))
        let sending =
            head
            + "controls: [ { id: knob-1, targets: [ { osc: { output: daw, address: /x } } ] } ]"
        _ = MapResolver.resolve(path: "a.yaml", bytes: Array(sending.utf8), in: &bench)
        #expect(bench.asked.contains("outputs"))
    }

    @Test func `an index of a target is looked up, and what is unknown there is told once`() {
        #expect(
            codes(
                """
                  - { id: knob-1, targets: [ { parameter: { index: 1, base: 0 } }, { parameter: nope } ] }
                """) == ["map.unknown-parameter"])
    }

    @Test func `what the control says of all its targets is doubted once`() {
        #expect(
            codes(
                """
                  - id: knob-1
                    range: [0.5, 0.5]
                    targets: [ { parameter: { symbol: vcf_reso } }, { parameter: { symbol: vcf_env } } ]
                """) == ["map.range-order"])
    }
}
