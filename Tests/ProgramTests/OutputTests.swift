import Testing

/// `[[output]]`, the maps that send to one, and what the runtime gets of it.
@Suite struct OutputTests {
    private static let outputs = """
        [[output]]
        name = "synth"
        port = "Synth"
        [[output]]
        name = "daw"
        osc = "udp://127.0.0.1:3819"
        [rules]
        "manifest.unused-output" = "warning"
        "ardour.midi-target" = "warning"
        """

    /// The map `gain` sends to the synthesizer as well.
    private func studio(_ outputs: String = Self.outputs) -> ProgramWorkspace {
        let studio = TinyStudio.workspace()
        studio.put("pipeline.toml", TinyStudio.manifest + outputs + "\n")
        studio.edit(
            "inputs/maps/gain.yaml", "id: knob-2",
            "id: knob-2, midi: { output: synth, cc: 74 }")
        return studio
    }

    @Test func `an output that no map sends to is remarked on at its name`() {
        let studio = studio()
        let (result, _) = studio.build()
        #expect(result.status == 0, "\(result.messages)")
        let line =
            TinyStudio.manifest.split(separator: "\n", omittingEmptySubsequences: false).count + 4
        #expect(
            result.messages.contains(
                "pipeline.toml:\(line):8: warning: no map sends to the output 'daw'"))
        #expect(!result.messages.contains("the output 'synth'"))
        studio.edit(
            "pipeline.toml", "output = \"outputs/runtime\"",
            "output = \"outputs/runtime\"\nparameters = { output = \"daw\", preset = \"ardour\" }")
        #expect(!studio.build().result.messages.contains("manifest.unused-output"))
    }

    @Test func `an output that is none is named, and the nearest mends it`() {
        let studio = studio()
        studio.edit("inputs/maps/gain.yaml", "output: synth", "output: sinth")
        let result = studio.run("build")
        #expect(result.status == 4)
        #expect(result.messages.contains("no output is called 'sinth'; did you mean 'synth'?"))
        #expect(studio.run("maps", "fix").status == 0)
        #expect(studio.run("build").status == 0)
    }

    @Test func `another port concerns only maps that name the output, a comment none`() {
        let studio = studio()
        studio.run("build")
        studio.edit("pipeline.toml", "port = \"Synth\"", "port = \"Other\"")
        let moved = studio.build().report
        #expect(
            moved.executed.filter { $0.hasPrefix("generate:") }
                == ["generate:runtime:inputs/maps/gain.yaml"])
        #expect(
            moved.written == ["outputs/runtime/gain.json", "outputs/runtime/gain.runtimemap"])
        studio.edit("pipeline.toml", "[workspace]", "# for people\n[workspace]")
        let commented = studio.build().report
        #expect(commented.executed == ["check:outputs", "manifest"])
    }

    @Test func `both forms of a runtime map are there, the binary one by its first bytes`() throws {
        let studio = studio()
        studio.run("build")
        let bytes = try #require(studio.tree("outputs")["outputs/runtime/gain.runtimemap"])
        #expect(Array(bytes.prefix(8)) == Array("PIPERMAP".utf8))
        #expect(
            try #require(studio.text("outputs/runtime/gain.json")).contains("\"port\": \"Synth\""))
    }

    @Test func `a map of messages alone is told about in Ardour's place, not passed over`() {
        let studio = studio()
        studio.put(
            "inputs/maps/gain.yaml",
            """
            schema: 2
            name: Messages
            device: acme/desk
            channel: 1
            controls: [ { id: knob-1, midi: { output: synth, cc: 1 } } ]

            """)
        let result = studio.run("build")
        #expect(result.messages.contains("[ardour.midi-target]"), "\(result.messages)")
        #expect(result.messages.contains("[ardour.nothing-to-write]"))
        #expect(studio.exists("outputs/runtime/gain.runtimemap"))
    }
}
