import Diagnostics

/// Reads YAML 1.2: one document, core schema, keys that are text.
///
/// Reports `yaml.syntax`, `yaml.empty`, `yaml.duplicate-key`, `yaml.merge-key`,
/// `yaml.unsupported-key`, `yaml.unsupported-tag`, `yaml.several-documents`, `yaml.too-deep`,
/// `yaml.unknown-alias` and `yaml.too-many-aliases`.
public enum YAMLReader {
    /// Reads a text as far as it can be understood.
    ///
    /// Aliases are replaced by what they stand for, within bounds; such a value has the range of
    /// the alias, what is inside it the ranges of the original.
    ///
    /// - Parameter path: named in the findings.
    /// - Complexity: O(`bytes.count`).
    public static func read(_ bytes: [UInt8], path: String) -> SourceReading {
        tree(bytes, path).attachingExcerpts(from: bytes, path: path)
    }

    private static func tree(_ bytes: [UInt8], _ path: String) -> SourceReading {
        if let problem = firstTextProblem(in: bytes, rule: .yaml) {
            let finding = Diagnostic(problem, code: "yaml.syntax", path: path, bytes: bytes)
            return SourceReading(root: nil, diagnostics: [finding])
        }
        let start = bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
        guard bytes.count > start else {
            return SourceReading(root: nil, diagnostics: [YAMLTreeBuilder.emptyFile(path)])
        }
        if let root = YAMLSimpleParser.read(bytes) {
            return SourceReading(root: root, diagnostics: [])
        }
        return eventTree(bytes, path)
    }

    /// The tree that libyaml's events give.
    static func eventTree(_ bytes: [UInt8], _ path: String) -> SourceReading {
        let start = bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
        return bytes.withUnsafeBufferPointer { buffer in
            let parser = YAMLEventParser(UnsafeBufferPointer(rebasing: buffer[start...]))
            var builder = YAMLTreeBuilder(parser, bytes: bytes, path: path)
            let root = try? builder.stream()
            return SourceReading(root: root ?? nil, diagnostics: builder.diagnostics)
        }
    }
}
