import Diagnostics

extension Diagnostic {
    /// The finding as an object that always has the same keys; what is missing is `null`.
    public var json: JSONValue {
        .object([
            .init("code", .string(code)), .init("severity", .string(severity.rawValue)),
            .init("message", .string(message)), .init("path", .string(path)),
            .init("line", number(range?.start.line)), .init("column", number(range?.start.column)),
            .init("endLine", number(range?.end.line)),
            .init("endColumn", number(range?.end.column)),
            // A part of a line does not say where in the line it is.
            .init("excerpt", excerptColumn == 1 ? excerpt.map { .string($0) } ?? .null : .null),
            .init("notes", .array(notes.map(\.json))), .init("fixIt", fixIt?.json ?? .null),
        ])
    }
}

extension [Diagnostic] {
    /// The findings in the order given, without those whose severity is `off`.
    public var json: JSONValue { .array(filter { $0.severity != .off }.map(\.json)) }
}

extension Diagnostic.Note {
    fileprivate var json: JSONValue {
        .object([
            .init("message", .string(message)),
            .init("path", location.map { .string($0.path) } ?? .null),
            .init("line", number(location?.range.start.line)),
            .init("column", number(location?.range.start.column)),
            .init("endLine", number(location?.range.end.line)),
            .init("endColumn", number(location?.range.end.column)),
        ])
    }
}

extension FixIt {
    fileprivate var json: JSONValue {
        .object([.init("message", .string(message)), .init("edits", .array(edits.map(\.json)))])
    }
}

extension TextEdit {
    fileprivate var json: JSONValue {
        .object([
            .init("line", number(range.start.line)), .init("column", number(range.start.column)),
            .init("endLine", number(range.end.line)), .init("endColumn", number(range.end.column)),
            .init("replacement", .string(replacement)),
        ])
    }
}

private func number(_ value: Int?) -> JSONValue { value.map { .integer(Int64($0)) } ?? .null }
