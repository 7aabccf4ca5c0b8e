import TestSupport
import Testing
import XMLDocument

/// The short form of `scripts/fuzz/run` for XML.
@Suite struct MutatedXMLTests {
    @Test func `whatever a document becomes, findings lie in it and stay short`() {
        let text = Array(
            "<?xml version=\"1.0\"?>\n<a b=\"é\">\r\n <!-- c --><d e='&amp;f'/>text\n</a>\n".utf8)
        let pieces: [[UInt8]] =
            [
                "\u{0}", "\r", "\n", "<", "&x;", "<!--", "]]>", "<!DOCTYPE a [<!ENTITY x 'y'>]>",
                "<a><a><a>", "\u{FFFF}",
            ].map { Array($0.utf8) } + [[0xFF], [0xC3], [UInt8](repeating: 0x78, count: 3000)]
        // A sequence that is fixed by its start.
        var state: UInt64 = 5
        func random(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(limit))
        }
        var found = 0
        for _ in 0..<4000 {
            var bytes = text
            for _ in 0...random(3) {
                let place = random(bytes.count + 1)
                let end = min(bytes.count, place + random(6))
                let piece = random(2) == 0 ? pieces[random(pieces.count)] : []
                bytes.replaceSubrange(place..<end, with: piece)
            }
            let reading = readXML(bytes, path: "a")
            found += reading.diagnostics.count
            if let problem = implausible(reading.diagnostics, about: bytes) {
                Issue.record("\(problem) in \(bytes)")
                return
            }
        }
        #expect(found > 1000)
    }
}
