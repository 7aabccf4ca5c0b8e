import ContentStore
import Testing

@Suite struct ByteOrderTests {
    private static let texts = [
        "", "a", "ab", "b", "inputs/maps/a.yaml", "inputs/maps/a-b.yaml", "inputs/maps/a/b.yaml",
        "inputs/maps/ü.yaml", "inputs/maps/u\u{308}.yaml", "inputs/maps/z.yaml", "日本", "\u{10ffff}",
        "a text that is longer than what fits into a string without memory of its own",
    ]

    @Test func `texts are ordered as their bytes are`() {
        for left in Self.texts {
            for right in Self.texts {
                let plain = left.utf8.lexicographicallyPrecedes(right.utf8)
                #expect(left.precedesByBytes(right) == plain, "\(left) and \(right)")
            }
        }
    }

    @Test func `sorting gives the same order whatever came first`() {
        let sorted = Self.texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        #expect(Self.texts.sortedByBytes == sorted)
        #expect(sorted.sortedByBytes == sorted)
        #expect(sorted.reversed().sortedByBytes == sorted)
    }

    @Test func `equal texts are both kept`() {
        #expect(["b", "a", "b"].sortedByBytes == ["a", "b", "b"])
    }
}
