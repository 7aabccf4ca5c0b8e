import Diagnostics

/// Takes the marks «» out of a text that shows where findings must be.
///
/// `cc: «21»` gives the bytes of `cc: 21` and the range of `21`. `«»` marks an empty range, and
/// marks may nest; ranges come in the order in which they open.
public func parseMarked(_ text: String) -> (bytes: [UInt8], marks: [SourceRange]) {
    var plain = String.UnicodeScalarView()
    var marks: [SourceRange] = []
    var open: [Int] = []
    var place = SourcePosition(line: 1, column: 1)
    for scalar in text.unicodeScalars {
        switch scalar {
        case "«":
            open.append(marks.count)
            marks.append(SourceRange(start: place, end: place))
        case "»":
            guard let mark = open.popLast() else { preconditionFailure("'»' without '«'") }
            marks[mark].end = place
        case "\n":
            plain.append(scalar)
            place = SourcePosition(line: place.line + 1, column: 1)
        default:
            plain.append(scalar)
            place.column += 1
        }
    }
    precondition(open.isEmpty, "'«' without '»'")
    return (Array(String(plain).utf8), marks)
}
