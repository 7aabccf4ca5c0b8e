import Testing

@Suite struct CommandLineTests {
    @Test func `a dry run tells what would run, and writes nothing`() {
        let studio = TinyStudio.workspace()
        let first = studio.run("build", "--dry-run")
        #expect(first.status == 0)
        #expect(first.output.contains("would run      workspace: never ran here"))
        #expect(!studio.exists("outputs"))
        studio.run("build")
        let before = (studio.tree("outputs"), studio.tree(".cache"))
        studio.edit("inputs/maps/gain.yaml", "id: knob-2", "id: knob-3")
        let second = studio.run("build", "--dry-run")
        #expect(
            second.output.contains(
                "would run      validate:inputs/maps/gain.yaml: inputs/maps/gain.yaml changed ("))
        #expect(second.output.contains("may run        generate:resolved:inputs/maps/gain.yaml"))
        #expect(studio.tree("outputs") == before.0)
        #expect(studio.bytes(".cache/v1/state") == before.1[".cache/v1/state"])
        #expect(studio.bytes(".cache/v1/pack") == before.1[".cache/v1/pack"])
        #expect(studio.build().report.executed.contains("validate:inputs/maps/gain.yaml"))
        #expect(studio.run("build", "--dry-run").output == "nothing to do\n")
    }

    @Test func `why each node runs is told when asked`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        studio.edit("inputs/maps/gain.yaml", "id: knob-2", "id: knob-3")
        let result = studio.run("build", "--explain")
        let lines = result.messages.split(separator: "\n")
        #expect(
            lines.contains {
                $0.hasPrefix("run      validate:inputs/maps/gain.yaml (")
                    && $0.contains("inputs/maps/gain.yaml changed (")
            }, "\(result.messages)")
        #expect(
            lines.contains {
                $0.hasPrefix("run      generate:resolved:inputs/maps/gain.yaml (")
                    && $0.contains("resolved of validate:inputs/maps/gain.yaml changed (")
            })
        #expect(!result.messages.contains("tone"))
    }

    @Test func `with fail-fast nothing new starts after an error`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        for map in ["gain", "tone"] {
            studio.edit("inputs/maps/\(map).yaml", "symbol: drive", "symbol: drivr")
        }
        let (result, report) = studio.build("--fail-fast", "-j", "1")
        #expect(result.status == 4)
        #expect(report.executed.filter { $0.hasPrefix("validate:") }.count == 1)
        let rest = studio.build()
        #expect(rest.result.status == 4)
        #expect(rest.report.executed.filter { $0.hasPrefix("validate:") }.count == 1)
    }

    @Test(arguments: [
        ("generate:resolved:inputs/maps/gain.yaml", ["outputs/resolved/gain.json"]),
        (
            "generate:r*:*/tone.yaml",
            [
                "outputs/resolved/tone.json", "outputs/runtime/tone.json",
                "outputs/runtime/tone.runtimemap",
            ]
        ),
        (
            "outputs/runtime/gain.json",
            ["outputs/runtime/gain.json", "outputs/runtime/gain.runtimemap"]
        ),
        ("validate", []),
    ])
    func `a target builds what it names and no other output`(target: String, expected: [String]) {
        let studio = TinyStudio.workspace()
        // Outputs have names once they were made.
        studio.run("build")
        for path in TinyStudio.outputs { studio.remove(path) }
        studio.edit("inputs/controllers/desk.yaml", "cc: 16", "cc: 26")
        let result = studio.run("build", target)
        #expect(result.status == 0, "\(result.messages)")
        #expect(studio.tree("outputs").keys.sorted() == expected, "\(result.messages)")
        #expect(studio.run("build").status == 0)
        #expect(studio.tree("outputs").keys.sorted() == TinyStudio.outputs)
        let clean = ProgramWorkspace(TinyStudio.files)
        clean.edit("inputs/controllers/desk.yaml", "cc: 16", "cc: 26")
        clean.run("build")
        #expect(studio.tree("outputs") == clean.tree("outputs"))
    }

    @Test func `a target builds in a workspace that was never built`() {
        let studio = TinyStudio.workspace()
        let result = studio.run("build", "generate:resolved:*")
        #expect(result.status == 0, "\(result.messages)")
        #expect(
            studio.tree("outputs").keys.sorted()
                == ["outputs/resolved/gain.json", "outputs/resolved/tone.json"])
    }

    @Test func `what a build of targets left behind is removed by the next whole build`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        studio.remove("inputs/maps/tone.yaml")
        studio.run("build", "validate")
        studio.run("build")
        #expect(!studio.exists("outputs/resolved/tone.json"))
        #expect(!studio.exists("outputs/runtime/tone.json"))
    }

    @Test func `a target that names nothing is an error`() {
        let studio = TinyStudio.workspace()
        let result = studio.run("build", "generate:nothing")
        #expect(result.status == 2)
        #expect(result.messages.contains("'generate:nothing' is no node"))
    }

    @Test func `wrong arguments end with 2, and point at help`() {
        let studio = TinyStudio.workspace()
        #expect(studio.run("build", "--no-such-flag").status == 2)
        #expect(studio.run("no-such-command").status == 2)
        #expect(studio.run("build", "--keep-going", "--fail-fast").status == 2)
        #expect(studio.run("build", "-j", "0").status == 2)
        #expect(studio.run("--version").status == 0)
        #expect(studio.run("--help").status == 0)
    }

    @Test func `a folder without a manifest ends with 3`() {
        let nothing = ProgramWorkspace()
        let result = nothing.run("build")
        #expect(result.status == 3)
        #expect(result.messages.contains("there is no pipeline.toml"))
        #expect(nothing.run("build", "-C", "/no/such/folder").status == 3)
    }

    @Test func `findings as JSON are the result`() {
        let studio = TinyStudio.workspace()
        studio.edit("inputs/maps/tone.yaml", "symbol: drive", "symbol: drivr")
        let result = studio.run("build", "--format", "json")
        #expect(result.status == 4)
        #expect(result.output.hasPrefix("{"))
        #expect(ProgramReport(Array(result.output.utf8)).isThere)
        #expect(!result.messages.contains("drivr"))
    }
}
