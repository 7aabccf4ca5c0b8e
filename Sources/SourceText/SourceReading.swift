import Diagnostics

/// What a reader made of a text: the tree as far as it could be read, and its findings.
public struct SourceReading: Sendable {
    /// `nil` when the text could not be read; `diagnostics` then holds an error.
    public var root: SourceNode?
    public var diagnostics: [Diagnostic]

    public init(root: SourceNode?, diagnostics: [Diagnostic]) {
        self.root = root
        self.diagnostics = diagnostics
    }
}

extension SourceReading {
    /// The reading with the text of the lines that its findings are about.
    func attachingExcerpts(from bytes: [UInt8], path: String) -> SourceReading {
        SourceReading(
            root: root, diagnostics: diagnostics.attachingExcerpts(from: bytes, path: path))
    }
}
