/// The text with all edits of a fix-it made.
///
/// - Returns: `nil` when an edit lies outside the text or two edits overlap: the text is then not
///   the one that the fix-it was made for.
public func applying(_ fixIt: FixIt, to bytes: [UInt8]) -> [UInt8]? {
    let lines = TextLines(bytes)
    var edits: [(range: Range<Int>, replacement: String)] = []
    for edit in fixIt.edits {
        guard let start = lines.offset(of: edit.range.start),
            let end = lines.offset(of: edit.range.end), start <= end
        else { return nil }
        edits.append((start..<end, edit.replacement))
    }
    edits.sort {
        ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    var result: [UInt8] = []
    var done = 0
    for edit in edits {
        guard edit.range.lowerBound >= done else { return nil }
        result += bytes[done..<edit.range.lowerBound]
        result += edit.replacement.utf8
        done = edit.range.upperBound
    }
    return result + bytes[done...]
}
