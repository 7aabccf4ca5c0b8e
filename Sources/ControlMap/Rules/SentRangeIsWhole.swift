import Diagnostics

/// A knob or fader of audio-control's dialect sends every value from 0 to 127.
///
/// A position is always read against the whole of 0 to 127, so an element that sends less does not
/// reach the ends of its parameter. On a button the two numbers are what it sends when off and on.
///
/// - Reports: `map.sent-range`, a warning, on the range.
struct SentRangeIsWhole: MapRule {
    static let findings = [
        FindingKind(
            "map.sent-range", .warning,
            "A knob or fader of audio-control's dialect sends every value from 0 to 127")
    ]
    static let health = HealthCost(.midi, error: 0.3, warning: 0.1)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        map.controls.compactMap { control in
            guard let sent = control.layers.first({ $0.sentRange }), control.button == nil,
                sent.value.lower < sent.value.upper,
                sent.value != ControlEntry.Span(lower: 0, upper: 127)
            else { return nil }
            let (lower, upper) = (sent.value.lower.shortText, sent.value.upper.shortText)
            return Diagnostic(
                .warning, "map.sent-range",
                "positions are read from 0 to 127, so with \(lower) to \(upper) the parameter "
                    + "does not reach both its ends",
                at: sent.location)
        }
    }
}

extension Double {
    /// Without `.0` where it is whole.
    var shortText: String {
        if let whole = Int(exactly: self) { return "\(whole)" }
        return "\(self)"
    }
}
