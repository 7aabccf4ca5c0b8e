import PluginCatalog
import Testing

@testable import ControlMap

@Suite struct ParameterProposalTests {
    private func plugin(_ names: String...) -> PluginDescriptor {
        var plugin = testSynth
        plugin.parameters = names.enumerated().map { parameter($0, "p\($0)", $1) }
        return plugin
    }

    private func propose(
        _ names: [String], of plugin: PluginDescriptor, taken: Set<Int> = [],
        alternatives: Int = 3
    ) -> [ControlProposal] {
        let controls = names.enumerated().map { NamedControl(id: "c\($0)", name: $1) }
        return ParameterProposals(
            for: controls, of: plugin, taken: taken, alternatives: alternatives
        ).proposals
    }

    @Test(arguments: [
        ("Cutoff", "VCF Freq"), ("Res", "Filter Resonance"), ("LFO Speed", "LFO Rate"),
        ("Comp Threshold", "Compressor Thresh"), ("Dry/Wet", "Mix"), ("Osc 2 Tune", "VCO2 Pitch"),
        ("Key Follow", "Filter Keyfollow"), ("Enable", "In"), ("Master Vol", "Output Level"),
        ("Attack", "Env Attack"), ("Release Time", "Release"), ("Lvl", "Level"),
        ("50Hz gain", "50Hz gain (low shelving)"),
    ])
    func `names for the same thing are sure`(control: String, parameter: String) {
        let found = propose([control], of: plugin("Something Else", parameter))[0]
        #expect(found.band == .high, "\(found)")
        #expect(found.best?.parameter.name == parameter)
        #expect(found.best?.reasons.isEmpty == false)
    }

    @Test(arguments: [
        ("Cutoff", "Resonance"), ("Attack", "Decay"), ("Osc 1 Tune", "Osc 2 Tune"),
        ("Drum Mode", "Mod Wheel"), ("Pan", "Gain"), ("Drive", "Glide"),
    ])
    func `different things are not proposed for each other`(control: String, parameter: String) {
        let found = propose([control], of: plugin(parameter))[0]
        #expect(found.best == nil, "\(found)")
        #expect(found.band == .none)
    }

    @Test func `a name with a word too many is likely, and shows what else there is`() {
        let found = propose(["Attack"], of: plugin("Filter Attack", "Noise Attack"))[0]
        #expect(found.band == .medium)
        #expect(found.best?.parameter.index == 0)
        #expect(found.alternatives.map(\.parameter.index) == [1])
        #expect(found.alternatives[0].taker == nil)
    }

    @Test func `names that say nothing are passed over`() {
        let found = propose(["Control 16", "Knob 3"], of: plugin("Cutoff", "Level"))
        #expect(found.map(\.band) == [.generic, .generic])
        #expect(found.allSatisfy { $0.best == nil })
    }

    @Test func `a description speaks where the name says nothing`() {
        let control = NamedControl(id: "c", name: "Knob 3", description: "Filter cutoff")
        let found = ParameterProposals(for: [control], of: plugin("Level", "VCF Freq")).proposals[0]
        #expect(found.best?.parameter.name == "VCF Freq")
        #expect(found.best?.reasons.last == "by the description")
    }

    @Test func `no parameter is proposed twice, and the total is the best`() {
        // Taken alone, both would have the first.
        let found = propose(["Env Attack", "Attack"], of: plugin("Env Attack", "Filter Attack"))
        #expect(found.map { $0.best?.parameter.index } == [0, 1])
        #expect(found[1].alternatives[0].taker == "c0")
    }

    @Test func `what is taken and what is no input is not proposed`() {
        var synth = plugin("Level", "Level")
        #expect(propose(["Level"], of: synth, taken: [0])[0].best?.parameter.index == 1)
        synth.parameters[0].direction = .output
        synth.parameters[1].isHidden = true
        #expect(propose(["Level"], of: synth)[0].best == nil)
    }

    @Test func `among equals the lower index goes to the first`() {
        let found = propose(["Tune", "Tune"], of: plugin("Tune", "Tune", "Tune"))
        #expect(found.map { $0.best?.parameter.index } == [0, 1])
    }

    @Test func `a group's name explains a word`() {
        var synth = plugin("Attack", "Attack")
        synth.groups = [
            ParameterGroup(symbol: "amp", name: "Amp Envelope", parameters: [0]),
            ParameterGroup(symbol: "filt", name: "Filter Envelope", parameters: [1]),
        ]
        synth.parameters[0].group = "amp"
        synth.parameters[1].group = "filt"
        let found = propose(["Filter Attack"], of: synth)[0]
        #expect(found.best?.parameter.index == 1)
        #expect(found.band == .high)
        #expect(found.best?.reasons.contains("'filter' is its group") == true)
    }

    @Test func `a button suits a switch better`() {
        var synth = plugin("Chorus", "Chorus")
        synth.parameters[1].kind = .boolean
        func best(isPressed: Bool) -> Int? {
            let control = NamedControl(id: "c", name: "Chorus", isPressed: isPressed)
            return ParameterProposals(for: [control], of: synth).proposals[0].best?.parameter.index
        }
        #expect(best(isPressed: true) == 1)
        #expect(best(isPressed: false) == 0)
    }

    @Test func `as many alternatives are shown as are asked for`() {
        let synth = plugin("Tune A", "Tune B", "Tune C", "Tune D")
        #expect(propose(["Tune"], of: synth, alternatives: 2)[0].alternatives.count == 2)
        #expect(propose(["Tune"], of: synth, alternatives: 0)[0].alternatives.isEmpty)
    }

    @Test(arguments: 1...40)
    func `the assignment is as good as the best of all`(seed: UInt64) {
        var random = SmallRandom(state: seed)
        let rows = Int(random.next() % 5) + 1
        let columns = Int(random.next() % 6)
        let weights: [[Int?]] = (0..<rows).map { _ in
            (0..<columns).map { _ in random.next() % 3 == 0 ? nil : Int(random.next() % 50) + 1 }
        }
        let found = bestAssignment(weights)
        let used = found.compactMap { $0 }
        #expect(Set(used).count == used.count)
        let total = found.enumerated().reduce(0) { sum, pair in
            sum + (pair.element.flatMap { weights[pair.offset][$0] } ?? 0)
        }
        #expect(total == bestTotal(weights[...], []), "seed \(seed): \(weights)")
    }

    /// Tries everything.
    private func bestTotal(_ rows: ArraySlice<[Int?]>, _ used: Set<Int>) -> Int {
        guard let row = rows.first else { return 0 }
        var best = bestTotal(rows.dropFirst(), used)
        for (column, weight) in row.enumerated() where !used.contains(column) {
            guard let weight else { continue }
            best = max(best, weight + bestTotal(rows.dropFirst(), used.union([column])))
        }
        return best
    }
}

/// Enough for tests: xorshift.
private struct SmallRandom {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}
