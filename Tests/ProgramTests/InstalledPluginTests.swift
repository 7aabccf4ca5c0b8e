import Glibc
import Testing

/// Builds with real plugins: the mda ones of the Debian package.
@Suite struct InstalledPluginTests {
    private static let folder = "/usr/lib/lv2"
    private static let delay = "http://drobilla.net/plugins/mda/Delay"

    private func studio() throws -> ProgramWorkspace {
        try #require(
            access(Self.folder + "/mda.lv2/manifest.ttl", R_OK) == 0,
            "the mda plugins are missing: apt install mda-lv2")
        let studio = TinyStudio.workspace()
        studio.environment["LV2_PATH"] = Self.folder
        studio.edit(
            "pipeline.toml", "[maps]",
            "[[plugins]]\nformat = \"lv2\"\ninclude = [\"\(Self.delay)\"]\n\n[maps]")
        studio.put(
            "inputs/maps/delay.yaml",
            """
            schema: 2
            name: Delay on Desk
            device: acme/desk
            channel: 3
            plugin: { format: lv2, uri: "\(Self.delay)" }
            controls:
              - { id: knob-3, name: Mix, parameter: { symbol: fx_mix } }

            """)
        return studio
    }

    private var descriptor: String { "outputs/descriptors/lv2-drobilla.net-plugins-mda-Delay.json" }

    @Test func `a map for an installed plugin is built, and the next build runs nothing`() throws {
        let studio = try studio()
        let (result, _) = studio.build()
        #expect(result.status == 0, "\(result.messages)")
        #expect(studio.exists("outputs/resolved/delay.json"))
        #expect(studio.exists(descriptor))
        #expect(studio.build().report.nodes.isEmpty)
    }

    @Test func `a pin that differs from the plugin is told as drift, and live builds go past it`()
        throws
    {
        let studio = try studio()
        studio.run("build")
        let live = studio.text(descriptor) ?? ""
        #expect(live.contains("\"fx_mix\""))
        let pinned = live.replacing(
            "\"symbol\": \"fx_mix\", \"name\": \"", with: "\"symbol\": \"fx_mix\", \"name\": \"Old "
        )
        #expect(pinned != live)
        studio.put("inputs/descriptors/delay.json", pinned)
        let drifted = studio.run("build")
        #expect(drifted.messages.contains("[plugin.drift]"), "\(drifted.messages)")
        #expect(drifted.messages.contains("Old "))
        #expect(studio.text(descriptor) == pinned)
        // Maps for plugins that are only pinned have errors then.
        studio.run("build", "--live")
        #expect(studio.text(descriptor) == live)
        studio.run("build")
        #expect(studio.text(descriptor) == pinned)
    }

    @Test func `without the plugin its pin is enough`() throws {
        let studio = try studio()
        studio.run("build")
        let good = studio.tree("outputs")
        studio.put("inputs/descriptors/delay.json", studio.bytes(descriptor) ?? [])
        studio.environment["LV2_PATH"] = "/no/such/folder"
        let result = studio.run("build")
        #expect(result.status == 0, "\(result.messages)")
        #expect(studio.tree("outputs") == good)
    }
}
