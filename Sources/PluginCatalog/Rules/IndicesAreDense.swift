import Diagnostics

/// Parameters are counted 0, 1, 2, … in the order of the file.
///
/// - Reports: `descriptor.index-gap`, an error, on the first index that breaks the count, and
///   `descriptor.repeated-index`, an error, on each index that stands twice.
struct IndicesAreDense: DescriptorRule {
    static let findings = [
        FindingKind(
            "descriptor.index-gap", .error,
            "Parameters are counted 0, 1, 2, … in the order of the file"),
        FindingKind(
            "descriptor.repeated-index", .error,
            "Parameters are counted 0, 1, 2, … in the order of the file"),
    ]

    func check(_ document: DescriptorDocument) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        var seen: Set<Int> = []
        var isCounting = true
        for (position, parameter) in document.descriptor.parameters.enumerated() {
            // The common case costs no set: while counting, all before `position` were seen.
            if isCounting && parameter.index == position { continue }
            if isCounting { seen = Set(0..<position) }
            let isRepeated = !seen.insert(parameter.index).inserted
            if isRepeated {
                findings.append(repeated(parameter, position, document))
            } else if isCounting {
                findings.append(gap(parameter, position, document))
            }
            isCounting = false
        }
        return findings
    }

    private func repeated(
        _ parameter: PluginParameter, _ position: Int, _ document: DescriptorDocument
    ) -> Diagnostic {
        let first = document.descriptor.parameters.firstIndex { $0.index == parameter.index } ?? 0
        return document.finding(
            .error, "repeated-index",
            "index \(parameter.index) is used already, but every parameter needs its own",
            at: document.place("index", ofParameter: position),
            notes: [document.note("first used here", at: "index", ofParameter: first)])
    }

    private func gap(
        _ parameter: PluginParameter, _ position: Int, _ document: DescriptorDocument
    ) -> Diagnostic {
        document.finding(
            .error, "index-gap",
            "the index is \(parameter.index), but indices must count up from 0 without a gap: "
                + "\(position) is next",
            at: document.place("index", ofParameter: position))
    }
}
