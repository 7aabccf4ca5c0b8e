import ControlMap
import PluginCatalog
import Testing

@testable import MapGenerators

/// A VST3 list of two, which Ardour flips like a switch; measured by `scripts/verify-ardour`.
@Suite struct ArdourSwitchTests {
    private func plugin(_ format: PluginFormat, labels: [String] = ["Low", "High"])
        -> PluginDescriptor
    {
        PluginDescriptor(
            identity: PluginIdentity(format: format, id: "00"), name: "Listed",
            parameters: [
                PluginParameter(
                    index: 0, port: 0, symbol: "0", name: "Either", kind: .choice, minimum: 0,
                    maximum: Double(labels.count - 1),
                    choices: labels.enumerated().map {
                        PluginParameter.Choice(label: $1, value: Double($0))
                    })
            ])
    }

    private func text(
        _ plugin: PluginDescriptor, _ behaviour: ElementBehaviour, _ mode: Shaping.Mode
    ) throws -> (text: String, codes: [String]) {
        let target = ResolvedTarget(
            parameter: plugin.parameters[0], shaping: Shaping(mode: mode))
        let outcome = try generate(
            [map(plugin: plugin, [control("a", .cc(1), behaviour, target)])], plugin: plugin)
        return (
            String(decoding: outcome.file?.bytes ?? [], as: UTF8.self),
            outcome.diagnostics.map(\.code)
        )
    }

    @Test func `a button is bound to it as to a switch`() throws {
        let bound = try text(plugin(.vst3), .latching, .toggle)
        #expect(bound.text.contains("ctl-toggle=\"1\""))
        #expect(bound.codes.isEmpty)
        #expect(try text(plugin(.vst3), .push, .toggle).text.contains(" ctl=\"1\""))
    }

    @Test func `a knob would flip it all the way and is refused`() throws {
        let refused = try text(plugin(.vst3), .absolute, .direct)
        #expect(refused.codes.contains("ardour.knob-on-switch"))
        #expect(!refused.text.contains("<Binding"))
    }

    @Test(arguments: [PluginFormat.lv2, .ladspa, .vst2])
    func `in other formats a list of two is a range`(format: PluginFormat) throws {
        let bound = try text(plugin(format), .absolute, .direct)
        #expect(bound.text.contains(" ctl=\"1\""))
        #expect(bound.codes.isEmpty)
    }

    @Test func `a list of three is a range in VST3 too`() throws {
        let bound = try text(plugin(.vst3, labels: ["a", "b", "c"]), .absolute, .direct)
        #expect(bound.text.contains(" ctl=\"1\""))
        #expect(bound.codes.isEmpty)
    }
}
