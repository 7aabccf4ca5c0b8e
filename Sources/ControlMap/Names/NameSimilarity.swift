/// How well two names agree, as people name the same thing on a panel and in a plugin.
struct NameSimilarity: Comparable {
    /// Part of the shorter name's words that the other has too, 0...1.
    var containment: Double
    /// `containment` with a little added for names of equal length; orders candidates.
    var score: Double

    static let none = NameSimilarity(containment: 0, score: 0)

    /// Whether the names mean the same thing, as far as words can tell.
    var isAgreement: Bool { containment >= 0.6 }

    static func < (left: NameSimilarity, right: NameSimilarity) -> Bool {
        left.score < right.score
    }

    init(containment: Double, score: Double) {
        self.containment = containment
        self.score = score
    }

    /// Compares word by word; different numbers count against it.
    init(_ left: NameTokens, _ right: NameTokens) {
        if !left.slug.isEmpty, left.slug == right.slug {
            self.init(containment: 1, score: 1.5)
            return
        }
        guard !left.words.isEmpty, !right.words.isEmpty else {
            self = .none
            return
        }
        var free = right.words
        var matched = 0.0
        for word in left.words {
            guard let found = free.firstIndex(where: { sameWord(word, $0) }) else { continue }
            matched += 1
            free.remove(at: found)
        }
        var containment = matched / Double(min(left.words.count, right.words.count))
        let numbersDiffer =
            !left.numbers.isEmpty && !right.numbers.isEmpty
            && Set(left.numbers).isDisjoint(with: right.numbers)
        if numbersDiffer { containment /= 2 }
        let closeness = matched / Double(max(left.words.count, right.words.count))
        self.init(containment: containment, score: containment + closeness / 4)
    }
}

/// Whether two words of names mean the same: equal, known synonyms, or one short for the other.
func sameWord(_ left: String, _ right: String) -> Bool {
    if left == right { return true }
    if let meanings = Synonyms.meanings[left], let others = Synonyms.meanings[right],
        meanings.contains(where: others.contains)
    {
        return true
    }
    let (short, long) = left.utf8.count <= right.utf8.count ? (left, right) : (right, left)
    guard short.utf8.count >= 3 else { return false }
    return long.hasPrefix(short) || isWithoutVowels(short, of: long)
}

/// Whether `short` is the beginning of `long` with its vowels left out: "lvl", "frq".
private func isWithoutVowels(_ short: String, of long: String) -> Bool {
    guard let first = long.utf8.first, !short.utf8.dropFirst().contains(where: isVowel) else {
        return false
    }
    let rest = long.utf8.dropFirst().lazy.filter { !isVowel($0) }
    return short.utf8.first == first && rest.starts(with: short.utf8.dropFirst())
}

private func isVowel(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"),
        UInt8(ascii: "u"):
        true
    default: false
    }
}
