/// Writes findings as text for people, in the shape that compilers use.
///
///     inputs/maps/demo.yaml:14:16: error: the plugin has no parameter named 'Cuttof' [map.unknown-parameter]
///        14 |     parameter: Cuttof
///           |                ^~~~~~ fix-it: use 'Cutoff'
///     inputs/maps/demo.yaml:3:1: note: the plugin is named here
///
/// Characters that could steer a terminal are replaced.
public struct DiagnosticRenderer: Sendable {
    /// How findings are written.
    public struct Options: Sendable {
        /// Whether severities, carets and fix-its are coloured with ANSI sequences.
        public var color: Bool

        public init(color: Bool = false) { self.color = color }
    }

    public var options: Options

    public init(options: Options = Options()) { self.options = options }

    /// Findings in the order given, each with its lines ended.
    public func text(for findings: [Diagnostic]) -> String {
        findings.map { text(for: $0) }.joined()
    }

    /// One finding with its excerpt and notes, each line ended; empty when its severity is `off`.
    public func text(for finding: Diagnostic) -> String {
        guard finding.severity != .off else { return "" }
        let place = location(finding.path, finding.range)
        let severity = painted("\(finding.severity.rawValue):", style(finding.severity))
        let code = painted("[\(finding.code.shown)]", .dim)
        var text = "\(place)\(severity) \(painted(finding.message.shown, .bold)) \(code)\n"
        let fixIt = finding.fixIt.map { painted("fix-it: \($0.message.shown)", .green) }
        if let excerpt = finding.excerpt, let range = finding.range {
            text += excerptLines(excerpt, finding.excerptColumn, range, fixIt)
        } else if let fixIt {
            text += "      \(fixIt)\n"
        }
        for note in finding.notes {
            let place = note.location.map { location($0.path, $0.range) } ?? "      "
            text += "\(place)\(painted("note:", .cyan)) \(note.message.shown)\n"
        }
        return text
    }

    /// `path:line:column: `, as much of it as there is.
    private func location(_ path: String, _ range: SourceRange?) -> String {
        if path.isEmpty { return "" }
        let place = range.map { ":\($0.start.line):\($0.start.column)" } ?? ""
        return painted("\(path.shown)\(place):", .bold) + " "
    }

    private func excerptLines(
        _ excerpt: String, _ column: Int, _ range: SourceRange, _ fixIt: String?
    ) -> String {
        let number = String(range.start.line)
        let gutter = String(repeating: " ", count: max(0, 5 - number.count)) + number
        let empty = String(repeating: " ", count: gutter.utf8.count)
        let (lead, width) = underline(excerpt, from: column, range)
        let carets = "^" + String(repeating: "~", count: max(0, width - 1))
        let comment = fixIt.map { " " + $0 } ?? ""
        return "\(painted(gutter + " |", .dim)) \(excerpt.shown)\n"
            + "\(painted(empty + " |", .dim)) \(lead)\(painted(carets, .green))\(comment)\n"
    }

    /// What goes before the caret, and how many columns it and its tail take.
    private func underline(
        _ excerpt: String, from first: Int, _ range: SourceRange
    ) -> (lead: String, width: Int) {
        let isOneLine = range.end.line == range.start.line
        var lead = ""
        var width = 0
        var column = first - 1
        for scalar in excerpt.unicodeScalars {
            column += 1
            if isOneLine, column >= range.end.column { break }
            if column >= range.start.column {
                width += scalar.shown.displayWidth
            } else if scalar == "\t" {
                lead += "\t"
            } else {
                lead += String(repeating: " ", count: scalar.shown.displayWidth)
            }
        }
        return (lead, width)
    }
}

// MARK: - Colour

extension DiagnosticRenderer {
    private enum Style: String {
        case red = "1;31"
        case yellow = "1;33"
        case cyan = "1;36"
        case green = "32"
        case bold = "1"
        case dim = "2"
    }

    private func style(_ severity: Severity) -> Style {
        switch severity {
        case .error: .red
        case .warning: .yellow
        case .info, .off: .cyan
        }
    }

    private func painted(_ text: String, _ style: Style) -> String {
        options.color ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }
}

/// How many findings there are: "2 errors, 1 warning", or "no findings".
///
/// Findings whose severity is `off` do not count.
public func findingCounts(_ findings: [Diagnostic]) -> String {
    let names: [(Severity, String, String)] = [
        (.error, "error", "errors"), (.warning, "warning", "warnings"),
        (.info, "remark", "remarks"),
    ]
    let parts = names.compactMap { severity, one, many -> String? in
        let count = findings.count { $0.severity == severity }
        return count == 0 ? nil : "\(count) \(count == 1 ? one : many)"
    }
    return parts.isEmpty ? "no findings" : parts.joined(separator: ", ")
}
