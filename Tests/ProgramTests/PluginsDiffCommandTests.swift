import Testing

@Suite struct PluginsDiffCommandTests {
    private let studio = TinyStudio.workspace()

    /// A new release of the gain plugin: 'drive' is gone, 'warmth' stands first, 'level' reaches further.
    private func release(_ change: (String) -> String) {
        let text = studio.text("inputs/descriptors/gain.json") ?? ""
        studio.put("new.json", change(text))
    }

    @Test func `a descriptor and itself are the same`() {
        let result = studio.run("plugins", "diff", "inputs/descriptors/gain.json", "Tiny gain")
        #expect(result.status == 0)
        #expect(result.output.contains("Tiny gain is the same in both"))
    }

    @Test func `what is gone breaks the maps that move it`() {
        release { $0.replacing("\"drive\"", with: "\"warmth\"") }
        let result = studio.run(
            "plugins", "diff", "Tiny gain", "new.json", "--format", "json")
        #expect(result.status == 4, "\(result.messages)")
        let rows = JSONObject.list(result.output)
        #expect(rows.map { $0["change"] as? String } == ["removed", "added"])
        #expect(rows.map { $0["symbol"] as? String } == ["drive", "warmth"])
        #expect(
            rows.first?["breaks"] as? String == "inputs/maps/gain.yaml: 'knob-2' finds nothing")
    }

    @Test func `another range is told, and breaks nothing`() {
        release { $0.replacing("\"max\": 10", with: "\"max\": 12") }
        let result = studio.run("plugins", "diff", "Tiny gain", "new.json")
        #expect(result.status == 0, "\(result.messages)")
        #expect(result.output.contains("range"))
        #expect(result.output.contains("no map breaks"))
    }

    @Test func `one name alone asks for a pin and an installed plugin`() {
        let result = studio.run("plugins", "diff", "Tiny gain")
        #expect(result.status == 2)
        #expect(result.messages.contains("is not installed here"))
    }

    @Test func `what is no descriptor is an error with its reason`() {
        studio.put("broken.json", "{\"plugin\": 3}")
        let result = studio.run("plugins", "diff", "Tiny gain", "broken.json")
        #expect(result.status == 2)
        #expect(result.messages.contains("'broken.json' is no descriptor"))
    }

    @Test func `two formats of a plugin are compared by names`() throws {
        let studio = try PluginFixture.workspace([.lv2, .ladspa])
        let result = studio.run("plugins", "diff", "lv2:Good", "ladspa:Good", "--format", "json")
        #expect(result.status == 0, "\(result.messages)")
        let rows = JSONObject.list(result.output)
        #expect(rows.first?["change"] as? String == "removed")
        #expect(rows.first?["symbol"] as? String == "rate")
        #expect(!rows.contains { $0["change"] as? String == "added" })
        let table = studio.run("plugins", "diff", "lv2:Good", "ladspa:Good").output
        #expect(
            table.contains("from lv2:http://example.org/good to ladspa:good.so#good; no map breaks")
        )
    }
}
