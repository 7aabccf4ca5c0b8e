import Glibc
import Testing

/// Plugins that cannot be read, through the program: remembered, tried again when asked to.
@Suite struct FailingPluginTests {
    /// A workspace that wants all of a folder with copies of the library that does what its file's
    /// name says.
    private func studio(_ names: String..., seconds: Int = 30) throws -> ProgramWorkspace {
        let studio = try PluginFixture.workspace(
            [.ladspa], manifest: "[extract]\ntimeout_seconds = \(seconds)\n")
        studio.remove("\(PluginFixture.ladspa.folder)/good.so")
        try PluginFixture.ladspa.install(in: studio, as: names.map { $0 + ".so" })
        return studio
    }

    /// The path of a library.
    private func library(_ name: String) -> String { "\(PluginFixture.ladspa.folder)/\(name).so" }

    /// The extraction nodes that a command ran, by their libraries.
    private func opened(_ result: ProgramResult) -> [Substring] {
        result.messages.split(separator: "\n").filter { $0.hasPrefix("run      extract:") }
            .compactMap { $0.split(separator: "/").last?.prefix { $0 != " " } }.sorted()
    }

    @Test func `a crash costs its plugin one error, and no other plugin anything`() throws {
        let studio = try studio("crash", "good")
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

    @Test func `what failed is opened again when its bytes change, and when that is asked for`()
        throws
    {
        let studio = try studio("crash", "exit", "good")
        #expect(opened(studio.run("build", "-v")) == ["crash.so", "exit.so", "good.so"])
        #expect(studio.run("build").messages.contains("nothing to do"))
        studio.put(library("crash"), (studio.bytes(library("crash")) ?? []) + [0])
        #expect(opened(studio.run("build", "-v")) == ["crash.so"])
        #expect(opened(studio.run("plugins", "extract", "-v")) == [])
        #expect(
            opened(studio.run("plugins", "extract", "--retry", "-v")) == ["crash.so", "exit.so"])
    }

    @Test func `a plugin that is mended is read at once`() throws {
        let studio = try studio("crash")
        #expect(studio.run("build").status == 5)
        rename(studio.root + "/" + library("crash"), studio.root + "/" + library("mended"))
        let built = studio.run("build")
        #expect(built.status == 0, "\(built.messages)")
        #expect(studio.run("plugins", "list", "--format", "csv").output.contains("mended.so#good"))
    }

    @Test func `a time-out is remembered until the limit changes`() throws {
        let studio = try studio("sleep", seconds: 1)
        let built = studio.run("build")
        #expect(built.status == 5)
        #expect(built.messages.contains("longer than 1 s"))
        #expect(built.messages.contains("and again when nothing else was read"))
        #expect(studio.run("build").messages.contains("nothing to do"))
        studio.edit("pipeline.toml", "timeout_seconds = 1", "timeout_seconds = 2")
        #expect(opened(studio.run("build", "-v")) == ["sleep.so"])
    }

    @Test func `a page of health tells what failed, the remedy, and how plugins are opened`() throws
    {
        let studio = try studio("crash", "good")
        _ = studio.run("build")
        let page = studio.run("plugins", "health").output
        #expect(page.contains("crash.so: the plugin ended its process by SIGSEGV"))
        #expect(page.contains("'pipeline plugins extract --retry' opens it again"))
        #expect(page.contains("plugins are opened with: "))
    }

    @Test func `VST2 plugins in a folder that two links reach are listed once`() throws {
        let studio = try PluginFixture.workspace([.vst2])
        let folder = studio.root + "/" + PluginFixture.vst2.folder
        studio.remove(PluginFixture.vst2.folder + "/good.so")
        // Another plugin with the same id: the first found stands.
        try PluginFixture.vst2.install(in: studio, as: ["true/good.so", "true/nameless.so"])
        symlink("true", folder + "/first")
        symlink("true", folder + "/second")
        let built = studio.run("build")
        #expect(built.status == 0, "\(built.messages)")
        let told = built.messages.split(separator: "\n").filter { $0.contains("[plugin.shadowed]") }
        #expect(told.count == 1)
        #expect(
            told.first?.contains("nameless.so: warning: 'nameless' has the id 46495854") == true)
        let rows = studio.run("plugins", "list", "--format", "text").output
            .split(whereSeparator: \.isNewline)
        #expect(rows == ["vst2\tFixture\tNobody\t5\tno\tok\t46495854"])
    }
}
