import Diagnostics
import SourceText

/// Where a source of lines learns what became of them.
enum AnswerChannel: Sendable {
    /// Lines of JSON, to this descriptor.
    case lines(Int32)
    /// Findings for a person.
    case findings(@Sendable ([Diagnostic]) -> Void)
}

/// What is said about one line.
struct InputAnswer: Sendable, Equatable {
    var diagnostics: [Diagnostic]
    var id: JSONValue?
    /// Requests that were taken, and that were not.
    var accepted = 0
    var refused = 0

    /// Adds what was refused.
    mutating func add(
        _ refusals: [(code: String, message: String)], path: String, at range: SourceRange?
    ) {
        diagnostics += refusals.map {
            Diagnostic(.error, "input.\($0.code)", $0.message, path: path, range: range)
        }
    }

    /// Lines of JSON: one for each finding, and one with the counts when the sender gave an `id`.
    var lines: [UInt8] {
        var bytes: [UInt8] = []
        for diagnostic in diagnostics {
            bytes += line(of: diagnostic).encoded() + [UInt8(ascii: "\n")]
        }
        if let id {
            let counts = JSONValue.object([
                .init("id", id), .init("accepted", .integer(Int64(accepted))),
                .init("refused", .integer(Int64(refused))),
            ])
            bytes += counts.encoded() + [UInt8(ascii: "\n")]
        }
        return bytes
    }

    private func line(of diagnostic: Diagnostic) -> JSONValue {
        let place = diagnostic.range?.start ?? SourcePosition(line: 0, column: 0)
        var members: [JSONValue.Member] = [
            .init("severity", .string(diagnostic.severity.rawValue)),
            .init("code", .string(diagnostic.code)), .init("line", .integer(Int64(place.line))),
            .init("column", .integer(Int64(place.column))),
            .init("message", .string(diagnostic.message)),
        ]
        if let id { members.insert(.init("id", id), at: 0) }
        return .object(members)
    }
}
