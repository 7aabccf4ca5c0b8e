import Diagnostics

/// A group lists indices of parameters that are there.
///
/// - Reports: `descriptor.unknown-member`, an error, on the index.
struct GroupMembersExist: DescriptorRule {
    static let findings = [
        FindingKind(
            "descriptor.unknown-member", .error,
            "A group lists indices of parameters that are there")
    ]

    func check(_ document: DescriptorDocument) -> [Diagnostic] {
        let count = document.descriptor.parameters.count
        var findings: [Diagnostic] = []
        for (position, group) in document.descriptor.groups.enumerated() {
            for (member, index) in group.parameters.enumerated() where !(0..<count).contains(index)
            {
                findings.append(
                    document.finding(
                        .error, "unknown-member",
                        "the group '\(group.symbol)' lists index \(index), but there are only "
                            + "\(count) parameters",
                        at: document.place(ofMember: member, ofGroup: position)))
            }
        }
        return findings
    }
}
