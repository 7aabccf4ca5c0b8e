import Diagnostics

/// One line that the Turtle parser printed, understood.
enum ReaderComplaint: Equatable {
    /// `error: FILE:LINE:COLUMN: MESSAGE`
    case syntax(path: String, line: Int, column: Int, message: String)
    /// `error: failed to open file FILE (REASON)`
    case unreadable(path: String, reason: String)
    /// A file says nothing.
    case noStatements(path: String)
    /// Anything else.
    case other(String)

    init(line: String) {
        if let found = Self.syntax(line) ?? Self.unreadable(line) {
            self = found
        } else {
            self = .other(line)
        }
    }

    /// The lines of one reading. Of each broken file the first error stays: the others follow from it.
    static func all(in lines: [String]) -> [ReaderComplaint] {
        let complaints = lines.map { ReaderComplaint(line: $0) }
        var seen: Set<String> = []
        let placed = complaints.filter { $0.path.map { seen.insert($0).inserted } ?? false }
        return placed.isEmpty ? complaints : placed
    }

    private var path: String? {
        switch self {
        case .syntax(let path, _, _, _), .unreadable(let path, _): path
        case .noStatements, .other: nil
        }
    }

    private static func unreadable(_ line: String) -> ReaderComplaint? {
        let head = "error: failed to open file "
        guard line.hasPrefix(head), line.hasSuffix(")"), let open = line.range(of: " (", last: true)
        else { return nil }
        return .unreadable(
            path: String(line.dropFirst(head.count)[..<open.lowerBound]),
            reason: String(line[open.upperBound...].dropLast()))
    }

    private static func syntax(_ line: String) -> ReaderComplaint? {
        let head = "error: "
        guard line.hasPrefix(head) else { return nil }
        // The file's name may hold colons: take the first place where two numbers follow.
        let parts = line.dropFirst(head.count).split(
            separator: ":", omittingEmptySubsequences: false)
        for position in parts.indices.dropFirst().dropLast(2) {
            guard let row = Int(parts[position]), let column = Int(parts[position + 1]) else {
                continue
            }
            let path = parts[..<position].joined(separator: ":")
            let message = parts[(position + 2)...].joined(separator: ":")
            guard path.hasPrefix("/"), message.hasPrefix(" ") else { continue }
            return .syntax(
                path: path, line: row, column: column, message: String(message.dropFirst()))
        }
        return nil
    }
}

extension ReaderComplaint {
    /// The complaint as a finding; codes are `plugin.*`.
    func diagnostic(bundle: String) -> Diagnostic {
        switch self {
        case .noStatements(let path):
            Diagnostic(
                .warning, "plugin.no-statements", "the file holds no statements", path: path)
        case .syntax(let path, let line, let column, let message):
            Diagnostic(
                .error, "plugin.turtle-syntax", "the Turtle text cannot be read here: \(message)",
                path: path, range: SourceRange(line: max(1, line), column: max(1, column)))
        case .unreadable(let path, let reason):
            Diagnostic(
                .error, "plugin.unreadable-file", "the file cannot be read: \(reason)", path: path)
        case .other(let message):
            Diagnostic(
                message.hasPrefix("error: ") ? .error : .warning, "plugin.reader-message",
                "the LV2 reader says: \(message)", path: bundle)
        }
    }
}

extension StringProtocol {
    /// The first or last place where `text` stands.
    func range(of text: String, last: Bool = false) -> Range<Index>? {
        var found: Range<Index>?
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) {
                found = start..<index(start, offsetBy: text.count)
                if !last { break }
            }
            start = index(after: start)
        }
        return found
    }
}
