import ControlMap
import Diagnostics
import PluginCatalog
import Testing
import TestSupport

@Suite struct MessageRuleTests {
    let bench = Workbench()

    @Test func `one message moves one parameter`() throws {
        let text =
            head + """
                controls:
                  - { id: a, send: { cc: 10 }, parameter: volume }
                  - { id: b, send: { cc: «10» }, parameter: vcf_freq }
                  - { id: c, send: { cc: 10, channel: 2 }, parameter: vcf_reso }
                  - { id: d, send: { note: 10 }, parameter: hold }
                """
        expectFindings(in: text, .error("map.bound-twice"), by: bench.findings)
        let finding = bench.resolve(parseMarked(text).bytes).diagnostics[0]
        #expect(finding.message.contains("CC 10 on channel 5"))
        #expect(finding.notes[0].location?.range == SourceRange(line: 6, column: 26, length: 2))
    }

    @Test(arguments: [
        ("cc: 1, bits: 14", "cc: 33"), ("nrpn: 5", "cc: 6"), ("nrpn: 5", "cc: 38"),
        ("nrpn: 5", "cc: 98"), ("nrpn: 5", "cc: 99"), ("rpn: 5", "cc: 100"), ("rpn: 5", "cc: 101"),
        ("cc: 6", "rpn: 5"), ("nrpn: 5", "nrpn: 5"), ("bend: true", "bend: true"),
        ("cc: 33", "cc: 1, bits: 14"), ("sysex: F0 7D 01 F7", "sysex: F0 7D 01 F7"),
    ])
    func `what is really sent collides`(first: String, second: String) {
        let codes = codes(first, second)
        #expect(codes == ["map.bound-twice"])
    }

    @Test(arguments: [
        ("nrpn: 5", "nrpn: 6"), ("nrpn: 5", "rpn: 5"), ("cc: 1", "cc: 33"), ("rpn: 1", "cc: 99"),
        ("program: 1", "program: 2"), ("poly-pressure: 1", "note: 1"),
        ("sysex: F0 7D 01 F7", "sysex: F0 7D 02 F7"),
    ])
    func `what takes turns does not collide`(first: String, second: String) {
        let codes = codes(first, second)
        #expect(codes == [])
    }

    private func codes(_ first: String, _ second: String) -> [String] {
        let text =
            head + """
                controls:
                  - { id: a, send: { \(first) }, parameter: hold }
                  - { id: b, send: { \(second) }, parameter: mode }
                """
        return bench.resolve(text).diagnostics.map(\.code)
    }

    @Test func `a control that moves nothing is only warned of`() {
        expectFindings(
            in: head + """
                controls:
                  - { id: knob-1, parameter: volume }
                  - { id: spare, send: { cc: «21» } }
                """, .warning("map.same-message"), by: bench.findings)
    }

    @Test func `what cannot be sent is refused`() {
        expectFindings(
            in: head + """
                controls:
                  - { id: a, send: { cc: 64, bits: «14» }, parameter: volume }
                  - { id: b, send: { note: 64, encoder: «sign-bit» }, parameter: vcf_freq }
                  - { id: c, send: { cc: 5, button: latching, encoder: «sign-bit» }, parameter: mode }
                  - { id: d, send: { cc: «123» }, parameter: lfo_rate }
                """, .error("map.bits-not-possible"), .error("map.encoder-not-possible"),
            .error("map.encoder-not-possible"), .info("map.reserved-controller"),
            by: bench.findings)
    }
}
