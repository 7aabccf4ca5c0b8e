import Testing

@Suite struct CleanCommandTests {
    @Test func `cleaning removes what was written, and the next build brings it back`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        let before = studio.tree("outputs")
        let inputs = studio.tree("inputs")
        let result = studio.run("clean")
        #expect(result.status == 0, "\(result.messages)")
        #expect(studio.tree("outputs").isEmpty)
        #expect(studio.tree("inputs") == inputs)
        let (_, report) = studio.build()
        #expect(report.executed.isEmpty)
        #expect(studio.tree("outputs") == before)
    }

    @Test func `edited outputs and other files stay`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        studio.put("outputs/resolved/gain.json", "mine\n")
        studio.put("outputs/notes.txt", "mine\n")
        let result = studio.run("clean")
        #expect(result.status == 0)
        #expect(result.messages.contains("warning: outputs/resolved/gain.json was edited"))
        #expect(
            studio.tree("outputs").keys.sorted() == [
                "outputs/notes.txt", "outputs/resolved/gain.json",
            ])
    }

    @Test func `a dry run removes nothing and tells all`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        func tree() -> [String: [UInt8]] {
            // The history grows with each command.
            studio.tree("").filter { !$0.key.hasSuffix(".cache/history") }
        }
        let before = tree()
        let result = studio.run("clean", "--cache", "-n")
        #expect(result.output.contains("would remove outputs/runtime/gain.json\n"))
        #expect(result.output.contains("would remove .cache/v1/state\n"))
        #expect(tree() == before)
    }

    @Test func `without the cache the next build starts anew`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        #expect(studio.run("clean", "--cache").status == 0)
        #expect(
            studio.tree(".cache").keys.sorted() == [
                ".cache/.gitignore", ".cache/history", ".cache/v1/lock",
            ])
        #expect(studio.run("status").output.hasPrefix("never built"))
        let (result, report) = studio.build()
        #expect(result.status == 0)
        #expect(report.written == TinyStudio.outputs)
    }

    @Test func `a workspace that was never built has nothing to clean`() {
        let studio = TinyStudio.workspace()
        let result = studio.run("clean", "--cache")
        #expect(result.status == 0)
        #expect(!studio.exists(".cache"))
    }

    @Test func `the cache tells its sizes, the last build's hits and times`() {
        let studio = TinyStudio.workspace()
        #expect(studio.run("cache", "stats").status == 1)
        studio.run("build")
        studio.edit("inputs/maps/gain.yaml", "id: knob-2", "id: knob-3")
        studio.run("build")
        let before = studio.tree(".cache").keys.sorted()
        let stats = JSONObject(studio.run("cache:stats", "--format", "json").output)
        #expect((stats["packBytes"] as? Int ?? 0) > 0)
        #expect((stats["lookUpNanoseconds"] as? Int ?? 0) > 0)
        #expect((stats["storeNanoseconds"] as? Int ?? 0) > 0)
        let last = stats["lastBuild"] as? [String: Any]
        let ratio = last?["hitRatio"] as? Double ?? 0
        #expect(ratio > 0.5 && ratio < 1, "\(last ?? [:])")
        #expect(studio.tree(".cache").keys.sorted() == before)
        #expect(studio.run("cache", "stats").output.contains("% hits"))
    }
}
