import Testing

/// `daw lint` and `daw import`, which need no workspace.
@Suite struct DAWLintCommandTests {
    private let bad = """
        <ArdourMIDIBindings version="1.0.0" name="Acme Desk">
          <DeviceInfo motorised="yes"/>
          <Binding channel="1" ctl="16" uri="/route/plugin/parameter S1 1 1"/>
          <Binding channel="1" ctl="17" function="transport-stopp"/>
        </ArdourMIDIBindings>

        """

    @Test func `findings are told with their place, and errors end with 4`() {
        let folder = ProgramWorkspace(["maps/desk.map": bad])
        let result = folder.run("daw", "lint", "maps")
        #expect(result.status == 4)
        #expect(result.output.isEmpty)
        #expect(result.messages.contains("maps/desk.map:2:15: warning:"))
        #expect(result.messages.contains("maps/desk.map:4:43: error:"))
        #expect(result.messages.contains("fix-it: use 'transport-stop'"))
        #expect(result.messages.hasSuffix("1 map: 1 error, 1 warning\n"))
        #expect(folder.run("daw", "lint", "none.map").status == 3)
    }

    @Test(arguments: ["json", "github", "sarif"])
    func `findings are the result in the formats of other programs`(format: String) {
        let folder = ProgramWorkspace(["desk.map": bad])
        let result = folder.run("daw", "lint", "desk.map", "--format", format)
        #expect(result.status == 4)
        #expect(result.output.contains("ardour.unknown-function"))
        #expect(!result.messages.contains("ardour.unknown-function"))
    }

    @Test func `a dry run shows the difference, and fixing makes it`() {
        let folder = ProgramWorkspace(["desk.map": bad])
        let shown = folder.run("daw", "lint", "--fix", "--dry-run", "desk.map")
        #expect(shown.output.contains("-  <DeviceInfo motorised=\"yes\"/>"))
        #expect(shown.output.contains("+  <DeviceInfo motorized=\"yes\"/>"))
        #expect(folder.text("desk.map") == bad)
        #expect(folder.run("daw", "lint", "--fix", "desk.map").status == 0)
        let mended = bad.replacing("motorised", with: "motorized").replacing("stopp", with: "stop")
        #expect(folder.text("desk.map") == mended)
    }

    @Test func `strict makes warnings errors, and no-warnings hides them`() {
        let warned = bad.replacing("stopp", with: "stop")
        let folder = ProgramWorkspace(["desk.map": warned])
        #expect(folder.run("daw", "lint", "desk.map").status == 0)
        #expect(folder.run("daw", "lint", "--strict", "desk.map").status == 4)
        #expect(
            !folder.run("daw", "lint", "--no-warnings", "desk.map").messages.contains("warning"))
    }

    @Test func `the workspace around says how severe a code is`() {
        let folder = ProgramWorkspace(["maps/desk.map": bad])
        folder.put(
            "pipeline.toml",
            """
            schema = 1
            [rules]
            "ardour.unknown-function" = "off"
            "ardour.unknown-device-key" = "info"

            """)
        let milder = folder.run("daw", "lint", "maps")
        #expect(milder.status == 0, "\(milder.messages)")
        #expect(milder.messages.contains("warning:") && !milder.messages.contains("error:"))
        #expect(milder.messages.contains("[ardour.unknown-function]"))
        #expect(!milder.messages.contains("[ardour.unknown-device-key]"))
        folder.put("pipeline.toml", "schema = 1\n[rules]\n\"ardour.none\" = \"off\"\n")
        let broken = folder.run("daw", "lint", "maps")
        #expect(broken.status == 4)
        #expect(
            broken.messages.contains("pipeline.toml has errors, so its [rules] are not followed"))
    }

    @Test func `a generated map is imported to what generates it again`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        let before = studio.bytes("outputs/ardour/acme-desk.map")
        let result = studio.run("daw", "import", "outputs/ardour/acme-desk.map", "-o", "new")
        #expect(result.status == 0, "\(result.messages)")
        #expect(
            studio.tree("new").keys.sorted() == ["new/gain-on-desk.yaml", "new/tone-on-desk.yaml"])
        for (map, path) in [("gain-on-desk", "gain"), ("tone-on-desk", "tone")] {
            let text = studio.text("new/\(map).yaml") ?? ""
            studio.put(
                "inputs/maps/\(path).yaml",
                text.replacing(
                    "device: { manufacturer: Acme, model: Desk }", with: "device: acme/desk"))
        }
        #expect(studio.run("build").status == 0)
        #expect(studio.bytes("outputs/ardour/acme-desk.map") == before)
        #expect(
            studio.run("daw", "import", "outputs/ardour/acme-desk.map", "-o", "new").status == 1)
    }

    @Test func `a foreign map is imported with a named plugin, without a workspace too`() {
        let folder = ProgramWorkspace([
            "desk.map": bad, "plugins/gain.json": TinyStudio.descriptor("gain"),
        ])
        #expect(folder.run("daw", "import", "desk.map").status == 4)
        let result = folder.run(
            "daw", "import", "desk.map", "--plugin", "Tiny gain", "--descriptors", "plugins")
        #expect(result.status == 0, "\(result.messages)")
        #expect(result.output.contains("id: cc-16, send: { cc: 16 }, parameter: { symbol: level }"))
        #expect(result.output.contains("# <Binding channel=\"1\" ctl=\"17\""))
    }

    @Test func `files are generated from some maps only, and copied where they are wanted`() {
        let studio = TinyStudio.workspace()
        let result = studio.run(
            "daw", "generate", "-t", "resolved", "-i", "inputs/maps/gain.yaml", "-o", "../copies")
        #expect(result.status == 0, "\(result.messages)")
        #expect(studio.tree("outputs").keys.sorted() == ["outputs/resolved/gain.json"])
        #expect(studio.bytes("../copies/gain.json") == studio.bytes("outputs/resolved/gain.json"))
        studio.put("../copies/gain.json", "mine")
        let again = ["daw", "generate", "-t", "resolved", "-o", "../copies"]
        #expect(studio.start(again).wait().status == 1)
        #expect(studio.text("../copies/gain.json") == "mine")
        #expect(studio.start(again + ["--force"]).wait().status == 0)
        #expect(studio.bytes("../copies/gain.json") == studio.bytes("outputs/resolved/gain.json"))
    }

    @Test(arguments: ["ableton", "reaper"])
    func `a target that does not exist is answered with those that do`(target: String) {
        let result = TinyStudio.workspace().run("daw", "generate", "-t", target)
        #expect(result.status == 2)
        #expect(result.messages.contains("targets that can be generated: ardour, resolved"))
    }
}
