extension Diagnostic {
    /// Longest line that is kept as an excerpt, in bytes.
    static let longestExcerpt = 400

    /// The finding with the text of its first line, taken from the file it is about.
    ///
    /// A finding that has an excerpt, has no range, or stands in a very long line is not changed.
    public func attachingExcerpt(from bytes: [UInt8]) -> Diagnostic {
        guard excerpt == nil, let line = range?.start.line else { return self }
        return attachingExcerpt(from: TextLines(bytes, upTo: line))
    }

    fileprivate func attachingExcerpt(from lines: TextLines) -> Diagnostic {
        guard excerpt == nil, let line = range?.start.line,
            let found = lines.range(ofLine: line), found.count <= Self.longestExcerpt
        else { return self }
        var result = self
        result.excerpt = lines.text(ofLine: line)
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
