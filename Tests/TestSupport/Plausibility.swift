import Diagnostics

/// What is implausible about findings of a text: places outside it, or output without bound.
///
/// - Returns: `nil` when every range lies in the text, starts before it ends, and nothing is long.
public func implausible(_ findings: [Diagnostic], about bytes: [UInt8]) -> String? {
    if findings.count > bytes.count + 16 { return "\(findings.count) findings" }
    let lines = TextLines(bytes)
    for finding in findings {
        if finding.message.utf8.count > 4000 { return "a message of great length" }
        if finding.excerpt?.utf8.count ?? 0 > 1500 { return "an excerpt of great length" }
        let ranges =
            [finding.range].compactMap { $0 } + finding.notes.compactMap { $0.location?.range }
            + (finding.fixIt?.edits.map(\.range) ?? [])
        for range in ranges where range.end < range.start || !lies(range, in: lines) {
            return "\(finding.code) at \(range)"
        }
    }
    return nil
}

/// Whether both ends are places of the text; the one behind its last line counts.
private func lies(_ range: SourceRange, in lines: TextLines) -> Bool {
    [range.start, range.end].allSatisfy { place in
        if lines.offset(of: place) != nil { return true }
        return place.column == 1 && lines.range(ofLine: place.line - 1) != nil
    }
}
