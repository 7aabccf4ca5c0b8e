import Testing

@Suite struct MapsCheckCommandTests {
    @Test func `the worst map comes first, and says what it lost`() {
        let studio = TinyStudio.workspace()
        studio.edit("inputs/maps/tone.yaml", "symbol: drive", "symbol: drivr")
        let result = studio.run("maps:check")
        #expect(result.status == 0, "\(result.messages)")
        let lines = result.output.split(separator: "\n").map(String.init)
        #expect(lines[0].hasPrefix("score"))
        #expect(lines[1].contains("inputs/maps/tone.yaml"), "\(result.output)")
        #expect(lines[1].contains("Tiny tone has no parameter with the symbol 'drivr'"))
        #expect(result.output.contains("3 maps checked"))
        #expect(result.output.contains("'pipeline maps fix inputs/maps/tone.yaml' mends 1"))
        #expect(!studio.run("maps", "check", "--no-recommendations").output.contains("to do"))
    }

    @Test func `a map below the least score ends with four`() {
        let studio = TinyStudio.workspace()
        #expect(studio.run("maps", "check", "--min-score", "0.9").status == 0)
        #expect(studio.run("maps", "check", "--min-score", "0.99").status == 4)
        #expect(studio.run("maps", "check", "--min-score", "1.5").status == 2)
    }

    @Test func `a critical map ends with four even without a least score`() {
        let studio = TinyStudio.workspace()
        studio.put("inputs/maps/tone.yaml", "schema: 2\ncontrols: [\n")
        let result = studio.run("maps", "check", "--failed-only", "--format", "text")
        #expect(result.status == 4)
        #expect(result.output.split(separator: "\n").count == 1)
        #expect(result.output.contains("\tcritical\t"))
    }

    @Test func `every lost point has its dimension, reason and place`() throws {
        let studio = TinyStudio.workspace()
        studio.edit("inputs/maps/tone.yaml", "symbol: drive", "symbol: drivr")
        let json = studio.run("maps", "check", "inputs/maps/tone.yaml", "--format", "json").output
        let map = try #require(JSONObject.list(json).first)
        let losses = try #require(map["losses"] as? [[String: Any]])
        let loss = try #require(losses.first { $0["code"] as? String == "map.unknown-parameter" })
        #expect(loss["dimension"] as? String == "plugin")
        #expect(loss["line"] as? Int == 8)
        #expect(loss["points"] as? Double == 0.2)
        let detailed = studio.run("maps", "check", "inputs/maps/tone.yaml", "--format", "detailed")
        #expect(
            detailed.output.contains("    -0.20  inputs/maps/tone.yaml:8:"), "\(detailed.output)")
        #expect(detailed.output.contains("plugin         0.80 x 0.20"))
    }

    @Test func `the plugin can be left out, or described elsewhere`() {
        let studio = TinyStudio.workspace()
        studio.edit("inputs/maps/tone.yaml", "example.org/tone", "example.org/toni")
        func score(_ arguments: String...) -> String? {
            let result = studio.start(
                ["maps", "check", "inputs/maps/tone.yaml", "--format", "text"] + arguments
            ).wait()
            return result.output.split(separator: "\t").dropFirst(4).first.map(String.init)
        }
        #expect(score() == "0.70")
        #expect(score("--no-plugin-check") == "1.00")
        studio.put("more/toni.json", TinyStudio.descriptor("toni"))
        #expect(score("--plugin-descriptors", "more") == "1.00")
        #expect(studio.run("maps", "check", "--plugin-descriptors", "nowhere").status == 3)
    }

    @Test func `validate takes descriptors from a folder, or leaves plugins alone`() {
        let studio = TinyStudio.workspace()
        studio.edit("inputs/maps/tone.yaml", "example.org/tone", "example.org/toni")
        let map = "inputs/maps/tone.yaml"
        #expect(studio.run("maps", "validate", map).status == 4)
        #expect(studio.run("maps", "validate", map, "--no-check-plugins").status == 0)
        studio.put("more/toni.json", TinyStudio.descriptor("toni"))
        #expect(studio.run("maps", "validate", map, "--descriptors-dir", "more").status == 0)
        #expect(studio.run("maps", "validate", map, "--check-plugins").status == 4)
    }

    @Test func `validate refuses what is too large, and gives each map a line`() throws {
        let studio = TinyStudio.workspace()
        let result = studio.run("maps", "validate", "--max-file-size", "200", "--format", "json")
        #expect(result.status == 4)
        let report = JSONObject(result.output)
        let maps = try #require(report["maps"] as? [[String: Any]])
        #expect(maps.map { $0["valid"] as? Bool } == [true, true, false])
        #expect(maps[2]["score"] as? Double == 0.5)
        let codes = (report["diagnostics"] as? [[String: Any]])?.map { $0["code"] as? String }
        #expect(codes == ["map.too-large"])
    }
}
