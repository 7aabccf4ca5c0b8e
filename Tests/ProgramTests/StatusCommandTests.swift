import Testing

@Suite struct StatusCommandTests {
    @Test func `a workspace that was never built says so`() {
        let studio = TinyStudio.workspace()
        let result = studio.run("status")
        #expect(result.status == 0)
        #expect(result.output == "never built; 'pipeline build' builds everything\n")
        #expect(!studio.exists(".cache"))
    }

    @Test func `after a build there is nothing to do`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        let result = studio.run("status")
        #expect(result.status == 0)
        #expect(result.output.hasPrefix("nothing to do: "), "\(result.output)")
        #expect(result.messages.isEmpty)
    }

    @Test func `an edit shows what would run with the reason, and what may`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        studio.edit("inputs/maps/gain.yaml", "id: knob-2", "id: knob-3")
        let result = studio.run("status")
        #expect(result.output.contains("would run (1):\n  validate:inputs/maps/gain.yaml: "))
        #expect(result.output.contains("inputs/maps/gain.yaml changed ("))
        #expect(result.output.contains("may run, if what they read changes ("))
        #expect(result.output.contains("  generate:resolved:inputs/maps/gain.yaml\n"))
        #expect(!result.output.contains("tone.yaml"), "\(result.output)")
        studio.run("build")
        #expect(studio.run("status").output.hasPrefix("nothing to do: "))
    }

    @Test func `what would come from the store is told apart from what would run`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        studio.edit("inputs/maps/gain.yaml", "id: knob-2", "id: knob-3")
        studio.run("build")
        studio.edit("inputs/maps/gain.yaml", "id: knob-3", "id: knob-2")
        let result = studio.run("status")
        #expect(
            result.output.contains(
                "would come from the store (1):\n  validate:inputs/maps/gain.yaml\n"),
            "\(result.output)")
    }

    @Test func `edited and missing outputs are told`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        studio.put("outputs/resolved/gain.json", "mine\n")
        studio.remove("outputs/runtime/tone.json")
        let result = studio.run("status")
        #expect(result.output.contains("outputs/resolved/gain.json: edited"), "\(result.output)")
        #expect(result.output.contains("outputs/runtime/tone.json: missing"))
    }

    @Test func `the findings of the last build are counted`() {
        let studio = TinyStudio.workspace()
        studio.edit("inputs/maps/gain.yaml", "symbol: drive", "symbol: drivr")
        studio.run("build")
        let result = studio.run("status")
        #expect(result.status == 0)
        #expect(result.output.contains("findings of the last build: 1 error"), "\(result.output)")
        #expect(result.output.contains("wait for errors to be mended ("))
    }

    @Test func `the JSON form holds the same groups`() throws {
        let studio = TinyStudio.workspace()
        studio.run("build")
        studio.edit("inputs/maps/gain.yaml", "id: knob-2", "id: knob-3")
        let status = JSONObject(studio.run("status", "--format", "json").output)
        #expect(status["built"] as? Bool == true)
        #expect(
            status.objects("wouldRun").map { $0["node"] as? String } == [
                "validate:inputs/maps/gain.yaml"
            ])
        #expect((status["mayRun"] as? [String])?.contains("plan:ardour:acme/desk") == true)
    }

    @Test func `a format that the command does not know is refused`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        let result = studio.run("status", "--format", "csv")
        #expect(result.status == 2)
        #expect(result.output.isEmpty)
    }
}
