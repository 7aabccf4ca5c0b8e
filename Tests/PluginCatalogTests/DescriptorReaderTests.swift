import PluginCatalog
import TestSupport
import Testing

@Suite struct DescriptorReaderTests {
    private let full = PluginDescriptor(
        identity: PluginIdentity(format: .lv2, id: "http://example.org/p#1"), name: "Pé \"q\"\\\n",
        manufacturer: "M", version: "1.2", category: "Filter Plugin",
        parameters: [
            PluginParameter(
                index: 0, port: 3, symbol: "freq", name: "Freq", minimum: 20, maximum: 20000.5,
                defaultValue: 20.1 + 0.2, defaultHint: "low", steps: 7, textAtMinimum: "low",
                textAtMaximum: "high", isLogarithmic: true, scalesWithSampleRate: true,
                isPeriodic: true, unit: "Hz", group: "g", designation: "enabled",
                isAutomatable: false, isHidden: true, isOptional: true, property: "urn:x"),
            PluginParameter(
                index: 1, port: 4, symbol: "mode", name: "Mode", kind: .choice, minimum: -1e-9,
                maximum: 1e20, defaultValue: nil,
                choices: [.init(label: "a", value: 0), .init(label: "b\u{1}", value: 1)]),
            PluginParameter(
                index: 2, port: 5, symbol: "out", name: "Out", direction: .output, kind: .boolean,
                minimum: nil, maximum: nil, defaultValue: nil),
        ],
        groups: [ParameterGroup(symbol: "g", name: "G", parameters: [0])])

    @Test func `what is written is read back`() {
        let (descriptor, findings) = DescriptorReader.read(full.json, path: "p.json")
        #expect(findings.isEmpty)
        #expect(descriptor == full)
        #expect(descriptor?.json == full.json)
    }

    @Test func `a descriptor without parameters and groups is read back`() {
        let empty = PluginDescriptor(
            identity: PluginIdentity(format: .clap, id: "a.b"), name: "E", parameters: [])
        let (descriptor, findings) = DescriptorReader.read(empty.json, path: "p.json")
        #expect(findings.isEmpty)
        #expect(descriptor == empty)
    }

    @Test func `the file is one parameter a line`() {
        let text = String(decoding: full.json, as: UTF8.self)
        #expect(
            text.contains(
                "\n    { \"index\": 2, \"symbol\": \"out\", \"name\": \"Out\", \"port\": 5, "
                    + "\"direction\": \"output\", \"type\": \"boolean\", \"automatable\": true }\n")
        )
        #expect(text.hasSuffix("}\n"))
    }

    @Test func `a file of another extractor is read, and what is off is said`() {
        let text = """
            {"plugin":{"manufacturer":"Foo","name":"Bar","version":"2.1","format":"VST3","uid":"-17"},
             "metadata":{"version":"1.0","created":"2026-01-02T00:00:00Z","author":"x","tags":["vst3"]},
             "parameters":[
              «»{"index":0,"name":"Cutoff","min":0,"max":1,"default":0.5,"group":"filter",
               "type":"continuous","automatable":true,"label":"Hz"},
              {"index":1,"name":«"Cutoff"»,"min":0,"max":1,"default":«-1»,"group":"filter",
               "type":"discrete","automatable":false,"description":"d"}],
             "groups":{"filter":{"name":"filter","parameters":[0,1]}}, "presets":{}}
            """
        expectFindings(
            in: text, .info("descriptor.missing-symbol"), .info("descriptor.repeated-name"),
            .warning("descriptor.default-outside-range"), by: findings)
        let (descriptor, _) = DescriptorReader.read(parseMarked(text).bytes, path: "p.json")
        #expect(descriptor?.identity == PluginIdentity(format: .vst3, id: "-17"))
        #expect(descriptor?.parameters.map(\.port) == [0, 1])
        #expect(descriptor?.parameters.map(\.symbol) == ["", ""])
        #expect(descriptor?.parameters.map(\.isAutomatable) == [true, false])
    }

    @Test func `values of a wrong type are pointed at, and then there is no descriptor`() {
        let text = descriptorText(
            "{ \"index\": «\"0\"», \"symbol\": «7», \"name\": \"A\", \"min\": «true» }",
            "{ \"index\": 1, \"symbol\": \"b\", \"name\": \"B\", \"type\": «\"fader\"» }", "«3»")
        expectFindings(
            in: text, .error("descriptor.wrong-type"), .error("descriptor.wrong-type"),
            .error("descriptor.wrong-type"), .error("descriptor.unknown-value"),
            .error("descriptor.wrong-type"), by: findings)
        #expect(DescriptorReader.read(parseMarked(text).bytes, path: "p.json").0 == nil)
    }

    @Test func `a parameter without index or name is pointed at`() {
        expectFindings(
            in: descriptorText("«»{ \"symbol\": \"a\", \"name\": \"A\" }", "«»{ \"index\": 1 }"),
            .error("descriptor.missing-key"), .error("descriptor.missing-key"), by: findings)
    }

    @Test func `an unknown key of a parameter is a warning`() {
        expectFindings(
            in: descriptorText(parameterText(0, "«\"minn\"»: 1")),
            .warning("descriptor.unknown-key"), by: findings)
    }

    @Test func `an unknown key elsewhere is a warning, and the descriptor is read`() {
        let text = """
            {"plugin":{"name":"P","format":"clap","uid":"p",«"vendorId"»:3},"parameters":[],
             «"x"»:1}
            """
        expectFindings(
            in: text, .warning("descriptor.unknown-key"), .warning("descriptor.unknown-key"),
            by: findings)
        #expect(DescriptorReader.read(parseMarked(text).bytes, path: "p.json").0?.name == "P")
    }

    @Test(arguments: [
        -9.223372036854775808e18, 1.7976931348623157e308, -0.0, .leastNonzeroMagnitude, 1e15, 1e16,
    ])
    func `a number at the edge of its type is written and read back`(value: Double) {
        let edge = PluginDescriptor(
            identity: PluginIdentity(format: .lv2, id: "u"), name: "E",
            parameters: [
                PluginParameter(
                    index: 0, port: 0, symbol: "a", name: "A", minimum: nil, maximum: nil,
                    defaultValue: value)
            ])
        #expect(DescriptorReader.read(edge.json, path: "p.json").0 == edge)
    }

    @Test func `a text that is no JSON gives the JSON reader's finding`() {
        let (descriptor, findings) = DescriptorReader.read(Array("{".utf8), path: "p.json")
        #expect(descriptor == nil)
        #expect(findings.map(\.code) == ["json.syntax"])
    }

    @Test(arguments: ["[]", "{}", "3", "{\"plugin\":{}}", "{\"plugin\":3,\"parameters\":4}"])
    func `JSON of another shape is an error, never a crash`(text: String) {
        let (descriptor, findings) = DescriptorReader.read(Array(text.utf8), path: "p.json")
        #expect(descriptor == nil)
        #expect(findings.contains { $0.severity == .error })
    }

    @Test func `any byte may be cut or changed without a crash`() {
        let bytes = full.json
        for position in bytes.indices {
            _ = DescriptorReader.read(Array(bytes[..<position]), path: "p.json")
            var changed = bytes
            changed[position] = UInt8(ascii: "9")
            _ = DescriptorReader.read(changed, path: "p.json")
        }
    }
}
