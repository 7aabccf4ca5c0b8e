import Diagnostics

/// What a control is said to send can be sent.
///
/// - Reports: `map.bits-not-possible`, an error, on `bits: 14` with anything but CC 0-31.
///   `map.encoder-not-possible`, an error, on `encoder` with a message that has no steps or that is
///   said to be a button's.
struct SendIsPossible: MapRule {
    static let findings = [
        FindingKind("map.bits-not-possible", .error, "What a control is said to send can be sent"),
        FindingKind(
            "map.encoder-not-possible", .error,
            "What a control is said to send can be sent"),
    ]
    static let health = HealthCost(.midi, error: 0.3, warning: 0.1)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        map.controls.flatMap { control in
            control.send.problems(area: "map").filter { $0.path != map.facts.profile?.path }
        }
    }
}

extension LayeredSend {
    /// What contradicts itself, under codes of `area`.
    func problems(area: String) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        if let bits, bits.value == 14, let message, message.value.with(bits: 14) == message.value {
            findings.append(
                Diagnostic(
                    .error, "\(area).bits-not-possible",
                    "14 bits are sent only by CC 0 to 31, whose low halves are CC 32 to 63",
                    at: bits.location))
        }
        if let encoder, let reason = reasonAgainstEncoder {
            findings.append(
                Diagnostic(
                    .error, "\(area).encoder-not-possible",
                    "an endless encoder sends its steps as a 7-bit CC, an NRPN or an RPN, "
                        + "\(reason)",
                    at: encoder.location))
        }
        return findings
    }

    private var reasonAgainstEncoder: String? {
        if button != nil { return "and is no button" }
        if bits?.value == 14 { return "not in 14 bits" }
        switch message?.value {
        case .controlChange?, .nrpn?, .rpn?, nil: return nil
        default: return "not as any other message"
        }
    }
}
