import Glibc
import Testing

/// Bad input is told at its place, ends with the right code, and stops nothing that does not need it.
@Suite struct BadInputTests {
    struct BadManifest: CustomTestStringConvertible {
        var old: String
        var new: String
        var place: String
        var code: String
        var hint = ""

        var testDescription: String { code }
    }

    @Test(arguments: [
        BadManifest(
            old: "[controllers]", new: "[rules]\n\"map.bound-twise\" = \"info\"\n\n[controllers]",
            place: "pipeline.toml:14:1", code: "manifest.unknown-key", hint: "map.bound-twice"),
        BadManifest(
            old: "registry =", new: "registri =", place: "pipeline.toml:11:1",
            code: "manifest.unknown-key", hint: "registry"),
        BadManifest(
            old: "schema = 1", new: "schema = \"one\"", place: "pipeline.toml:1:10",
            code: "manifest.wrong-type"),
        BadManifest(
            old: "output = \"outputs/runtime\"", new: "output = \"outputs/resolved\"",
            place: "pipeline.toml:22:10", code: "manifest.duplicate-output"),
        BadManifest(
            old: "[\"inputs/maps/**/*.yaml\"]", new: "[\"../maps/*.yaml\"]",
            place: "pipeline.toml:10:12", code: "manifest.path-outside"),
        BadManifest(
            old: "target = \"runtime\"", new: "target = \"runtim\"", place: "pipeline.toml:21:10",
            code: "manifest.unknown-value", hint: "runtime"),
        BadManifest(old: "[maps]", new: "[maps", place: "pipeline.toml:9:", code: "toml."),
    ])
    func `a wrong manifest is pointed at, ends with 2, and touches no output`(bad: BadManifest) {
        let studio = TinyStudio.workspace()
        studio.run("build")
        let good = studio.tree("outputs")
        studio.edit("pipeline.toml", bad.old, bad.new)
        let result = studio.run("build")
        #expect(result.status == 2, "\(result.messages)")
        #expect(result.messages.contains(bad.place), "\(result.messages)")
        #expect(result.messages.contains("[\(bad.code)"), "\(result.messages)")
        #expect(bad.hint.isEmpty || result.messages.contains(bad.hint))
        #expect(studio.tree("outputs") == good)
        studio.put("pipeline.toml", TinyStudio.manifest)
        #expect(studio.run("build").status == 0)
        #expect(studio.tree("outputs") == good)
    }

    @Test(arguments: [
        ("inputs/maps/tone.yaml", "name: [\n", 4), ("inputs/maps/tone.yaml", "", 4),
        ("inputs/maps/tone.yaml", "\u{0}\u{1}\u{2}", 4),
        ("inputs/descriptors/tone.json", "{ \"plugin\": ", 4),
        ("inputs/descriptors/tone.json", "[]", 4), ("inputs/descriptors/tone.json", "", 4),
        ("inputs/controllers/desk.yaml", "profile: [", 4),
        ("inputs/maps/registry.yaml", "channels: {", 4),
    ])
    func `a broken file is named, and what was made from it stays`(
        path: String, text: String, status: Int32
    ) {
        let studio = TinyStudio.workspace()
        studio.run("build")
        let good = studio.tree("outputs")
        studio.put(path, text)
        let result = studio.run("build")
        #expect(result.status == status, "\(result.messages)")
        #expect(result.messages.contains(path + ":"), "\(result.messages)")
        #expect(studio.tree("outputs") == good, "\(result.messages)")
        #expect(studio.run("build").status == status)
        studio.put(path, TinyStudio.files[path] ?? "")
        #expect(studio.run("build").status == 0)
        #expect(studio.tree("outputs") == good)
    }

    @Test func `bytes that are no text are told at their place`() {
        let studio = TinyStudio.workspace()
        studio.put("inputs/maps/tone.yaml", Array("schema: 2\nname: ".utf8) + [0xff, 0xfe, 0x0a])
        let result = studio.run("build")
        #expect(result.status == 4)
        #expect(result.messages.contains("inputs/maps/tone.yaml:2:7"), "\(result.messages)")
    }

    @Test func `a plugin that is not there is an error in the map that names it`() {
        let studio = TinyStudio.workspace()
        studio.edit("inputs/maps/tone.yaml", "example.org/tone", "example.org/tune")
        let result = studio.run("build")
        #expect(result.status == 4)
        #expect(result.messages.contains("inputs/maps/tone.yaml:5:"), "\(result.messages)")
        #expect(studio.exists("outputs/resolved/gain.json"))
    }

    @Test func `a broken Turtle bundle is an extraction error, and its neighbours are read`() {
        let studio = TinyStudio.workspace()
        studio.edit(
            "pipeline.toml", "[maps]",
            "[[plugins]]\nformat = \"lv2\"\ninclude = [\"*\"]\npaths = [\"inputs/lv2\"]\n\n[maps]")
        studio.put("inputs/lv2/broken.lv2/manifest.ttl", "@prefix lv2: <http://lv2plug.in/ns/")
        studio.put("inputs/lv2/empty.lv2/manifest.ttl", "")
        let result = studio.run("build")
        #expect(result.status == 5, "\(result.messages)")
        #expect(
            result.messages.contains("inputs/lv2/broken.lv2/manifest.ttl"), "\(result.messages)")
        #expect(studio.tree("outputs").keys.sorted() == TinyStudio.outputs)
    }

    @Test func `an output path that is a folder fails that node only`() {
        let studio = TinyStudio.workspace()
        studio.put("outputs/resolved/gain.json/mine", "kept")
        let result = studio.run("build")
        #expect(result.status == 6, "\(result.messages)")
        #expect(result.messages.contains("cannot write outputs/resolved/gain.json: it is a folder"))
        #expect(studio.text("outputs/resolved/gain.json/mine") == "kept")
        #expect(studio.exists("outputs/resolved/tone.json"))
        #expect(studio.exists("outputs/ardour/acme-desk.map"))
        studio.remove("outputs/resolved/gain.json")
        #expect(studio.run("build").status == 0)
        #expect(studio.tree("outputs").keys.sorted() == TinyStudio.outputs)
    }

    @Test func `an input that became a folder or a pipe is told, and does not hang the build`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        let good = studio.tree("outputs")
        for make in [{ mkdir($0, 0o755) }, { mkfifo($0, 0o644) }] {
            studio.remove("inputs/maps/registry.yaml")
            _ = make(studio.root + "/inputs/maps/registry.yaml")
            let result = studio.run("build", timeoutSeconds: 20)
            #expect(!result.timedOut)
            #expect(result.status == 4, "\(result.messages)")
            #expect(result.messages.contains("inputs/maps/registry.yaml"), "\(result.messages)")
            #expect(studio.tree("outputs") == good)
        }
    }

    @Test func `an output folder that is a link out of the workspace is not written through`() {
        let studio = TinyStudio.workspace()
        let elsewhere = ProgramWorkspace()
        mkdir(studio.root + "/outputs", 0o755)
        symlink(elsewhere.root, studio.root + "/outputs/resolved")
        let result = studio.run("build")
        #expect(result.status == 6, "\(result.messages)")
        #expect(result.messages.contains("a link on the way leads out of the workspace"))
        #expect(elsewhere.tree(".").isEmpty)
        #expect(studio.exists("outputs/runtime/tone.json"))
    }

    @Test func `files with odd names are read like any other`() {
        let studio = TinyStudio.workspace()
        for name in ["a b", "new\nline", "tab\t", "ümläut", "colon:colon", "star*", "quote\""] {
            studio.put(
                "inputs/maps/\(name).yaml",
                TinyStudio.tone.replacing("channel: 2", with: "channel: 9").replacing(
                    "name: Tone on Desk", with: "name: N\(name.utf8.count)"))
        }
        let result = studio.run("build")
        #expect(result.status == 0 || result.status == 4, "\(result.messages)")
        #expect(studio.exists("outputs/resolved/new\nline.json"), "\(result.messages)")
        #expect(studio.exists("outputs/resolved/colon:colon.json"))
        #expect(studio.build().report.nodes.isEmpty)
    }
}
