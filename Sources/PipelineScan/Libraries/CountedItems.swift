import Diagnostics

/// How many items of a kind a plugin says it has, taken with care.
enum CountedItems {
    /// More are no list but a number that was never set.
    static let most = 100_000

    /// The places to ask for; absurd counts are told of.
    ///
    /// - Parameter what: The items in the plural and whose they are, such as "parameters of 'Gain'".
    static func places(
        _ count: Int, _ what: String, _ answer: inout LibraryAnswer
    ) -> Range<Int> {
        if count < 0 {
            answer.report(
                .warning, "plugin.absurd-count", "the number of \(what) is \(count); none is read")
            return 0..<0
        }
        if count > most {
            answer.report(
                .warning, "plugin.absurd-count",
                "the number of \(what) is \(count); the first \(most) are read")
        }
        return 0..<min(count, most)
    }

    /// Tells of items that were counted and not given.
    static func compare(
        _ found: Int, with places: Range<Int>, _ what: String, _ answer: inout LibraryAnswer
    ) {
        guard found < places.count else { return }
        answer.report(
            .warning, "plugin.wrong-count",
            "the number of \(what) is \(places.count), but only \(found) of them are given")
    }
}
