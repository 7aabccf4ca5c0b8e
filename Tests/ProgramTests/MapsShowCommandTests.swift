import Testing

@Suite struct MapsShowCommandTests {
    @Test func `a page has controller, plugin, channel and every control`() {
        let studio = TinyStudio.workspace()
        let result = studio.run("maps", "show", "inputs/maps/gain.yaml")
        #expect(result.status == 0, "\(result.messages)")
        #expect(result.output.hasPrefix("Gain on Desk\n"))
        #expect(result.output.contains("Acme Desk (inputs/controllers/desk.yaml)"))
        #expect(result.output.contains("Tiny gain, Acme (lv2 http://example.org/gain)"))
        #expect(result.output.contains("channel     1 (inputs/maps/gain.yaml:4)"))
        let lines = result.output.split(separator: "\n").map(String.init)
        let level = lines.first { $0.hasPrefix("knob-1") } ?? ""
        #expect(level.contains("CC 16") && level.contains("0 ... 1"))
        #expect(level.hasSuffix("name and parameter base.yaml:6"), "\(level)")
        #expect(lines.contains { $0.hasPrefix("knob-2") && $0.hasSuffix("0 ... 10") })
        #expect(result.output.contains("2 controls, 2 moving something"))
    }

    @Test func `findings come last, and do not keep the page back`() {
        let studio = TinyStudio.workspace()
        studio.edit("inputs/maps/gain.yaml", "symbol: drive", "symbol: drivr")
        let result = studio.run("maps", "show", "inputs/maps/gain.yaml")
        #expect(result.status == 0)
        #expect(result.output.contains("? drivr"))
        #expect(result.output.contains("inputs/maps/gain.yaml:7:53: error:"), "\(result.output)")
    }

    @Test func `as JSON every value has its place`() throws {
        let studio = TinyStudio.workspace()
        let output = studio.run("maps", "show", "inputs/maps/gain.yaml", "--format", "json").output
        let map = JSONObject(output)
        let controls = try #require(map["controls"] as? [[String: Any]])
        let from = try #require(controls[0]["from"] as? [String: String])
        #expect(from["parameter"] == "inputs/maps/base.yaml:6")
        #expect(from["send"] == "inputs/controllers/desk.yaml:8")
        #expect((map["findings"] as? [Any])?.isEmpty == true)
    }

    @Test func `what cannot be read is told`() {
        let studio = TinyStudio.workspace()
        studio.put("inputs/maps/gain.yaml", "schema: 2\ncontrols: [\n")
        let result = studio.run("maps", "show", "inputs/maps/gain.yaml")
        #expect(result.status == 4)
        #expect(result.output.isEmpty)
        #expect(result.messages.contains("[yaml.syntax]"))
        #expect(studio.run("maps", "show", "inputs/maps/gian.yaml").status == 3)
        #expect(studio.run("maps", "show", "inputs/maps").status == 2)
    }
}
