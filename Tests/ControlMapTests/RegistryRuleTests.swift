import ControlMap
import Diagnostics
import PluginCatalog
import Testing
import TestSupport

/// What the registry must agree with, in itself and with the maps; and where it is shown.
@Suite struct RegistryRuleTests {
    private func findings(_ bytes: [UInt8], _ maps: [MapSummary] = []) -> [Diagnostic] {
        let reading = ChannelRegistry.read(bytes, path: "maps/r.yaml")
        guard let registry = reading.registry else { return reading.diagnostics }
        return reading.diagnostics + MapSetRules.checkRegistry(registry, maps)
    }

    private func map(
        _ path: String, channel: Int, plugin: String = "a", model: String = "Panel"
    ) -> MapSummary {
        MapSummary(
            path: path, name: path,
            device: DeviceIdentity(profile: "", manufacturer: "Acme", model: model),
            channel: channel, plugin: PluginIdentity(format: .lv2, id: plugin))
    }

    @Test(arguments: [
        ("available_channels: [2, «1», 3]", "available_channels: [2, 3]"),
        ("available_channels: [2, «1»]", "available_channels: [2]"),
        ("available_channels: [«1»]", "available_channels: []"),
        ("available_channels:\n  - 2\n  - «1»   # old\n  - 3", "available_channels:\n  - 2\n  - 3"),
    ])
    func `a channel in use is taken off the free ones`(free: String, mended: String) throws {
        let text = "channels: { 1: { path: a } }\n\(free)\n"
        let (bytes, marks) = parseMarked(text)
        let finding = try #require(
            findings(bytes, [map("maps/a.yaml", channel: 1)]).first {
                $0.code == "registry.channel-not-free"
            })
        #expect(finding.range == marks[0])
        let result = applying(try #require(finding.fixIt), to: bytes)
        #expect(
            result.map { String(decoding: $0, as: UTF8.self) }
                == "channels: { 1: { path: a } }\n\(mended)\n")
    }

    @Test func `channels that were swapped are in the wrong categories`() {
        expectFindings(
            in: """
                channels:
                  1: { path: a, type: "Synthesizer" }
                  4: { path: b, type: "Channel Strip" }
                categories:
                  channel_strips: { range: [«1»] }
                  synthesizers: { range: [«4», 5, «1»] }
                """, .warning("registry.category-differs"), .warning("registry.category-differs"),
            .warning("registry.category-twice"),
            by: { findings($0, [map("maps/a.yaml", channel: 1), map("maps/b.yaml", channel: 4)]) })
    }

    @Test func `what is no channel is an error wherever it stands`() {
        expectFindings(
            in: """
                channels: { «17»: { path: a } }
                available_channels: [2, «0», «x»]
                categories: { all: { range: [«99»] } }
                """, .error("registry.wrong-channel"), .error("registry.wrong-channel"),
            .error("registry.wrong-channel"), .error("registry.wrong-channel"),
            by: { bytes in ChannelRegistry.read(bytes, path: "r.yaml").diagnostics })
    }

    @Test func `a channel cannot have two entries`() {
        expectFindings(
            in: "channels:\n  1: { path: a }\n  «1»: { path: b }\n", .error("yaml.duplicate-key"),
            by: { ChannelRegistry.read($0, path: "r.yaml").diagnostics })
    }

    @Test func `a map without an entry must not be on another plugin's channel`() {
        let text = """
            device: { manufacturer: Acme, model: Panel }
            channels: { 1: { path: a } }
            """
        let maps = [
            map("maps/a.yaml", channel: 1), map("maps/b.yaml", channel: 1, plugin: "b"),
            map("maps/c.yaml", channel: 2, plugin: "c"),
            map("maps/d.yaml", channel: 1, plugin: "d", model: "Other"),
        ]
        #expect(
            findings(Array(text.utf8), maps).map { "\($0.path) \($0.code)" } == [
                "maps/b.yaml map.not-registered", "maps/b.yaml registry.channel-taken",
                "maps/c.yaml map.not-registered",
            ])
    }

    @Test func `findings about several maps stand where they are written`() throws {
        let texts = [
            "inputs/maps/a.yaml": head + """
                channel: 1
                controls: [{ id: knob-1, parameter: volume }, { id: b, send: { cc: 9 }, parameter: hold }]
                """,
            "inputs/maps/b.yaml": head + """
                channel: «1»
                controls: [{ id: knob-1, parameter: volume }, { id: b, send: { cc: «9» }, parameter: hold }]
                """,
        ]
        var maps: [MapSummary] = []
        var sources: [String: MapSource] = [:]
        for (path, text) in texts.sorted(by: { $0.key < $1.key }) {
            let bytes = parseMarked(text).bytes
            var bench = Workbench()
            let outcome = MapResolver.resolve(path: path, bytes: bytes, in: &bench)
            maps.append(outcome.summary)
            sources[path] = MapSource(bytes: bytes, resolved: outcome.resolved)
        }
        let registry = try #require(
            ChannelRegistry.read(Array("channels: { 2: { path: b } }".utf8), path: "inputs/maps/r")
                .registry)
        let marks = parseMarked(texts["inputs/maps/b.yaml"] ?? "").marks
        let found = MapSetRules.check(maps, registry: registry) { sources[$0] }
            .filter { $0.path == "inputs/maps/b.yaml" }
        #expect(
            found.map(\.code) == [
                "map.duplicate-name", "map.registry-channel", "map.shared-messages",
            ])
        #expect(found.map { $0.range?.start.line } == [2, 5, 6])
        #expect(found[1].range == marks[0])
        #expect(found[2].range == marks[1])
        #expect(found[2].excerpt?.contains("knob-1") == true)
        #expect(found[2].notes.first?.location?.path == "inputs/maps/a.yaml")
        #expect(found[2].notes.first?.location?.range.start.line == 6)
    }
}
