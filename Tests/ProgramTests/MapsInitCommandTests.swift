import Testing

@Suite struct MapsInitCommandTests {
    @Test func `a first map is written where the manifest looks, and builds`() {
        let studio = TinyStudio.workspace()
        let result = studio.run("maps", "init", "--device", "acme/desk", "--plugin", "Tiny gain")
        #expect(result.status == 0, "\(result.messages)")
        #expect(result.output == "inputs/maps/desk/tiny-gain.yaml\n")
        #expect(result.messages.contains("add to inputs/maps/registry.yaml: 3: {"))
        let text = studio.text("inputs/maps/desk/tiny-gain.yaml") ?? ""
        #expect(text.contains("\nchannel: 3\n"), "\(text)")
        #expect(text.contains("  - { id: knob-1, name: Level, parameter: { symbol: level } }\n"))
        #expect(studio.run("build").status == 0)
        #expect(studio.exists("outputs/resolved/desk/tiny-gain.json"))
    }

    @Test func `a file that is there is not written over unless asked`() {
        let studio = TinyStudio.workspace()
        let arguments = [
            "maps", "init", "-d", "acme/desk", "-p", "http://example.org/tone", "-o",
            "inputs/maps/gain.yaml",
        ]
        let refused = studio.start(arguments).wait()
        #expect(refused.status == 2)
        #expect(studio.text("inputs/maps/gain.yaml") == TinyStudio.gain)
        let forced = studio.start(arguments + ["--force"]).wait()
        #expect(forced.status == 0, "\(forced.messages)")
        #expect(studio.text("inputs/maps/gain.yaml")?.contains("name: Tiny tone on Desk") == true)
    }

    @Test func `a dash prints the map, and nothing is written`() {
        let studio = TinyStudio.workspace()
        let result = studio.run(
            "maps", "init", "-d", "Desk", "-p", "Tiny tone", "-o", "-", "--name", "My: map")
        #expect(result.output.contains("\nname: \"My: map\"\n"), "\(result.messages)")
        #expect(!studio.exists("inputs/maps/desk"))
    }

    @Test func `an unknown device or plugin is told with what there is`() {
        let studio = TinyStudio.workspace()
        let device = studio.run("maps", "init", "-d", "acme/dekk", "-p", "Tiny tone")
        #expect(device.status == 2)
        #expect(device.messages.contains("did you mean 'acme/desk'?"), "\(device.messages)")
        let plugin = studio.run("maps", "init", "-d", "acme/desk", "-p", "Tiny tome")
        #expect(plugin.status == 2)
        #expect(plugin.messages.contains("did you mean 'Tiny tone'?"), "\(plugin.messages)")
        #expect(studio.run("maps", "init", "-p", "Tiny tone").status == 2)
    }

    @Test func `places outside the workspace are refused`() {
        let (studio, other) = (TinyStudio.workspace(), ProgramWorkspace())
        for place in [other.root + "/x.yaml", "../x.yaml", "inputs/maps/x.txt"] {
            let result = studio.run(
                "maps", "init", "-d", "acme/desk", "-p", "Tiny tone", "-o", place)
            #expect(result.status == 2, "\(place)")
        }
        #expect(!other.exists("x.yaml"))
    }

    @Test func `twice the same map comes out`() {
        let studio = TinyStudio.workspace()
        let arguments = ["maps", "init", "-d", "acme/desk", "-p", "Tiny tone", "-o", "-"]
        let (first, second) = (studio.start(arguments).wait(), studio.start(arguments).wait())
        #expect(first.output == second.output)
        #expect(first.output.contains("controls:"))
    }
}
