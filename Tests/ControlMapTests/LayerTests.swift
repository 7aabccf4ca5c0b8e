import ControlMap
import Testing
import TestSupport

@Suite struct LayerTests {
    private let layered = head + "layers: [main, shift, page]\ncontrols:\n"
    private let switches = """
          - { id: button-1, switch: shift }
          - { id: button-2, switch: page, mode: radio }

        """

    private func outcome(_ text: String) -> MapOutcome {
        Workbench().resolve(layered + switches + text)
    }

    @Test func `an element is bound anew in a layer, and heard there as that alone`() throws {
        let outcome = outcome(
            """
              - { id: knob-1, parameter: { symbol: vcf_freq } }
              - { id: knob-1, layers: [shift], name: Reso, parameter: { symbol: vcf_reso } }
            """)
        #expect(outcome.diagnostics == [])
        let map = try #require(outcome.resolved)
        #expect(map.layers == ["main", "shift", "page"])
        #expect(map.controls.map(\.id) == ["button-1", "button-2", "knob-1", "knob-1"])
        #expect(map.controls.map(\.layers) == [[], [], ["main", "page"], ["shift"]])
        #expect(map.controls[1].targets[0].shaping.mode == .radio)
    }

    @Test(arguments: [
        // In one layer, the same element or message twice.
        (
            "  - { id: knob-1, layers: shift, parameter: vcf_reso }\n"
                + "  - { id: knob-1, layers: [page, shift], parameter: vcf_env }\n",
            ["map.bound-twice", "map.duplicate-control"]
        ),
        (
            "  - { id: knob-1, parameter: vcf_reso }\n"
                + "  - { id: x, layers: page, send: { cc: 21 }, parameter: vcf_env }\n",
            ["map.bound-twice"]
        ),
        (
            "  - { id: knob-1, layers: shift, parameter: vcf_reso }\n"
                + "  - { id: x, layers: page, send: { cc: 21 }, parameter: vcf_env }\n", []
        ),
        // Names that are none.
        ("  - { id: knob-1, layers: shfit, parameter: vcf_reso }\n", ["map.unknown-layer"]),
        ("  - { id: knob-1, switch: pag }\n", ["map.unknown-layer"]),
        // Every layer has its own.
        (
            "  - { id: knob-1, parameter: vcf_reso }\n"
                + "  - { id: knob-1, layers: [main, shift, page], parameter: vcf_env }\n",
            ["map.control-never-heard"]
        ),
    ])
    func `layers are looked at one by one`(text: String, codes: [String]) {
        #expect(
            Workbench().findings(Array((layered + switches + text).utf8)).map(\.code).sorted()
                == codes)
    }

    @Test func `a layer that nothing leads to is told at its name`() {
        expectFindings(
            in: head + """
                layers: [main, «shift», page, «far»]
                controls:
                  - { id: button-1, switch: page }
                  - { id: button-2, layers: shift, switch: far }
                """, .warning("map.unreachable-layer"), .warning("map.unreachable-layer"),
            by: Workbench().findings)
    }

    @Test func `a layer that only another leads to is reached`() {
        let text = """
            layers: [main, shift, far]
            controls:
              - { id: button-1, switch: shift }
              - { id: button-2, layers: shift, switch: far }
            """
        #expect(Workbench().resolve(head + text).diagnostics == [])
    }

    @Test func `two layers with one name are an error on the second`() {
        expectFindings(
            in: head + """
                layers: [main, «main»]
                controls: [ { id: button-1 } ]
                """, .error("map.duplicate-layer"), by: Workbench().findings)
    }

    @Test func `more than 64 layers are refused`() {
        let names = (0...64).map { "l\($0)" }.joined(separator: ", ")
        let codes = Workbench().resolve(head + "layers: [\(names)]\ncontrols: []").diagnostics
            .map(\.code)
        #expect(codes.contains("map.out-of-range"))
    }

    @Test func `a map changes its base's control of the same layer`() throws {
        var bench = Workbench()
        bench.files["inputs/maps/base.yaml"] =
            layered + switches + """
                  - { id: knob-1, parameter: { symbol: vcf_freq } }
                  - { id: knob-1, layers: shift, parameter: { symbol: vcf_reso } }
                """
        let map = try #require(
            bench.resolve(
                """
                schema: 2
                name: test
                extends: base
                controls: [ { id: knob-1, layers: [shift], parameter: { symbol: vcf_env } } ]
                """
            ).resolved)
        #expect(
            map.controls.dropFirst(2).map { $0.targets.map(\.title) } == [
                ["VCF Freq"], ["VCF Env"],
            ])
    }
}
