/// How much a finding matters.
public enum Severity: String, Sendable, CaseIterable, Comparable {
    /// Shown nowhere; what a workspace sets to silence a rule.
    case off
    case info
    case warning
    /// What it concerns is not generated.
    case error

    public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .off: 0
        case .info: 1
        case .warning: 2
        case .error: 3
        }
    }
}

/// One replacement of text.
public struct TextEdit: Hashable, Sendable {
    public var range: SourceRange
    public var replacement: String

    public init(range: SourceRange, replacement: String) {
        self.range = range
        self.replacement = replacement
    }
}

/// A change that mends a finding and needs no judgement.
public struct FixIt: Hashable, Sendable {
    /// Imperative, for example "use 'Cutoff'".
    public var message: String
    /// Edits in the diagnostic's own file; they do not overlap.
    public var edits: [TextEdit]

    public init(_ message: String, edits: [TextEdit]) {
        self.message = message
        self.edits = edits
    }
}

/// A finding about something the user wrote.
public struct Diagnostic: Hashable, Sendable {
    /// More about a finding, at a place of its own or at none.
    public struct Note: Hashable, Sendable {
        public var message: String
        public var location: SourceLocation?

        public init(_ message: String, at location: SourceLocation? = nil) {
            self.message = message
            self.location = location
        }
    }

    /// Stable name, `area.what-is-wrong`.
    public var code: String
    public var severity: Severity
    /// One sentence: what is wrong, then what would be right.
    public var message: String
    /// The file it is about, relative to the workspace; empty when it is about none.
    public var path: String
    /// Where in the file; `nil` when the whole file is meant.
    public var range: SourceRange?
    /// The text of the line at `range.start`, kept so that a finding can be shown again later.
    public var excerpt: String?
    /// The column of the excerpt's first character; above 1 when the line was too long to keep.
    public var excerptColumn = 1
    public var notes: [Note]
    public var fixIt: FixIt?

    public init(
        _ severity: Severity, _ code: String, _ message: String, path: String,
        range: SourceRange? = nil, notes: [Note] = [], fixIt: FixIt? = nil
    ) {
        self.code = code
        self.severity = severity
        self.message = message.utf8.count > Self.longestMessage ? message.cut : message
        self.path = path
        self.range = range
        self.notes = notes
        self.fixIt = fixIt
    }
}

extension Diagnostic {
    /// Longest message that is kept whole, in bytes: it may quote what a file says.
    static let longestMessage = 2000

    /// The severity that a workspace's choice gives this finding.
    ///
    /// An error can be made a warning and no less: what it concerns may be left out, which must not
    /// go unnoticed.
    public func severity(chosen: Severity?) -> Severity {
        guard let chosen else { return severity }
        return severity == .error ? max(chosen, .warning) : chosen
    }
}

extension Sequence<Diagnostic> {
    /// The findings with the severities that a workspace chooses by code, without those that it
    /// switches off.
    public func chosen(_ severities: [String: Severity]) -> [Diagnostic] {
        if severities.isEmpty { return Array(self) }
        return compactMap { finding in
            var finding = finding
            finding.severity = finding.severity(chosen: severities[finding.code])
            return finding.severity == .off ? nil : finding
        }
    }
}

extension Diagnostic: Comparable {
    /// By file, place, then code: the order in which findings are shown, whatever order work ended in.
    public static func < (left: Diagnostic, right: Diagnostic) -> Bool {
        if left.path != right.path { return left.path < right.path }
        let origin = SourcePosition(line: 0, column: 0)
        let (a, b) = (left.range?.start ?? origin, right.range?.start ?? origin)
        if a != b { return a < b }
        if left.code != right.code { return left.code < right.code }
        return left.message < right.message
    }
}

extension String {
    /// Beginning and end of a text that is too long to show.
    fileprivate var cut: String {
        var text = String.UnicodeScalarView(unicodeScalars.prefix(300))
        text.append("…")
        text.append(contentsOf: unicodeScalars.suffix(200))
        return String(text)
    }
}
