/// A place in a text: line and column, both counted from 1; columns count Unicode scalars.
public struct SourcePosition: Hashable, Comparable, Sendable {
    public var line: Int
    public var column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    public static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// A stretch of text, from `start` up to but not including `end`.
public struct SourceRange: Hashable, Sendable {
    public var start: SourcePosition
    public var end: SourcePosition

    public init(start: SourcePosition, end: SourcePosition) {
        self.start = start
        self.end = end
    }

    /// A range of `length` scalars on one line.
    public init(line: Int, column: Int, length: Int = 0) {
        start = SourcePosition(line: line, column: column)
        end = SourcePosition(line: line, column: column + length)
    }
}

/// A range in a named file.
public struct SourceLocation: Hashable, Sendable {
    /// Path relative to the workspace, or absolute outside it.
    public var path: String
    public var range: SourceRange

    public init(path: String, range: SourceRange) {
        self.path = path
        self.range = range
    }
}
