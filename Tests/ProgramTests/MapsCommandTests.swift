import Testing

@Suite struct MapsCommandTests {
    @Test func `maps are listed with what they are for, before anything was built`() {
        let studio = TinyStudio.workspace()
        let result = studio.run("maps", "list")
        #expect(result.status == 0, "\(result.messages)")
        let lines = result.output.split(separator: "\n").map(String.init)
        #expect(lines.count == 5)
        #expect(lines[0].hasPrefix("name "))
        #expect(lines[1].hasPrefix("Base "))
        #expect(lines[1].contains("template"))
        #expect(
            lines[2].contains("Tiny gain") && lines[2].hasSuffix("ok        inputs/maps/gain.yaml"))
        #expect(lines[4] == "3 maps, 2 mapped (67 %), 4 controls")
        #expect(!studio.exists("outputs"))
    }

    @Test func `filters choose, and sorting orders`() {
        let studio = TinyStudio.workspace()
        func paths(_ arguments: String...) -> [String] {
            let result = studio.start(["maps", "list", "--format", "json"] + arguments).wait()
            return JSONObject.list(result.output).compactMap { $0["path"] as? String }
        }
        #expect(paths("--plugin", "GAIN") == ["inputs/maps/gain.yaml"])
        #expect(paths("--plugin", "example.org/tone") == ["inputs/maps/tone.yaml"])
        #expect(paths("--mapped-only") == ["inputs/maps/gain.yaml", "inputs/maps/tone.yaml"])
        #expect(paths("--device", "acme/desk").count == 3)
        #expect(paths("--manufacturer", "Novation").isEmpty)
        #expect(
            paths("--mapped-only", "--sort-by", "name", "--sort-order", "desc") == [
                "inputs/maps/tone.yaml", "inputs/maps/gain.yaml",
            ])
        #expect(paths("inputs/maps/tone.yaml") == ["inputs/maps/tone.yaml"])
    }

    @Test func `groups have their own tables`() {
        let studio = TinyStudio.workspace()
        let output = studio.run("maps", "list", "--group-by", "plugin").output
        #expect(output.contains("plugin: none\n"))
        #expect(output.contains("plugin: Tiny gain\n"))
    }

    @Test func `an edit shows in the list at once`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        studio.edit("inputs/maps/gain.yaml", "symbol: drive", "symbol: drivr")
        let result = studio.run("maps", "list", "--format", "text")
        #expect(result.output.contains("\t1 error\tinputs/maps/gain.yaml\n"), "\(result.output)")
        #expect(result.status == 0)
        studio.edit("inputs/maps/gain.yaml", "symbol: drivr", "symbol: drive")
        let cached = studio.run("maps", "list", "--cached", "--format", "text")
        #expect(cached.output.contains("\tchanged since\tinputs/maps/gain.yaml\n"))
    }

    @Test func `names with commas and quotes survive in CSV`() {
        let studio = TinyStudio.workspace()
        studio.edit("inputs/maps/gain.yaml", "name: Gain on Desk", "name: 'Gain, \"hot\"'")
        let output = studio.run("maps", "list", "--plugin", "gain", "--format", "csv").output
        #expect(output.hasPrefix("name,device,manufacturer,plugin,channel,controls,state,path\r\n"))
        #expect(output.contains("\r\n\"Gain, \"\"hot\"\"\",Desk,Acme,"), "\(output)")
    }

    @Test func `validating prints findings and ends with four`() {
        let studio = TinyStudio.workspace()
        #expect(studio.run("maps:validate").status == 0)
        studio.edit("inputs/maps/gain.yaml", "symbol: drive", "symbol: drivr")
        let all = studio.run("maps", "validate")
        #expect(all.status == 4)
        #expect(all.messages.contains("inputs/maps/gain.yaml:7:"), "\(all.messages)")
        #expect(studio.run("maps", "validate", "inputs/maps").status == 4)
        let other = studio.run("maps", "validate", "inputs/maps/tone.yaml")
        #expect(other.status == 0, "\(other.messages)")
        #expect(!other.messages.contains("drivr"))
        #expect(!studio.exists("outputs"))
    }

    @Test func `in strict mode a warning is an error`() {
        let studio = TinyStudio.workspace()
        studio.edit("inputs/maps/tone.yaml", "channel: 2", "channel: 3")
        let plain = studio.run("maps", "validate")
        #expect(plain.messages.contains("warning"), "\(plain.messages)")
        #expect(plain.status == 0)
        #expect(studio.run("maps", "validate", "--strict").status == 4)
        let quiet = studio.run("maps", "validate", "--no-warnings")
        #expect(!quiet.messages.contains("warning"), "\(quiet.messages)")
        #expect(studio.run("maps", "validate", "--strict", "--no-warnings").status == 2)
    }

    @Test func `a map that is not there is not found, and what is no map is told`() {
        let studio = TinyStudio.workspace()
        let missing = studio.run("maps", "validate", "inputs/maps/gian.yaml")
        #expect(missing.status == 3)
        #expect(missing.messages.contains("did you mean 'inputs/maps/gain.yaml'?"))
        let other = studio.run("maps", "validate", "inputs/controllers/desk.yaml")
        #expect(other.status == 2)
        #expect(other.messages.contains("'inputs/controllers/desk.yaml' is no map"))
    }

    @Test func `a manifest with errors stops a list`() {
        let studio = TinyStudio.workspace()
        studio.edit("pipeline.toml", "[maps]", "[mapps]")
        let result = studio.run("maps", "list")
        #expect(result.status == 2)
        #expect(result.output.isEmpty)
        #expect(result.messages.contains("pipeline.toml:"))
    }
}
