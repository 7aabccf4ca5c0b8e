import ControlMap
import Diagnostics
import Testing
import TestSupport

@Suite struct ControllerProfileTests {
    private func findings(_ bytes: [UInt8]) -> [Diagnostic] {
        ControllerProfile.read(bytes, path: "p.yaml").diagnostics
    }

    @Test func `a profile is read`() {
        #expect(panel.id == "acme/panel")
        #expect(panel.channel == 5)
        #expect(panel.bankSize == 8)
        #expect(panel.elements.map(\.kind) == [.knob, .knob, .fader, .encoder, .button, .button])
        #expect(panel.elements[3].name == "encoder-1")
        #expect(!panel.hasErrors)
    }

    @Test func `a message out of range is told once, not as missing too`() {
        expectFindings(
            in: """
                profile: 1
                id: a/b
                manufacturer: A
                model: B
                elements:
                  - { id: a, kind: knob, send: { cc: «133» } }
                """, .error("controller.out-of-range"), by: findings)
    }

    @Test func `mistakes are pointed at`() {
        expectFindings(
            in: """
                profile: «2»
                id: a/b
                manufacturer: A
                model: B
                elements:
                  - { id: a, kind: «knop», send: { cc: 1 } }
                  - { id: «a», kind: knob, send: { cc: 2 } }
                  - { id: c, kind: knob, send: «{ channel: 1 }» }
                  - { id: «d», kind: knob, send: { cc: 2 } }
                  - { «id»: e, kind: knob }
                  - { id: f, kind: knob, send: { cc: 40, bits: «14» } }
                """, .error("controller.unknown-schema", fixIt: "1"),
            .error("controller.unknown-value", fixIt: "knob"),
            .error("controller.duplicate-element"), .error("controller.missing-key"),
            .warning("controller.same-message"), .error("controller.missing-key"),
            .error("controller.bits-not-possible"), by: findings)
    }

    @Test func `what is no profile at all gives findings only`() {
        for text in ["", "- 1", "x: [", "profile: 1"] {
            let reading = ControllerProfile.read(Array(text.utf8), path: "p.yaml")
            #expect(reading.profile == nil)
            #expect(reading.diagnostics.contains { $0.severity == .error })
        }
    }
}
