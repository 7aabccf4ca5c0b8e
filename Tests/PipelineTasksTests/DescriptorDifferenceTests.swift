import PipelineTasks
import PluginCatalog
import Testing

/// What is told of two versions of a plugin, or of one in two formats.
@Suite struct DescriptorDifferenceTests {
    private func plugin(
        _ format: PluginFormat, _ parameters: [(symbol: String, name: String)]
    ) -> PluginDescriptor {
        PluginDescriptor(
            identity: PluginIdentity(format: format, id: "any"), name: "Any",
            parameters: parameters.enumerated().map { place, parameter in
                PluginParameter(
                    index: place, port: place, symbol: parameter.symbol, name: parameter.name)
            })
    }

    private func changes(_ old: PluginDescriptor, _ new: PluginDescriptor) -> [String] {
        DescriptorDifference(from: old, to: new).changes.map {
            "\($0.kind.rawValue) \($0.symbol) \($0.old)>\($0.new)"
        }
    }

    @Test func `where symbols last, they say which parameter is which`() {
        let old = plugin(.lv2, [("gain", "Gain"), ("mix", "Mix")])
        let new = plugin(.lv2, [("mix", "Blend"), ("gain", "Gain")])
        #expect(
            changes(old, new) == [
                "renumbered mix 1>0", "renamed mix Mix>Blend", "renumbered gain 0>1",
            ]
        )
    }

    @Test(arguments: [PluginFormat.vst2, .ladspa, .dssi])
    func `where a symbol is only a place, a parameter put before others moves them`(
        format: PluginFormat
    ) {
        let old = plugin(format, [("0", "Gain"), ("1", "Mix")])
        let new = plugin(format, [("0", "Drive"), ("1", "Gain"), ("2", "Mix")])
        #expect(changes(old, new) == ["added 0 >0", "renumbered 0 0>1", "renumbered 1 1>2"])
    }

    @Test func `where a symbol is only a place, one that is called otherwise in it was renamed`() {
        let old = plugin(.vst2, [("0", "Gain"), ("1", "Mix")])
        let new = plugin(.vst2, [("0", "Gain"), ("1", "Blend")])
        #expect(changes(old, new) == ["renamed 1 Mix>Blend"])
    }

    @Test func `in two formats, names say which parameter is which`() {
        let old = plugin(.lv2, [("att", "Attack"), ("rel", "Release"), ("x", "Only here")])
        let new = plugin(.vst3, [("0", "Buffer"), ("1", "attack"), ("2", "Release")])
        #expect(
            changes(old, new) == [
                "removed x 2>", "added 0 >0", "renumbered att 0>1", "renamed att Attack>attack",
                "renumbered rel 1>2",
            ])
    }

    @Test func `names that several have pair nothing in two formats`() {
        let old = plugin(.lv2, [("a", "Gain"), ("b", "Gain")])
        let new = plugin(.clap, [("0", "Gain"), ("1", "Gain")])
        #expect(
            changes(old, new) == ["removed a 0>", "removed b 1>", "added 0 >0", "added 1 >1"])
    }

    @Test func `only what differs of a parameter's nature is told, in short numbers`() {
        var old = plugin(.lv2, [("gain", "Gain")])
        old.parameters[0].minimum = Double(Float(0.1))
        var new = old
        new.parameters[0].defaultValue = 0.25
        new.parameters[0].isLogarithmic = true
        new.parameters[0].maximum = 2
        #expect(
            changes(old, new) == [
                "range gain 0.1 ... 1>0.1 ... 2",
                "nature gain linear, default 0>logarithmic, default 0.25",
            ])
        #expect(
            DescriptorDifference(from: old, to: new).lines.first
                == "parameter 'Gain' (gain) has the range 0.1 ... 2, not 0.1 ... 1")
    }

    @Test func `a change that no word is for is told all the same`() {
        let old = plugin(.vst3, [("0", "Gain")])
        var new = old
        new.parameters[0].textAtMaximum = "loud"
        #expect(changes(old, new) == ["nature 0 >other steps, texts or flags"])
    }
}
