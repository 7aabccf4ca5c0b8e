import SourceText

/// The keys of an object in the order in which they are written, and how far a reader has come.
struct KeyOrder<Key: CaseIterable & Equatable & RawRepresentable<String> & Sendable>: Sendable {
    private let keys: [(word: JSONScanner.Word, key: Key)]
    /// A bit for each key that must be there.
    private let needed: UInt32
    private var seen: UInt32 = 0
    private var place = 0

    /// - Parameter optional: those that may be left out.
    init(optional: [Key] = []) {
        var keys: [(JSONScanner.Word, Key)] = []
        var needed: UInt32 = 0
        for key in Key.allCases {
            // A longer key is nothing that the scanner reads.
            guard let word = JSONScanner.Word(key.rawValue) else { continue }
            if !optional.contains(key) { needed |= 1 << UInt32(keys.count) }
            keys.append((word, key))
        }
        self.keys = keys
        self.needed = needed
    }

    /// The next key of the object that `scanner` is in; `nil` at its end.
    ///
    /// - Throws: at a key that is not known, or comes too late, as any second one does; and at the
    ///   end when one is missing.
    mutating func next(
        in scanner: inout JSONScanner
    ) throws(JSONScanner.Unusual) -> Key? {
        guard let word = try scanner.nextKey() else {
            guard seen & needed == needed else { throw JSONScanner.Unusual() }
            return nil
        }
        while place < keys.count {
            let known = keys[place]
            place += 1
            guard known.word == word else { continue }
            seen |= 1 << UInt32(place - 1)
            return known.key
        }
        throw JSONScanner.Unusual()
    }
}
