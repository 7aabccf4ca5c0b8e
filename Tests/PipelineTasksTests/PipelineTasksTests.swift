import Diagnostics
import Testing

@testable import PipelineTasks

@Suite struct ManifestTests {
    private let head = "schema = 1\n[maps]\ninclude = [\"inputs/maps/*.yaml\"]\n"

    private func codes(_ text: String) -> [String] {
        Manifest.read(Array(text.utf8), path: "pipeline.toml").diagnostics.map(\.code)
    }

    @Test func `sections are read, paths in one spelling`() throws {
        let text =
            head + """
                registry = "./inputs//registry.yaml"
                [[generate]]
                target = "ardour"
                output = "outputs//ardour/."
                address = "B2"
                """
        let read = Manifest.read(Array(text.utf8), path: "pipeline.toml")
        let manifest = try #require(read.manifest)
        #expect(read.diagnostics.isEmpty)
        #expect(manifest.registry == "inputs/registry.yaml")
        #expect(manifest.generations.map(\.output) == ["outputs/ardour"])
        #expect(manifest.generations.map(\.name) == ["ardour"])
        let again = Manifest.Generation(fields: manifest.generations[0].fields)
        #expect(again == manifest.generations[0])
    }

    @Test(arguments: [
        ("output = \"/etc\"", "manifest.path-outside"),
        ("output = \"a/../../b\"", "manifest.path-outside"),
        ("output = \".git/hooks\"", "manifest.path-outside"),
        ("output = \".\"", "manifest.path-outside"),
        ("output = \"inputs\"", "manifest.output-among-inputs"),
        ("output = \"out\"\nname = \"a:b\"", "manifest.unknown-value"),
        ("output = \"out\"\nslot = 1", "manifest.unused-option"),
        ("output = \"out\"\noutptu = 1", "manifest.unknown-key"),
    ])
    func `what a target cannot be is told`(lines: String, code: String) {
        #expect(codes(head + "[[generate]]\ntarget = \"runtime\"\n" + lines) == [code])
    }

    @Test func `codes that no finding has are told`() {
        #expect(codes(head + "[rules]\n\"mup.x\" = \"off\"\n") == ["manifest.unknown-key"])
        #expect(
            codes(head + "[rules]\n\"map.bound-twice\" = \"of\"\n") == ["manifest.unknown-value"])
    }
}

@Suite struct TextRowsTests {
    @Test func `rows come back, and what does not hold is no rows`() {
        let rows = TextRows([["a", "", "\u{0}b"], [], ["é"]])
        #expect(TextRows(rows.bytes).rows == rows.rows)
        #expect(TextRows(Array(rows.bytes.prefix(6))).rows.isEmpty)
        #expect(TextRows([255, 255, 255, 255]).rows.isEmpty)
        #expect(TextRows(nil).rows.isEmpty)
    }
}

@Suite struct DescriptorFileNameTests {
    @Test func `a descriptor's file is named for its plugin`() {
        #expect(
            descriptorFileName("lv2 http://drobilla.net/plugins/mda/JX10")
                == "lv2-drobilla.net-plugins-mda-JX10.json")
        #expect(descriptorFileName("lv2 urn:a b/ç") == "lv2-a-b--.json")
    }
}
