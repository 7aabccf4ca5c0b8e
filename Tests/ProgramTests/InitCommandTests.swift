import Testing

@Suite struct InitCommandTests {
    @Test func `what init writes builds without a finding, though no plugin is installed`() {
        let place = ProgramWorkspace()
        let result = place.run("init", "new/studio")
        #expect(result.status == 0, "\(result.messages)")
        #expect(result.output.contains("wrote pipeline.toml\n"))
        let build = place.run("-C", "new/studio", "build")
        #expect(build.status == 0, "\(build.messages)")
        #expect(!build.messages.contains("error"))
        #expect(!build.messages.contains("warning"), "\(build.messages)")
        #expect(place.exists("new/studio/outputs/ardour/example-four-knobs.map"))
        #expect(place.exists("new/studio/outputs/resolved/overdrive.json"))
        #expect(place.exists("new/studio/.cache/.gitignore"))
    }

    @Test func `init overwrites nothing`() {
        let place = ProgramWorkspace(["inputs/maps/overdrive.yaml": "mine\n"])
        let result = place.run("init")
        #expect(result.status == 1)
        #expect(result.messages.contains("inputs/maps/overdrive.yaml"))
        #expect(place.tree("inputs").keys.sorted() == ["inputs/maps/overdrive.yaml"])
        #expect(place.text("inputs/maps/overdrive.yaml") == "mine\n")
    }

    @Test(.enabled(if: InstalledPlugins.haveMDA))
    func `the descriptor that init pins is that of the installed plugin`() {
        let place = ProgramWorkspace()
        place.environment["LV2_PATH"] = InstalledPlugins.folder
        place.run("init")
        let result = place.run("plugins", "pin", "--format", "json")
        #expect(result.status == 0, "\(result.messages)")
        #expect(JSONObject.list(result.output).map { $0["state"] as? String } == ["unchanged"])
    }
}
