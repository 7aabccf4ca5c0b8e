import Testing

/// Lists of plugins of all formats: filters, tables that fit, and what is said when nothing is listed.
@Suite struct PluginsListCommandTests {
    /// A workspace with a plugin of each format but CLAP, whose usual folder is always searched.
    private func studio() throws -> ProgramWorkspace {
        let fixtures = [PluginFixture.lv2, .ladspa, .dssi, .vst2]
        let studio = try PluginFixture.workspace(fixtures)
        #expect(studio.run("build").status == 0)
        return studio
    }

    private func formats(_ studio: ProgramWorkspace, _ arguments: String...) -> [String] {
        let result = studio.run(["plugins", "list", "--format", "csv"] + arguments)
        return result.output.split(whereSeparator: \.isNewline).dropFirst()
            .map { String($0.prefix { $0 != "," }) }
    }

    @Test func `filters by format, name, maker, id and parameter must all fit`() throws {
        let studio = try studio()
        #expect(formats(studio) == ["dssi", "ladspa", "lv2", "vst2"])
        #expect(formats(studio, "--type", "dssi") == ["dssi"])
        #expect(formats(studio, "--type", "VST") == ["vst2"])
        #expect(formats(studio, "--name", "GOO") == ["dssi", "ladspa", "lv2"])
        #expect(formats(studio, "--name", "go*d") == ["dssi", "ladspa", "lv2"])
        #expect(formats(studio, "--maker", "nobody") == ["dssi", "ladspa", "vst2"])
        #expect(formats(studio, "--filter", "*.so#*") == ["dssi", "ladspa"])
        #expect(formats(studio, "--parameter", "rate") == ["lv2"])
        #expect(
            formats(studio, "--parameter", "gain", "--maker", "nobody", "--name", "fix") == ["vst2"]
        )
    }

    @Test func `other programs get versions, categories and files, tables do not`() throws {
        let studio = try studio()
        let csv = studio.run("plugins", "list", "--type", "vst2", "--format", "csv").output
        #expect(
            csv.split(whereSeparator: \.isNewline).map(String.init) == [
                "format,name,maker,parameters,pinned,state,id,version,category,path",
                "vst2,Fixture,Nobody,5,no,ok,46495854,1203,Instrument,"
                    + "\(studio.root)/plugins/vst2/good.so",
            ])
        let table = studio.run("plugins", "list", "--type", "vst2").output
        #expect(
            table.hasPrefix(
                "format  name     maker   parameters  state  id\n"
                    + "vst2    Fixture  Nobody           5  ok     46495854\n"), "\(table)")
    }

    @Test(arguments: [40, 60, 80, 120])
    func `tables fit a terminal, and what they cut still names the plugin`(width: Int) throws {
        let studio = try studio()
        let id =
            "http://example.org/an-id-of-a-plugin/that-is-longer/than-the-terminal-is-wide/good"
        for path in ["manifest.ttl", "good.ttl"] {
            studio.edit("plugins/lv2/good.lv2/" + path, "http://example.org/good", id)
        }
        studio.edit("plugins/lv2/good.lv2/good.ttl", "\"Good\"", "\"A name that says it all\"")
        studio.environment["COLUMNS"] = "\(width)"
        let table = studio.run("plugins", "list", "--type", "lv2").output.split(separator: "\n")
        #expect(table.allSatisfy { $0.count <= max(width, 65) }, "\(table)")
        let shown = try #require(
            table.dropFirst().first?.split(separator: " ").last.map(String.init))
        #expect(shown.hasPrefix("\u{2026}") && id.hasSuffix(shown.dropFirst()))
        #expect(studio.run("plugins", "show", shown).output.contains(id))
    }

    @Test func `where nothing is listed it is said what there is`() throws {
        let studio = try studio()
        func message(_ arguments: String...) -> String {
            studio.run(["plugins", "list"] + arguments).messages
        }
        #expect(
            message("--name", "zzz")
                == "no plugin fits all filters; without them there are 1 LV2, 1 LADSPA, 1 DSSI, 1 VST2; "
                + "--all lists also what is installed and not included\n")
        #expect(message("--type", "vst3").contains("pipeline.toml includes no VST3 plugins"))
        #expect(message("--name", "zzz", "-q").isEmpty)
        studio.put("pipeline.toml", "schema = 1\n")
        #expect(message().hasPrefix("pipeline.toml includes no plugins; add [[plugins]]"))
        studio.put(
            "pipeline.toml", "schema = 1\n" + PluginFixture.vst2.section(including: ["nothing"]))
        #expect(message().contains("no installed plugin fits the patterns"))
        #expect(message("--type", "vst2").contains("no installed VST2 plugin fits the patterns"))
    }

    @Test func `all that is installed is listed by name, with what is not included`() throws {
        let studio = try PluginFixture.workspace([.ladspa], including: ["none"])
        let listed = studio.run("plugins", "list", "--all")
        #expect(
            listed.output == """
                format  name  maker  parameters  state         id
                ladspa  Good                     not included  good.so#good

                0 plugins, 0 parameters; 1 more installed, 0 unreadable

                """, "\(listed.output)")
    }
}
