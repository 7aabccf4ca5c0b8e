import Diagnostics
import SourceText

/// Spells values in YAML, as the text they come from does where that is possible.
struct SourceSpelling {
    private let lines: TextLines
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        lines = TextLines(bytes)
    }

    /// A key; plain where that is safe.
    func key(_ text: String) -> String { Self.isPlainKey(text) ? text : quoted(text) }

    /// - Parameter isInLine: whether it stands between braces, where commas part things.
    func value(_ value: MigratedValue, isInLine: Bool) -> String {
        switch value {
        case .source(let node): return isInLine ? inLine(node) : outOfLine(node)
        case .written(let text): return written(text, isInLine: isInLine)
        case .text(let text): return spelled(text)
        case .word(let text): return text
        case .integer(let number): return "\(number)"
        case .number(let number): return json(.number(number))
        case .flag(let flag): return flag ? "true" : "false"
        case .line(let items):
            let parts = items.map { "\(key($0.key)): \(self.value($0.value, isInLine: true))" }
            return "{ " + parts.joined(separator: ", ") + " }"
        case .numbers(let numbers): return list(numbers.map { json(.number($0)) })
        case .texts(let texts): return list(texts.map { written($0, isInLine: true) })
        case .list(let elements):
            return list(elements.map { self.value(.line($0.items), isInLine: true) })
        case .sources(let nodes): return list(nodes.map(inLine))
        }
    }

    /// Whether a value may be written on one line.
    func isOnOneLine(_ node: SourceNode) -> Bool {
        switch node.content {
        case .scalar(let scalar): !scalar.text.contains("\n")
        case .sequence, .mapping:
            node.range.start.line == node.range.end.line && slice(node.range) != nil
                || node.json == .array([]) || node.json == .object([])
        }
    }

    /// A value between braces.
    func inLine(_ node: SourceNode) -> String {
        switch node.content {
        case .sequence(let nodes): return list(nodes.map(inLine))
        case .mapping(let entries):
            let parts = entries.map { "\(key($0.key)): \(inLine($0.value))" }
            return "{ " + parts.joined(separator: ", ") + " }"
        case .scalar(let scalar):
            if scalar.kind != .string { return scalar.kind == .null ? "null" : scalar.text }
            return written(Located(scalar.text, at: node.range), isInLine: true)
        }
    }

    func quoted(_ text: String) -> String { json(.string(text)) }

    private func outOfLine(_ node: SourceNode) -> String {
        guard case .scalar(let scalar) = node.content else {
            return slice(node.range) ?? inLine(node)
        }
        if scalar.kind != .string { return scalar.kind == .null ? "null" : scalar.text }
        return written(Located(scalar.text, at: node.range), isInLine: false)
    }

    /// A text with the quotes that it had.
    private func written(_ text: Located<String>, isInLine: Bool) -> String {
        guard let source = slice(text.range), let first = source.unicodeScalars.first else {
            return spelled(text.value)
        }
        if first == "\"" || first == "'" { return source }
        let needsQuotes =
            isInLine && source.unicodeScalars.contains { ",[]{}".unicodeScalars.contains($0) }
        return source == text.value && !needsQuotes ? source : spelled(text.value)
    }

    private func spelled(_ text: String) -> String {
        Self.isPlainKey(text) ? text : yamlText(text)
    }

    /// What stands at a range of one line; `nil` for others, and for aliases, tags and anchors.
    private func slice(_ range: SourceRange) -> String? {
        guard range.start.line == range.end.line, let start = lines.offset(of: range.start),
            let end = lines.offset(of: range.end), start < end,
            !"*&!|>".utf8.contains(bytes[start])
        else { return nil }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    private func list(_ parts: [String]) -> String { "[" + parts.joined(separator: ", ") + "]" }

    private func json(_ value: JSONValue) -> String {
        String(decoding: value.encoded(), as: UTF8.self)
    }

    /// Whether a text is a word, and not one that means something else.
    private static func isPlainKey(_ text: String) -> Bool {
        yamlText(text) == text
            || text.hasPrefix("x-")
                && text.unicodeScalars.allSatisfy {
                    $0.properties.isAlphabetic || (0x30...0x39).contains($0.value)
                        || "-_.".unicodeScalars.contains($0)
                }
    }
}
