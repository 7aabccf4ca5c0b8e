import Testing

@Suite struct LintPageTests {
    @Test func `every code of the rules has its line in the page about Ardour`() throws {
        let page = try #require(try repositoryFiles("docs", "ardour.md").first)
        let text = String(decoding: page.bytes, as: UTF8.self)
        let folders = [
            "Sources/MapGenerators/Ardour/Lint/Rules", "Sources/MapGenerators/Ardour/Import",
        ]
        var codes: Set<String> = []
        for file in try folders.flatMap({ try repositoryFiles($0, ".swift") }) {
            let source = String(decoding: file.bytes, as: UTF8.self)
            // A rule names its codes in the comment above it.
            for part in source.split(separator: "`") where part.hasPrefix("ardour.") {
                if part.allSatisfy({ $0.isLetter || $0 == "." || $0 == "-" }) {
                    codes.insert(String(part))
                }
            }
        }
        #expect(codes.count > 40)
        for code in codes.sorted() { #expect(text.contains("`\(code)`"), "\(code)") }
    }
}
