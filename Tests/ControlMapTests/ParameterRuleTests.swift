import ControlMap
import Diagnostics
import PluginCatalog
import Testing
import TestSupport

@Suite struct ParameterRuleTests {
    let bench = Workbench()

    @Test func `a misspelt parameter is pointed at and corrected`() {
        expectFindings(
            in: head + """
                controls:
                  - { id: knob-1, parameter: { name: «VCF Frq» } }
                  - { id: knob-2, parameter: { symbol: «'vcf-resso'» } }
                  - { id: fader-1, parameter: «volum» }
                  - { id: button-1, parameter: «nonsense» }
                """, .error("map.unknown-parameter", fixIt: "VCF Freq"),
            .error("map.unknown-parameter", fixIt: "vcf_reso"),
            .error("map.unknown-parameter", fixIt: "volume"), .error("map.unknown-parameter"),
            by: bench.findings)
    }

    @Test func `names are found by letters and digits alone, never by likeness`() throws {
        let outcome = bench.resolve(
            head + """
                controls:
                  - { id: knob-1, parameter: { name: vcf-freq } }
                  - { id: knob-2, parameter: LFO_Rate }
                  - { id: fader-1, parameter: Cutoff }
                """)
        #expect(outcome.diagnostics.count == 1)
        let message = try #require(outcome.diagnostics.first?.message)
        #expect(message.hasSuffix("did you mean 'VCF Freq', symbol 'vcf_freq'?"))
        #expect(outcome.diagnostics.first?.fixIt == nil)
    }

    @Test func `a name that several parameters have is refused`() {
        expectFindings(
            in: head + "controls: [{ id: knob-1, parameter: { name: «Tune» } }]",
            .error("map.ambiguous-parameter"), by: bench.findings)
    }

    @Test(arguments: [(17, 0), (0, 1), (18, 1)])
    func `a number outside the plugin is refused`(number: Int, base: Int) {
        expectFindings(
            in: head
                + "controls: [{ id: knob-1, parameter: { index: «\(number)», base: \(base) } }]",
            .error("map.unknown-parameter"), by: bench.findings)
    }

    @Test func `a number that names something else than the control is doubted`() throws {
        let text =
            head + """
                controls:
                  - { id: knob-1, name: Cutoff, parameter: { index: 1, base: 1 } }
                  - { id: knob-2, name: Resonance, parameter: { index: «4», base: 1 } }
                  - { id: fader-1, parameter: { index: 8, base: 0 } }
                """
        expectFindings(in: text, .warning("map.name-mismatch"), by: bench.findings)
        let message = bench.resolve(parseMarked(text).bytes).diagnostics[0].message
        #expect(message.hasSuffix("is 'LFO Rate'; 'VCF Reso' is 2"))
    }

    @Test func `an output is not moved, and what hosts should leave alone is doubted`() {
        expectFindings(
            in: head + """
                controls:
                  - { id: knob-1, parameter: «meter» }
                  - { id: knob-2, parameter: «dice» }
                """, .error("map.output-parameter"), .warning("map.not-automatable"),
            by: bench.findings)
    }

    @Test func `ranges rise`() {
        expectFindings(
            in: head + """
                controls:
                  - { id: knob-1, parameter: volume, range: «[0.9, 0.1]» }
                  - { id: knob-2, parameter: vcf_freq, range: «[0.5, 0.5]» }
                """, .error("map.range-order"), .error("map.range-order"), by: bench.findings)
    }

    @Test func `modes suit what is pressed and what has steps`() {
        expectFindings(
            in: head + """
                controls:
                  - { id: knob-1, parameter: hold, mode: «toggle» }
                  - { id: button-1, parameter: volume, mode: «cycle» }
                  - { id: button-2, parameter: vcf_freq, mode: cycle, steps: 4 }
                """, .error("map.mode-needs-button"), .error("map.cycle-without-steps"),
            by: bench.findings)
    }

    @Test func `a button on something continuous is asked for two values`() {
        expectFindings(
            in: head + """
                controls:
                  - { id: button-1, parameter: «volume» }
                  - { id: button-2, parameter: vcf_freq, range: [0.2, 0.8], mode: toggle }
                """, .warning("map.button-on-continuous"), by: bench.findings)
    }

    @Test func `an encoder suits neither a switch nor a pick-up`() {
        expectFindings(
            in: head + """
                controls:
                  - { id: encoder-1, parameter: «hold», pickup: «scale», dead-zone: «0.1» }
                """, .warning("map.encoder-on-switch"), .warning("map.encoder-has-no-position"),
            .warning("map.encoder-has-no-position"), by: bench.findings)
    }
}
