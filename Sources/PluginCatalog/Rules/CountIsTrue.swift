import Diagnostics

/// The count in the metadata is the number of parameters.
///
/// - Reports: `descriptor.wrong-count`, a warning, on the count.
/// - Fix-it: the true number.
struct CountIsTrue: DescriptorRule {
    static let findings = [
        FindingKind(
            "descriptor.wrong-count", .warning,
            "The count in the metadata is the number of parameters")
    ]

    func check(_ document: DescriptorDocument) -> [Diagnostic] {
        let count = document.descriptor.parameters.count
        guard let stated = document.statedCount, stated.value != count else { return [] }
        return [
            document.finding(
                .warning, "wrong-count",
                "'parameter_count' is \(stated.value), but \(count) parameters are listed",
                at: stated.range,
                fixIt: FixIt(
                    "use '\(count)'",
                    edits: [TextEdit(range: stated.range, replacement: "\(count)")]))
        ]
    }
}
