import PluginCatalog
import PluginExtraction
import Testing

@Suite struct PluginFoldersTests {
    private func folders(_ format: PluginFormat, _ environment: [String: String]) -> [String] {
        PluginFolders { environment[$0] }.search(for: format)
    }

    @Test func `without LV2_PATH the usual places are searched, the user's first`() {
        let folders = folders(.lv2, ["HOME": "/home/a"])
        #expect(folders.prefix(3) == ["/home/a/.lv2", "/usr/local/lib/lv2", "/usr/lib/lv2"])
        #expect(folders.count == 4)
        #expect(folders.last?.hasSuffix("-linux-gnu/lv2") == true)
    }

    @Test func `LV2_PATH replaces them, in its order`() {
        #expect(
            folders(.lv2, ["HOME": "/h", "LV2_PATH": "/b/:~/x::/a:/b:rel"]) == ["/b", "/h/x", "/a"])
    }

    @Test func `without HOME the user's folder is left out`() {
        #expect(folders(.lv2, [:]).first == "/usr/local/lib/lv2")
        #expect(folders(.lv2, ["LV2_PATH": "~:~/x"]).isEmpty)
    }

    @Test func `each format has its own variable`() {
        for (format, variable) in [
            (PluginFormat.ladspa, "LADSPA_PATH"), (.dssi, "DSSI_PATH"), (.vst2, "VST_PATH"),
            (.vst3, "VST3_PATH"),
        ] {
            #expect(folders(format, [variable: "/only"]) == ["/only"])
            #expect(PluginFolders.variables.contains(variable))
        }
    }

    @Test func `CLAP_PATH adds to the usual places`() {
        #expect(
            folders(.clap, ["HOME": "/h", "CLAP_PATH": "/more"]).prefix(3)
                == ["/more", "/h/.clap", "/usr/local/lib/clap"])
    }

    @Test func `a module is a folder or a library, by its format`() {
        #expect(PluginFormat.lv2.isModule("mda.lv2", isFolder: true))
        #expect(PluginFormat.ladspa.isModule("amp.so", isFolder: false))
        #expect(!PluginFormat.ladspa.isModule("amp.so", isFolder: true))
        #expect(PluginFormat.vst3.isModule("Zam.vst3", isFolder: true))
        #expect(!PluginFormat.clap.isModule("Zam.so", isFolder: false))
    }
}
