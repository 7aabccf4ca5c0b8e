import Diagnostics
import MapGenerators
import Testing

/// The maps that Debian's `ardour-data` ships; `scripts/test` installs it.
@Suite struct StockMapsTests {
    private func files() throws -> [(path: String, bytes: [UInt8])] {
        let files = try repositoryFiles("/usr/share/ardour7/midi_maps", ".map")
        try #require(files.count >= 40, "the package ardour-data is needed")
        return files
    }

    @Test func `none is refused as a whole, and what is dead in them is found`() throws {
        let findings = lintArdourMaps(try files())
        let whole = ["xml.", "ardour.wrong-root", "ardour.missing"]
        #expect(!findings.contains { found in whole.contains { found.code.hasPrefix($0) } })
        let places = Set(
            findings.map { finding in
                let name = finding.path.split(separator: "/").last ?? ""
                return
                    "\(name):\(finding.range?.start.line ?? 0) \(finding.severity) \(finding.code)"
            })
        // Each checked by hand in the file.
        for place in [
            "bcf2000.map:8 warning ardour.unknown-device-key",
            "akai-mpd-32.map:45 error ardour.channel",
            "M-Audio_Axiom_AIR_Mini_32.map:74 error ardour.unknown-function",
            "M-Audio_Axiom_AIR_Mini_32.map:75 error ardour.unknown-function",
            "AKAI_MPK225_Plugins.map:9 warning ardour.argument-number",
            "AKAI_MPK225_Plugins.map:24 info ardour.channel-strip",
            "Nektar_Panorama.map:22 warning ardour.momentary",
            "Korg_nanoKONTROL_Studio.map:146 warning ardour.address-form",
            "AKAI_MIDIMix_EQ_Mode.map:18 warning ardour.duplicate-event",
        ] {
            let isFound = places.contains(place)
            #expect(isFound, "\(place)")
        }
    }

    @Test func `mending them leaves well-formed maps with fewer findings and nothing to mend`()
        throws
    {
        for file in try files() {
            let before = lintArdourMaps([file])
            let mending = mendArdourMap(file.bytes, path: file.path)
            #expect(mending.remaining.allSatisfy { $0.fixIt == nil }, "\(file.path)")
            #expect(!mending.remaining.contains { $0.code.hasPrefix("xml.") }, "\(file.path)")
            #expect(mending.mended.isEmpty == (mending.bytes == file.bytes))
            #expect(mending.remaining.count <= before.count - mending.mended.count, "\(file.path)")
        }
    }

    @Test func `each is imported, and every binding stands in what comes of it`() throws {
        var options = ArdourImportOptions()
        options.plugins = [nil: try #require(try repositoryPlugins().first)]
        for file in try files() {
            let (maps, findings) = importArdourMap(file.bytes, path: file.path, options: options)
            #expect(!findings.contains { $0.severity == .error }, "\(file.path)")
            let text = maps.map { String(decoding: $0.yaml, as: UTF8.self) }.joined()
            let kept = text.split(separator: "\n").count { $0.contains("# <Binding ") }
            let written = String(decoding: file.bytes, as: UTF8.self)
            #expect(
                kept + maps.reduce(0) { $0 + $1.count } == bindings(in: written), "\(file.path)")
        }
    }

    /// Bindings outside comments.
    private func bindings(in text: String) -> Int {
        var count = 0
        var rest = text[...]
        while let start = rest.firstIndex(of: "<") {
            rest = rest[start...]
            if rest.hasPrefix("<!--") {
                guard let end = rest.firstRange(of: "-->") else { break }
                rest = rest[end.upperBound...]
                continue
            }
            if rest.hasPrefix("<Binding") { count += 1 }
            rest = rest.dropFirst()
        }
        return count
    }
}
