/// How well two names agree, as people name the same thing on a panel and in a plugin.
struct NameSimilarity: Comparable {
    /// Part of the shorter name's words that the other has too, 0...1.
    var containment: Double
    /// Part of the first name's words that the second has too, 0...1.
    var coverage: Double
    /// `containment` with a little added for names of equal length; orders candidates.
    var score: Double

    static let none = NameSimilarity(containment: 0, coverage: 0, score: 0)
    static let full = NameSimilarity(containment: 1, coverage: 1, score: 1.5)

    /// Whether the names mean the same thing, as far as words can tell.
    var isAgreement: Bool { containment >= 0.6 }
    /// Whether the second name may be proposed for the first.
    var isProposal: Bool { isAgreement && coverage >= 0.6 }

    static func < (left: NameSimilarity, right: NameSimilarity) -> Bool {
        left.score < right.score
    }
}

extension NameSimilarity {
    /// Compares word by word; different numbers count against it.
    init(_ left: NameTokens, _ right: NameTokens) {
        if !left.slug.isEmpty, left.slug == right.slug {
            self = .full
            return
        }
        guard !left.words.isEmpty, !right.words.isEmpty else {
            self = .none
            return
        }
        var matched = Double(Self.sharedWords(left.words, right.words))
        if left.hasOtherNumbers(than: right) { matched /= 2 }
        let counts = (left.words.count, right.words.count)
        let containment = matched / Double(min(counts.0, counts.1))
        self.init(
            containment: containment, coverage: matched / Double(counts.0),
            score: containment + matched / Double(max(counts.0, counts.1)) / 4)
    }

    /// How many words of one name are in the other; "key follow" and "keyfollow" are the same.
    private static func sharedWords(_ left: [String], _ right: [String]) -> Int {
        if left.count == 2, right.contains(left[0] + left[1]) { return min(2, right.count) }
        if right.count == 2, left.contains(right[0] + right[1]) { return 1 }
        var free = right
        var matched = 0
        for word in left {
            guard let found = free.firstIndex(where: { sameWord(word, $0) }) else { continue }
            matched += 1
            free.remove(at: found)
        }
        return matched
    }
}

extension NameTokens {
    fileprivate func hasOtherNumbers(than other: NameTokens) -> Bool {
        if numbers.isEmpty || other.numbers.isEmpty { return false }
        return !numbers.contains(where: other.numbers.contains)
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
func isWithoutVowels(_ short: String, of long: String) -> Bool {
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
