import ControlMap
import Diagnostics
import PluginCatalog
import Testing

@Suite struct MapDraftTests {
    private func elements(_ draft: MapDraft) -> [String: String] {
        Dictionary(uniqueKeysWithValues: draft.bindings.map { ($0.parameter.symbol, $0.element) })
    }

    @Test func `switches go to buttons, and what is turned to knobs, faders and encoders`() {
        let draft = MapDraft(panel, testSynth, channel: 3)
        let elements = elements(draft)
        #expect(elements["hold"] == "button-1")
        #expect(elements["on_off"] == "button-2")
        #expect(elements["vcf_freq"] == "knob-1")
        #expect(elements["vcf_reso"] == "knob-2")
        #expect(elements["vcf_env"] == "encoder-1")
        #expect(elements["env_attack"] == "fader-1")
        #expect(draft.bindings.first { $0.element == "button-1" }?.mode == .toggle)
    }

    @Test func `meters and what is not to be automated are left out`() {
        var synth = testSynth
        synth.parameters = Array(synth.parameters[13...14])
        let draft = MapDraft(panel, synth, channel: 1)
        #expect(draft.bindings == [])
        #expect(draft.rest.map(\.symbol) == ["dice"])
        #expect(draft.text().contains("controls: []\n"))
        #expect(draft.text().contains("#   dice: Random Dice (0 ... 1, not to be automated)\n"))
    }

    @Test func `a switch that finds no button goes to a knob, a short list to a button`() {
        var profile = panel
        var synth = testSynth
        synth.parameters = [parameter(0, "hold", "Hold", .boolean)]
        profile.elements.removeAll { $0.kind.isPressed }
        #expect(MapDraft(profile, synth, channel: 1).bindings.map(\.element) == ["knob-1"])
        synth.parameters = [parameter(0, "mode", "Mode", .choice)]
        profile = panel
        profile.elements.removeAll { !$0.kind.isPressed }
        let binding = MapDraft(profile, synth, channel: 1).bindings[0]
        #expect(binding.element == "button-1")
        #expect(binding.mode == .cycle)
    }

    @Test func `a row of faders goes to a group only as a whole`() {
        var synth = testSynth
        synth.parameters = Array(synth.parameters[5...8])
        for index in synth.parameters.indices { synth.parameters[index].group = "env" }
        let draft = MapDraft(panel, synth, channel: 1)
        #expect(draft.bindings.map(\.element) == ["knob-1", "knob-2", "fader-1", "encoder-1"])
    }

    @Test func `names that repeat are told apart by the symbol`() {
        var synth = testSynth
        synth.parameters = Array(synth.parameters[15...16])
        let names = MapDraft(panel, synth, channel: 1).bindings.map(\.name)
        #expect(names == ["Tune (osc1_tune)", "Tune (osc2_tune)"])
    }

    @Test func `a channel is not stated where elements have their own`() {
        #expect(MapDraft(panel, testSynth, channel: 3).channel == nil)
        var profile = panel
        profile.elements.removeAll { $0.send.channel != nil }
        let draft = MapDraft(profile, testSynth, channel: 3)
        #expect(draft.text(channelRemark: "free\nthere").contains("# free there\nchannel: 3\n"))
    }

    @Test func `elements that send the same are used once`() {
        var profile = panel
        profile.elements.append(profile.elements[0])
        profile.elements[profile.elements.count - 1].id.value = "knob-1-again"
        let used = MapDraft(profile, testSynth, channel: 1).bindings.map(\.element)
        #expect(!used.contains("knob-1-again"))
        #expect(used.contains("knob-1"))
    }

    @Test func `a draft for any of the repository's controllers and plugins holds`() throws {
        let bench = Repository.shared.bench
        #expect(bench.controllers.count >= 6)
        #expect(bench.plugins.count >= 17)
        for profile in bench.controllers.values {
            for plugin in bench.plugins {
                let draft = MapDraft(profile, plugin, channel: 7)
                let outcome = bench.study(draft.text()).outcome
                let found = outcome.diagnostics.filter { $0.severity >= .warning }
                #expect(found == [], "\(profile.id), \(plugin.name)")
                let resolved = try #require(outcome.resolved, "\(profile.id), \(plugin.name)")
                let bound = resolved.controls.flatMap { control in
                    control.targets.map { "\(control.id) \($0.parameter?.symbol ?? "")" }
                }
                #expect(
                    Set(bound)
                        == Set(draft.bindings.map { "\($0.element) \($0.parameter.symbol)" }))
                #expect(!bound.isEmpty)
                #expect(draft.text() == MapDraft(profile, plugin, channel: 7).text())
            }
        }
    }
}
