import Testing

@Suite struct DAWCommandTests {
    @Test(arguments: [
        ["daw", "generate"], ["daw", "generate", "ardour"], ["daw:generate:ardour"],
        ["daw:generate", "-t", "ardour"],
    ])
    func `generating makes the files of the DAW and no others`(command: [String]) {
        let studio = TinyStudio.workspace()
        let result = studio.start(command).wait()
        #expect(result.status == 0, "\(result.messages)")
        #expect(studio.tree("outputs").keys.sorted() == ["outputs/ardour/acme-desk.map"])
    }

    @Test func `all targets can be generated at once, to the same bytes as by a build`() {
        let studio = TinyStudio.workspace()
        #expect(studio.run("daw", "generate", "all").status == 0)
        let other = TinyStudio.workspace()
        other.run("build")
        #expect(studio.tree("outputs") == other.tree("outputs"))
        #expect(studio.build().report.written.isEmpty)
    }

    @Test func `with force the files are generated again because they were asked for`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        #expect(studio.run("daw", "generate").messages.hasPrefix("nothing to do"))
        let forced = studio.run("daw:generate:ardour:force", "-v")
        #expect(forced.status == 0)
        #expect(forced.messages.contains("run      generate:ardour:acme-desk ("))
        #expect(forced.messages.contains(": asked for\n"))
        #expect(!forced.messages.contains("generate:resolved"))
        #expect(studio.build().report.nodes.isEmpty)
    }

    @Test func `an unknown target is answered with those that there are`() {
        let studio = TinyStudio.workspace()
        let result = studio.run("daw", "generate", "reaper")
        #expect(result.status == 2)
        #expect(result.messages.contains("no [[generate]] for 'reaper'"))
        #expect(result.messages.contains("ardour"))
    }

    @Test func `files are listed with their bindings and state`() {
        let studio = TinyStudio.workspace()
        #expect(studio.run("daw", "list").status == 1)
        studio.run("build")
        let fresh = JSONObject.list(studio.run("daw", "list", "--format", "json").output)
        #expect(fresh.count == 1)
        #expect(fresh.first?["file"] as? String == "outputs/ardour/acme-desk.map")
        #expect(fresh.first?["bindings"] as? Int == 4)
        #expect(fresh.first?["state"] as? String == "up to date")
        #expect(
            fresh.first?["bytes"] as? Int == studio.bytes("outputs/ardour/acme-desk.map")?.count)
        studio.put("outputs/ardour/acme-desk.map", "mine\n")
        let edited = JSONObject.list(studio.run("daw", "list", "--format", "json").output)
        #expect(edited.first?["state"] as? String == "edited")
        #expect(
            JSONObject.list(
                studio.run("daw", "list", "-t", "all", "--format", "json").output
            ).count == TinyStudio.outputs.count)
    }
}
