import Glibc
import Testing

@Suite struct MapsFixCommandTests {
    private let broken = """
        schema: 2
        # why this map is here
        name: Tone on Desk   # its name
        device: acme/dexk
        channel: 2
        plugin: { format: lv2, uri: "http://example.org/tone" }
        controls:
          - { id: knob1, name: Level, parameter: { symbol: levle } }  # both at once
          - { id: knob-2, nam: Drive, parameter: { symbol: drive } }

        """
    private let mended = """
        schema: 2
        # why this map is here
        name: Tone on Desk   # its name
        device: acme/desk
        channel: 2
        plugin: { format: lv2, uri: "http://example.org/tone" }
        controls:
          - { id: knob-1, name: Level, parameter: { symbol: level } }  # both at once
          - { id: knob-2, name: Drive, parameter: { symbol: drive } }

        """

    private func studio() -> ProgramWorkspace {
        let studio = TinyStudio.workspace()
        studio.put("inputs/maps/tone.yaml", broken)
        return studio
    }

    @Test func `everything that needs no judgement is mended, and nothing else changes`() {
        let studio = studio()
        chmod(studio.root + "/inputs/maps/tone.yaml", 0o640)
        let result = studio.run("maps", "fix")
        #expect(result.status == 0, "\(result.messages)")
        #expect(studio.text("inputs/maps/tone.yaml") == mended)
        #expect(studio.text("inputs/maps/gain.yaml") == TinyStudio.gain)
        #expect(result.messages.contains("4 findings mended in 1 file; nothing is left"))
        #expect(result.output.contains("inputs/maps/tone.yaml:4: use 'acme/desk'"))
        var status = stat()
        #expect(lstat(studio.root + "/inputs/maps/tone.yaml", &status) == 0)
        #expect(status.st_mode & 0o777 == 0o640)
        #expect(studio.run("build").status == 0)
    }

    @Test func `a dry run shows a difference that patch understands`() {
        let studio = studio()
        let result = studio.run("maps", "fix", "inputs/maps/tone.yaml", "--dry-run")
        #expect(studio.text("inputs/maps/tone.yaml") == broken)
        studio.put("change.diff", result.output)
        let patched = studio.runCommand(["git", "apply", "change.diff"])
        #expect(patched.status == 0, "\(patched.messages)")
        #expect(studio.text("inputs/maps/tone.yaml") == mended)
    }

    @Test func `only the chosen rules are mended`() {
        let studio = studio()
        let result = studio.run("maps", "fix", "--rule", "map.unknown-key")
        #expect(result.status == 4)
        let text = studio.text("inputs/maps/tone.yaml") ?? ""
        #expect(text.contains("name: Drive"))
        #expect(text.contains("acme/dexk"))
        #expect(studio.run("maps", "fix", "--fix-references").status == 4)
        #expect(studio.text("inputs/maps/tone.yaml")?.contains("knob-1") == true)
        #expect(studio.run("maps", "fix", "--fix-indices").status == 0)
        #expect(studio.text("inputs/maps/tone.yaml") == mended)
    }

    @Test func `a finding in a base is mended in the base`() {
        let studio = TinyStudio.workspace()
        studio.edit("inputs/maps/base.yaml", "symbol: level", "symbol: levle")
        let result = studio.run("maps", "fix", "inputs/maps/gain.yaml")
        #expect(result.status == 0, "\(result.messages)")
        #expect(studio.text("inputs/maps/base.yaml") == TinyStudio.base)
        #expect(studio.text("inputs/maps/gain.yaml") == TinyStudio.gain)
    }

    @Test func `JSON maps stay JSON`() throws {
        let studio = TinyStudio.workspace()
        studio.edit("pipeline.toml", "**/*.yaml", "**/*")
        studio.put(
            "inputs/maps/tone.json",
            """
            {"schema": 2, "name": "T", "device": "acme/dexk", "channel": 5,
             "plugin": {"format": "lv2", "uri": "http://example.org/tone"},
             "controls": [{"id": "knob1", "parameter": {"symbol": "levle"}}]}
            """)
        let result = studio.run("maps", "fix", "inputs/maps/tone.json")
        #expect(result.status == 0, "\(result.messages)")
        let map = JSONObject(studio.text("inputs/maps/tone.json") ?? "")
        #expect(map["device"] as? String == "acme/desk")
        let controls = try #require(map["controls"] as? [[String: Any]])
        #expect(controls[0]["id"] as? String == "knob-1")
    }

    @Test func `files outside the workspace and links are refused`() {
        let (studio, other) = (studio(), ProgramWorkspace())
        other.put("tone.yaml", broken)
        let result = studio.run("maps", "fix", other.root + "/tone.yaml")
        #expect(result.status == 2)
        #expect(result.messages.contains("lies outside the workspace"))
        #expect(other.text("tone.yaml") == broken)
        studio.remove("inputs/maps/tone.yaml")
        symlink(other.root + "/tone.yaml", studio.root + "/inputs/maps/tone.yaml")
        #expect(studio.run("maps", "fix").status == 2)
        #expect(other.text("tone.yaml") == broken)
    }

    @Test func `a second time there is nothing to mend`() {
        let studio = studio()
        studio.run("maps", "fix")
        let again = studio.run("maps", "fix")
        #expect(again.output.isEmpty)
        #expect(again.messages.contains("0 findings mended in 0 files; nothing is left"))
    }
}
