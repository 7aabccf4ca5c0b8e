import Diagnostics
import Testing

private let range = SourceRange(line: 300, column: 7, length: 2)
private let samples: [Diagnostic] = {
    var full = Diagnostic(
        .error, "a.b", "it is « wrong", path: "p.yaml", range: range,
        notes: [.init("n"), .init("m", at: SourceLocation(path: "q", range: range))],
        fixIt: FixIt("use 'é'", edits: [TextEdit(range: range, replacement: "é")]))
    full.excerpt = "\tx: y"
    full.excerptColumn = 12
    let negative = SourceRange(line: -1, column: .max)
    return [
        full, Diagnostic(.off, "", "", path: ""), Diagnostic(.info, "c", "m", path: "p"),
        Diagnostic(.warning, "c", "m", path: "p", range: negative, fixIt: FixIt("f", edits: [])),
    ]
}()

@Suite struct DiagnosticCodecTests {
    @Test func `findings come back as they were`() {
        #expect(decodedDiagnostics(encodedDiagnostics(samples)) == samples)
        #expect(decodedDiagnostics(encodedDiagnostics([])) == [])
    }

    @Test func `a part, or more than the whole, is refused`() {
        let bytes = encodedDiagnostics(samples)
        for count in 0..<bytes.count { #expect(decodedDiagnostics(Array(bytes[..<count])) == nil) }
        #expect(decodedDiagnostics(bytes + [0]) == nil)
    }

    @Test func `damaged bytes never crash`() {
        let bytes = encodedDiagnostics(samples)
        for place in bytes.indices {
            for change in [0x01, 0x80, 0xFF, 0x7F] as [UInt8] {
                var damaged = bytes
                damaged[place] ^= change
                _ = decodedDiagnostics(damaged)
            }
        }
        #expect(decodedDiagnostics([2] + [UInt8](repeating: 0xFF, count: 40)) == nil)
        #expect(decodedDiagnostics([2, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0]) == nil)
    }
}
