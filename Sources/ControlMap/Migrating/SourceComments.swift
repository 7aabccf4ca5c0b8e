import Diagnostics
import SourceText

/// The comments and blank lines of a YAML text, which its tree does not hold.
struct SourceComments {
    /// A comment, or a blank line.
    struct Comment {
        var position: SourcePosition
        /// With its sign; empty for a blank line.
        var text: String
        /// Whether it stands behind something else on its line.
        var isTrailing: Bool
    }

    /// In the order of the text.
    private(set) var all: [Comment] = []

    /// - Parameter root: the text's tree: a sign inside of its texts begins no comment.
    init(_ bytes: [UInt8], _ root: SourceNode) {
        var scalars: [SourceRange] = []
        Self.collect(root, &scalars)
        scalars.sort { $0.start < $1.start }
        let lines = TextLines(bytes)
        var number = 1
        var next = 0
        while let line = lines.text(ofLine: number) {
            while next < scalars.count, scalars[next].end.line < number { next += 1 }
            add(line, number, scalars[next...].prefix { $0.start.line <= number })
            number += 1
        }
    }

    private mutating func add(_ line: String, _ number: Int, _ scalars: ArraySlice<SourceRange>) {
        var column = 1
        var isBlankSoFar = true
        var before: Unicode.Scalar = " "
        var rest = line.unicodeScalars[...]
        while let scalar = rest.first {
            let place = SourcePosition(line: number, column: column)
            let isInside = scalars.contains { $0.start <= place && place < $0.end }
            if scalar == "#", !isInside, before == " " || before == "\t" {
                let text = String(String.UnicodeScalarView(rest))
                all.append(
                    Comment(position: place, text: text, isTrailing: !isBlankSoFar))
                return
            }
            if scalar != " ", scalar != "\t" { isBlankSoFar = false }
            before = scalar
            rest = rest.dropFirst()
            column += 1
        }
        let start = SourcePosition(line: number, column: 1)
        let isInText = scalars.contains { $0.start < start && start < $0.end }
        if isBlankSoFar, !isInText {
            all.append(Comment(position: start, text: "", isTrailing: false))
        }
    }

    private static func collect(_ node: SourceNode, _ found: inout [SourceRange]) {
        switch node.content {
        case .scalar: found.append(node.range)
        case .sequence(let nodes): for node in nodes { collect(node, &found) }
        case .mapping(let entries):
            for entry in entries {
                found.append(entry.keyRange)
                collect(entry.value, &found)
            }
        }
    }
}
