import ContentDigest
import Testing

@Suite struct ContentDigestTests {
    // Vectors of the reference program: `printf … | xxhsum -H2`.
    @Test(arguments: [
        ("", "99aa06d3014798d86001c324468d497f"),
        ("a", "a96faf705af16834e6c632b61e964e1f"),
        ("abc", "06b05ab6733a618578af5f94892f3950"),
    ])
    func `a digest is that of the reference program`(text: String, expected: String) {
        #expect(ContentDigest(of: text).description == expected)
        #expect(ContentDigest(of: Array(text.utf8)) == ContentDigest(of: text))
    }

    @Test func `fields carry their lengths and kinds`() {
        func key(_ build: (inout KeyBuilder) -> Void) -> ContentDigest {
            var builder = KeyBuilder()
            build(&builder)
            return builder.digest
        }
        let keys = [
            key {
                $0.add("ab"); $0.add("c")
            },
            key {
                $0.add("a"); $0.add("bc")
            },
            key { $0.add("abc") },
            key {
                $0.add("abc"); $0.add("")
            },
            key { $0.add(UInt64(0x6362_61)) },
            key { $0.add(ContentDigest(high: 1, low: 2)) },
            key { $0.add(ContentDigest(high: 2, low: 1)) },
        ]
        #expect(Set(keys).count == keys.count)
    }
}
