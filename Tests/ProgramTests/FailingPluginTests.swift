import Glibc
import Testing

/// Plugins that cannot be read, through the program: remembered, tried again when asked to.
@Suite struct FailingPluginTests {
    /// A workspace that wants all of a folder with copies of the library that does what its file's
    /// name says.
    private func studio(_ names: String..., seconds: Int = 30) -> ProgramWorkspace {
        let studio = ProgramWorkspace()
        studio.environment["LADSPA_PATH"] = studio.root + "/plugins"
        mkdir(studio.root + "/plugins", 0o755)
        let source = packageFolder + "/Tests/PluginFixtures/misbehaving.c"
        #expect(
            shell("cc -w -shared -fPIC -o '\(studio.root)/library' '\(source)'") == 0)
        for name in names { put(name, in: studio) }
        studio.put(
            "pipeline.toml",
            """
            schema = 1
            [[plugins]]
            format = "ladspa"
            include = ["*"]
            [extract]
            timeout_seconds = \(seconds)
            """)
        return studio
    }

    private func put(_ name: String, in studio: ProgramWorkspace, appending tail: String = "") {
        let bytes = studio.bytes("library") ?? []
        studio.put("plugins/\(name).so", bytes + Array(tail.utf8))
    }

    private func shell(_ command: String) -> Int32 { system(command) }

    /// The extraction nodes that a command ran, by their libraries.
    private func opened(_ result: ProgramResult) -> [Substring] {
        result.messages.split(separator: "\n").filter { $0.hasPrefix("run      extract:") }
            .compactMap { $0.split(separator: "/").last?.prefix { $0 != " " } }.sorted()
    }

    @Test func `a crash costs its plugin one error, and no other plugin anything`() {
        let studio = studio("crash", "good")
        let built = studio.run("build")
        #expect(built.status == 5)
        let errors = built.messages.split(separator: "\n").filter { $0.contains("error:") }
        #expect(errors.count == 1)
        #expect(
            errors.first?.hasSuffix(
                "crash.so: error: the plugin ended its process by SIGSEGV while it was opened "
                    + "[extract.worker-ended]") == true)
        let listed = studio.run("plugins", "list", "--format", "csv")
        #expect(listed.output.contains("good.so#good"))
    }

    @Test func `what failed is opened again when its bytes change, and when that is asked for`() {
        let studio = studio("crash", "exit", "good")
        #expect(opened(studio.run("build", "-v")) == ["crash.so", "exit.so", "good.so"])
        #expect(studio.run("build").messages.contains("nothing to do"))
        put("crash", in: studio, appending: "changed")
        #expect(opened(studio.run("build", "-v")) == ["crash.so"])
        #expect(opened(studio.run("plugins", "extract", "-v")) == [])
        #expect(
            opened(studio.run("plugins", "extract", "--retry", "-v")) == ["crash.so", "exit.so"])
    }

    @Test func `a plugin that is mended is read at once`() {
        let studio = studio("crash")
        #expect(studio.run("build").status == 5)
        rename(studio.root + "/plugins/crash.so", studio.root + "/plugins/mended.so")
        let built = studio.run("build")
        #expect(built.status == 0, "\(built.messages)")
        #expect(studio.run("plugins", "list", "--format", "csv").output.contains("mended.so#good"))
    }

    @Test func `a time-out is remembered until the limit changes`() {
        let studio = studio("sleep", seconds: 1)
        let built = studio.run("build")
        #expect(built.status == 5)
        #expect(built.messages.contains("longer than 1 s"))
        #expect(built.messages.contains("and again when nothing else was read"))
        #expect(studio.run("build").messages.contains("nothing to do"))
        studio.edit("pipeline.toml", "timeout_seconds = 1", "timeout_seconds = 2")
        #expect(opened(studio.run("build", "-v")) == ["sleep.so"])
    }

    @Test func `a page of health tells what failed, the remedy, and how plugins are opened`() {
        let studio = studio("crash", "good")
        _ = studio.run("build")
        let page = studio.run("plugins", "health").output
        #expect(page.contains("crash.so: the plugin ended its process by SIGSEGV"))
        #expect(page.contains("'pipeline plugins extract --retry' tries again"))
        #expect(page.contains("plugins are opened with: "))
    }

    @Test func `VST2 plugins in a folder that two links reach are listed once`() {
        let studio = ProgramWorkspace()
        let folder = studio.root + "/vst"
        mkdir(folder, 0o755)
        mkdir(folder + "/true", 0o755)
        let source = packageFolder + "/Tests/PluginFixtures/vst2.c"
        #expect(shell("cc -w -shared -fPIC -o '\(folder)/true/good.so' '\(source)' -lm") == 0)
        symlink("true", folder + "/first")
        symlink("true", folder + "/second")
        // Another plugin with the same id: the first found stands.
        #expect(shell("cp '\(folder)/true/good.so' '\(folder)/true/nameless.so'") == 0)
        studio.environment["VST_PATH"] = folder
        studio.put(
            "pipeline.toml",
            """
            schema = 1
            [[plugins]]
            format = "vst2"
            include = ["*"]
            """)
        let built = studio.run("build")
        #expect(built.status == 0, "\(built.messages)")
        let told = built.messages.split(separator: "\n").filter { $0.contains("[plugin.shadowed]") }
        #expect(told.count == 1)
        #expect(
            told.first?.contains("nameless.so: warning: 'nameless' has the id 46495854") == true)
        let rows = studio.run("plugins", "list", "--format", "csv").output
            .split(whereSeparator: \.isNewline)
        #expect(rows.dropFirst() == ["vst2,Fixture,Nobody,5,no,ok,46495854"])
    }
}
