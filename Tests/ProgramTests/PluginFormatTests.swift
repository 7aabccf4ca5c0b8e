import Glibc
import Testing

/// Plugins of each format, from the manifest to descriptors, maps and files.
@Suite struct PluginFormatTests {
    private func list(_ studio: ProgramWorkspace, _ arguments: String...) -> [[String: Any]] {
        JSONObject.list(
            studio.run(["plugins", "list", "--format", "json"] + arguments).output)
    }

    @Test(arguments: PluginFixture.all)
    func `a plugin is found by a search, mapped, and built for`(fixture: PluginFixture) throws {
        let studio = try PluginFixture.workspace(
            [fixture], including: [fixture.id],
            manifest: """
                [maps]
                include = ["maps/**/*.yaml"]
                [controllers]
                include = ["controllers/*.yaml"]
                [[generate]]
                target = "resolved"
                output = "out"
                """)
        studio.put("controllers/desk.yaml", TinyStudio.controller)
        _ = studio.run("build")
        let words = fixture.parameter.split(separator: " ")[0].lowercased()
        let found = JSONObject.list(
            studio.run("plugins", "search", words, "--plugin", fixture.id, "--format", "json")
                .output)
        #expect(found.first?["format"] as? String == fixture.format)
        #expect(found.first?["id"] as? String == fixture.id)
        #expect(found.first?["name"] as? String == fixture.parameter)
        let written = studio.run(
            "maps", "init", "--device", "acme/desk", "--plugin", "\(fixture.format):\(fixture.id)")
        #expect(written.status == 0, "\(written.messages)")
        let path = written.output.split(separator: "\n").first.map(String.init) ?? ""
        #expect(studio.text(path)?.contains("format: \(fixture.format)") == true)
        let built = studio.run("build", "-q")
        let errors = built.messages.split(separator: "\n").filter { $0.contains(path) }
        #expect(errors.isEmpty, "\(errors)")
        let maps = studio.tree("out").values.map { String(decoding: $0, as: UTF8.self) }
        #expect(maps.contains { $0.contains(fixture.parameter) }, "\(built.messages)")
        #expect(studio.run("maps", "check", path).status == 0)
    }

    @Test func `LADSPA plugins are found by their ids and by their names`() throws {
        let studio = ProgramWorkspace()
        // A folder of its own: another of the installed libraries may be broken.
        mkdir(studio.root + "/plugins", 0o755)
        for name in ["amp_1181.so", "gverb_1216.so"] {
            symlink("/usr/lib/ladspa/" + name, studio.root + "/plugins/" + name)
        }
        studio.environment["LADSPA_PATH"] = studio.root + "/plugins"
        studio.put(
            "pipeline.toml",
            "schema = 1\n" + PluginFixture.ladspa.section(including: ["amp_1181.so#*", "GVerb"]))
        #expect(studio.run("build").status == 0)
        let rows = list(studio)
        #expect(rows.map { $0["name"] as? String } == ["Simple amplifier", "GVerb"])
        #expect(
            rows.map { $0["id"] as? String } == ["amp_1181.so#amp", "gverb_1216.so#gverb"])
        #expect(rows.map { $0["parameters"] as? Int } == [1, 7])
        #expect(rows.allSatisfy { $0["state"] as? String == "ok" })
        #expect(studio.run("build").messages.contains("nothing to do"))
    }

    @Test func `CLAP and VST3 plugins are found by their ids and by their names`() throws {
        let studio = ProgramWorkspace()
        let tube = "2046504473616C634255545A00000000"
        studio.put(
            "pipeline.toml",
            "schema = 1\n"
                + PluginFixture.clap.section(including: ["com.zamaudio.ZamTube", "ZamComp"])
                + PluginFixture.vst3.section(including: [tube, "ZamComp"]))
        #expect(studio.run("build").status == 0)
        let rows = list(studio)
        #expect(
            rows.map { $0["id"] as? String } == [
                "com.zamaudio.ZamComp", "com.zamaudio.ZamTube", tube,
                "2046504473616C63504D435A00000000",
            ])
        #expect(rows.map { $0["parameters"] as? Int } == [10, 7, 10, 13])
        #expect(studio.run("build").messages.contains("nothing to do"))
    }

    @Test func `a map for a LADSPA plugin becomes a file for Ardour`() throws {
        let studio = try PluginFixture.workspace(
            [.ladspa],
            manifest: """
                [maps]
                include = ["inputs/maps/*.yaml"]
                [[generate]]
                target = "ardour"
                output = "outputs/ardour"
                """)
        studio.put(
            "inputs/maps/gain.yaml",
            """
            schema: 2
            name: Gain
            device: { manufacturer: Korg, model: nanoKONTROL2 }
            channel: 1
            plugin: { format: ladspa, id: "good.so#good" }
            controls:
              - { id: knob-1, send: { cc: 16 }, parameter: { name: Gain (dB) } }
            """)
        let built = studio.run("build")
        #expect(built.status == 0, "\(built.messages)")
        let file = try #require(studio.text("outputs/ardour/korg-nanokontrol2.map"))
        #expect(file.contains("ctl=\"16\" uri=\"/route/plugin/parameter S1 1 1\""))
    }

    @Test func `maps for a plugin of one name in two formats lie apart`() throws {
        let studio = try PluginFixture.workspace(
            [.ladspa, .dssi],
            manifest: """
                [maps]
                include = ["maps/**/*.yaml"]
                [controllers]
                include = ["controllers/*.yaml"]
                """)
        studio.put("controllers/desk.yaml", TinyStudio.controller)
        let first = studio.run("maps", "init", "-d", "acme/desk", "-p", "ladspa:Good")
        let second = studio.run("maps", "init", "-d", "acme/desk", "-p", "dssi:Good")
        #expect(first.output == "maps/desk/good.yaml\n", "\(first.messages)")
        #expect(second.output == "maps/desk/good-dssi.yaml\n", "\(second.messages)")
        #expect(studio.text("maps/desk/good-dssi.yaml")?.contains("name: Good (DSSI)") == true)
        let built = studio.run("build")
        #expect(built.status == 0 && !built.messages.contains("warning"), "\(built.messages)")
    }
}
