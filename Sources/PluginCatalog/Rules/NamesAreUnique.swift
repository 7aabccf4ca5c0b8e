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
        let parameters = document.descriptor.parameters
        var findings: [Diagnostic] = []
        var first: [String: Int] = [:]
        first.reserveCapacity(parameters.count)
        // By index, because going through parameters copies each of them.
        for position in parameters.indices where parameters[position].direction == .input {
            let name = parameters[position].name
            guard let earlier = first.updateValue(position, forKey: name) else { continue }
            first[name] = earlier
            findings.append(
                document.finding(
                    .info, "repeated-name",
                    "the name '\(name)' is used already: maps must name this parameter "
                        + "by symbol or index",
                    at: document.place("name", ofParameter: position),
                    notes: [document.note("first used here", at: "name", ofParameter: earlier)]))
        }
        return findings
    }
}
