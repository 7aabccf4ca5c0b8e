import Diagnostics

/// Reads TOML 1.0 with a range for every key and value.
///
/// Dates and times are checked and read as text. A table's range covers its header and what stands
/// below it; entries are in the order of the text. Reports `toml.syntax`, which ends the reading,
/// `toml.too-deep`, and `toml.duplicate-key`.
public enum TOMLReader {
    /// Reads a text as far as it can be understood.
    ///
    /// - Parameter path: named in the findings.
    /// - Complexity: O(`bytes.count`).
    public static func read(_ bytes: [UInt8], path: String) -> SourceReading {
        tree(bytes, path).attachingExcerpts(from: bytes, path: path)
    }

    private static func tree(_ bytes: [UInt8], _ path: String) -> SourceReading {
        if let problem = firstTextProblem(in: bytes, rule: .toml) {
            let finding = Diagnostic(problem, code: "toml.syntax", path: path, bytes: bytes)
            return SourceReading(root: nil, diagnostics: [finding])
        }
        var parser = TOMLParser(bytes, path: path)
        let root = try? parser.document()
        return SourceReading(root: root, diagnostics: parser.diagnostics)
    }
}
