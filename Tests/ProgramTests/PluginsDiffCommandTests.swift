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

    @Test func `a map by places breaks when another parameter stands in the place`() throws {
        func descriptor(_ names: String...) -> String {
            let parameters = names.enumerated().map { place, name in
                "{ \"index\": \(place), \"symbol\": \"\(place)\", \"name\": \"\(name)\", "
                    + "\"min\": 0, \"max\": 1, \"default\": 0 }"
            }
            return
                "{ \"plugin\": { \"format\": \"VST2\", \"uid\": \"46495854\", \"name\": \"Fixture\" },"
                + " \"parameters\": [\(parameters.joined(separator: ", "))] }"
        }
        studio.put("inputs/descriptors/fixture.json", descriptor("Gain", "Mix"))
        studio.put("new.json", descriptor("Gain", "Drive", "Mix"))
        studio.put(
            "inputs/maps/fixture.yaml",
            """
            schema: 2
            name: Fixture
            device: acme/desk
            channel: 5
            plugin: { format: vst2, id: "46495854" }
            controls:
              - { id: knob-1, name: Gain, parameter: { symbol: "0" } }
              - { id: knob-2, name: Mix, parameter: { symbol: "1" } }

            """)
        let result = studio.run("plugins", "diff", "vst2:Fixture", "new.json", "--format", "json")
        #expect(result.status == 4, "\(result.messages)")
        let rows = JSONObject.list(result.output)
        #expect(rows.map { $0["change"] as? String } == ["added", "renumbered"])
        #expect(
            rows.last?["breaks"] as? String
                == "inputs/maps/fixture.yaml: 'knob-2' would move 'Drive' (1)")
    }
}
