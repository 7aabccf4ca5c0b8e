import Testing

@Suite struct MapsMigrateTests {
    private static let old = """
        # By hand.
        version: 1.0.0
        device: { manufacturer: Acme, model: Desk }
        metadata: { name: Old gain }
        plugin: { manufacturer: Acme, name: Tiny gain }
        midi_channel: 9
        controls:
          - { id: a, name: Level, type: encoder, cc: 30, plugin_parameter: 1 }
          - { id: b, name: Drive, type: encoder, cc: 31, plugin_parameter: 2 }

        """

    private func studio() -> ProgramWorkspace {
        let studio = TinyStudio.workspace()
        studio.put("inputs/maps/old.yaml", Self.old)
        return studio
    }

    @Test func `a dry run shows the difference and writes nothing`() {
        let studio = studio()
        let result = studio.run("maps", "migrate", "--dry-run")
        #expect(result.status == 0, "\(result.messages)")
        #expect(
            result.output.hasPrefix(
                "--- a/inputs/maps/old.yaml\n+++ b/inputs/maps/old.yaml\n@@ -1,9 +1,15 @@\n"),
            "\(result.output)")
        #expect(result.output.contains("\n # By hand.\n-version: 1.0.0\n+schema: 2\n"))
        #expect(result.messages.hasSuffix("1 map would be migrated\n"), "\(result.messages)")
        #expect(studio.text("inputs/maps/old.yaml") == Self.old)
    }

    @Test func `a map that is migrated in place builds the same outputs`() {
        let studio = studio()
        #expect(studio.run("build").status == 0)
        let before = studio.tree("outputs")
        #expect(before["outputs/resolved/old.json"] != nil)
        let result = studio.run("maps:migrate", "--in-place")
        #expect(result.status == 0, "\(result.messages)")
        #expect(result.output == "inputs/maps/old.yaml\n")
        #expect(studio.text("inputs/maps/old.yaml")?.contains("schema: 2\n") == true)
        #expect(studio.run("build").status == 0)
        #expect(studio.tree("outputs") == before)
        let again = studio.run("maps", "migrate", "--in-place")
        #expect(again.output == "")
        #expect(again.messages.hasSuffix("0 maps migrated\n"))
    }

    @Test func `an output folder takes the new maps and leaves the old`() {
        let studio = studio()
        let result = studio.run("maps", "migrate", "inputs/maps/old.yaml", "--output", "new")
        #expect(result.output == "new/inputs/maps/old.yaml\n", "\(result.messages)")
        #expect(
            studio.text("new/inputs/maps/old.yaml")?.hasPrefix("# By hand.\nschema: 2\n") == true)
        #expect(studio.text("inputs/maps/old.yaml") == Self.old)
        #expect(studio.run("maps", "migrate", "--output", "../out").status == 2)
    }

    @Test func `what needs a decision is refused with its place`() {
        let studio = studio()
        studio.edit("inputs/maps/old.yaml", "name: Level", "name: Knob 1")
        studio.edit("inputs/maps/old.yaml", "name: Drive", "name: Knob 2")
        studio.edit("inputs/maps/old.yaml", "plugin_parameter: 2", "plugin_parameter: 1")
        let result = studio.run("maps", "migrate", "--in-place")
        #expect(result.status == 4)
        #expect(result.messages.contains("inputs/maps/old.yaml:8:"), "\(result.messages)")
        #expect(result.messages.contains("[map.base-undecided]"))
        #expect(result.messages.hasSuffix("0 maps migrated; 1 map refused\n"))
        #expect(studio.text("inputs/maps/old.yaml")?.hasPrefix("# By hand.\nversion") == true)
    }

    @Test func `where to must be said, and a map that is none is not found`() {
        let studio = studio()
        #expect(studio.run("maps", "migrate").status == 2)
        #expect(
            studio.run("maps", "migrate", "--dry-run", "--in-place", "--output", "x").status == 2)
        let unknown = studio.run("maps", "migrate", "--dry-run", "inputs/maps/odl.yaml")
        #expect(unknown.status == 3)
        #expect(unknown.messages.contains("did you mean 'inputs/maps/old.yaml'?"))
    }

    @Test func `the result is there as JSON`() {
        let result = studio().run("maps", "migrate", "--dry-run", "--format", "json")
        let maps = JSONObject.list(result.output)
        #expect(maps.count == 1)
        #expect(maps.first?["dialect"] as? String == "audio-control")
        #expect(maps.first?["state"] as? String == "would be migrated")
    }
}
