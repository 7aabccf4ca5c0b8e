import Glibc
import Testing

/// Plugins of other formats than LV2, from the manifest to a descriptor.
@Suite struct PluginFormatTests {
    @Test func `LADSPA plugins are found by their ids and by their names`() throws {
        let studio = ProgramWorkspace()
        studio.environment["LADSPA_PATH"] = "/usr/lib/ladspa"
        studio.put(
            "pipeline.toml",
            """
            schema = 1
            [[plugins]]
            format = "ladspa"
            include = ["amp_1181.so#*", "GVerb"]
            """)
        let built = studio.run("build")
        #expect(built.status == 0, "\(built.messages)")
        let listed = studio.run("plugins", "list", "--format", "csv")
        #expect(
            listed.output.split(whereSeparator: \.isNewline) == [
                "format,name,maker,parameters,pinned,state,id",
                "ladspa,Simple amplifier,Steve Harris <steve@plugin.org.uk>,1,no,ok,amp_1181.so#amp",
                "ladspa,GVerb,\"Juhana Sadeharju <kouhia at nic.funet.fi>, LADSPAification by Steve Harris "
                    + "<steve@plugin.org.uk>\",7,no,ok,gverb_1216.so#gverb",
            ])
        #expect(studio.run("build").messages.contains("nothing to do"))
    }

    @Test func `CLAP and VST3 plugins are found by their ids and by their names`() throws {
        let studio = ProgramWorkspace()
        studio.put(
            "pipeline.toml",
            """
            schema = 1
            [[plugins]]
            format = "clap"
            include = ["com.zamaudio.ZamTube", "ZamComp"]
            [[plugins]]
            format = "vst3"
            include = ["2046504473616C634255545A00000000", "ZamComp"]
            """)
        let built = studio.run("build")
        #expect(built.status == 0, "\(built.messages)")
        let listed = studio.run("plugins", "list", "--format", "csv")
        #expect(
            listed.output.split(whereSeparator: \.isNewline) == [
                "format,name,maker,parameters,pinned,state,id",
                "clap,ZamComp,Damien Zammit,10,no,ok,com.zamaudio.ZamComp",
                "clap,ZamTube,Damien Zammit,7,no,ok,com.zamaudio.ZamTube",
                "vst3,ZamTube,Damien Zammit,10,no,ok,2046504473616C634255545A00000000",
                "vst3,ZamComp,Damien Zammit,13,no,ok,2046504473616C63504D435A00000000",
            ])
        #expect(studio.run("build").messages.contains("nothing to do"))
    }

    @Test func `a map for a LADSPA plugin becomes a file for Ardour`() throws {
        let studio = ProgramWorkspace()
        studio.environment["LADSPA_PATH"] = "/usr/lib/ladspa"
        studio.put(
            "pipeline.toml",
            """
            schema = 1
            [[plugins]]
            format = "ladspa"
            include = ["gverb_1216.so#gverb"]
            [maps]
            include = ["inputs/maps/*.yaml"]
            [[generate]]
            target = "ardour"
            output = "outputs/ardour"
            """)
        studio.put(
            "inputs/maps/gverb.yaml",
            """
            schema: 2
            name: GVerb
            device: { manufacturer: Korg, model: nanoKONTROL2 }
            channel: 1
            plugin: { format: ladspa, id: "gverb_1216.so#gverb" }
            controls:
              - { id: knob-1, send: { cc: 16 }, parameter: { name: Damping } }
            """)
        let built = studio.run("build")
        #expect(built.status == 0, "\(built.messages)")
        let file = try #require(studio.text("outputs/ardour/korg-nanokontrol2.map"))
        #expect(file.contains("ctl=\"16\" uri=\"/route/plugin/parameter S1 1 3\""))
    }

    @Test func `descriptors are copied even where another plugin cannot be read`() throws {
        let studio = ProgramWorkspace()
        studio.environment["LADSPA_PATH"] = studio.root + "/ladspa"
        studio.put("ladspa/broken.so", "no library")
        symlink("/usr/lib/ladspa/gverb_1216.so", studio.root + "/ladspa/gverb_1216.so")
        studio.put(
            "pipeline.toml",
            """
            schema = 1
            [[plugins]]
            format = "ladspa"
            include = ["*"]
            """)
        let extracted = studio.run("plugins", "extract", "--output", "out")
        #expect(extracted.status == 5)
        #expect(extracted.messages.contains("plugin.cannot-load"))
        let texts = studio.tree("out").values.map { String(decoding: $0, as: UTF8.self) }
        #expect(texts.count == 1)
        #expect(texts.first?.contains("GVerb") == true)
    }
}
