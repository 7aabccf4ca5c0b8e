import Testing

@Suite struct MapsMatchCommandTests {
    private let open = """
        schema: 2
        name: Open
        device: acme/desk
        channel: 5
        plugin: { format: lv2, uri: "http://example.org/gain" }
        controls:
          - { id: knob-1, name: Lvl }   # the level
          - id: knob-2
            name: Distortion            # the drive
          - { id: knob-3, name: Control 16 }

        """

    private func studio() -> ProgramWorkspace {
        let studio = TinyStudio.workspace()
        studio.put("inputs/maps/open.yaml", open)
        return studio
    }

    @Test func `controls without a parameter get proposals with reasons`() throws {
        let result = studio().run("maps", "match", "inputs/maps/open.yaml", "--format", "json")
        #expect(result.status == 0, "\(result.messages)")
        let found = JSONObject(result.output)
        let proposals = try #require(found["proposals"] as? [[String: Any]])
        #expect(proposals.map { $0["band"] as? String } == ["high", "high", "generic"])
        let best = try #require(proposals[0]["best"] as? [String: Any])
        #expect(best["symbol"] as? String == "level")
        #expect(best["reasons"] as? [String] == ["'lvl' is 'level'"])
    }

    @Test func `controls of a layer are matched by their own names, and written where they stand`()
    {
        let studio = studio()
        let old = """
            schema: 2
            name: Layered
            device: acme/desk
            channel: 5
            layers: [main, shift]
            plugin: { format: lv2, uri: "http://example.org/gain" }
            controls:
              - { id: knob-1, name: Lvl, layers: main }
              - { id: knob-1, name: Distortion, layers: [shift] }

            """
        studio.put("inputs/maps/layered.yaml", old)
        let shown = studio.run("maps", "match", "inputs/maps/layered.yaml")
        #expect(shown.output.contains("knob-1 in shift"), "\(shown.output)\(shown.messages)")
        let result = studio.run("maps", "match", "inputs/maps/layered.yaml", "--apply")
        #expect(result.status == 0, "\(result.messages)")
        #expect(
            studio.text("inputs/maps/layered.yaml")
                == old.replacing("Lvl,", with: "Lvl, parameter: { symbol: level },")
                .replacing("Distortion,", with: "Distortion, parameter: { symbol: drive },"))
    }

    @Test func `what is sure is written, and the text around stays`() {
        let studio = studio()
        let dry = studio.run("maps", "match", "inputs/maps/open.yaml", "--apply", "--dry-run")
        #expect(studio.text("inputs/maps/open.yaml") == open)
        #expect(dry.output.contains("+    parameter: { symbol: drive }"), "\(dry.output)")
        let result = studio.run("maps", "match", "inputs/maps/open.yaml", "--apply")
        #expect(result.status == 0, "\(result.messages)")
        #expect(
            studio.text("inputs/maps/open.yaml") == """
                schema: 2
                name: Open
                device: acme/desk
                channel: 5
                plugin: { format: lv2, uri: "http://example.org/gain" }
                controls:
                  - { id: knob-1, name: Lvl, parameter: { symbol: level } }   # the level
                  - id: knob-2
                    name: Distortion            # the drive
                    parameter: { symbol: drive }
                  - { id: knob-3, name: Control 16 }

                """)
        let again = studio.run("maps", "match", "inputs/maps/open.yaml", "--apply")
        #expect(again.messages.contains("0 of 1 open control bound"), "\(again.messages)")
    }

    @Test func `names of a file are matched with a plugin`() {
        let studio = studio()
        studio.put("names.txt", "Volume\n\nSaturation\nKnob 7\n")
        let result = studio.run(
            "maps", "match", "--names", "names.txt", "--plugin", "Tiny gain", "--format", "text")
        let lines = result.output.split(separator: "\n").map(String.init)
        #expect(lines.count == 3, "\(result.messages)")
        #expect(lines[0].hasPrefix("line 1\tVolume\thigh\t"))
        #expect(lines[1].hasPrefix("line 3\tSaturation\thigh\t"))
        #expect(lines[2].hasPrefix("line 4\tKnob 7\tgeneric\t"))
    }

    @Test func `arguments that make no sense together are refused`() {
        let studio = studio()
        let map = "inputs/maps/open.yaml"
        #expect(studio.run("maps", "match").status == 2)
        #expect(studio.run("maps", "match", "--names", "names.txt").status == 2)
        #expect(studio.run("maps", "match", map, "--threshold", "0.2").status == 2)
        #expect(studio.run("maps", "match", map, "--dry-run").status == 2)
        #expect(studio.run("maps", "match", map, "--plugin", "nothing").status == 2)
        #expect(studio.run("maps", "match", "inputs/maps/base.yaml").status == 4)
    }

    @Test func `a bound control can be compared with what its name means`() {
        let studio = TinyStudio.workspace()
        studio.edit("inputs/maps/tone.yaml", "name: Level", "name: Drive")
        let result = studio.run("maps", "match", "inputs/maps/tone.yaml", "--all")
        #expect(result.output.contains("bound otherwise"), "\(result.output)")
    }
}
