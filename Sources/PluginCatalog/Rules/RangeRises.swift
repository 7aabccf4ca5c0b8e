import Diagnostics

/// A parameter's minimum is below its maximum.
///
/// - Reports: `descriptor.falling-range`, an error, on a maximum below the minimum;
///   `descriptor.single-value-range`, a warning, on an input whose bounds are equal.
struct RangeRises: DescriptorRule {
    static let findings = [
        FindingKind(
            "descriptor.falling-range", .error,
            "A parameter's minimum is below its maximum"),
        FindingKind(
            "descriptor.single-value-range", .warning,
            "A parameter's minimum is below its maximum"),
    ]

    func check(_ document: DescriptorDocument) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        for (position, parameter) in document.descriptor.parameters.enumerated() {
            guard let minimum = parameter.minimum, let maximum = parameter.maximum,
                minimum >= maximum, minimum > maximum || parameter.direction == .input
            else { continue }
            let falls = minimum > maximum
            findings.append(
                document.finding(
                    falls ? .error : .warning, falls ? "falling-range" : "single-value-range",
                    falls
                        ? "the maximum of \(parameter.title), \(shown(maximum)), must be above its "
                            + "minimum, \(shown(minimum))"
                        : "both bounds of \(parameter.title) are \(shown(minimum)), so no control "
                            + "can move it",
                    at: document.place("max", ofParameter: position)))
        }
        return findings
    }
}
