/// The address of a control, read as Ardour reads it.
struct ArdourURI {
    /// The strip that is meant.
    enum Strip: Equatable {
        case number(Int)
        case bank(Int)
        case selected(Int)
        case name(String)
    }

    /// As written.
    let text: String
    /// The parts before the first blank, between slashes.
    let path: [String]
    /// The words behind it: the strip, then arguments.
    let words: [String]

    init(_ text: String) {
        self.text = text
        let front = text.prefix { $0 != " " }
        path = front.split(separator: "/").map(String.init)
        words = text.dropFirst(front.count).split(separator: " ").map(String.init)
    }

    /// Whether there are a path of two and a strip, without which nothing is looked for.
    var isComplete: Bool { path.count >= 2 && !words.isEmpty }

    var scope: String { path.first ?? "" }

    /// What of the strip is meant: everything behind the scope.
    var control: [String] { Array(path.dropFirst()) }

    /// The arguments behind the strip.
    var arguments: [String] { Array(words.dropFirst()) }

    var strip: Strip? { words.first.map { Self.strip($0) } }

    /// Whether the strip is a number with other letters behind it, which are ignored.
    var stripHasTail: Bool {
        guard let word = words.first, strip != .name(word) else { return false }
        return !ScannedNumber(Self.digits(word)).isWhole
    }

    /// Slot and number, each from 1, when it addresses a plugin's parameter as Ardour takes it.
    var pluginParameter: (slot: Int, number: Int)? {
        guard isComplete, control == ["plugin", "parameter"], words.count == 3 else { return nil }
        let slot = ScannedNumber(words[1]).value ?? 0
        let number = ScannedNumber(words[2]).value ?? 0
        return (max(1, slot), max(1, number))
    }

    private static func strip(_ word: String) -> Strip {
        let digits = digits(word)
        guard let first = digits.unicodeScalars.first, ("0"..."9").contains(first),
            let number = ScannedNumber(digits).value
        else { return .name(word) }
        switch word.unicodeScalars.first {
        case "B": return .bank(number)
        case "S": return .selected(number)
        default: return .number(number)
        }
    }

    private static func digits(_ word: String) -> Substring {
        word.hasPrefix("B") || word.hasPrefix("S") ? word.dropFirst() : Substring(word)
    }
}
