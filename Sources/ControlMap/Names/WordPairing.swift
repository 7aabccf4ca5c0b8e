/// How two words of names come to mean the same.
enum WordPairing: Int, Comparable {
    /// Words of one meaning that mostly name different parameters: "Detune" and "Tune".
    case related
    /// One is the other's plural.
    case plural
    /// One is short for the other: "Comp" and "Compressor", "Lvl" and "Level".
    case short
    /// Different words that are used for the same: "Cutoff" and "Frequency".
    case synonym
    case equal

    /// How much a pair of such words counts, 0...1.
    var weight: Double {
        switch self {
        case .equal: 1
        case .plural: 0.95
        case .synonym, .short: 0.9
        case .related: 0.5
        }
    }

    static func < (left: WordPairing, right: WordPairing) -> Bool {
        left.rawValue < right.rawValue
    }

    /// `nil` when the words have nothing to do with each other.
    init?(_ left: String, _ right: String) {
        if left == right {
            self = .equal
        } else if Synonyms.areRelatedOnly(left, right) {
            self = .related
        } else if Self.shareMeaning(left, right) {
            self = .synonym
        } else {
            let (short, long) = left.utf8.count <= right.utf8.count ? (left, right) : (right, left)
            if long == short + "s" {
                self = .plural
            } else if Self.isShort(short, for: long) {
                self = .short
            } else {
                return nil
            }
        }
    }

    private static func shareMeaning(_ left: String, _ right: String) -> Bool {
        guard let meanings = Synonyms.meanings[left], let others = Synonyms.meanings[right] else {
            return false
        }
        return meanings.contains(where: others.contains)
    }

    /// "mod" is not short for "mode": at least two letters are left out.
    private static func isShort(_ short: String, for long: String) -> Bool {
        guard short.utf8.count >= 3, long.utf8.count >= short.utf8.count + 2 else { return false }
        return long.hasPrefix(short) || isWithoutVowels(short, of: long)
    }
}
