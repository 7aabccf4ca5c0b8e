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

    /// What fits on a line of its own, such as a control; longer mappings are written over several.
    private static let width = 110
    /// What fits on the line of a key; longer mappings and lists stand below it.
    private static let shortWidth = 80

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

    /// - Parameter lead: stands before the key in place of blanks.
    private mutating func write(_ item: MigratedItem, indent: Int, lead: String? = nil) {
        text += (lead ?? blanks(indent)) + spelling.key(item.key) + ":"
        switch item.value {
        case .line(let items) where !isShort(item, indent: indent):
            endLine(at: item.position)
            for item in items { write(item, indent: indent + 2) }
        case .sources(let nodes) where !isShort(item, indent: indent):
            endLine(at: item.position)
            for node in nodes { write(item: node, indent: indent + 2) }
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
            write(item, indent: indent + 2, lead: index == 0 ? blanks(indent) + "- " : nil)
        }
    }

    private func isShort(_ item: MigratedItem, indent: Int) -> Bool {
        let line = "\(spelling.key(item.key)): \(spelling.value(item.value, isInLine: false))"
        return indent + line.unicodeScalars.count <= Self.shortWidth
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
            for node in nodes { write(item: node, indent: indent) }
        case .scalar(let scalar):
            text.removeLast()
            writeLiteral(scalar.text, indent: indent)
            text += "\n"
        }
    }

    /// An item of a list as it was written, a mapping on a line only where it stood on one.
    private mutating func write(item node: SourceNode, indent: Int) {
        if case .mapping(let entries) = node.content, !entries.isEmpty {
            let items = entries.map { MigratedItem($0.key, $0.keyRange.start, .source($0.value)) }
            let element = MigratedElement(
                position: node.range.start, isOnOneLine: spelling.isOnOneLine(node), items: items)
            return write(element, indent: indent)
        }
        writeComments(before: node.range.start, indent: indent)
        text += blanks(indent) + "- " + spelling.inLine(node)
        endLine(at: node.range.start)
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
