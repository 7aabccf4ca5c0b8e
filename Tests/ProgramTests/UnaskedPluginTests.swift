import Testing

/// Findings about modules that were only looked at to find the plugins that are wanted.
@Suite struct UnaskedPluginTests {
    /// A good library and one that crashes.
    private func studio(_ fixture: PluginFixture, _ patterns: String...) throws -> ProgramWorkspace
    {
        let studio = try PluginFixture.workspace([fixture], including: patterns)
        let ending = fixture.file.split(separator: ".").last.map(String.init) ?? ""
        try fixture.install(in: studio, as: ["good", "crash"].map { "\($0).\(ending)" })
        return studio
    }

    @Test(arguments: ["good.so#good", "good.so#*", "Good"])
    func `a crash of a plugin that nothing asks for is neither told nor an error`(
        pattern: String
    ) throws {
        let studio = try studio(.ladspa, pattern)
        let built = studio.run("build", "-v")
        #expect(built.status == 0)
        #expect(!built.messages.contains("crash.so: "), "\(built.messages)")
        let health = studio.run("plugins", "health")
        #expect(health.status == 0)
        #expect(health.output.contains("1 module that nothing asks for could not be read"))
        let all = studio.run("plugins", "list", "--all", "--format", "csv").output
        #expect(all.contains("ladspa,,,,no,unreadable,crash.so,"), "\(all)")
    }

    @Test(arguments: ["*", "crash.so#*", "*.so#good", "Elsewhere"])
    func `a crash of one that may be meant is an error`(pattern: String) throws {
        let studio = try studio(.ladspa, "good.so#good", pattern)
        let built = studio.run("build")
        #expect(built.status == 5)
        #expect(built.messages.contains("crash.so: error: "), "\(built.messages)")
        #expect(!studio.run("plugins", "health").output.contains("nothing asks for"))
    }

    @Test func `who asks for a node by its name is told of it`() throws {
        let studio = try studio(.ladspa, "good.so#good")
        #expect(studio.run("build").status == 0)
        let node = "extract:ladspa:\(studio.root)/plugins/ladspa/crash.so"
        let named = studio.run("build", node)
        #expect(named.status == 5, "\(named.messages)")
    }

    @Test func `a wanted pattern that comes later makes it an error, and takes it back`() throws {
        let studio = try studio(.ladspa, "good.so#good")
        #expect(studio.run("build").status == 0)
        studio.edit("pipeline.toml", "\"good.so#good\"", "\"*\"")
        #expect(studio.run("build").status == 5)
        studio.edit("pipeline.toml", "\"*\"", "\"good.so#good\"")
        let again = studio.run("build")
        #expect(again.status == 0, "\(again.messages)")
    }
}
