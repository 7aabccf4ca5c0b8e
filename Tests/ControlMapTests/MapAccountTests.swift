import ControlMap
import Diagnostics
import SourceText
import Testing

@Suite struct MapAccountTests {
    private let base = """
        schema: 2
        name: base
        device: acme/panel
        template: true
        channel: 4
        controls:
          - id: knob-1
            name: Cutoff
            parameter: { symbol: vcf_freq }
            curve: linear
        """
    private let map = """
        schema: 2
        name: own
        extends: base
        plugin: { format: lv2, uri: "urn:test:synth" }
        controls:
          - { id: knob-1, range: [0.2, 0.8] }
          - { id: button-2, parameter: { symbol: hold }, feedback: { on: 3, off: 1 } }
        """

    private func account() throws -> MapAccount {
        var bench = Workbench()
        bench.files["inputs/maps/base.yaml"] = base
        return try #require(MapAccount(bench.study(map)))
    }

    private func line(_ key: String, of control: ControlAccount) -> String? {
        control.origins.first { $0.key == key }.map {
            "\($0.place.path):\($0.place.range.start.line)"
        }
    }

    @Test func `every value says where it stands`() throws {
        let account = try account()
        let knob = account.controls[0]
        #expect(line("range", of: knob) == "inputs/maps/test.yaml:6")
        #expect(line("curve", of: knob) == "inputs/maps/base.yaml:10")
        #expect(line("parameter", of: knob) == "inputs/maps/base.yaml:9")
        #expect(line("send", of: knob) == "inputs/controllers/panel.yaml:11")
        #expect(account.bases == ["inputs/maps/base.yaml"])
        #expect(account.channelOrigin.text == "inputs/maps/base.yaml:5")
        #expect(account.channel == 4)
    }

    @Test func `the values are those of the resolved map`() throws {
        var bench = Workbench()
        bench.files["inputs/maps/base.yaml"] = base
        let study = bench.study(map)
        let resolved = try #require(study.outcome.resolved)
        let account = try #require(MapAccount(study))
        #expect(
            account.controls.map(\.targets) == resolved.controls.map(\.targets))
        #expect(account.controls.map(\.message) == resolved.controls.map(\.message))
        #expect(account.controls.map(\.behaviour) == resolved.controls.map(\.behaviour))
        #expect(account.controls.map(\.feedback) == resolved.controls.map(\.feedback))
    }

    @Test func `as JSON it is the resolved control and where it comes from`() throws {
        let json = try account().json
        guard case .object(let members) = json,
            case .array(let controls)? = members.first(where: { $0.name == "controls" })?.value,
            case .object(let knob) = controls[0]
        else {
            Issue.record("\(json)")
            return
        }
        #expect(knob.map(\.name) == ["id", "name", "send", "targets", "from"])
        #expect(
            members.first { $0.name == "extends" }?.value
                == .array([.string("inputs/maps/base.yaml")]))
    }

    @Test func `a map with errors is told about as far as it is known`() throws {
        let text = head + "controls: [{ id: nowhere, parameter: { symbol: nope } }]"
        let account = try #require(MapAccount(Workbench().study(text)))
        #expect(account.controls[0].message == nil)
        #expect(account.controls[0].reference == .symbol("nope"))
        #expect(account.controls[0].targets.isEmpty)
        #expect(MapAccount(Workbench().study("controls: [")) == nil)
    }
}
