import Glibc
import Testing

/// Checkouts that share results.
@Suite struct SharedCacheTests {
    private let map = "inputs/maps/gain.yaml"

    /// Checkouts of one workspace, with a folder that they share.
    private func checkouts(_ count: Int) -> (shared: String, [ProgramWorkspace]) {
        let studios = (0..<count).map { _ in TinyStudio.workspace() }
        let shared = studios[0].environment["HOME", default: "/tmp"] + "/cache/pipeline"
        for studio in studios { studio.environment["PIPELINE_SHARED_CACHE"] = shared }
        return (shared, studios)
    }

    @Test func `a second checkout runs nothing and writes the same files`() {
        let (_, studios) = checkouts(2)
        let (_, first) = studios[0].build()
        #expect(first.executed.count > 10)
        let (result, second) = studios[1].build()
        #expect(second.executed.isEmpty, "\(second.executed)")
        #expect(second.names("restored").count == first.executed.count)
        #expect(studios[1].tree("outputs") == studios[0].tree("outputs"))
        #expect(result.messages.contains("0 run"), "\(result.messages)")
        #expect(studios[1].run("build").messages.hasPrefix("nothing to do"))
    }

    @Test func `only what differs between checkouts runs`() {
        let (_, studios) = checkouts(2)
        studios[0].run("build")
        studios[1].edit(map, "id: knob-2", "id: knob-3")
        let (_, report) = studios[1].build()
        #expect(report.executed.contains("validate:" + map))
        #expect(!report.executed.contains("validate:inputs/maps/tone.yaml"))
        let alone = TinyStudio.workspace()
        alone.edit(map, "id: knob-2", "id: knob-3")
        alone.run("build")
        #expect(studios[1].tree("outputs") == alone.tree("outputs"))
    }

    @Test func `findings come with the result`() {
        let (_, studios) = checkouts(2)
        for studio in studios { studio.edit(map, "symbol: drive", "symbol: drove") }
        let first = studios[0].run("build")
        let second = studios[1].run("build")
        #expect(first.status == 4 && second.status == 4)
        func findings(_ text: String) -> [Substring] { text.split(separator: "\n").dropLast() }
        #expect(!findings(first.messages).isEmpty)
        #expect(findings(first.messages) == findings(second.messages))
    }

    @Test func `a folder that may only be read gives what it has and stays as it is`() {
        let (shared, studios) = checkouts(2)
        studios[0].run("build")
        let before = filesBelow(shared)
        #expect(before.count > 10)
        studios[1].edit(map, "id: knob-2", "id: knob-3")
        let readOnly = [
            "unshare", "-m", "sh", "-c",
            "mount --bind \(shared) \(shared) && mount -o remount,ro,bind \(shared) && exec \"$0\" \"$@\"",
        ]
        let result = studios[1].start(["build"], under: readOnly).wait()
        #expect(result.status == 0, "\(result.messages)")
        #expect(result.messages.contains("restored"))
        #expect(filesBelow(shared) == before)
    }

    @Test func `spoiled shared files are not believed`() {
        let (shared, studios) = checkouts(2)
        studios[0].run("build")
        for path in filesBelow(shared) {
            guard var bytes = fileBytes(path), bytes.count > 60 else { continue }
            bytes[bytes.count / 2] ^= 8
            let file = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC)
            _ = write(file, bytes, bytes.count)
            close(file)
        }
        let (result, report) = studios[1].build()
        #expect(result.status == 0 && report.names("restored").isEmpty)
        #expect(studios[1].tree("outputs") == studios[0].tree("outputs"))
    }

    @Test func `two checkouts that build at once both succeed`() {
        let (_, studios) = checkouts(2)
        let running = studios.map { $0.start(["build"]) }
        for program in running { #expect(program.wait().status == 0) }
        #expect(studios[0].tree("outputs") == studios[1].tree("outputs"))
        #expect(!studios[0].tree("outputs").isEmpty)
    }

    @Test func `collecting the shared folder removes files until the rest fits`() {
        let (shared, studios) = checkouts(1)
        studios[0].run("build")
        let result = studios[0].run("cache", "gc", "--shared", "--all", "--format", "json")
        #expect((JSONObject(result.output)["removedFiles"] as? Int ?? 0) > 10, "\(result.messages)")
        #expect(filesBelow(shared).isEmpty)
        #expect(studios[0].run("build").messages.hasPrefix("nothing to do"))
    }

    @Test func `a relative shared folder in the manifest is refused at its place`() {
        let studio = TinyStudio.workspace()
        studio.edit("pipeline.toml", "[maps]", "[cache]\nshared = \"cache\"\n\n[maps]")
        let result = studio.run("build")
        #expect(result.status == 2)
        #expect(result.messages.contains("manifest.path-relative"), "\(result.messages)")
    }
}
