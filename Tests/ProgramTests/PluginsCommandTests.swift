import Testing

@Suite struct PluginsCommandTests {
    @Test func `pinned plugins are listed though none is installed`() {
        let studio = TinyStudio.workspace()
        let rows = JSONObject.list(studio.run("plugins:list", "--format", "json").output)
        #expect(rows.map { $0["name"] as? String } == ["Tiny gain", "Tiny tone"])
        #expect(rows.first?["id"] as? String == "http://example.org/gain")
        #expect(rows.first?["parameters"] as? Int == 2)
        #expect(rows.first?["pinned"] as? Bool == true)
        #expect(rows.first?["state"] as? String == "not installed")
        func names(_ arguments: String...) -> String {
            studio.start(["plugins", "list", "--format", "simple"] + arguments).wait().output
        }
        #expect(names("--filter", "*tone").split(separator: "\n").count == 1)
        #expect(names("--name", "GAIN").contains("Tiny gain"))
        #expect(names("--maker", "nobody").isEmpty)
        #expect(names("--type", "clap").isEmpty)
        #expect(studio.run("plugins", "list", "--type", "tape").status == 2)
    }

    @Test func `a plugin is shown by URI, by name and by file`() {
        let studio = TinyStudio.workspace()
        for name in ["http://example.org/gain", "tiny gain", "gain.json"] {
            let result = studio.run("plugins", "show", name)
            #expect(result.status == 0, "\(result.messages)")
            #expect(result.output.hasPrefix("Tiny gain, Acme\n"), "\(result.output)")
            #expect(result.output.contains("inputs/descriptors/gain.json (pinned)"))
            #expect(result.output.contains("    1  drive   Drive  continuous  0 ... 10  2"))
        }
        let json = JSONObject(studio.run("plugins", "show", "Tiny gain", "--format", "json").output)
        #expect(json.objects("parameters").count == 2)
    }

    @Test func `a misspelt plugin is answered with the nearest, several with their names`() {
        let studio = TinyStudio.workspace()
        let near = studio.run("plugins", "show", "Tiny gian")
        #expect(near.status == 2)
        #expect(near.messages.contains("did you mean 'Tiny gain'?"))
        let several = studio.run("plugins", "show", "Tiny*")
        #expect(several.status == 2)
        #expect(several.messages.contains("http://example.org/tone"))
    }

    @Test func `a pinned plugin that is not installed cannot be extracted`() {
        let studio = TinyStudio.workspace()
        let result = studio.run("plugins", "extract", "Tiny gain")
        #expect(result.status == 2)
        #expect(result.messages.contains("only pinned here"))
    }

    @Test(.enabled(if: InstalledPlugins.haveMDA))
    func `extracting reads the bundles once, and again when forced`() {
        let studio = InstalledPlugins.workspace()
        let first = studio.run("plugins:extract", "-v")
        #expect(first.status == 0, "\(first.messages)")
        #expect(first.messages.contains("run      extract:lv2:/usr/lib/lv2/mda.lv2 ("))
        #expect(!studio.exists("out"))
        #expect(studio.run("plugins", "extract").messages.hasPrefix("nothing to do"))
        for command in [["plugins:extract:force"], ["plugins", "extract", "--force", "*Leslie"]] {
            let again = studio.start(command + ["-v"]).wait()
            #expect(again.messages.contains("run      extract:lv2:/usr/lib/lv2/mda.lv2 ("))
            #expect(again.messages.contains(": asked for\n"), "\(again.messages)")
        }
        #expect(studio.run("build").status == 0)
        let rows = studio.run("plugins", "list", "--format", "text").output.split(separator: "\n")
        #expect(rows.count > 30)
        #expect(
            studio.run("plugins", "list", "--all", "--format", "text").output.utf8.count
                > rows.joined().utf8.count)
    }

    @Test(.enabled(if: InstalledPlugins.haveMDA))
    func `pinning writes the descriptors that maps use, tells changes, and settles drift`() {
        let studio = InstalledPlugins.workspace()
        let path = "pins/lv2-drobilla.net-plugins-mda-Leslie.json"
        func states(_ arguments: String...) -> [String?] {
            let result = studio.start(["plugins", "pin", "--format", "json"] + arguments).wait()
            return JSONObject.list(result.output).map { $0["state"] as? String }
        }
        #expect(states("--dry-run") == ["new"])
        #expect(!studio.exists(path))
        #expect(states() == ["new"])
        #expect(studio.exists(path))
        #expect(states() == ["unchanged"])
        studio.edit(path, "\"name\": \"Speed\"", "\"name\": \"Tempo\"")
        let drifting = studio.run("plugins", "list", "--name", "leslie", "--format", "text")
        #expect(drifting.output.contains("\tdrift\t"), "\(drifting.output)")
        let health = studio.run("plugins", "health")
        #expect(health.status == 0)
        #expect(health.output.contains("[plugin.drift]"), "\(health.output)")
        let pinned = studio.run("plugins", "pin", "MDA Leslie")
        #expect(pinned.output.contains("was called 'Tempo'"), "\(pinned.output)")
        #expect(studio.run("build").status == 0)
        #expect(!studio.run("plugins", "health").output.contains("plugin.drift"))
        #expect(states("http://drobilla.net/plugins/mda/Del*") == ["new"])
    }

    @Test func `pinning needs a place in the manifest`() {
        let studio = TinyStudio.workspace()
        studio.edit("pipeline.toml", "descriptors = [\"inputs/descriptors/*.json\"]", "")
        studio.edit("pipeline.toml", "[[plugins]]\n", "")
        let result = studio.run("plugins", "pin")
        #expect(result.status == 2)
        #expect(result.messages.contains("names no place for descriptors"), "\(result.messages)")
    }

    @Test func `a pin of a plugin that is not installed stays`() {
        let studio = TinyStudio.workspace()
        let before = studio.tree("inputs")
        let result = studio.run("plugins", "pin")
        #expect(result.status == 0, "\(result.messages)")
        #expect(result.messages.contains("http://example.org/gain is not installed here"))
        #expect(studio.tree("inputs") == before)
        #expect(studio.run("plugins", "pin", "Tiny gain").status == 5)
    }

    @Test(.enabled(if: InstalledPlugins.haveMDA))
    func `a plugin that cannot be read is told apart, with the reason in the health`() {
        let studio = InstalledPlugins.workspace()
        for (path, bytes) in InstalledPlugins.files("mda.lv2") {
            studio.put("lv2/mda.lv2/\(path)", bytes)
        }
        studio.put("lv2/mda.lv2/JX10.ttl", "not Turtle")
        studio.environment["LV2_PATH"] = studio.root + "/lv2"
        let list = studio.run("plugins", "list", "--filter", "*JX10", "--format", "text")
        #expect(list.output.contains("\tunreadable\thttp://drobilla.net/plugins/mda/JX10\n"))
        let health = studio.run("plugins", "health")
        #expect(health.status == 5)
        #expect(health.output.contains("JX10.ttl:1: "), "\(health.output)")
        let page = JSONObject(studio.run("plugins:health", "--format", "json").output)
        #expect(page.objects("facts").allSatisfy { $0["area"] as? String != "maps" })
        #expect(studio.run("plugins", "show", "*JX10").status == 5)
    }
}
