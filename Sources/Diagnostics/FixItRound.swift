/// The fix-its of several findings about one text, as many as can be made at once.
///
/// Two that touch the same place are not made together: the text is looked at again after the first,
/// since the second may then be wrong.
public struct FixItRound: Sendable {
    /// The text with the fix-its made.
    public let bytes: [UInt8]
    /// The findings that were mended, in the order of the text.
    public let mended: [Diagnostic]

    /// Makes the fix-its that do not touch each other, the first in the text first.
    ///
    /// - Parameter findings: about one text; those without a fix-it are passed over.
    public init(_ findings: [Diagnostic], on bytes: [UInt8]) {
        var text = FixIt("", edits: [])
        var mended: [Diagnostic] = []
        for finding in findings.sorted() {
            guard let fixIt = finding.fixIt, !fixIt.edits.isEmpty else { continue }
            let touches = fixIt.edits.contains { edit in
                text.edits.contains { $0.range.touches(edit.range) }
            }
            let trial = FixIt("", edits: text.edits + fixIt.edits)
            if touches || applying(trial, to: bytes) == nil { continue }
            text = trial
            mended.append(finding)
        }
        self.bytes = mended.isEmpty ? bytes : applying(text, to: bytes) ?? bytes
        self.mended = mended
    }
}

extension SourceRange {
    /// Whether two places have something in common, if only an end.
    fileprivate func touches(_ other: SourceRange) -> Bool {
        start <= other.end && other.start <= end
    }
}
