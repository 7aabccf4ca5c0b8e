import Glibc
import Testing

/// When a plugin is read again, and when not: its bytes decide, not its time stamp.
@Suite struct PluginIdentityTests {
    /// A plugin that is compiled for a test, and where it lies.
    struct Fixture: Sendable, CustomTestStringConvertible {
        let format: String
        /// Of the environment: the folder to search.
        let variable: String
        let source: String
        /// The module, in the searched folder.
        let module: String
        /// The library in the module; empty when it is the module itself.
        var library = ""

        var testDescription: String { format }
        var path: String { "plugins/" + module + library }
    }

    static let fixtures = [
        Fixture(
            format: "ladspa", variable: "LADSPA_PATH", source: "misbehaving.c", module: "good.so"),
        Fixture(format: "vst2", variable: "VST_PATH", source: "vst2.c", module: "good.so"),
        Fixture(format: "clap", variable: "CLAP_PATH", source: "clap.c", module: "good.clap"),
        Fixture(
            format: "vst3", variable: "VST3_PATH", source: "vst3.c", module: "good.vst3",
            library: "/Contents/x86_64-linux/good.so"),
    ]

    private func studio(_ fixture: Fixture, options: String = "") -> ProgramWorkspace {
        let studio = ProgramWorkspace()
        studio.environment[fixture.variable] = studio.root + "/plugins"
        studio.put(
            "pipeline.toml",
            "schema = 1\n[[plugins]]\nformat = \"\(fixture.format)\"\ninclude = [\"*\"]\n")
        compile(fixture, in: studio, options: options)
        return studio
    }

    /// Compiles the plugin to its place.
    ///
    /// - Parameter edit: What `sed` does to the source.
    private func compile(
        _ fixture: Fixture, in studio: ProgramWorkspace, edit: String = "", options: String = ""
    ) {
        let source = packageFolder + "/Tests/PluginFixtures/" + fixture.source
        let code = system(
            "sed '\(edit)' '\(source)' | cc -w -x c - -shared -fPIC -o '\(studio.root)/library' "
                + "\(options) -lm")
        #expect(code == 0)
        studio.put(fixture.path, studio.bytes("library") ?? [])
    }

    /// The modules of the workspace that a build opened, by their names.
    private func opened(_ studio: ProgramWorkspace) -> [String] {
        studio.run("build", "-v").messages.split(separator: "\n").compactMap { line in
            guard line.hasPrefix("run      extract:") || line.hasPrefix("run      identify:"),
                let node = line.firstRange(of: " (").map({ line[..<$0.lowerBound] }),
                node.contains(":" + studio.root + "/plugins/")
            else { return nil }
            return node.split(separator: "/").last.map(String.init)
        }.sorted()
    }

    /// Gives a file a time stamp so many seconds from now.
    private func stamp(_ path: String, _ studio: ProgramWorkspace, seconds: Int) {
        let time = timespec(tv_sec: Glibc.time(nil) + seconds, tv_nsec: 0)
        #expect(utimensat(AT_FDCWD, studio.root + "/" + path, [time, time], 0) == 0)
    }

    @Test(arguments: fixtures)
    func `a plugin replaced by one with an older stamp is read again`(fixture: Fixture) {
        let studio = studio(fixture)
        #expect(opened(studio) == [fixture.module])
        studio.put("new", (studio.bytes(fixture.path) ?? []) + [0])
        stamp("new", studio, seconds: -1_000_000)
        rename(studio.root + "/new", studio.root + "/" + fixture.path)
        #expect(opened(studio) == [fixture.module])
        #expect(opened(studio) == [])
    }

    @Test func `what is told after such a replacement is the new plugin`() {
        let fixture = Self.fixtures[0]
        let studio = studio(fixture)
        studio.run("build")
        #expect(studio.run("plugins", "list", "--format", "csv").output.contains("ladspa,Good,"))
        compile(fixture, in: studio, edit: "s/\"Good\"/\"Better\"/")
        stamp(fixture.path, studio, seconds: -1_000_000)
        studio.run("build")
        #expect(studio.run("plugins", "list", "--format", "csv").output.contains("ladspa,Better,"))
    }

    @Test(arguments: fixtures)
    func `the same bytes under a new stamp are not opened`(fixture: Fixture) {
        let studio = studio(fixture)
        #expect(opened(studio) == [fixture.module])
        stamp(fixture.path, studio, seconds: -50)
        #expect(studio.run("build").messages.contains("nothing to do"))
        let bytes = studio.bytes(fixture.path) ?? []
        studio.remove(fixture.path)
        studio.put(fixture.path, bytes)
        #expect(opened(studio) == [])
    }

    @Test func `a module replaced inside its bundle is read again, though the bundle looks old`() {
        let fixture = Self.fixtures[3]
        let studio = studio(fixture)
        let bundle = "plugins/" + fixture.module
        stamp(bundle, studio, seconds: -1000)
        #expect(opened(studio) == [fixture.module])
        studio.put(fixture.path, (studio.bytes(fixture.path) ?? []) + [0])
        stamp(bundle, studio, seconds: -1000)
        #expect(opened(studio) == [fixture.module])
    }

    @Test func `a library of its own that the plugin loads belongs to it`() {
        let studio = ProgramWorkspace()
        let own = studio.root + "/plugins/private"
        studio.put("plugins/private/readme", "")
        #expect(
            system("echo 'int one;' | cc -x c - -shared -o '\(own)/libown.so'") == 0)
        studio.environment["LADSPA_PATH"] = studio.root + "/plugins"
        studio.put(
            "pipeline.toml",
            "schema = 1\n[[plugins]]\nformat = \"ladspa\"\ninclude = [\"*\"]\n")
        compile(
            Self.fixtures[0], in: studio,
            options: "-Wl,--no-as-needed -L'\(own)' -lown -Wl,-rpath,'$ORIGIN/private'")
        #expect(opened(studio) == ["good.so"])
        #expect(opened(studio) == [])
        studio.put(
            "plugins/private/libown.so", (studio.bytes("plugins/private/libown.so") ?? []) + [0])
        #expect(opened(studio) == ["good.so"])
    }

    @Test(arguments: fixtures)
    func `a file that holds no plugin is not opened again`(fixture: Fixture) {
        let studio = studio(fixture)
        let other = fixture.path.replacing("good", with: "other")
        #expect(
            system("echo 'int one;' | cc -x c - -shared -o '\(studio.root)/library'") == 0)
        studio.put(other, studio.bytes("library") ?? [])
        #expect(opened(studio).count == 2)
        #expect(opened(studio) == [])
        studio.put(fixture.path, (studio.bytes(fixture.path) ?? []) + [0])
        #expect(opened(studio) == [fixture.module])
    }

    @Test(arguments: fixtures)
    func `a plugin that is removed goes away, and one that comes is found`(fixture: Fixture) {
        let studio = studio(fixture)
        studio.run("build")
        let listed = studio.run("plugins", "list", "--format", "csv").output
        let bytes = studio.bytes(fixture.path) ?? []
        studio.remove("plugins/" + fixture.module)
        let left = studio.run("plugins", "list", "--format", "csv").output
        // Beside the table's head there may be what the machine has.
        let gone = Set(listed.split(whereSeparator: \.isNewline))
            .subtracting(left.split(whereSeparator: \.isNewline))
        #expect(!gone.isEmpty && gone.allSatisfy { $0.hasPrefix(fixture.format + ",") })
        studio.put(fixture.path, bytes)
        #expect(studio.run("plugins", "list", "--format", "csv").output == listed)
    }
}
