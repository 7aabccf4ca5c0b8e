import Testing

/// What an edit makes run, and nothing else, by the names that `--report` gives.
@Suite struct IncrementalBuildTests {
    private func built() -> ProgramWorkspace {
        let studio = TinyStudio.workspace()
        let result = studio.run("build")
        #expect(result.status == 0, "\(result.messages)")
        return studio
    }

    @Test func `a comment in a map makes the map be read, and nothing after it run`() {
        let studio = built()
        studio.put("inputs/maps/gain.yaml", "# loud\n" + TinyStudio.gain)
        let (result, report) = studio.build()
        #expect(result.status == 0)
        #expect(report.executed == ["validate:inputs/maps/gain.yaml"])
        #expect(report.written.isEmpty)
        #expect(studio.build().report.nodes.isEmpty)
    }

    @Test func `another binding runs exactly what follows from that map`() {
        let studio = built()
        studio.edit("inputs/maps/gain.yaml", "id: knob-2", "id: knob-3")
        let (result, report) = studio.build()
        #expect(result.status == 0)
        #expect(
            report.executed == [
                "check:device:acme/desk", "generate:ardour:acme-desk",
                "generate:resolved:inputs/maps/gain.yaml",
                "generate:runtime:inputs/maps/gain.yaml", "plan:ardour:acme/desk",
                "validate:inputs/maps/gain.yaml",
            ])
        #expect(
            report.written == [
                "outputs/ardour/acme-desk.map", "outputs/resolved/gain.json",
                "outputs/runtime/gain.json", "outputs/runtime/gain.runtimemap",
            ])
    }

    @Test func `a base that is edited runs the maps that extend it, and no other`() {
        let studio = built()
        studio.edit("inputs/maps/base.yaml", "symbol: level", "symbol: drive")
        let report = studio.build().report
        #expect(report.executed.contains("validate:inputs/maps/base.yaml"))
        #expect(report.executed.contains("validate:inputs/maps/gain.yaml"))
        #expect(!report.executed.contains("validate:inputs/maps/tone.yaml"))
        #expect(!report.executed.contains("generate:resolved:inputs/maps/tone.yaml"))
        #expect(report.written.contains("outputs/resolved/gain.json"))
    }

    @Test(arguments: [
        ("controller:*", "inputs/controllers/spare.yaml"), ("validate", "inputs/maps/spare.yaml"),
        ("pin:inputs/descriptors/spare.json", "inputs/descriptors/spare.json"),
    ])
    func `what is asked for by name and was deleted is no error`(target: String, path: String) {
        let studio = TinyStudio.workspace()
        let texts = [
            "inputs/controllers/spare.yaml": TinyStudio.controller.replacing("desk", with: "spare"),
            "inputs/maps/spare.yaml": TinyStudio.tone.replacing("channel: 2", with: "channel: 3"),
            "inputs/descriptors/spare.json": TinyStudio.descriptor("spare"),
        ]
        studio.put(path, texts[path] ?? "")
        studio.run("build")
        studio.remove(path)
        let result = studio.run("build", target)
        #expect(result.status == 0, "\(result.messages)")
        #expect(!result.messages.contains("build.cannot-read"))
        #expect(studio.run("build").status == 0)
        #expect(studio.build().report.nodes.isEmpty)
    }

    @Test func `a controller profile that is edited runs its maps, not its descriptors`() {
        let studio = built()
        studio.edit("inputs/controllers/desk.yaml", "cc: 17", "cc: 27")
        let report = studio.build().report
        #expect(report.executed.contains("controller:inputs/controllers/desk.yaml"))
        for map in ["base", "gain", "tone"] {
            #expect(report.executed.contains("validate:inputs/maps/\(map).yaml"))
        }
        #expect(!report.executed.contains { $0.hasPrefix("pin:") })
        #expect(!report.written.contains { $0.hasPrefix("outputs/descriptors/") })
        #expect(studio.text("outputs/ardour/acme-desk.map")?.contains("ctl=\"27\"") ?? false)
    }

    @Test func `a registry that is edited runs its check, and generates nothing`() {
        let studio = built()
        studio.edit("inputs/maps/registry.yaml", "description: \"Tone\"", "description: \"Tones\"")
        let (result, report) = studio.build()
        #expect(result.status == 0, "\(result.messages)")
        #expect(report.executed.contains("check:registry"))
        #expect(report.written.isEmpty)
    }

    @Test func `a descriptor that changes runs the maps of its plugin`() {
        let studio = built()
        studio.edit("inputs/descriptors/tone.json", "\"max\": 10", "\"max\": 20")
        let report = studio.build().report
        #expect(report.executed.contains("validate:inputs/maps/tone.yaml"))
        #expect(!report.executed.contains("validate:inputs/maps/gain.yaml"))
        #expect(report.written.contains("outputs/descriptors/lv2-example.org-tone.json"))
        #expect(!report.written.contains("outputs/descriptors/lv2-example.org-gain.json"))
    }

    @Test func `a map that is deleted takes its outputs along`() {
        let studio = built()
        studio.remove("inputs/maps/tone.yaml")
        studio.put(
            "inputs/maps/registry.yaml",
            TinyStudio.registry.split(separator: "\n", omittingEmptySubsequences: false)
                .enumerated().filter { !(12...16).contains($0.offset) }
                .map { String($0.element) }.joined(separator: "\n"))
        let (result, report) = studio.build()
        #expect(result.status == 0, "\(result.messages)")
        #expect(
            report.removed == [
                "outputs/descriptors/lv2-example.org-tone.json", "outputs/resolved/tone.json",
                "outputs/runtime/tone.json", "outputs/runtime/tone.runtimemap",
            ])
        #expect(!studio.exists("outputs/resolved/tone.json"))
        #expect(studio.exists("outputs/resolved/gain.json"))
    }

    @Test func `an output that a user edited stays when its map is deleted, with a warning`() {
        let studio = built()
        studio.remove("inputs/maps/tone.yaml")
        studio.put("outputs/runtime/tone.json", "mine")
        let (result, report) = studio.build()
        #expect(studio.text("outputs/runtime/tone.json") == "mine")
        #expect(!report.removed.contains("outputs/runtime/tone.json"))
        #expect(!studio.exists("outputs/resolved/tone.json"))
        #expect(result.messages.contains("[build.stale-output-edited]"))
    }

    @Test func `an output that was edited or lost comes back without a run`() {
        let studio = built()
        let good = studio.tree("outputs")
        studio.put("outputs/resolved/gain.json", "spoiled")
        studio.remove("outputs/ardour/acme-desk.map")
        let (result, report) = studio.build()
        #expect(result.status == 0)
        #expect(report.executed.isEmpty)
        #expect(studio.tree("outputs") == good)
    }

    @Test func `all stamps new run nothing`() {
        let studio = built()
        for (path, bytes) in studio.tree("inputs") { studio.put(path, bytes) }
        for (path, bytes) in studio.tree("outputs") { studio.put(path, bytes) }
        #expect(studio.build().report.nodes.isEmpty)
    }

    @Test func `another output folder moves the files`() {
        let studio = built()
        studio.edit("pipeline.toml", "outputs/runtime", "outputs/device")
        let report = studio.build().report
        #expect(studio.exists("outputs/device/gain.json"))
        #expect(
            report.removed == [
                "outputs/runtime/gain.json", "outputs/runtime/gain.runtimemap",
                "outputs/runtime/tone.json", "outputs/runtime/tone.runtimemap",
            ])
        #expect(!studio.exists("outputs/runtime"))
    }
}
