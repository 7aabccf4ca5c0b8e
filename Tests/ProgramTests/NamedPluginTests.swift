import Glibc
import Testing

/// Maps of other programs that give their plugin a name alone, and plugins that there are in four formats.
@Suite struct NamedPluginTests {
    private static let map = """
        version: 1.0.0
        device: { manufacturer: Acme, model: Panel }
        metadata: { name: Compressor }
        plugin: { manufacturer: Damien Zammit, name: ZamComp }
        midi_channel: 1
        controls:
          - { id: a, name: Attack, type: encoder, cc: 1, plugin_parameter: Attack }
          - { id: b, name: Makeup, type: encoder, cc: 2, plugin_parameter: Makeup }

        """

    private func studio() -> ProgramWorkspace {
        let studio = ProgramWorkspace()
        // One plugin of each format, so that nothing else of the machine is opened.
        for (variable, place) in [
            ("LV2_PATH", "/usr/lib/lv2/ZamComp.lv2"),
            ("LADSPA_PATH", "/usr/lib/ladspa/ZamComp-ladspa.so"),
            ("VST_PATH", "/usr/lib/vst/ZamComp-vst.so"),
            ("VST3_PATH", "/usr/lib/vst3/ZamComp.vst3"),
        ] {
            let folder = studio.root + "/\(variable)"
            mkdir(folder, 0o755)
            symlink(place, folder + "/" + (place.split(separator: "/").last ?? ""))
            studio.environment[variable] = folder
        }
        studio.put(
            "pipeline.toml",
            """
            schema = 1
            [[plugins]]
            format = "lv2"
            include = ["urn:zamaudio:ZamComp"]
            [[plugins]]
            format = "ladspa"
            include = ["ZamComp-ladspa.so#*"]
            [[plugins]]
            format = "vst2"
            include = ["5A434D50"]
            [[plugins]]
            format = "vst3"
            include = ["2046504473616C63504D435A00000000"]
            [maps]
            include = ["maps/*.yaml"]
            [[generate]]
            target = "ardour"
            output = "outputs"
            """)
        studio.put("maps/comp.yaml", Self.map)
        return studio
    }

    /// The numbers that the file for Ardour has for the two controls.
    private func numbers(_ studio: ProgramWorkspace) -> [Substring] {
        (studio.text("outputs/acme-panel.map") ?? "").split(whereSeparator: \.isNewline)
            .compactMap { line in
                line.contains("<Binding")
                    ? line.split(separator: "S1 1 ").last?.split(separator: "\"").first : nil
            }
    }

    @Test func `the VST3 plugin is taken, told with the others and pinned by the fix-it`() {
        let studio = studio()
        let built = studio.run("build")
        #expect(built.status == 0, "\(built.messages)")
        #expect(
            built.messages.contains(
                "maps/comp.yaml:4:46: warning: 4 plugins are called 'ZamComp'; "
                    + "VST3 '2046504473616C63504D435A00000000' is taken, not VST2 '5A434D50', "
                    + "LV2 'urn:zamaudio:ZamComp', LADSPA 'ZamComp-ladspa.so#ZamComp' "
                    + "[map.plugin-in-formats]"))
        #expect(numbers(studio) == ["3", "8"])
        #expect(studio.run("maps", "fix").status == 0)
        #expect(studio.text("maps/comp.yaml")?.contains("format: VST3, name: ZamComp") == true)
        let again = studio.run("build")
        #expect(!again.messages.contains("plugin-in-formats"))
        #expect(numbers(studio) == ["3", "8"])
    }

    @Test(arguments: [
        ("LV2", ["1", "6"]), ("VST", ["1", "6"]), ("ladspa", ["1", "6"]), ("VST3", ["3", "8"]),
    ])
    func `a format decides, and the numbers are those of that format`(
        format: String, wanted: [Substring]
    ) {
        let studio = studio()
        studio.edit("maps/comp.yaml", "name: ZamComp", "name: ZamComp, format: \(format)")
        let built = studio.run("build")
        #expect(built.status == 0, "\(built.messages)")
        #expect(!built.messages.contains("plugin-in-formats"))
        #expect(numbers(studio) == wanted)
    }

    @Test func `a pinned descriptor decides, and is the same on every machine`() {
        let studio = studio()
        studio.edit(
            "pipeline.toml", "[maps]", "[[plugins]]\ndescriptors = [\"pins/*.json\"]\n[maps]")
        let pinned = studio.run("plugins", "pin", "urn:zamaudio:ZamComp")
        #expect(pinned.status == 0, "\(pinned.messages)")
        let built = studio.run("build")
        #expect(!built.messages.contains("plugin-in-formats"))
        #expect(numbers(studio) == ["1", "6"])
        #expect(!studio.run("maps", "validate").messages.contains("plugin-in-formats"))
    }

    @Test func `a map is migrated to what it means`() {
        let studio = studio()
        let migrated = studio.run("maps", "migrate", "--in-place")
        #expect(migrated.status == 0, "\(migrated.messages)")
        #expect(migrated.messages.contains("[map.plugin-in-formats]"))
        let text = studio.text("maps/comp.yaml") ?? ""
        #expect(text.contains("format: vst3"), "\(text)")
        #expect(
            text.contains("id: \"2046504473616C63504D435A00000000\"")
                || text.contains("id: 2046504473616C63504D435A00000000"), "\(text)")
    }
}
