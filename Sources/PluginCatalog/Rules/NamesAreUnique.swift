import Diagnostics

/// A name means one input of the plugin.
///
/// - Reports: `descriptor.repeated-name`, an info, on the second use: real plugins do it, and maps
///   must then use the symbol or the index.
struct NamesAreUnique: DescriptorRule {
    static let findings = [
        FindingKind("descriptor.repeated-name", .info, "A name means one input of the plugin")
    ]

    func check(_ document: DescriptorDocument) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        var first: [String: Int] = [:]
        first.reserveCapacity(document.descriptor.parameters.count)
        for (position, parameter) in document.descriptor.parameters.enumerated()
        where parameter.direction == .input {
            guard let earlier = first.updateValue(position, forKey: parameter.name) else {
                continue
            }
            first[parameter.name] = earlier
            findings.append(
                document.finding(
                    .info, "repeated-name",
                    "the name '\(parameter.name)' is used already: maps must name this parameter "
                        + "by symbol or index",
                    at: document.place("name", ofParameter: position),
                    notes: [document.note("first used here", at: "name", ofParameter: earlier)]))
        }
        return findings
    }
}
