import SourceText

/// Something that a `[[generate]]` may say for its target.
public struct TargetOption: Sendable {
    /// What values an option takes.
    public enum Values: Sendable {
        /// Texts; `pattern` is a regular expression for editors, where one says it.
        case text(pattern: String?)
        case number(ClosedRange<Int>)
        /// A table of its own; what it says is kept as a text.
        case table(TargetTable)
    }

    /// The key in `pipeline.toml`.
    public let name: String
    /// What it means, one sentence, for editors.
    public let summary: String
    public let values: Values
    /// What holds when nothing is said.
    public let fallback: String
    private let check: @Sendable (String) throws(TargetOptionError) -> Void

    init(
        _ name: String, _ values: Values, fallback: String, _ summary: String,
        check: @escaping @Sendable (String) throws(TargetOptionError) -> Void = {
            (_: String) throws(TargetOptionError) in
        }
    ) {
        self.name = name
        self.values = values
        self.fallback = fallback
        self.summary = summary
        self.check = check
    }

    /// Looks whether a value makes sense.
    ///
    /// - Throws: `TargetOptionError` when it does not.
    public func validate(_ value: String) throws(TargetOptionError) { try check(value) }
}

/// A table that a `[[generate]]` may hold.
public struct TargetTable: Sendable {
    /// What a key of the table takes.
    public enum Kind: Sendable {
        case text
        case word([String])
        case number(ClosedRange<Int>)
        case list
    }

    /// The keys, with what they mean, for editors.
    public let keys: [(name: String, kind: Kind, summary: String)]
    /// Those that must be there.
    public let required: [String]
    /// Reads the table's keys, and gives what they say as a text; `nil` when something is wrong, which
    /// is reported then.
    public let read: @Sendable (inout FieldReader) -> String?
    /// The output that such a text names, which must be one that takes OSC.
    public let output: @Sendable (String) -> String?
    /// Such a text with what it leaves open taken from the manifest's other entries, told by their
    /// targets' names and their options.
    ///
    /// - Throws: `TargetOptionError` when they do not agree.
    public let completed:
        @Sendable (String, [(target: String, options: TargetOptions)]) throws(TargetOptionError)
            -> String
}

/// Why a text does not say what a generator must know.
public struct TargetOptionError: Error, Equatable, Sendable {
    /// What is wrong, then what would be right.
    public var message: String

    /// - Parameter message: what is wrong, then what would be right.
    public init(_ message: String) { self.message = message }
}

/// The values of a target's options, by name; each is there, and was checked.
public typealias TargetOptions = [String: String]
