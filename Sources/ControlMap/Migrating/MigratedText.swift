import Diagnostics
import SourceText

/// Writes a migrated map as YAML, with the comments of the text it comes from.
///
/// A comment stands before what came after it, and behind what it stood behind; one that stood
/// behind something that is no longer there has a line of its own.
struct MigratedText {
    /// A comment of ours, before the controls.
    var remark: String?

    private let spelling: SourceSpelling
    private let comments: [SourceComments.Comment]
    private var nextComment = 0
    private var text = ""

    /// What fits on a line; longer mappings are written over several.
    private static let width = 110

    init(_ bytes: [UInt8], path: String) {
        spelling = SourceSpelling(bytes)
        comments =
            YAMLReader.read(bytes, path: path).root.map { SourceComments(bytes, $0).all } ?? []
    }

    /// The whole text.
    mutating func write(_ items: [MigratedItem]) -> [UInt8] {
        for (index, item) in items.enumerated() {
            // What stands above the first key of all stays there.
            let first = index == 0 ? items.dropFirst().map(\.position).min() : nil
            writeComments(before: first ?? item.position, indent: 0)
            if item.key == "controls", let remark { text += "# \(remark)\n" }
            write(item, indent: 0)
        }
        writeComments(before: SourcePosition(line: .max, column: 1), indent: 0)
        while text.hasSuffix("\n\n") { text.removeLast() }
        return Array(text.utf8)
    }

    private mutating func write(_ item: MigratedItem, indent: Int) {
        text += blanks(indent) + spelling.key(item.key) + ":"
        switch item.value {
        case .list(let elements):
            if elements.isEmpty { text += " []" }
            endLine(at: item.position)
            for element in elements { write(element, indent: indent + 2) }
        case .source(let node) where !spelling.isOnOneLine(node):
            endLine(at: item.position)
            writeBlock(node, indent: indent + 2)
        case .written(let located) where located.value.contains("\n"):
            writeLiteral(located.value, indent: indent + 2)
            endLine(at: item.position)
        default:
            text += " " + spelling.value(item.value, isInLine: false)
            endLine(at: item.position)
        }
    }

    private mutating func write(_ element: MigratedElement, indent: Int) {
        writeComments(before: element.position, indent: indent)
        let line = element.isOnOneLine ? spelling.value(.line(element.items), isInLine: true) : ""
        if element.isOnOneLine, indent + 2 + line.unicodeScalars.count <= Self.width {
            text += blanks(indent) + "- " + line
            endLine(at: element.position)
            return
        }
        for (index, item) in element.items.enumerated() {
            if index > 0 { writeComments(before: item.position, indent: indent + 2) }
            if index == 0 {
                text += blanks(indent) + "- " + spelling.key(item.key) + ": "
                text += spelling.value(item.value, isInLine: false)
                endLine(at: item.position)
            } else {
                write(item, indent: indent + 2)
            }
        }
    }

    /// A value that does not fit on a line, one entry below the other.
    private mutating func writeBlock(_ node: SourceNode, indent: Int) {
        switch node.content {
        case .mapping(let entries):
            for entry in entries {
                writeComments(before: entry.keyRange.start, indent: indent)
                write(
                    MigratedItem(entry.key, entry.keyRange.start, .source(entry.value)),
                    indent: indent)
            }
        case .sequence(let nodes):
            for node in nodes {
                writeComments(before: node.range.start, indent: indent)
                text += blanks(indent) + "- " + spelling.inLine(node)
                endLine(at: node.range.start)
            }
        case .scalar(let scalar):
            text.removeLast()
            writeLiteral(scalar.text, indent: indent)
            text += "\n"
        }
    }

    /// A text of several lines, as `|` where that says it all.
    private mutating func writeLiteral(_ value: String, indent: Int) {
        let lines = value.split(separator: "\n", omittingEmptySubsequences: false)
        let isPlain =
            value.hasSuffix("\n") && !value.hasSuffix("\n\n") && lines[0].first != " "
            && !lines[0].isEmpty && value.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 32 }
        guard isPlain else {
            text += " " + spelling.quoted(value)
            return
        }
        text += " |"
        for line in lines.dropLast() { text += "\n" + (line.isEmpty ? "" : blanks(indent) + line) }
    }

    /// Ends a line, with the comments that stood behind what it comes from.
    private mutating func endLine(at position: SourcePosition) {
        while nextComment < comments.count, comments[nextComment].isTrailing,
            comments[nextComment].position.line == position.line
        {
            text += "  " + comments[nextComment].text
            nextComment += 1
        }
        text += "\n"
    }

    private mutating func writeComments(before position: SourcePosition, indent: Int) {
        while nextComment < comments.count, comments[nextComment].position < position {
            let comment = comments[nextComment]
            nextComment += 1
            if !comment.text.isEmpty {
                text += blanks(indent) + comment.text + "\n"
            } else if !text.isEmpty, !text.hasSuffix("\n\n") {
                text += "\n"
            }
        }
    }

    private func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }
}
