import Diagnostics

/// A value and where it was written.
public struct Located<Value> {
    public var value: Value
    public var range: SourceRange

    /// A value at a place.
    @inlinable public init(_ value: Value, at range: SourceRange) {
        self.value = value
        self.range = range
    }
}

extension Located: Sendable where Value: Sendable {}
extension Located: Equatable where Value: Equatable {}

/// Reads the fields of one mapping, and collects what is wrong with them.
///
/// Every field that is asked for becomes known; `finish()` reports the rest with the nearest known
/// name. Codes are `AREA.wrong-type`, `AREA.missing-key`, `AREA.unknown-key`, `AREA.out-of-range`
/// and `AREA.unknown-value`.
public struct FieldReader {
    /// Whether a field must be there.
    public enum Presence { case required, optional }

    /// Where the mapping stands.
    public let range: SourceRange
    /// The file that findings name.
    public let path: String
    /// The first part of the findings' codes.
    public let area: String
    /// What has been found so far.
    public var diagnostics: [Diagnostic] = []
    /// What the keys begin with that are for other programs, which are never unknown; `nil` for
    /// none. Nested readers take it over.
    public var foreignPrefix: String?
    private let entries: [SourceEntry]
    private var known: [String] = []
    /// Which of the first 64 entries were asked for; spares most comparisons with `known`.
    private var asked: UInt64 = 0
    /// What the mapping is, as a message names it: "a control", "the manifest".
    private let subject: String

    /// - Parameter subject: what is read, as messages name it, for example "a control".
    /// - Returns: `nil`, with a finding in `diagnostics`, when `node` is not a mapping.
    public init?(
        _ node: SourceNode, of subject: String, path: String, area: String,
        diagnostics: inout [Diagnostic]
    ) {
        guard let entries = node.mapping else {
            diagnostics.append(
                Diagnostic(
                    .error, "\(area).wrong-type",
                    "\(subject) is \(node.kindName), but must be a mapping of keys to values",
                    path: path, range: node.range))
            return nil
        }
        self.entries = entries
        self.subject = subject
        known.reserveCapacity(16)
        self.path = path
        self.area = area
        range = node.range
    }

    /// The raw value of `key`, whatever its type.
    public mutating func node(_ key: String, _ presence: Presence = .optional) -> SourceNode? {
        known.append(key)
        // Lengths first: most keys differ in them, and comparing texts is a call.
        let length = key.utf8.count
        for index in entries.indices
        where entries[index].key.utf8.count == length && entries[index].key == key {
            if index < 64 { asked |= 1 << UInt64(index) }
            return entries[index].value
        }
        if presence == .required {
            let place = SourceRange(start: range.start, end: range.start)
            report(
                .error, "missing-key", "\(subject) has no '\(key)', which is required",
                at: entries.first?.keyRange ?? place)
        }
        return nil
    }

    /// Where the key itself stands.
    public func keyRange(_ key: String) -> SourceRange? {
        entries.first { $0.key == key }?.keyRange
    }

    /// A text; in YAML also whatever can be read as one.
    public mutating func string(
        _ key: String, _ presence: Presence = .optional
    ) -> Located<String>? {
        value(key, presence, expecting: "text") { $0.string }
    }

    /// `true` or `false`.
    public mutating func boolean(
        _ key: String, _ presence: Presence = .optional
    ) -> Located<Bool>? {
        value(key, presence, expecting: "true or false") { $0.boolean }
    }

    /// A finite number, whole or not.
    public mutating func number(
        _ key: String, _ presence: Presence = .optional, in bounds: ClosedRange<Double>? = nil
    ) -> Located<Double>? {
        guard let found = value(key, presence, expecting: "a number", { $0.number }) else {
            return nil
        }
        if let bounds, !bounds.contains(found.value) {
            outOfRange(
                key, shown(found.value), shown(bounds.lowerBound), shown(bounds.upperBound),
                at: found.range)
            return nil
        }
        guard found.value.isFinite else {
            report(
                .error, "out-of-range", "'\(key)' is \(found.value), but must be finite",
                at: found.range)
            return nil
        }
        return found
    }

    /// A whole number.
    public mutating func integer(
        _ key: String, _ presence: Presence = .optional, in bounds: ClosedRange<Int>? = nil
    ) -> Located<Int>? {
        let read = value(key, presence, expecting: "a whole number") { node in
            node.integer.flatMap { Int(exactly: $0) }
        }
        guard let found = read else { return nil }
        if let bounds, !bounds.contains(found.value) {
            outOfRange(
                key, "\(found.value)", "\(bounds.lowerBound)", "\(bounds.upperBound)",
                at: found.range)
            return nil
        }
        return found
    }

    /// A text that must be one of a type's raw values.
    // Inlined, because most choices are left out, and a generic call costs more than the look-up.
    @inlinable public mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: String, _ presence: Presence = .optional, of type: Choice.Type
    ) -> Located<Choice>? where Choice.RawValue == String {
        guard let text = string(key, presence) else { return nil }
        if let choice = Choice(rawValue: text.value) { return Located(choice, at: text.range) }
        reportUnknown(text, key: key, Choice.allCases.map(\.rawValue))
        return nil
    }

    /// Reports a text that is none of the names that a key may have for its value.
    public mutating func reportUnknown(
        _ text: Located<String>, key: String, _ names: [String]
    ) {
        report(
            .error, "unknown-value",
            "'\(key)' is '\(text.value)', but must be one of \(names.joined(separator: ", "))",
            at: text.range,
            correcting: nearestName(to: text.value, among: names).map { (text.value, $0) })
    }

    /// A list of texts; a single text stands for a list of one.
    public mutating func strings(
        _ key: String, _ presence: Presence = .optional
    ) -> Located<[Located<String>]>? {
        guard let node = node(key, presence) else { return nil }
        if let text = node.string {
            return Located([Located(text, at: node.range)], at: node.range)
        }
        guard let items = node.sequence else {
            wrongType(key, node, expecting: "a list of texts")
            return nil
        }
        var texts: [Located<String>] = []
        for item in items {
            guard let text = item.string else {
                wrongType(key, item, expecting: "text")
                continue
            }
            texts.append(Located(text, at: item.range))
        }
        return Located(texts, at: node.range)
    }

    /// A list of anything.
    public mutating func list(
        _ key: String, _ presence: Presence = .optional
    ) -> Located<[SourceNode]>? {
        value(key, presence, expecting: "a list") { $0.sequence }
    }

    /// A mapping to be read by a reader of its own; hand its findings back with `absorb`.
    public mutating func nested(
        _ key: String, _ presence: Presence = .optional, of subject: String
    ) -> FieldReader? {
        guard let node = node(key, presence) else { return nil }
        var reader = FieldReader(
            node, of: subject, path: path, area: area, diagnostics: &diagnostics)
        reader?.foreignPrefix = foreignPrefix
        return reader
    }

    /// Takes over the findings of a nested reader, after finishing it.
    public mutating func absorb(_ nested: consuming FieldReader) {
        nested.finish()
        diagnostics += nested.diagnostics
    }

    /// Marks keys as known without reading them.
    public mutating func allow(_ keys: String...) { known += keys }

    /// Whether there may be keys that nobody has asked for yet; when not, optional ones are not there.
    public var hasMoreKeys: Bool { entries.count > 64 || asked.nonzeroBitCount < entries.count }

    /// Keys that nobody asked for.
    public var unknownEntries: [SourceEntry] {
        if !hasMoreKeys { return [] }
        return entries.indices.filter { index in
            let wasAsked = index < 64 && asked & 1 << UInt64(index) != 0
            return !wasAsked && !known.contains(entries[index].key)
                && !(foreignPrefix.map { entries[index].key.hasPrefix($0) } ?? false)
        }.map { entries[$0] }
    }

    /// The key and value under `key`, when they are there; does not make the key known.
    public func entry(_ key: String) -> SourceEntry? { entries.first { $0.key == key } }

    /// The known key that is not there yet and nearest to `key`; `nil` when none is near.
    public func nearestKey(to key: String) -> String? {
        nearestName(
            to: key, among: known.filter { name in !entries.contains { $0.key == name } })
    }

    /// Reports each key that nobody asked for, with the nearest known name that is not there yet.
    public mutating func finish() {
        let unknown = unknownEntries
        if unknown.isEmpty { return }
        for entry in unknown {
            let nearest = nearestKey(to: entry.key)
            let hint = nearest.map { "; did you mean '\($0)'?" } ?? ""
            report(
                .error, "unknown-key", "\(subject) has no key '\(entry.key)'\(hint)",
                at: entry.keyRange, correcting: nearest.map { (entry.key, $0) })
        }
    }

    /// Adds a finding of the reader's area.
    ///
    /// - Parameter replacement: What to write at `range` instead, as it stands in the file; becomes
    ///   a fix-it. For keys and texts use `correcting`, which minds the quotes.
    public mutating func report(
        _ severity: Severity, _ code: String, _ message: String, at range: SourceRange,
        correctingTo replacement: String? = nil
    ) {
        let fixIt = replacement.map {
            FixIt("use '\($0)'", edits: [TextEdit(range: range, replacement: $0)])
        }
        diagnostics.append(
            Diagnostic(
                severity, "\(area).\(code)", message, path: path, range: range, fixIt: fixIt))
    }

    /// Adds a finding about a key or a text.
    ///
    /// - Parameter correction: What stands at `range`, without quotes, and what to write instead;
    ///   becomes a fix-it that has quotes where they are needed.
    public mutating func report(
        _ severity: Severity, _ code: String, _ message: String, at range: SourceRange,
        correcting correction: (old: String, new: String)?
    ) {
        report(severity, code, message, at: range)
        guard let (old, new) = correction else { return }
        diagnostics[diagnostics.count - 1].fixIt = FixIt(
            "use '\(new)'", edits: [TextEdit(replacing: old, at: range, with: new)])
    }

    private mutating func outOfRange(
        _ key: String, _ value: String, _ lower: String, _ upper: String, at range: SourceRange
    ) {
        report(
            .error, "out-of-range", "'\(key)' is \(value), but must be from \(lower) to \(upper)",
            at: range)
    }

    private mutating func value<Value>(
        _ key: String, _ presence: Presence, expecting expected: String,
        _ read: (SourceNode) -> Value?
    ) -> Located<Value>? {
        guard let node = node(key, presence) else { return nil }
        guard let value = read(node) else {
            wrongType(key, node, expecting: expected)
            return nil
        }
        return Located(value, at: node.range)
    }

    private mutating func wrongType(
        _ key: String, _ node: SourceNode, expecting expected: String
    ) {
        report(
            .error, "wrong-type", "'\(key)' is \(node.kindName), but must be \(expected)",
            at: node.range)
    }
}

/// A number as people write it: `1`, not `1.0`.
private func shown(_ value: Double) -> String {
    guard value.isFinite else { return value.description }
    return String(decoding: JSONValue.number(value).encoded(), as: UTF8.self)
}
