import ControlMap
import Testing

@Suite struct ParameterInsertionTests {
    private func insert(
        _ choices: [(String, String)], into text: String, path: String = "inputs/maps/test.yaml"
    ) -> (text: String, missed: [String]) {
        let bytes = Array(text.utf8)
        guard let map = ControlMap.read(bytes, path: path).map else { return ("", []) }
        let insertion = ParameterInsertion(
            choices.map { .init(control: $0.0, symbol: $0.1) }, into: bytes, of: map)
        return (String(decoding: insertion.bytes, as: UTF8.self), insertion.missed)
    }

    @Test func `text and comments stay, in both styles`() {
        let old = """
            controls:
              - { id: knob-1, name: Cutoff, range: [0, 1] } # mine
              # a word
              - id: knob-2   # the second
                name: "Reso: hard"   # and its name
                curve: linear
              - { id: fader-1 }

            """
        let found = insert(
            [("knob-1", "vcf_freq"), ("knob-2", "vcf_reso"), ("fader-1", "volume")],
            into: head + old)
        #expect(found.missed == [])
        #expect(
            found.text == head + """
                controls:
                  - { id: knob-1, name: Cutoff, parameter: { symbol: vcf_freq }, range: [0, 1] } # mine
                  # a word
                  - id: knob-2   # the second
                    name: "Reso: hard"   # and its name
                    parameter: { symbol: vcf_reso }
                    curve: linear
                  - { id: fader-1, parameter: { symbol: volume } }

                """)
        let resolved = Workbench().resolve(found.text).resolved
        #expect(resolved?.controls.allSatisfy { $0.targets.count == 1 } == true)
    }

    @Test func `audio-control's dialect and buttons of groups are written in their own words`() {
        let old = """
            controls:
              - id: row
                name: Row
                type: button_group
                buttons:
                  - { id: b, name: Hold, cc: 2, channel: global, mode: toggle }
            """
        let found = insert([("b", "hold")], into: foreignHead + old)
        #expect(
            found.text.hasSuffix(
                "{ id: b, name: Hold, plugin_parameter: hold, cc: 2, channel: global, mode: toggle }"
            ))
    }

    @Test func `JSON stays JSON`() {
        let old = """
            {"schema": 2, "name": "t", "device": "acme/panel",
             "plugin": {"format": "lv2", "uri": "urn:test:synth"},
             "controls": [{"id": "knob-1", "name": "Cutoff"}]}
            """
        let found = insert([("knob-1", "vcf_freq")], into: old, path: "inputs/maps/test.json")
        #expect(
            found.text.hasSuffix(
                #""controls": [{"id": "knob-1", "name": "Cutoff", "parameter": {"symbol": "vcf_freq"}}]}"#
            )
                || found.text.hasSuffix(
                    #""controls": [{"id": "knob-1", "name": "Cutoff", "parameter": { "symbol": "vcf_freq" }}]}"#
                ), "\(found.text)")
    }

    @Test func `what is bound already, or does not stand in the text, is missed`() {
        let old = "controls: [{ id: knob-1, parameter: none }]"
        let found = insert([("knob-1", "volume"), ("elsewhere", "volume")], into: head + old)
        #expect(found.text == head + old)
        #expect(found.missed == ["knob-1", "elsewhere"])
    }

    @Test func `lines that end with a carriage return keep it`() {
        let old = "controls:\r\n  - id: knob-1\r\n    curve: linear\r\n"
        let found = insert([("knob-1", "volume")], into: head.replacing("\n", with: "\r\n") + old)
        #expect(Workbench().resolve(found.text).resolved?.controls[0].targets.count == 1)
        #expect(found.text.contains("  - id: knob-1\n    parameter: { symbol: volume }\r\n"))
    }
}
