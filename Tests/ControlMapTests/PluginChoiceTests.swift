import Diagnostics
import PluginCatalog
import Testing

@testable import ControlMap

/// Which plugin a map of another program means when it gives a name alone.
@Suite struct PluginChoiceTests {
    private static func synth(
        _ format: PluginFormat, _ id: String, maker: String = "Acme Audio"
    ) -> PluginDescriptor {
        var plugin = testSynth
        plugin.identity = PluginIdentity(format: format, id: id)
        plugin.manufacturer = maker
        return plugin
    }

    private static func bench(_ plugins: PluginDescriptor...) -> Workbench {
        var bench = Workbench()
        bench.plugins = plugins
        return bench
    }

    private static let ladspa = synth(.ladspa, "synth.so#synth", maker: "")
    private static let vst2 = synth(.vst2, "41434D45")
    private static let vst3 = synth(.vst3, "0123456789ABCDEF0123456789ABCDEF")
    private static let four = bench(ladspa, testSynth, vst2, vst3)

    private static func text(_ plugin: String) -> String {
        """
        version: 1.0.0
        device: { manufacturer: Acme, model: Panel }
        metadata: { name: x }
        plugin:\(plugin)
        midi_channel: 1
        controls:
          - { id: a, name: LFO Rate, type: encoder, cc: 1, plugin_parameter: LFO_Rate }

        """
    }

    private static func flow(_ more: String) -> String {
        text(" { manufacturer: Acme Audio, name: Test Synth\(more) }")
    }

    private func taken(_ text: String, in bench: Workbench) -> String? {
        bench.resolve(text).resolved?.plugin?.identity.format.rawValue
    }

    @Test(arguments: [
        ("", "vst3", true), (", type: LV2", "lv2", false), (", type: VST3", "vst3", false),
        (", type: VST/AU", "vst3", true), (", type: AU/LV2", "lv2", false),
        (", format: AU", "vst3", true),
        (", format: VST", "vst2", false), (", format: LV2", "lv2", false),
        (", format: ladspa", "ladspa", false),
    ])
    func `what the map says of formats decides, then VST3 goes first`(
        said: String, format: String, isToldOf: Bool
    ) {
        #expect(taken(Self.flow(said), in: Self.four) == format)
        let codes = Self.four.resolve(Self.flow(said)).diagnostics.map(\.code)
        #expect(codes.contains("map.plugin-in-formats") == isToldOf)
    }

    @Test func `the warning says which is taken, which others there are and how to pin it`() throws
    {
        let findings = Self.four.findings(Array(Self.flow("").utf8))
        let finding = try #require(findings.first)
        #expect(findings.count == 1)
        #expect(
            finding.message
                == "4 plugins are called 'Test Synth'; VST3 '0123456789ABCDEF0123456789ABCDEF' is taken, "
                + "not VST2 '41434D45', LV2 'urn:test:synth', LADSPA 'synth.so#synth'")
        #expect(finding.severity == .warning)
        #expect(finding.notes.first?.message.contains("plugins pin") == true)
        #expect(finding.fixIt?.message == "say 'format: VST3'")
    }

    @Test func `the fix-it states what is taken, in a block as in a line`() throws {
        let block = Self.text("\n  manufacturer: Acme Audio\n  name: Test Synth")
        for (text, wanted) in [
            (Self.flow(""), "{ manufacturer: Acme Audio, format: VST3, name: Test Synth }"),
            (block, "  manufacturer: Acme Audio\n  format: VST3\n  name: Test Synth\n"),
        ] {
            let bytes = Array(text.utf8)
            let fixIt = try #require(Self.four.resolve(bytes).diagnostics.first?.fixIt)
            let mended = try #require(applying(fixIt, to: bytes))
            #expect(String(decoding: mended, as: UTF8.self).contains(wanted))
            #expect(Self.four.resolve(mended).diagnostics.isEmpty)
        }
    }

    @Test func `two of a name in one format are told apart by the id`() throws {
        let bench = Self.bench(Self.vst2, Self.synth(.vst2, "58434D45"))
        for format in ["", ", format: VST"] {
            let bytes = Array(Self.flow(format).utf8)
            let fixIt = try #require(bench.findings(bytes).first?.fixIt)
            let mended = String(decoding: applying(fixIt, to: bytes) ?? [], as: UTF8.self)
            #expect(mended.contains("uri: \"41434D45\", name"))
            #expect(taken(mended, in: bench) == "vst2")
        }
    }

    @Test func `a pinned descriptor goes before what is installed`() {
        var bench = Self.four
        bench.pinned = [Self.ladspa.identity]
        #expect(taken(Self.flow(""), in: bench) == "ladspa")
        #expect(bench.resolve(Self.flow("")).diagnostics.isEmpty)
        bench.pinned.insert(Self.vst2.identity)
        #expect(taken(Self.flow(""), in: bench) == "vst2")
        #expect(
            bench.resolve(Self.flow("")).diagnostics.map(\.code) == ["map.plugin-in-formats"])
    }

    @Test func `a maker that fits goes before one that the plugin does not tell`() {
        let bench = Self.bench(Self.synth(.vst3, "00", maker: ""), Self.synth(.vst3, "11"))
        #expect(bench.resolve(Self.flow("")).resolved?.plugin?.identity.id == "11")
    }

    @Test func `one of the name alone is taken without a word, whatever its format`() {
        for plugin in [Self.ladspa, Self.vst2, Self.vst3] {
            let outcome = Self.bench(plugin).resolve(Self.flow(""))
            #expect(outcome.resolved?.plugin?.identity == plugin.identity)
            #expect(outcome.diagnostics.isEmpty)
        }
    }

    @Test func `a name known in other formats only is said with them`() throws {
        let outcome = Self.bench(Self.vst2, testSynth).resolve(Self.flow(", format: VST3"))
        let finding = try #require(outcome.diagnostics.first)
        #expect(finding.code == "map.unknown-plugin")
        #expect(
            finding.message
                == "no plugin 'Test Synth' of format VST3 is known; of that name there is "
                + "VST2 '41434D45' by Acme Audio, LV2 'urn:test:synth' by Acme Audio")
        #expect(finding.fixIt == nil)
    }
}
