/// A name taken apart: words in lower case, and numbers.
struct NameTokens {
    private(set) var words: [String] = []
    private(set) var numbers: [String] = []
    /// Letters and digits alone, in lower case.
    private(set) var slug = ""

    /// Splits at everything that is no letter or digit, where letters meet digits, and at the humps
    /// of `camelCase` and `LFORate`.
    init(_ name: String) {
        let scalars = Array(name.unicodeScalars)
        var start = 0
        for index in 1..<max(scalars.count + 1, 1)
        where index == scalars.count
            || Self.isBoundary(in: scalars, at: index)
        {
            add(scalars[start..<index])
            start = index
        }
    }

    /// Whether the name says only what kind of element it is: "Knob 3", "Control 16".
    var isGeneric: Bool { words.allSatisfy { Self.generic.contains($0) } }

    private mutating func add(_ part: ArraySlice<Unicode.Scalar>) {
        guard let first = part.first, first.isWordPart else { return }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: part)
        let word = String(text).lowercased()
        slug += word
        if first.isDigit { numbers.append(word) } else { words.append(word) }
    }

    private static func isBoundary(in scalars: [Unicode.Scalar], at index: Int) -> Bool {
        let (before, after) = (scalars[index - 1], scalars[index])
        if !before.isWordPart || !after.isWordPart { return true }
        if before.isDigit != after.isDigit { return true }
        if before.isLower, after.isUpper { return true }
        guard before.isUpper, after.isLower, index >= 2 else { return false }
        return scalars[index - 2].isUpper
    }

    private static let generic: Set<String> = [
        "knob", "encoder", "enc", "fader", "slider", "button", "btn", "control", "ctrl", "pad",
        "macro", "cc", "parameter", "param", "wheel", "pedal", "row", "pot", "dial",
    ]
}

/// Letters and digits of a name alone, in lower case: "TAL-J-8" and "tal j8" are the same.
func slug(_ name: String) -> String {
    String(String.UnicodeScalarView(name.lowercased().unicodeScalars.filter(\.isWordPart)))
}

extension Unicode.Scalar {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(value) }
    fileprivate var isUpper: Bool {
        isASCII ? (0x41...0x5A).contains(value) : properties.isUppercase
    }
    fileprivate var isLower: Bool {
        isASCII ? (0x61...0x7A).contains(value) : properties.isLowercase
    }
    fileprivate var isWordPart: Bool {
        isASCII ? isDigit || (0x41...0x5A).contains(value & 0xDF) : properties.isAlphabetic
    }
}
