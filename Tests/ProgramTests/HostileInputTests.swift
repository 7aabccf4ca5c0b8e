import Glibc
import Testing

/// Inputs that no editor writes: each is told at its place, and costs neither the rest of the
/// workspace nor the machine.
@Suite struct HostileInputTests {
    struct Hostile: CustomTestStringConvertible {
        var name: String
        var path = "inputs/maps/tone.yaml"
        var bytes: [UInt8]
        /// What the messages must hold.
        var told: String

        init(_ name: String, path: String = "inputs/maps/tone.yaml", _ text: String, told: String) {
            (self.name, self.path, self.told) = (name, path, told)
            bytes = Array(text.utf8)
        }

        var testDescription: String { name }
    }

    private static func repeated(_ text: String, _ count: Int) -> String {
        String(repeating: text, count: count)
    }

    private static let aliasBomb =
        "a: &a [x, x, x, x, x, x, x, x, x]\n"
        + (1..<9).map {
            "b\($0): &b\($0) [\(repeated("*\($0 == 1 ? "a" : "b\($0 - 1)"), ", 8))x]\n"
        }
        .joined()

    private static let garbage = String(
        decoding: (0..<4096).map { UInt8(truncatingIfNeeded: ($0 &* 7919) >> 3 & 0x7F) },
        as: UTF8.self)

    static let texts: [Hostile] = [
        Hostile("aliases that multiply", aliasBomb, told: "inputs/maps/tone.yaml:6:15:"),
        Hostile("lists 10,000 deep", repeated("[", 10_000), told: "inputs/maps/tone.yaml:1:101:"),
        Hostile(
            "mappings 10,000 deep", (0..<2000).map { repeated(" ", $0) + "a:\n" }.joined(),
            told: "inputs/maps/tone.yaml:100:100:"),
        Hostile("NUL bytes", "schema: 2\nna\u{0}me: x\n", told: "inputs/maps/tone.yaml:2:3:"),
        Hostile("a lone carriage return", "schema: 2\rname: x\n", told: "tone.yaml:1:10:"),
        Hostile(
            "JSON 10,000 deep", path: "inputs/descriptors/tone.json", repeated("{\"a\":", 10_000),
            told: "inputs/descriptors/tone.json:1:"),
        Hostile(
            "a line of 200,000 characters",
            "schema: 2\nname: [\(repeated("é, ", 66_000))é: é: é]\n",
            told: "tone.yaml:2:"),
        Hostile("garbage as a map", garbage, told: "inputs/maps/tone.yaml:"),
        Hostile(
            "garbage as a descriptor", path: "inputs/descriptors/tone.json", garbage,
            told: "inputs/descriptors/tone.json:"),
        Hostile(
            "garbage as a controller", path: "inputs/controllers/more.yaml", garbage,
            told: "inputs/controllers/more.yaml:"),
    ]

    @Test(arguments: texts)
    func `what cannot be meant is told at its place, and the rest is built`(hostile: Hostile) {
        let studio = TinyStudio.workspace()
        studio.put(hostile.path, hostile.bytes)
        let result = studio.run("build", timeoutSeconds: 30)
        #expect(!result.timedOut && result.signal == nil)
        #expect(result.status == 4, "\(result.messages.prefix(2000))")
        #expect(result.messages.contains(hostile.told), "\(result.messages.prefix(2000))")
        #expect(result.messages.utf8.count < 8000)
        #expect(studio.exists("outputs/resolved/gain.json"))
    }

    @Test func `texts of other systems are read`() {
        let studio = TinyStudio.workspace()
        for (path, text) in TinyStudio.files {
            studio.put(path, "\u{FEFF}" + text.replacing("\n", with: "\r\n"))
        }
        studio.put("inputs/descriptors/gain.json", TinyStudio.descriptor("gain"))
        studio.put("inputs/descriptors/tone.json", TinyStudio.descriptor("tone"))
        let result = studio.run("build")
        #expect(result.status == 0, "\(result.messages)")
        #expect(studio.tree("outputs").keys.sorted() == TinyStudio.outputs)
    }

    @Test func `a file above the limit is not read, and the limit can be moved`() {
        let studio = TinyStudio.workspace()
        let path = "inputs/maps/huge.yaml"
        studio.put(path, "")
        truncate(studio.root + "/" + path, 100_000_000)
        let result = studio.run("build", under: ["prlimit", "--as=600000000"])
        #expect(result.status == 4, "\(result.messages)")
        #expect(
            result.messages.contains(
                "cannot read \(path): it is larger than 16777216 bytes, the most that are read"))
        #expect(studio.exists("outputs/resolved/gain.json"))
        studio.remove(path)
        studio.environment["PIPELINE_LARGEST_INPUT"] = "300"
        studio.edit("inputs/maps/tone.yaml", "schema: 2", "# \(Self.repeated("x", 300))\nschema: 2")
        let small = studio.run("build")
        #expect(small.messages.contains("tone.yaml: it is larger than 300 bytes"))
    }

    @Test func `half a million keys take bounded memory`() {
        let studio = TinyStudio.workspace()
        studio.put(
            "inputs/maps/keys.yaml", (0..<500_000).map { "k\($0): 1\n" }.joined())
        let result = studio.run(
            "build", under: ["prlimit", "--as=900000000"], timeoutSeconds: 120)
        #expect(result.status == 4, "\(result.messages.prefix(2000))")
        #expect(result.messages.contains("inputs/maps/keys.yaml:1:1"))
        #expect(result.messages.utf8.count < 100_000)
        #expect(studio.exists("outputs/resolved/gain.json"))
    }

    @Test func `a name that is not UTF-8 is told with its folder`() {
        let studio = TinyStudio.workspace()
        let folder = studio.root + "/inputs/maps"
        let name = Array((folder + "/b").utf8) + [0xE9] + Array("se.yaml".utf8) + [0]
        name.withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { path in
                _ = path.baseAddress.map { close(open($0, O_WRONLY | O_CREAT, 0o644)) }
            }
        }
        let result = studio.run("build")
        #expect(result.status == 4, "\(result.messages)")
        #expect(
            result.messages.contains("inputs/maps/b\u{FFFD}se.yaml: error: the name is not UTF-8"),
            "\(result.messages)")
        #expect(studio.tree("outputs").keys.sorted() == TinyStudio.outputs)
    }

    @Test func `links in a circle end, and every file is found once`() {
        let studio = TinyStudio.workspace()
        for name in ["one", "two", "three"] {
            symlink("..", studio.root + "/inputs/maps/\(name)")
            symlink(".", studio.root + "/inputs/\(name)")
        }
        let result = studio.run("build", timeoutSeconds: 20)
        #expect(!result.timedOut)
        #expect(result.status == 0, "\(result.messages.prefix(2000))")
        #expect(studio.tree("outputs").keys.sorted() == TinyStudio.outputs)
    }

    @Test func `what is no file among the maps is named and left out`() {
        let studio = TinyStudio.workspace()
        let maps = studio.root + "/inputs/maps"
        mkfifo(maps + "/pipe.yaml", 0o644)
        symlink("/dev/zero", maps + "/zero.yaml")
        symlink("nowhere", maps + "/dangling.yaml")
        symlink("circle.yaml", maps + "/circle.yaml")
        let result = studio.run("build", timeoutSeconds: 20)
        #expect(!result.timedOut)
        #expect(result.status == 0, "\(result.messages)")
        for name in ["pipe", "zero", "dangling", "circle"] {
            #expect(
                result.messages.contains("inputs/maps/\(name).yaml: warning: this is a pipe"),
                "\(result.messages)")
        }
        #expect(studio.tree("outputs").keys.sorted() == TinyStudio.outputs)
    }

    @Test func `a device in the place of a named file is told, and does not hang the build`() {
        let studio = TinyStudio.workspace()
        studio.remove("inputs/maps/registry.yaml")
        symlink("/dev/zero", studio.root + "/inputs/maps/registry.yaml")
        let result = studio.run("build", timeoutSeconds: 20)
        #expect(!result.timedOut)
        #expect(
            result.messages.contains(
                "cannot read inputs/maps/registry.yaml: it is neither a file nor a folder"))
    }

    @Test func `a manifest that is written while it is read is read whole or told`() throws {
        let studio = TinyStudio.workspace()
        studio.run("build")
        let good = studio.tree("outputs")
        let script =
            "while :; do printf 'schema = 1' >pipeline.toml; cat whole >pipeline.toml; done"
        studio.put("whole", TinyStudio.manifest)
        let writer = RunningProgram(
            ["env", "-C", studio.root, "sh", "-c", script], studio.environment,
            output: studio.root + "/../writer")
        for _ in 0..<12 {
            let result = studio.run("build", timeoutSeconds: 20)
            #expect(!result.timedOut && result.signal == nil)
            let status = try #require(result.status)
            #expect([0, 2, 4, 6].contains(status), "\(status): \(result.messages)")
        }
        writer.send(SIGKILL)
        writer.wait()
        studio.put("pipeline.toml", TinyStudio.manifest)
        #expect(studio.run("build").status == 0)
        #expect(studio.tree("outputs") == good)
    }
}
