import Testing

/// `build --locked` and `--verify`, as CI runs them.
@Suite struct LockedCommandTests {
    private func built() -> ProgramWorkspace {
        let studio = TinyStudio.workspace()
        #expect(studio.run("build").status == 0)
        return studio
    }

    @Test func `outputs that are as they must be pass, with the cache and without`() {
        let studio = built()
        #expect(studio.run("build", "--locked").status == 0)
        studio.remove(".cache")
        #expect(studio.run("build", "--locked").status == 0)
    }

    @Test func `an output that would change fails with its difference, and stays`() {
        let studio = built()
        studio.edit("inputs/maps/gain.yaml", "id: knob-2", "id: knob-3")
        let before = studio.tree("outputs")
        let result = studio.run("build", "--locked")
        #expect(result.status == 1)
        #expect(studio.tree("outputs") == before)
        #expect(result.messages.contains("outputs/resolved/gain.json:"))
        #expect(result.messages.contains("[build.outputs-locked]"))
        #expect(result.messages.contains("bytes that are no text would become"))
        #expect(!result.messages.contains("PIPERMAP"))
        #expect(result.messages.contains("\n+ ") && result.messages.contains("\n- "))
        #expect(result.messages.contains("4 outputs would not stay as they are"))
        #expect(studio.run("build").status == 0)
        #expect(studio.run("build", "--locked").status == 0)
    }

    @Test func `outputs that would come and go are told apart`() {
        let studio = built()
        studio.remove("outputs/runtime/gain.json")
        studio.remove("inputs/maps/tone.yaml")
        studio.edit("inputs/maps/registry.yaml", "  2:\n", "  # 2:\n")
        let (result, report) = studio.build("--locked")
        #expect(result.status == 1 || result.status == 4)
        #expect(report.isThere && report.removed.isEmpty && report.written.isEmpty)
        #expect(
            result.messages.contains("outputs/runtime/gain.json: error: this output is not there"))
        #expect(
            result.messages.contains(
                "outputs/resolved/tone.json: error: nothing makes this output any more"))
        #expect(studio.exists("outputs/resolved/tone.json"))
        #expect(!studio.exists("outputs/runtime/gain.json"))
    }

    @Test func `an error in a map is told before a difference`() {
        let studio = built()
        studio.edit("inputs/maps/gain.yaml", "symbol: drive", "symbol: drivr")
        #expect(studio.run("build", "--locked").status == 4)
    }

    @Test func `every node gives the same when it runs again`() {
        let studio = TinyStudio.workspace()
        let result = studio.run("build", "--verify")
        #expect(result.status == 0, "\(result.messages)")
        #expect(result.messages.contains("nodes run twice and compared"))
        let again = studio.run("build", "--verify")
        #expect(again.messages.contains("nothing to do"))
        #expect(again.messages.contains("nodes run twice and compared"))
        #expect(studio.build().report.nodes.isEmpty)
    }

    @Test func `options that exclude each other are refused`() {
        let studio = built()
        #expect(studio.run("build", "--dry-run", "--locked").status == 2)
        #expect(studio.run("build", "--dry-run", "--verify").status == 2)
    }
}
