extension Diagnostic {
    /// Longest line that is kept whole as an excerpt, in characters.
    static let longestExcerpt = 160
    /// What is kept of a longer line before and from the place on, in characters.
    private static let window = (before: 40, after: 80)

    /// The finding with the text of its first line, taken from the file it is about.
    ///
    /// Of a long line only what lies around the place is kept, with `…` where it was cut. A finding
    /// that has an excerpt or no range is not changed.
    public func attachingExcerpt(from bytes: [UInt8]) -> Diagnostic {
        guard excerpt == nil, let line = range?.start.line else { return self }
        return attachingExcerpt(from: TextLines(bytes, upTo: line))
    }

    fileprivate func attachingExcerpt(from lines: TextLines) -> Diagnostic {
        guard excerpt == nil, let place = range?.start,
            let found = lines.range(ofLine: place.line)
        else { return self }
        var result = self
        if found.count <= Self.longestExcerpt {
            result.excerpt = lines.text(ofLine: place.line)
            return result
        }
        guard let offset = lines.offset(of: place) else { return self }
        let (before, after) = Self.window
        let start = lines.offset(found.lowerBound, back: before, from: offset)
        let end = lines.offset(found.upperBound, forward: after, from: offset)
        // Bytes that are no text can be many for one character.
        guard end - start.offset <= 4 * (before + after) else { return self }
        let isCut = (start: start.offset > found.lowerBound, end: end < found.upperBound)
        let text = lines.text(start.offset..<end)
        result.excerpt = (isCut.start ? "…" : "") + text + (isCut.end ? "…" : "")
        // The mark takes the column before the first character that is kept.
        result.excerptColumn = place.column - start.count - (isCut.start ? 1 : 0)
        return result
    }
}

extension [Diagnostic] {
    /// The findings, those about the file `path` with the text of their lines.
    ///
    /// - Complexity: The file is searched for lines once, up to the last line that is needed.
    public func attachingExcerpts(from bytes: [UInt8], path: String) -> [Diagnostic] {
        let last = lazy.filter { $0.path == path && $0.excerpt == nil }
            .compactMap { $0.range?.start.line }.max()
        guard let last else { return self }
        let lines = TextLines(bytes, upTo: last)
        return map { $0.path == path ? $0.attachingExcerpt(from: lines) : $0 }
    }
}
