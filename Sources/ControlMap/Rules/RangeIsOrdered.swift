import Diagnostics

/// The first number of a range is less than the second.
///
/// - Reports: `map.range-order`, an error, on the range.
struct RangeIsOrdered: MapRule {
    static let findings = [
        FindingKind(
            "map.range-order", .error,
            "The first number of a range is less than the second")
    ]
    static let health = HealthCost(.consistency, error: 0.2, warning: 0.2)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        map.controlsAndTargets.flatMap { control in
            [control.layers.first { $0.range }, control.layers.first { $0.sentRange }]
                .compactMap { $0 }
                .filter { !($0.value.lower < $0.value.upper) }
                .map { .rangeOrder($0) }
        }.uniqued()
    }
}

extension Diagnostic {
    fileprivate static func rangeOrder(_ range: Placed<ControlEntry.Span>) -> Diagnostic {
        let (lower, upper) = (range.value.lower.shortText, range.value.upper.shortText)
        let advice =
            lower == upper
            ? "must differ"
            : "must rise: write [\(upper), \(lower)], and 'invert: true' if up is to be down"
        return Diagnostic(
            .error, "map.range-order", "the range is \(lower) to \(upper), but \(advice)",
            at: range.location)
    }
}
