import ControlMap
import Diagnostics
import PluginCatalog
import Testing

@Suite struct MapHealthTests {
    private let bench = Workbench()

    private let notes = """
        description: what it is
        author: me
        date: 2026-01-02

        """

    private func health(_ text: String, checksPlugin: Bool = true) -> MapHealth {
        MapHealth(bench.study(text), checksPlugin: checksPlugin)
    }

    private func value(_ dimension: MapHealth.Dimension, _ text: String) -> Double {
        rounded(health(text).value(dimension))
    }

    private func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }

    private func map(_ controls: String...) -> String {
        head + notes + "controls:\n" + controls.map { "  - { \($0) }\n" }.joined()
    }

    private let cutoff =
        "id: knob-1, name: Cutoff, description: of the filter, parameter: { symbol: vcf_freq }"

    @Test func `a map without a fault has the full score`() {
        let health = health(map(cutoff))
        #expect(rounded(health.score) == 1)
        #expect(health.losses == [])
        #expect(health.status == .excellent)
        #expect(health.advice == [])
    }

    @Test func `the weights are those of the six dimensions`() {
        let weights = MapHealth.Dimension.allCases.map(\.weight)
        #expect(weights == [0.25, 0.20, 0.20, 0.15, 0.15, 0.05])
        #expect(rounded(weights.reduce(0, +)) == 1)
    }

    @Test(arguments: [
        (1.0, "excellent"), (0.9, "excellent"), (0.89, "good"), (0.8, "good"), (0.79, "fair"),
        (0.6, "fair"), (0.59, "poor"), (0.4, "poor"), (0.39, "critical"), (0, "critical"),
    ])
    func `a score has a word`(score: Double, word: String) {
        #expect(MapHealth.Status(score).rawValue == word)
    }

    @Test(arguments: [
        ("map.unknown-plugin", MapHealth.Dimension.plugin), ("map.mode-needs-button", .plugin),
        ("map.numbers-shifted", .plugin), ("map.several-names", .plugin),
        ("map.unknown-controller", .midi), ("map.missing-device", .midi),
        ("map.encoding-assumed", .midi), ("map.duplicate-name", .consistency),
        ("map.missing-base", .consistency), ("map.template-changed", .consistency),
        ("map.missing-controls", .syntax), ("map.likely-key", .syntax), ("yaml.syntax", .syntax),
    ])
    func `a finding counts where its rule says`(code: String, dimension: MapHealth.Dimension) {
        #expect(MapHealth.dimension(of: code) == dimension)
    }

    @Test func `a key that is not understood costs half of the syntax`() {
        #expect(value(.syntax, map(cutoff + ", colour: red")) == 0.5)
    }

    @Test func `a message that is sent twice costs a tenth of MIDI`() {
        let twice = map(cutoff, "id: other, send: { cc: 21 }, parameter: { symbol: volume }")
        #expect(value(.midi, twice) == 0.9)
        #expect(value(.syntax, twice) == 1)
    }

    @Test func `a message that cannot be sent costs three tenths of MIDI`() {
        #expect(value(.midi, map(cutoff, "id: other, send: { cc: 200 }")) == 0.7)
        #expect(value(.midi, map(cutoff, "id: nothing-sends-this")) == 0.7)
    }

    @Test func `each unknown parameter costs a fifth of the plugin`() {
        let wrong = map(
            "id: knob-1, parameter: { symbol: nope }", "id: knob-2, parameter: { symbol: nor }")
        #expect(value(.plugin, wrong) == 0.6)
    }

    @Test func `a plugin that is not known leaves seven tenths`() {
        let text = map(cutoff).replacing("urn:test:synth", with: "urn:test:other")
        #expect(value(.plugin, text) == 0.7)
        #expect(rounded(health(text, checksPlugin: false).score) == 1)
    }

    @Test func `every number counts that nothing tells how to read`() {
        let controls = (1...3).map {
            "  - { id: k\($0), name: Knob \($0), type: encoder, cc: \($0), plugin_parameter: \($0) }\n"
        }
        let text = foreignHead + "controls:\n" + controls.joined()
        #expect(value(.plugin, text) == 0.4)
    }

    @Test func `buttons of groups are counted on both sides`() {
        let text =
            foreignHead + """
                parameter_base: 0
                controls:
                  - { id: k, name: Cutoff, type: encoder, cc: 1, plugin_parameter: 0 }
                  - id: row
                    name: Row
                    type: button_group
                    buttons:
                      - { id: a, name: Hold, cc: 2, channel: global, mode: toggle, plugin_parameter: 9 }
                      - { id: b, name: Free, cc: 3, channel: global, mode: toggle }
                      - { id: c, name: Also free, cc: 1, channel: global, mode: toggle }
                """
        let health = health(text)
        #expect(health.controls == 4)
        #expect(health.mapped == 2)
        #expect(health.value(.completeness) == 0.5)
        #expect(rounded(health.value(.midi)) == 0.9, "\(health.losses)")
        #expect(health.advice.contains { $0.priority == .high && $0.text.contains("maps match") })
    }

    @Test func `a control that is declared to move nothing is no gap`() {
        let health = health(map(cutoff, "id: knob-2, name: Spare, parameter: none"))
        #expect(health.controls == 1)
        #expect(health.value(.completeness) == 1)
    }

    @Test func `a template need not move anything`() {
        let text = """
            schema: 2
            name: base
            device: acme/panel
            template: true
            controls: [{ id: knob-1, name: Cutoff, description: of the filter }]
            """
        let health = health(text + "\n" + notes)
        #expect(health.isTemplate)
        #expect(rounded(health.score) == 1)
    }

    @Test func `equal ids, equal names and ranges the wrong way round cost consistency`() {
        #expect(value(.consistency, map(cutoff, cutoff)) == 0.7)
        let sameName = "id: knob-2, name: Cutoff, parameter: { symbol: vcf_reso }"
        #expect(value(.consistency, map(cutoff, sameName)) == 0.9)
        #expect(value(.consistency, map(cutoff + ", range: [1, 0]")) == 0.8)
    }

    @Test func `each thing that is not documented costs a fifth`() {
        let text = head + "controls: [{ id: knob-1, parameter: { symbol: vcf_freq } }]\n"
        let health = health(text)
        #expect(rounded(health.value(.documentation)) == 0.2)
        #expect(
            health.losses.map(\.reason) == [
                "the map states no 'author'", "the map states no 'date'",
                "the map states no 'description'", "1 of 1 controls have no 'description'",
            ])
        #expect(health.advice.map(\.priority) == [.low])
    }

    @Test func `a lost point says where`() throws {
        let loss = try #require(health(map(cutoff + ", range: [1, 0]")).losses.first)
        #expect(loss.code == "map.range-order")
        #expect(loss.place?.path == "inputs/maps/test.yaml")
        #expect(loss.place?.range.start.line == 9)
    }

    @Test func `a text that is no map has no health`() {
        let health = health("controls: [\n")
        #expect(health.score < 0.2)
        #expect(health.status == .critical)
        #expect(health.losses.contains { $0.reason.hasPrefix("could not be judged: ") })
    }

    @Test func `names that disagree with what they move are told beside the score`() {
        let text = map(
            cutoff,
            "id: knob-2, name: Resonance, description: x, parameter: { symbol: env_release }",
            "id: fader-1, description: x, parameter: { symbol: volume }")
        let health = health(text)
        #expect(health.semantics.compared == 2)
        #expect(health.semantics.value == 0.5)
        #expect(health.semantics.doubts.map(\.parameter) == ["Env Release"])
        #expect(rounded(health.score) == 1)
    }

    @Test func `the repository's own maps are excellent, and their names agree`() {
        let repository = Repository.shared
        #expect(repository.maps.count >= 18)
        for (path, text) in repository.maps {
            let health = MapHealth(repository.bench.study(text, path: path))
            #expect(health.status == .excellent, "\(path): \(health.losses)")
            #expect(health.semantics.doubts == [], "\(path)")
        }
    }

    @Test(arguments: [
        ("", 1.0, 0), ("colour: red", 0.7, 1), ("range: [1, 0]", 0.8, 1), ("steps: 1", 0.7, 1),
    ])
    func `validating has a score of its own`(addition: String, score: Double, errors: Int) {
        let controls = addition.isEmpty ? cutoff : cutoff + ", " + addition
        let found = ValidationScore(bench.study(map(controls)).outcome.diagnostics)
        #expect(rounded(found.value) == score)
        #expect(found.errors == errors)
    }

    @Test func `a file that is no map loses half`() {
        let found = ValidationScore(bench.study("controls: [\n").outcome.diagnostics)
        #expect(found.value == 0.5)
        #expect(found.critical == 1)
    }
}

extension String {
    /// With every occurrence of `old` replaced.
    func replacing(_ old: String, with new: String) -> String {
        var rest = self[...]
        var result = ""
        while let range = rest.firstRange(of: old) {
            result += rest[..<range.lowerBound] + new
            rest = rest[range.upperBound...]
        }
        return result + rest
    }
}
