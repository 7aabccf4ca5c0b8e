import Testing

@Suite struct CacheCommandTests {
    private let map = "inputs/maps/gain.yaml"

    @Test func `collecting keeps what the last build needs`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        studio.edit(map, "id: knob-2", "id: knob-3")
        studio.run("build")
        let told = JSONObject(studio.run("cache", "gc", "--all", "-n", "--format", "json").output)
        let done = JSONObject(studio.run("cache", "gc", "--all", "--format", "json").output)
        #expect((done["droppedResults"] as? Int ?? 0) > 0)
        #expect(told["droppedResults"] as? Int == done["droppedResults"] as? Int)
        #expect(studio.run("build").messages.hasPrefix("nothing to do"))
        #expect(studio.run("cache", "verify").status == 0)
        studio.remove("outputs")
        studio.run("build")
        #expect(studio.exists("outputs/resolved/gain.json"))
    }

    @Test func `clearing a kind makes only that run again`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        let result = studio.run("cache:clear", "controller")
        #expect(
            result.status == 0 && result.output.hasPrefix("forgot 1 result"), "\(result.output)")
        #expect(studio.build().report.executed == ["controller:inputs/controllers/desk.yaml"])
        #expect(studio.run("cache", "clear", "nonsense").status == 2)
    }

    @Test func `clearing everything keeps the outputs, which the next build makes again`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        let before = studio.tree("outputs")
        #expect(studio.run("cache", "clear").status == 0)
        #expect(studio.tree("outputs") == before)
        let (result, report) = studio.build()
        #expect(result.status == 0 && report.executed.count > 10)
        #expect(studio.tree("outputs") == before)
    }

    @Test func `a warm cache leaves only the files to write`() {
        let studio = TinyStudio.workspace()
        #expect(studio.run("cache", "warm").status == 0)
        #expect(!studio.exists("outputs"))
        let kinds = Set(studio.build().report.executed.map { $0.prefix { $0 != ":" } })
        #expect(kinds.isDisjoint(with: ["pin", "controller", "validate", "extract"]))
        #expect(studio.exists("outputs/resolved/gain.json"))
    }

    @Test func `a cache that cannot be written answers all the same`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        let readOnly = [
            "unshare", "-m", "sh", "-c",
            "mount --bind . . && mount -o remount,ro,bind . && cd \"$PWD\" && exec \"$0\" \"$@\"",
        ]
        for command in [
            ["status"], ["explain", "manifest"], ["cache", "verify"], ["maps", "list"],
        ] {
            let result = studio.start(command, under: readOnly).wait()
            #expect(result.status == 0, "\(command): \(result.messages)")
        }
    }

    @Test func `verifying a damaged cache fails and names the node`() throws {
        let studio = TinyStudio.workspace()
        studio.run("build")
        var pack = try #require(studio.bytes(".cache/v1/pack"))
        pack[pack.count / 2] ^= 4
        studio.put(".cache/v1/pack", pack)
        let result = studio.run("cache", "verify")
        #expect(result.status == 1)
        #expect(result.output.contains("damaged  "), "\(result.output)")
    }
}
