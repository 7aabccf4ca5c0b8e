import Testing

/// `build --since`: what git says changed, and what that can reach.
@Suite struct SinceTests {
    private func committed() -> ProgramWorkspace {
        let studio = TinyStudio.workspace()
        #expect(studio.run("build").status == 0)
        studio.commitEverything()
        return studio
    }

    @Test func `nothing changed, nothing runs`() {
        let studio = committed()
        let (result, report) = studio.build("--since", "HEAD")
        #expect(result.status == 0, "\(result.messages)")
        #expect(report.isThere && report.nodes.isEmpty)
        #expect(result.messages.contains("the changes reach 0 nodes"))
    }

    @Test func `a change runs its cone and no other change's`() {
        let studio = committed()
        studio.edit("inputs/maps/gain.yaml", "id: knob-2", "id: knob-3")
        studio.git("commit", "-q", "-a", "-m", "Gain")
        studio.edit("inputs/maps/tone.yaml", "name: Tone on Desk", "name: Tone at Desk")
        let report = studio.build("--since", "HEAD").report
        #expect(report.executed.contains("validate:inputs/maps/tone.yaml"))
        #expect(report.executed.contains("generate:resolved:inputs/maps/tone.yaml"))
        #expect(!report.executed.contains("generate:resolved:inputs/maps/gain.yaml"))
    }

    @Test func `committed, staged, new and deleted files all count`() {
        let studio = committed()
        studio.edit("inputs/maps/gain.yaml", "id: knob-2", "id: knob-3")
        studio.git("commit", "-q", "-a", "-m", "Gain")
        studio.put(
            "inputs/maps/more.yaml",
            TinyStudio.gain.replacing("Gain on Desk", with: "More").replacing(
                "channel: 1", with: "channel: 3"))
        studio.remove("inputs/maps/tone.yaml")
        studio.edit("pipeline.toml", "slot = 1", "slot = 2")
        studio.git("add", "pipeline.toml")
        let twin = copy(of: studio)
        let report = studio.build("--since", "HEAD~1").report
        let full = twin.build().report
        #expect(report.executed == full.executed)
        #expect(report.removed == full.removed)
        #expect(studio.tree("outputs") == twin.tree("outputs"))
        #expect(studio.build().report.nodes.isEmpty)
    }

    @Test(arguments: 1...8) func `after random edits the outputs are those of a full build`(
        seed: Int
    ) {
        var numbers = SeededChoices(state: UInt64(seed))
        let studio = committed()
        for round in 0..<4 {
            for _ in 0..<numbers.next(upTo: 3) { edit(studio, &numbers) }
            let twin = copy(of: studio)
            let label: Comment = "seed \(seed), round \(round)"
            let reached = studio.build("--since", "HEAD")
            let full = twin.build()
            #expect(reached.report.executed == full.report.executed, label)
            #expect(studio.tree("outputs") == twin.tree("outputs"), label)
            #expect(reached.result.status == full.result.status, label)
            let again = studio.build().report
            #expect(again.isThere && again.executed.isEmpty && again.written.isEmpty, label)
            studio.commitEverything()
        }
    }

    /// One random edit, of a kind that a user makes.
    private func edit(_ studio: ProgramWorkspace, _ numbers: inout SeededChoices) {
        let map = numbers.next(upTo: 2) == 1 ? "gain" : "tone"
        switch numbers.next(upTo: 7) {
        case 1:
            studio.put("inputs/maps/\(map).yaml", TinyStudio.files["inputs/maps/\(map).yaml"] ?? "")
        case 2:
            studio.put(
                "inputs/maps/\(map).yaml", (studio.text("inputs/maps/\(map).yaml") ?? "") + "# x\n")
        case 3: studio.put("outputs/resolved/\(map).json", "spoiled\n")
        case 4: studio.remove("outputs/runtime/\(map).json")
        case 5:
            studio.put(
                "inputs/descriptors/\(map).json",
                TinyStudio.descriptor(map).replacing(
                    "\"max\": 10", with: "\"max\": \(10 + numbers.next(upTo: 9))"))
        case 6:
            studio.put(
                "inputs/maps/registry.yaml", TinyStudio.registry + "# \(numbers.next(upTo: 99))\n")
        default:
            let text = studio.text("inputs/maps/\(map).yaml") ?? ""
            studio.put("inputs/maps/\(map).yaml", text.replacing("knob-2", with: "knob-3"))
        }
    }

    /// The workspace once more, without its cache's place in time: with all stamps new.
    private func copy(of studio: ProgramWorkspace) -> ProgramWorkspace {
        let twin = ProgramWorkspace()
        _ = twin.runCommand(["cp", "-r", studio.root + "/.", twin.root])
        return twin
    }

    @Test func `in a workspace never built everything is built, and it is said so`() {
        let studio = committed()
        studio.remove(".cache")
        let (result, report) = studio.build("--since", "HEAD")
        #expect(result.status == 0)
        #expect(report.executed.contains("validate:inputs/maps/gain.yaml"))
        #expect(result.messages.contains("nothing was built here before, so everything is"))
    }

    @Test func `a workspace in a folder of a repository is asked about by itself`() {
        let place = ProgramWorkspace(["other.txt": "x"])
        for (path, text) in TinyStudio.files { place.put("studio/" + path, text) }
        _ = place.run("-C", "studio", "build")
        place.commitEverything()
        place.put("other.txt", "y")
        place.edit("studio/inputs/maps/gain.yaml", "id: knob-2", "id: knob-3")
        let result = place.run("-C", "studio", "build", "--since", "HEAD", "--explain")
        #expect(result.status == 0)
        #expect(result.messages.contains("run      validate:inputs/maps/gain.yaml"))
        #expect(!result.messages.contains("run      validate:inputs/maps/tone.yaml"))
    }

    @Test func `outside a repository it is said that nothing is known`() {
        let result = TinyStudio.workspace().run("build", "--since", "HEAD")
        #expect(result.status == 2)
        #expect(result.messages.contains("is in no git repository"))
    }

    @Test(arguments: ["nope", "HEAD~7", "main:inputs", "--upload-pack=x"])
    func `a revision that is no commit is refused`(revision: String) {
        let studio = committed()
        let result = studio.run("build", "--since=\(revision)")
        #expect(result.status == 2)
        #expect(result.messages.contains("git knows no commit '\(revision)' here"))
        #expect(result.messages.contains("git log"))
    }

    @Test func `in a shallow clone the remedy is named`() {
        let studio = committed()
        studio.git("commit", "-q", "--allow-empty", "-m", "Second")
        let clone = ProgramWorkspace()
        _ = clone.runCommand(["git", "clone", "-q", "--depth", "1", "file://\(studio.root)", "."])
        let result = clone.run("build", "--since", "HEAD~1")
        #expect(result.status == 2)
        #expect(result.messages.contains("this clone is shallow"))
        #expect(result.messages.contains("git fetch --unshallow"))
    }

    @Test func `without git it is said that git is needed`() {
        let studio = committed()
        studio.environment["PATH"] = studio.root
        let result = studio.run("build", "--since", "HEAD", under: ["/usr/bin/env"])
        #expect(result.status == 1)
        #expect(result.messages.contains("--since needs git"))
    }
}

/// A small generator of numbers, seeded, so that a failing run can be repeated.
struct SeededChoices {
    var state: UInt64

    /// 1...`limit`.
    mutating func next(upTo limit: UInt64) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % limit) + 1
    }
}

extension String {
    func replacing(_ old: String, with new: String) -> String {
        guard let range = firstRange(of: old) else { return self }
        return String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
    }
}
