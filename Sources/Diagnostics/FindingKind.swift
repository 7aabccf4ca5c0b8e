/// What is known of all findings with one code.
public struct FindingKind: Sendable, Equatable {
    /// Stable name, `area.what-is-wrong`.
    public var code: String
    /// What a finding has when nobody chose another; some are milder in places.
    public var severity: Severity
    /// What must be true lest it is reported, in one sentence without its full stop.
    public var summary: String

    /// - Parameters:
    ///   - code: stable name, `area.what-is-wrong`.
    ///   - severity: what a finding has when nobody chose another.
    ///   - summary: what must be true, in one sentence without its full stop.
    public init(_ code: String, _ severity: Severity, _ summary: String) {
        self.code = code
        self.severity = severity
        self.summary = summary
    }
}
