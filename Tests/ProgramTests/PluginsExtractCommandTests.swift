import Testing

/// What extraction says of its work.
@Suite struct PluginsExtractCommandTests {
    private func closing(_ result: ProgramResult) -> String {
        let line = result.messages.split(separator: "\n").last.map(String.init) ?? ""
        return String(line.prefix { $0 != "(" })
    }

    @Test func `plugins are counted that were read, and none when nothing changed`() throws {
        let studio = try PluginFixture.workspace([.ladspa, .lv2])
        #expect(
            closing(studio.run("plugins", "extract"))
                == "read 2 plugins with 3 parameters in 2 modules ")
        #expect(studio.run("plugins", "extract").messages.hasPrefix("nothing to do"))
        let forced = studio.run("plugins", "extract", "--force", "lv2:Good")
        #expect(closing(forced) == "read 1 plugin with 2 parameters in 1 module ")
        let cold = try PluginFixture.workspace([.ladspa])
        #expect(
            closing(cold.run("plugins", "extract", "--force"))
                == "read 1 plugin with 1 parameter in 1 module ")
    }

    @Test func `a pattern that means nothing ends it, whatever others mean`() throws {
        let studio = try PluginFixture.workspace([.ladspa])
        let result = studio.run("plugins", "extract", "Good", "Goood", "--force")
        #expect(result.status == 2)
        #expect(
            result.messages.contains(
                "no plugin here is called or fits 'Goood'; did you mean 'Good'?"))
        #expect(!result.messages.contains("read "))
    }

    @Test func `a module that cannot be read is opened again by its file, or its pattern`() throws {
        let studio = try PluginFixture.workspace([.ladspa])
        try PluginFixture.ladspa.install(in: studio, as: ["crash.so", "exit.so", "good.so"])
        #expect(studio.run("plugins", "extract").status == 5)
        let one = studio.run("plugins", "extract", "--retry", "crash.so", "-v")
        #expect(one.status == 5)
        let told = one.messages.split(separator: "\n")
        #expect(told.count { $0.hasPrefix("run      extract:") } == 1, "\(one.messages)")
        #expect(told.count { $0.contains(": error: ") } == 1, "\(one.messages)")
    }

    @Test func `mending opens again what could not be read, once, and not what only misbehaves`()
        throws
    {
        let studio = try PluginFixture.workspace([.ladspa])
        try PluginFixture.ladspa.install(in: studio, as: ["crash.so", "udp-listener.so"])
        #expect(studio.run("build").messages.contains("[plugin.tried-network]"))
        let mended = studio.run("plugins", "health", "--fix", "-v")
        let opened = mended.messages.split(separator: "\n").filter {
            $0.hasPrefix("run      extract:")
        }
        #expect(opened.count == 1 && opened[0].contains("crash.so"), "\(mended.messages)")
        #expect(mended.output.contains("no need to do anything: the plugin was read all the same"))
    }

    /// Remedies by the codes of findings.
    private func remedies(_ names: String..., limits: String) throws -> [String: String] {
        let studio = try PluginFixture.workspace([.ladspa], manifest: "[extract]\n\(limits)\n")
        try PluginFixture.ladspa.install(in: studio, as: names.map { $0 + ".so" })
        studio.put("plugins/ladspa/text.so", "not a library")
        _ = studio.run("build")
        let health = JSONObject(studio.run("plugins", "health", "--format", "json").output)
        return Dictionary(
            health.objects("problems").map {
                ($0["code"] as? String ?? "", $0["remedy"] as? String ?? "")
            }, uniquingKeysWith: { first, _ in first })
    }

    @Test func `failures are told with what mends them`() throws {
        let found = try remedies("crash", "memory", "printer", limits: "memory_mb = 256")
        for (code, words) in [
            ("extract.worker-ended", "a newer release may not crash"),
            ("extract.out-of-memory", "raise memory_mb"),
            ("extract.wrote-too-much", "look for a newer release"),
            ("plugin.cannot-load", "the system lacks what the message names"),
        ] { #expect(found[code]?.contains(words) == true, "\(code) \(found)") }
        let slow = try remedies("sleep", limits: "timeout_seconds = 1")
        #expect(slow["extract.timed-out"]?.contains("raise timeout_seconds") == true, "\(slow)")
    }
}
