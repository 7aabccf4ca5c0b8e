import Diagnostics

/// A parameter's default lies within its bounds.
///
/// - Reports: `descriptor.default-outside-range`, a warning, on the default: real plugins do it, and
///   extractors write -1 where they do not know.
struct DefaultIsInRange: DescriptorRule {
    static let findings = [
        FindingKind(
            "descriptor.default-outside-range", .warning,
            "A parameter's default lies within its bounds")
    ]

    func check(_ document: DescriptorDocument) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        for (position, parameter) in document.descriptor.parameters.enumerated() {
            guard let value = parameter.defaultValue,
                value < parameter.minimum ?? value || value > parameter.maximum ?? value
            else { continue }
            let least = parameter.minimum.map(shown) ?? "any"
            let most = parameter.maximum.map(shown) ?? "any"
            findings.append(
                document.finding(
                    .warning, "default-outside-range",
                    "the default of \(parameter.title) is \(shown(value)), but its range is "
                        + "\(least) to \(most)",
                    at: document.place("default", ofParameter: position)))
        }
        return findings
    }
}
