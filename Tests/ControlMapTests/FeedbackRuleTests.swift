import ControlMap
import Testing
import TestSupport

/// What is sent back, and rules about what is sent.
@Suite struct FeedbackRuleTests {
    private func findings(_ text: String) -> [String] {
        Workbench().resolve(head + "controls:\n  - { \(text) }\n").diagnostics.map(\.code)
    }

    private func feedback(_ text: String) throws -> Feedback? {
        try #require(Workbench().resolve(head + "controls:\n  - { \(text) }\n").resolved).controls[
            0
        ]
        .feedback
    }

    @Test func `a lamp is for what is pressed, a position for what is moved`() throws {
        #expect(try feedback("id: button-1, feedback: { on: 5 }") == Feedback(on: 5, off: 0))
        #expect(
            try feedback("id: knob-1, feedback: {}") == Feedback(on: 127, off: 0, style: .position))
        #expect(
            try feedback("id: knob-2, feedback: {}")
                == Feedback(on: 16383, off: 0, style: .position))
        #expect(
            try feedback("id: knob-1, feedback: { style: lamp, send: { note: 3 }, channel: 2 }")
                == Feedback(
                    on: 127, off: 0, style: .lamp, message: .note(number: 3), channel: 2))
    }

    @Test func `a value of 14 bits needs a message of 14 bits`() {
        #expect(findings("id: knob-1, feedback: { on: 128 }") == ["map.feedback-range"])
        #expect(findings("id: knob-2, feedback: { on: 128 }") == [])
        #expect(findings("id: knob-1, feedback: { on: 128, send: { bend: true } }") == [])
    }

    @Test func `an element that shows nothing is sent nothing`() throws {
        let text = panelText.replacing(
            "kind: knob, send: { cc: 21 }", with: "kind: knob, shows: nothing, send: { cc: 21 }"
        )
        .replacing(
            "kind: button, send: { cc: 41 }", with: "kind: button, shows: lamp, send: { cc: 41 }")
        let reading = ControllerProfile.read(
            Array(text.utf8), path: "inputs/controllers/panel.yaml")
        #expect(reading.diagnostics == [])
        var bench = Workbench()
        bench.controllers = [panel.id: try #require(reading.profile)]
        expectFindings(
            in: head + """
                controls:
                  - { id: knob-1, feedback: «{ on: 9 }» }
                  - { id: button-1, feedback: «{ style: position }» }
                  - { id: fader-1, feedback: {} }
                """, .warning("map.feedback-not-shown"), .info("map.feedback-only-lamp"),
            by: bench.findings)
    }

    @Test func `a message that comes back on the same port is a loop`() {
        var bench = Workbench()
        bench.outputList = [
            OutputDeclaration(name: "back", kind: .midi(port: "PANEL MIDI 1", bytesPerSecond: 0)),
            OutputDeclaration(name: "synth", kind: .midi(port: "Synth", bytesPerSecond: 0)),
        ]
        expectFindings(
            in: head + """
                controls:
                  - { id: knob-1, midi: «{ output: back, cc: 21 }» }
                  - { id: knob-2, midi: { output: back, cc: 99 } }
                  - { id: button-1, midi: { output: synth, cc: 21 } }
                  - { id: button-2, midi: { output: back, cc: 21, channel: 9 } }
                """, .warning("map.feedback-loop"), by: bench.findings)
    }

    @Test func `what is moved twice is told at the second`() {
        expectFindings(
            in: head + """
                controls:
                  - id: knob-1
                    parameter: { symbol: vcf_reso }
                    targets:
                      - { parameter: { symbol: «vcf_reso» } }
                      - { midi: { output: synth, cc: 1 } }
                      - { midi: «{ output: synth, cc: 1, values: [0, 5] }» }
                      - { midi: { output: synth, cc: 1, channel: 9 } }
                      - { parameter: { symbol: vcf_env } }
                """, .warning("map.same-target"), .warning("map.same-target"),
            by: Workbench().findings)
    }

    @Test func `an output that is none is corrected to the nearest of its kind`() {
        expectFindings(
            in: head + """
                controls: [ { id: knob-1, midi: { output: «sinth», cc: 1 } } ]
                """, .error("map.unknown-output", fixIt: "synth"), by: Workbench().findings)
    }

    @Test func `a straight line on a logarithmic parameter is remarked on`() {
        #expect(
            findings("id: knob-1, parameter: vcf_freq, curve: linear") == [
                "map.linear-on-logarithmic"
            ])
        #expect(findings("id: knob-1, parameter: vcf_reso, curve: linear") == [])
        #expect(findings("id: knob-1, parameter: vcf_freq") == [])
        #expect(findings("id: knob-1, parameter: vcf_freq, curve: [0, 1]") == [])
    }

    @Test func `reserved controllers are remarked on, heard or sent`() {
        let outcome = Workbench().resolve(
            head + """
                controls:
                  - { id: knob-1, send: { cc: 121 }, midi: { output: synth, cc: 123 } }
                """)
        #expect(
            outcome.diagnostics.map(\.code) == [
                "map.reserved-controller", "map.reserved-controller",
            ])
        #expect(outcome.diagnostics.allSatisfy { $0.severity == .info })
        #expect(outcome.resolved != nil)
    }
}
