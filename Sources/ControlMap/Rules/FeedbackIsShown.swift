import Diagnostics

/// Feedback goes to an element that can show it, in values that its message can carry.
///
/// - Reports: `map.feedback-not-shown`, a warning, on `feedback` of an element that its profile says
///   shows nothing; `map.feedback-only-lamp`, an info, on a position for an element with a lamp alone;
///   `map.feedback-range`, an error, on a value above 127 where 7 bits are sent.
struct FeedbackIsShown: MapRule {
    static let findings = [
        FindingKind(
            "map.feedback-not-shown", .warning,
            "Feedback goes to an element that can show it, in values that its message can carry"),
        FindingKind(
            "map.feedback-only-lamp", .info,
            "Feedback goes to an element that can show it, in values that its message can carry"),
        FindingKind(
            "map.feedback-range", .error,
            "Feedback goes to an element that can show it, in values that its message can carry"),
    ]
    static let health = HealthCost(.midi, error: 0.2, warning: 0.1)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        map.controls.flatMap { control in
            guard let entry = control.said.first({ $0.feedback }), let feedback = control.feedback
            else { return [] as [Diagnostic] }
            var findings: [Diagnostic] = []
            switch control.element?.shows {
            case .nothing?:
                findings.append(
                    Diagnostic(
                        .warning, "map.feedback-not-shown",
                        "'\(control.id)' shows nothing, as the controller's profile says; "
                            + "leave 'feedback' out", at: entry.location))
            case .lamp? where feedback.style == .position:
                findings.append(
                    Diagnostic(
                        .info, "map.feedback-only-lamp",
                        "'\(control.id)' has a lamp, as the controller's profile says, and shows no "
                            + "position; 'style: lamp' suits it", at: entry.location))
            default: break
            }
            let message = feedback.message ?? control.message
            let greatest = message.map { max(127, $0.greatestValue) } ?? 16383
            for value in [entry.value.on, entry.value.off] {
                guard let value, value.value > greatest else { continue }
                findings.append(
                    Diagnostic(
                        .error, "map.feedback-range",
                        "\(value.value) needs 14 bits, but what is sent has 7; use 0 to 127",
                        path: entry.location.path, range: value.range))
            }
            return findings
        }
    }
}
