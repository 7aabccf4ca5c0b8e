import Foundation
import Testing

@testable import pipeline_runtime

/// The lines that docs/timed-input.md shows.
@Suite struct DocumentedLinesTests {
    private func page() throws -> String {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        return try String(
            contentsOf: folder.appendingPathComponent("../../../docs/timed-input.md"),
            encoding: .utf8)
    }

    @Test func `every line of the page is understood`() throws {
        let blocks = try page().components(separatedBy: "```")
        let samples = blocks.filter { $0.hasPrefix("json\n") }.map { $0.dropFirst(5) }
        #expect(samples.count == 2)
        for sample in samples {
            for found in reading(String(sample)) {
                #expect(found.found.isEmpty, "\(found.diagnostics)")
            }
        }
        #expect(samples.flatMap { reading(String($0)) }.flatMap(\.requests).count == 12)
    }

    @Test func `the answers of the page are those that are given`() throws {
        let text = try page()
        let wrong = reading("{}\n{\"midi\": [144, 200, 1]}")[1]
        let answer = InputAnswer(diagnostics: wrong.diagnostics).lines
        #expect(text.contains(String(decoding: answer, as: UTF8.self)))
        let counts = InputAnswer(diagnostics: [], id: .integer(7), accepted: 2).lines
        #expect(text.contains(String(decoding: counts, as: UTF8.self)))
    }
}
