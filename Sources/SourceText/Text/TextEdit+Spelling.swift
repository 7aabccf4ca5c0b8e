import Diagnostics

extension TextEdit {
    /// Replaces a key or a text, in quotes when the old one was, or when the new one needs them.
    ///
    /// - Parameters:
    ///   - old: The text as it was read, without quotes.
    ///   - range: Where it was written, with its quotes if it has any.
    public init(replacing old: String, at range: SourceRange, with new: String) {
        let width = range.end.column - range.start.column
        let wasBare = range.start.line == range.end.line && width == old.unicodeScalars.count
        let spelling =
            wasBare && readsAsItself(new)
            ? new : String(decoding: JSONValue.string(new).encoded(), as: UTF8.self)
        self.init(range: range, replacement: spelling)
    }
}

/// Whether YAML reads the text without quotes as the same text.
private func readsAsItself(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, first.properties.isAlphabetic,
        text.last != " ", coreSchemaKind(text.utf8Span.span) == .string
    else { return false }
    return text.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || $0.properties.numericType != nil
            || " _-./()+".unicodeScalars.contains($0)
    }
}
