import ControlMap
import PluginCatalog
import Testing

@testable import MapGenerators

/// The table as a person wrote it: answers for direct, toggle, momentary, radio, cycle.
private let wanted: [(ArdourHardware, ArdourParameters, String)] = [
    (.position, .continuous, "ctl - - - -"),
    (.position, .whole, "ctl - - - -"),
    (.position, .switches, "- - - - -"),
    (.velocity, .continuous, "note - - - -"),
    (.velocity, .whole, "note - - - -"),
    (.velocity, .switches, "- - - - -"),
    (.bend, .continuous, "pb - - - -"),
    (.bend, .whole, "pb - - - -"),
    (.bend, .switches, "pb - - - -"),
    (.steps, .continuous, "enc - - - -"),
    (.steps, .whole, "- - - - -"),
    (.steps, .switches, "- - - - -"),
    (.pushButton, .continuous, "ctl - ctl - -"),
    (.pushButton, .whole, "ctl - ctl - -"),
    (.pushButton, .switches, "ctl-toggle ctl ctl-toggle - -"),
    (.latchingButton, .continuous, "ctl ctl - - -"),
    (.latchingButton, .whole, "ctl ctl - - -"),
    (.latchingButton, .switches, "ctl-toggle ctl-toggle - - -"),
    (.pushNote, .continuous, "note+off - note+off - -"),
    (.pushNote, .whole, "note+off - note+off - -"),
    (.pushNote, .switches, "note+off note note+off - -"),
    (.latchingNote, .continuous, "note+off note+off - - -"),
    (.latchingNote, .whole, "note+off note+off - - -"),
    (.latchingNote, .switches, "note+off note+off - - -"),
]

private func word(_ verdict: ArdourVerdict) -> String {
    switch verdict {
    case .bind(let event, let momentary, _): event.rawValue + (momentary ? "+off" : "")
    case .bindEncoder: "enc"
    case .refuse: "-"
    }
}

@Suite struct ArdourDecisionTests {
    @Test func `the table says for every combination what was meant`() {
        #expect(wanted.count == ArdourHardware.allCases.count * 3)
        for (hardware, parameters, answers) in wanted {
            let words = Shaping.Mode.allCases.map { word(ardourVerdict(hardware, parameters, $0)) }
            #expect(words.joined(separator: " ") == answers, "\(hardware) \(parameters)")
        }
    }

    @Test func `exactly one line of the table holds for each combination`() {
        for hardware in ArdourHardware.allCases {
            for parameters in [ArdourParameters.switches, .whole, .continuous] {
                for mode in Shaping.Mode.allCases {
                    let lines = ardourRules.filter {
                        $0.hardware == hardware && $0.parameters.contains(parameters)
                            && $0.modes.contains(mode)
                    }
                    #expect(lines.count == 1, "\(hardware) \(parameters.rawValue) \(mode)")
                }
            }
        }
    }

    @Test(arguments: [
        (RelativeEncoding.twosComplement, "enc-2"), (.binaryOffset, "enc-b"), (.signBit, "enc-l"),
        (.signBitUp, "enc-r"),
    ])
    func `each encoding of an encoder has its event`(encoding: RelativeEncoding, event: String) {
        #expect(ArdourEvent(encoding).rawValue == event)
    }

    @Test(arguments: [
        (ArdourButtonValues.any, [true, true, true, true, true]),
        (.acrossTheMiddle, [true, true, true, false, false]),
        (.ends, [true, true, false, false, false]),
        (.noteOnAndOff, [true, false, false, true, false]),
    ])
    func `buttons must send what the event needs`(values: ArdourButtonValues, fits: [Bool]) {
        let buttons = [(127, 0), (127, 1), (64, 63), (63, 0), (0, 127)]
        let answers = buttons.map {
            values.accept(ButtonBehaviour(.momentary, on: $0.0, off: $0.1))
        }
        #expect(answers == fits)
    }

    @Test func `every refusal has a code of its own and says what would help`() {
        #expect(Set(ArdourRefusal.allCases.map(\.code)).count == ArdourRefusal.allCases.count)
        for refusal in ArdourRefusal.allCases {
            #expect(refusal.code.hasPrefix("ardour."))
            #expect(refusal.reason.count > 40 && !refusal.reason.hasSuffix("."))
        }
    }
}
