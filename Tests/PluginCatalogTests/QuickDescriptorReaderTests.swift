import Testing

@testable import PluginCatalog

@Suite struct QuickDescriptorReaderTests {
    private let text = """
        {
          "plugin": { "manufacturer": "M", "name": "P", "version": "1.0", "format": "LV2",
            "uid": "urn:p", "uri": "urn:p", "category": "Filter", "host_edits": true },
          "metadata": { "version": "1.0", "author": "x", "parameter_count": 3, "index_base": 0 },
          "parameters": [
            { "index": 0, "symbol": "a", "name": "Höhe", "port": 3, "direction": "input",
              "type": "continuous", "min": -1.5, "max": 2e3, "default": 0, "unit": "Hz",
              "logarithmic": true, "periodic": true, "group": "g", "automatable": true },
            { "index": 1, "symbol": "b", "name": "B", "type": "choice", "min": 0, "max": 1,
              "default": null, "choices": [{ "label": "x", "value": 0 }, { "label": "y", "value": 1 }] },
            { "index": 2, "symbol": "c", "name": "C", "direction": "output", "type": "boolean" }
          ],
          "groups": { "g": { "name": "G", "parameters": [0] } }
        }

        """

    private let pieces = [
        ",", ":", "{", "}", "[", "]", "\"", "\"name\"", "\"index\": 1", "1", "-", "0", ".", "e",
        "null",
        "true", " ", "\n", "\\n", "\\u00e9", "\t", "x", "\"min\": 3", "\"label\": \"\"",
        "99999999999",
        "\"description\": \"d\"", "\u{1}", "\"groups\"", "\"a\"",
    ]

    @Test func `a sound descriptor is read without a tree`() {
        #expect(QuickDescriptorReader.read(Array(text.utf8)) != nil)
    }

    @Test func `what it reads is what the tree gives, without any finding`() {
        var random = FixedRandom(state: 7)
        var quick = 0
        for _ in 0..<6000 {
            var scalars = Array(text.unicodeScalars)
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                let place = Int.random(in: 0...scalars.count, using: &random)
                let end = min(scalars.count, place + Int.random(in: 0...4, using: &random))
                let piece = Bool.random(using: &random) ? pieces.randomElement(using: &random) : ""
                scalars.replaceSubrange(place..<end, with: Array((piece ?? "").unicodeScalars))
            }
            let changed = Array(String(String.UnicodeScalarView(scalars)).utf8)
            if QuickDescriptorReader.read(changed) != nil { quick += 1 }
            let (fast, fastFindings) = DescriptorReader.read(changed, path: "p.json")
            let (slow, slowFindings) = DescriptorReader.overTree(changed, path: "p.json")
            if fast != slow || fastFindings != slowFindings {
                Issue.record("differs from the tree: \(String(decoding: changed, as: UTF8.self))")
                return
            }
        }
        #expect(quick > 1500)
    }
}

/// A small random generator whose sequence is fixed by its start.
private struct FixedRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 33)
    }
}
