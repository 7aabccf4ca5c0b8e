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
