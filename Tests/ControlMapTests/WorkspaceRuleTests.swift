import ControlMap
import Diagnostics
import PluginCatalog
import Testing
import TestSupport

@Suite struct WorkspaceRuleTests {
    private let registryText = """
        version: 1.0.0
        device: { manufacturer: Acme, model: Panel }
        metadata: { name: Channels, notes: many }
        channels:
          1: { path: bass/minimoog, description: Mono, manufacturer: M, type: synth }
          2:
            plugin: "juno"
          3: { path: «gone» }
          4: { path: «bass/minimoog» }
          5:
        available_channels: [«6», 7, «2»]
        categories: { synths: { range: [1, 4] } }
        """

    private func map(
        _ path: String, channel: Int = 1, stated: Bool = true, name: String? = nil,
        controllers: [Int] = [], isTemplate: Bool = false
    ) -> MapSummary {
        MapSummary(
            path: path, name: name ?? path, isTemplate: isTemplate,
            device: DeviceIdentity(profile: "", manufacturer: "Acme", model: "Panel"),
            channel: channel, channelWasStated: stated,
            sends: controllers.map {
                MessageOwner(channel: channel, kind: .controlChange, number: $0)
            })
    }

    @Test func `the registry is read whatever else it holds, and names real maps once`() {
        let maps = [map("maps/bass/minimoog.yaml"), map("maps/keys/juno.yaml", channel: 2)]
        expectFindings(
            in: registryText, .warning("registry.orphan"), .error("registry.duplicate-path"),
            .info("registry.channel-not-listed"),
            .warning("registry.channel-not-free", fixIt: ""),
            by: { bytes in
                let reading = ChannelRegistry.read(bytes, path: "maps/registry.yaml")
                guard let registry = reading.registry else { return [] }
                return reading.diagnostics + MapSetRules.check(maps, registry: registry)
            })
    }

    @Test func `an entry that is nearly a map's is corrected`() throws {
        let text = "channels: { 1: { path: bass/minimog } }"
        let registry = try #require(
            ChannelRegistry.read(Array(text.utf8), path: "maps/r.yaml").registry)
        let found = MapSetRules.check([map("maps/bass/minimoog.yaml")], registry: registry)
        #expect(found.map(\.code) == ["map.not-registered", "registry.orphan"])
        let fixIt = try #require(found[1].fixIt)
        let mended = applying(fixIt, to: Array(text.utf8)).map {
            String(decoding: $0, as: UTF8.self)
        }
        #expect(mended == "channels: { 1: { path: bass/minimoog } }")
    }

    @Test func `a wrong registry gives findings, never a crash`() {
        for text in ["", "3", "channels: 4", "channels: { 17: { path: a } }", "channels: { 1: 2 }"]
        {
            let reading = ChannelRegistry.read(Array(text.utf8), path: "r.yaml")
            #expect(reading.diagnostics.contains { $0.severity == .error }, "\(text)")
        }
    }

    @Test func `a map agrees with the registry about its channel`() throws {
        let text = "channels: { 1: { path: bass/minimoog } }"
        let registry = try #require(
            ChannelRegistry.read(Array(text.utf8), path: "maps/r.yaml").registry)
        let codes = MapSetRules.check(
            [
                map("maps/bass/minimoog.yaml", channel: 2), map("maps/other.yaml"),
                map("maps/base.yaml", isTemplate: true),
            ], registry: registry
        ).map { "\($0.path) \($0.severity) \($0.code)" }
        #expect(
            codes == [
                "maps/bass/minimoog.yaml warning map.registry-channel",
                "maps/other.yaml info map.not-registered",
            ])
    }

    @Test func `maps of one controller that send the same cannot be used at once`() {
        let maps = [
            map("a.yaml", controllers: [1, 2, 3]), map("b.yaml", controllers: [3, 2]),
            map("c.yaml", channel: 2, controllers: [1, 2]), map("d.yaml", controllers: [9]),
        ]
        let found = MapSetRules.check(maps, registry: nil)
        #expect(found.map { "\($0.path) \($0.code)" } == ["b.yaml map.shared-messages"])
        #expect(found[0].message.contains("sends CC 3 on channel 1 and 1 more too"))
        #expect(
            MapSetRules.check(
                maps, registry: nil, severities: ["map.shared-messages": .off]) == [])
    }

    @Test func `maps of one controller have different names`() {
        let found = MapSetRules.check(
            [map("a.yaml", name: "x"), map("b.yaml", name: "x")], registry: nil)
        #expect(found.map { "\($0.path) \($0.code)" } == ["b.yaml map.duplicate-name"])
    }

    @Test func `a summary tells what is really sent`() {
        let summary = Workbench().resolve(
            head + """
                controls:
                  - { id: knob-1 }
                  - { id: knob-2, parameter: volume }
                """
        ).summary
        #expect(summary.sends.map(\.title) == ["CC 22 on channel 5", "CC 54 on channel 5"])
        #expect(summary.plugin?.id == "urn:test:synth")
        #expect(summary.registryKey == "inputs/maps/test")
        #expect(summary.deviceKey == "acme/panel")
    }
}
