import Diagnostics

/// What became of a map whose findings were mended.
public struct ArdourMending: Sendable {
    /// The map as it is then; the bytes given when nothing could be mended.
    public var bytes: [UInt8]
    /// The findings whose fix-its were made, in that order.
    public var mended: [Diagnostic]
    /// What is still found then.
    public var remaining: [Diagnostic]
}

/// Makes every fix-it that a map's findings offer, until none is left.
public func mendArdourMap(
    _ bytes: [UInt8], path: String, options: ArdourLintOptions = ArdourLintOptions()
) -> ArdourMending {
    var result = ArdourMending(
        bytes: bytes, mended: [], remaining: lintArdourMaps([(path, bytes)], options: options))
    // A fix-it may show what it hid; ten layers of that are more than there are rules on one place.
    for _ in 0..<10 {
        let chosen = findingsToMend(result.remaining)
        let edits = Set(chosen.flatMap { $0.fixIt?.edits ?? [] })
        guard !edits.isEmpty,
            let bytes = applying(FixIt("all", edits: Array(edits)), to: result.bytes)
        else { break }
        result.bytes = bytes
        result.mended += chosen
        result.remaining = lintArdourMaps([(path, bytes)], options: options)
    }
    return result
}

/// Findings whose fix-its do not touch each other's text, the first in the file first.
private func findingsToMend(_ findings: [Diagnostic]) -> [Diagnostic] {
    var taken: [SourceRange] = []
    return findings.filter { finding in
        guard let edits = finding.fixIt?.edits, !edits.isEmpty else { return false }
        let isFree = edits.allSatisfy { edit in
            taken.allSatisfy { $0.end < edit.range.start || edit.range.end < $0.start }
        }
        if isFree { taken += edits.map(\.range) }
        return isFree
    }
}
