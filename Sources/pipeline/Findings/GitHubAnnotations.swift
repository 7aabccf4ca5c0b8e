import Diagnostics

/// Findings as workflow commands of GitHub Actions, one a line.
///
/// Columns may be given only when the finding is on one line, and the last one is included.
///
/// - Source: GitHub, "Workflow commands for GitHub Actions"; escaping as the toolkit does it.
struct GitHubAnnotations {
    private let list: FindingList

    init(_ list: FindingList) { self.list = list }

    var text: String { list.shown.map { command(for: $0) + "\n" }.joined() }

    private func command(for finding: Diagnostic) -> String {
        var properties: [String] = []
        func add(_ name: String, _ value: some CustomStringConvertible) {
            properties.append("\(name)=\(Self.escaped(value.description, inProperty: true))")
        }
        if !finding.path.isEmpty { add("file", list.repositoryPath(finding.path)) }
        if let range = finding.range, !finding.path.isEmpty {
            add("line", range.start.line)
            if range.start.line == range.end.line {
                add("col", range.start.column)
                add("endLine", range.end.line)
                add("endColumn", max(range.start.column, range.end.column - 1))
            } else {
                add("endLine", range.end.line)
            }
        }
        add("title", finding.code)
        var lines = [finding.message]
        if let fixIt = finding.fixIt { lines.append("fix-it: \(fixIt.message)") }
        lines += finding.notes.map(Self.line)
        let message = Self.escaped(lines.joined(separator: "\n"), inProperty: false)
        return
            "::\(Self.command(finding.severity)) \(properties.joined(separator: ","))::\(message)"
    }

    private static func line(_ note: Diagnostic.Note) -> String {
        let place = note.location.map { "\($0.path):\($0.range.start.line): " } ?? ""
        return "note: \(place)\(note.message)"
    }

    private static func command(_ severity: Severity) -> String {
        switch severity {
        case .error: "error"
        case .warning: "warning"
        case .info, .off: "notice"
        }
    }

    private static func escaped(_ text: String, inProperty: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": escaped += "%25"
            case "\r": escaped += "%0D"
            case "\n": escaped += "%0A"
            case ":" where inProperty: escaped += "%3A"
            case "," where inProperty: escaped += "%2C"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
