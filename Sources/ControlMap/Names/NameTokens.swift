/// A name taken apart: words in lower case, and numbers.
struct NameTokens {
    private(set) var words: [String] = []
    private(set) var numbers: [String] = []
    /// Letters and digits alone, in lower case.
    private(set) var slug = ""

    /// Splits at everything that is no letter or digit, where letters meet digits, and at the humps
    /// of `camelCase` and `LFORate`. Beyond ASCII every character counts as a letter.
    init(_ name: String) {
        var name = name
        name.withUTF8 { bytes in
            var start = 0
            for index in 0..<bytes.count
            where index + 1 == bytes.count || Self.isBoundary(bytes, after: index) {
                add(UnsafeBufferPointer(rebasing: bytes[start...index]))
                start = index + 1
            }
        }
    }

    /// Whether the name says only what kind of element it is: "Knob 3", "Control 16".
    var isGeneric: Bool { words.allSatisfy { Self.generic.contains($0) } }

    private mutating func add(_ part: UnsafeBufferPointer<UInt8>) {
        guard let first = part.first, first.isWordPart else { return }
        let folded = part.map { $0.isUpper ? $0 | 0x20 : $0 }
        var word = String(decoding: folded, as: UTF8.self)
        if folded.contains(where: { $0 >= 0x80 }) { word = word.lowercased() }
        slug += word
        if first.isDigit { numbers.append(word) } else { words.append(word) }
    }

    private static func isBoundary(_ bytes: UnsafeBufferPointer<UInt8>, after index: Int) -> Bool {
        let (before, after) = (bytes[index], bytes[index + 1])
        if !before.isWordPart || !after.isWordPart { return true }
        if before.isDigit != after.isDigit { return true }
        if !before.isUpper, after.isUpper { return true }
        guard before.isUpper, after.isUpper, index + 2 < bytes.count else { return false }
        let next = bytes[index + 2]
        return next.isWordPart && !next.isDigit && !next.isUpper
    }

    private static let generic: Set<String> = [
        "knob", "encoder", "enc", "fader", "slider", "button", "btn", "control", "ctrl", "pad",
        "macro", "cc", "parameter", "param", "wheel", "pedal", "row", "pot", "dial",
    ]
}

/// Letters and digits of a name alone, in lower case: "TAL-J-8" and "tal j8" are the same.
func slug(_ name: String) -> String {
    String(decoding: name.lowercased().utf8.filter(\.isWordPart), as: UTF8.self)
}

extension UInt8 {
    fileprivate var isDigit: Bool { self &- 0x30 < 10 }
    fileprivate var isUpper: Bool { self &- 0x41 < 26 }
    fileprivate var isWordPart: Bool { isDigit || self | 0x20 &- 0x61 < 26 || self >= 0x80 }
}
