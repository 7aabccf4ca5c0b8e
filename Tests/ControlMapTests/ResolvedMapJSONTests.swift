import PluginCatalog
import Testing

@testable import ControlMap

@Suite struct ResolvedMapJSONTests {
    @Test func `a map is written for people: known keys, and no defaults`() {
        let map = ResolvedMap(
            path: "maps/a.yaml", name: "A",
            device: DeviceIdentity(profile: "", manufacturer: "Akai", model: "MPK", bankSize: 8),
            plugin: MappedPlugin(
                identity: PluginIdentity(format: .lv2, id: "urn:x"), name: "X", manufacturer: ""),
            channel: 3,
            controls: [
                ResolvedControl(
                    id: "knob-1", name: "Knob 1", channel: 3,
                    message: .controlChange(number: 13, bits: 7), behaviour: .absolute,
                    targets: [
                        ResolvedTarget(
                            parameter: PluginParameter(
                                index: 0, port: 2, symbol: "gain", name: "Gain", maximum: 0.5),
                            shaping: Shaping(lower: 0.25, mode: .toggle))
                    ])
            ])
        #expect(
            String(decoding: map.json(), as: UTF8.self) == """
                {
                  "format": "pipeline-resolved-map",
                  "version": 1,
                  "path": "maps/a.yaml",
                  "name": "A",
                  "device": {
                    "manufacturer": "Akai",
                    "model": "MPK",
                    "bank-size": 8
                  },
                  "plugin": {
                    "format": "lv2",
                    "uri": "urn:x",
                    "name": "X"
                  },
                  "channel": 3,
                  "controls": [
                    {
                      "id": "knob-1",
                      "name": "Knob 1",
                      "send": {
                        "cc": 13
                      },
                      "targets": [
                        {
                          "parameter": {
                            "index": 0,
                            "port": 2,
                            "symbol": "gain",
                            "name": "Gain",
                            "kind": "continuous",
                            "minimum": 0,
                            "maximum": 0.5,
                            "default": 0
                          },
                          "range": [
                            0.25,
                            1
                          ],
                          "mode": "toggle"
                        }
                      ]
                    }
                  ]
                }

                """)
    }

    @Test(arguments: 0..<300)
    func `any map comes back as it was`(seed: Int) throws {
        var random = Dice(UInt64(seed))
        let map = random.map()
        let json = map.json()
        #expect(try ResolvedMap(json: json) == map, "seed \(seed)")
        #expect(try ResolvedMap(json: json).json() == json, "seed \(seed)")
    }

    @Test(arguments: [
        "", "[]", "{}", "null", "{\"format\":\"pipeline-resolved-map\",\"version\":2}",
        "{\"format\":\"other\",\"version\":1}",
        """
        {"format":"pipeline-resolved-map","version":1,"path":"","name":"","device":{},"channel":1,
         "controls":[]}
        """,
    ])
    func `what is no resolved map is an error`(text: String) {
        #expect(throws: ResolvedMapFormatError.self) { try ResolvedMap(json: Array(text.utf8)) }
    }

    @Test func `a map of usual words is read without a tree, and as it was`() {
        for seed in 0..<300 {
            var random = Dice(UInt64(seed), isPlain: true)
            let map = random.map()
            #expect(QuickResolvedMapReader.read(map.json()) == map, "seed \(seed)")
        }
    }

    @Test func `what is read without a tree is what the tree gives`() {
        var quick = 0
        for seed in 0..<400 {
            var random = Dice(UInt64(seed), isPlain: true)
            let json = random.map().json()
            for _ in 0..<20 {
                var damaged = json
                let place = random.below(json.count)
                let end = min(json.count, place + random.below(12))
                let piece = random.pick([
                    "", "1", "-0", "2.50", "1e2", ",", " ", "\"", "null", "true", "\"cc\": 3,",
                    "[]",
                    "\"name\": \"x\",", "}", "\n",
                ])
                damaged.replaceSubrange(place..<end, with: Array(piece.utf8))
                guard let found = QuickResolvedMapReader.read(damaged) else { continue }
                quick += 1
                #expect(
                    (try? ResolvedMap(treeOf: damaged)) == found,
                    "\(String(decoding: damaged, as: UTF8.self))")
            }
        }
        #expect(quick > 400)
    }

    @Test(arguments: 0..<100)
    func `a damaged map is an error or another map, never a crash`(seed: Int) {
        var random = Dice(UInt64(seed))
        let json = random.map().json()
        for _ in 0..<20 {
            var damaged = json
            damaged[random.below(json.count)] = UInt8(random.below(256))
            _ = try? ResolvedMap(json: damaged)
            _ = try? ResolvedMap(json: Array(json[..<random.below(json.count)]))
        }
    }
}

/// Random maps from a seed.
private struct Dice {
    private var state: UInt64
    /// Whether all is as it usually is: no escapes in texts, no messages that are seldom sent.
    private let isPlain: Bool

    init(_ seed: UInt64, isPlain: Bool = false) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
        self.isPlain = isPlain
    }

    mutating func below(_ bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(bound))
    }

    mutating func flag() -> Bool { below(2) == 0 }
    mutating func pick<Item>(_ items: [Item]) -> Item { items[below(items.count)] }
    mutating func text() -> String {
        if isPlain { return pick(["", "Cutoff", "é漢", "knob-\(below(50))", "🎹/ 16 bytes long"]) }
        return pick(["", "Cutoff", "a \"b\" \\c", "é\n漢\u{1}", "knob-\(below(50))", "🎹/\u{7F}"])
    }
    mutating func number() -> Double {
        pick([0, 1, -1, 0.1, 1e-12, 123456.75, -24, 1 / 3, 1e300, 20000])
    }

    mutating func map() -> ResolvedMap {
        let channel = below(16) + 1
        var plugin = MappedPlugin(
            identity: PluginIdentity(format: pick(PluginFormat.allCases), id: text()),
            name: text(), manufacturer: text())
        plugin.uncounted.spans = (0..<below(3)).map { _ in
            UncountedParameters.Span(
                pick(UncountedParameters.Kind.allCases), first: below(99), count: below(9))
        }
        var map = ResolvedMap(
            path: text(), name: text(),
            device: DeviceIdentity(
                profile: text(), manufacturer: text(), model: text(),
                bankSize: flag() ? nil : below(9)), plugin: flag() ? plugin : nil,
            channel: channel, controls: (0..<below(6)).map { _ in control(channel) })
        map.port = pick(["", text()])
        map.layers = (0..<below(3)).map { _ in text() }
        return map
    }

    private mutating func control(_ mapChannel: Int) -> ResolvedControl {
        var control = ResolvedControl(
            id: text(), name: text(), channel: flag() ? mapChannel : below(16) + 1,
            message: message(), behaviour: behaviour(),
            feedback: flag() ? nil : feedback(), targets: (0..<below(3)).map { _ in target() })
        control.layers = (0..<below(3)).map { _ in text() }
        control.group = pick(["", text()])
        control.acceleration = pick([0, 2.5])
        return control
    }

    private mutating func feedback() -> Feedback {
        Feedback(
            on: below(128), off: below(128), style: pick(Feedback.Style.allCases),
            message: flag() ? nil : message(), channel: flag() ? nil : below(16) + 1)
    }

    private mutating func destination() -> ResolvedTarget.Destination {
        switch below(6) {
        case 0:
            .midi(
                MIDIDestination(
                    output: text(), channel: below(16) + 1, message: message(), minimum: number(),
                    maximum: number()))
        case 1:
            .osc(
                OSCDestination(
                    output: text(), address: text(),
                    arguments: (0..<below(3)).map { _ in argument() }, minimum: number(),
                    maximum: number()))
        case 2: .layer(text())
        default: .parameter(parameter())
        }
    }

    private mutating func argument() -> OSCArgument {
        let words: [OSCArgument] = [
            .value, .valueAsDouble, .valueAsInt, .valueAsBool, .position,
        ]
        if isPlain { return pick(words) }
        return pick(
            words + [
                .int(Int32(below(1000)) - 500), .float(0.25), .float(2), .float(1 / 3),
                .string(text()), .string("value"),
            ])
    }

    private mutating func message() -> ControllerMessage {
        let usual: [ControllerMessage] = [
            .controlChange(number: below(128), bits: 7),
            .controlChange(number: below(32), bits: 14),
            .note(number: below(128)), .nrpn(number: below(16384)), .rpn(number: below(16384)),
            .pitchBend,
        ]
        if isPlain { return pick(usual) }
        return pick(
            usual + [
                .channelPressure, .polyPressure(note: below(128)),
                .programChange(program: nil), .programChange(program: below(128)),
                .systemExclusive([0xF0, UInt8(below(128)), 0xF7]), .systemExclusive([]),
            ])
    }

    private mutating func behaviour() -> ElementBehaviour {
        pick([
            .absolute, .relative(pick(RelativeEncoding.allCases)),
            .button(
                ButtonBehaviour(
                    pick(ButtonBehaviour.Action.allCases), on: pick([127, 64, 0]),
                    off: pick([0, 127]))),
        ])
    }

    private mutating func target() -> ResolvedTarget {
        ResolvedTarget(
            destination(),
            shaping: Shaping(
                lower: pick([0, 0.25]), upper: pick([1, 0.5]), isInverted: flag(),
                curve: pick(Shaping.Curve.allCases), mode: pick(Shaping.Mode.allCases),
                pickUp: pick(Shaping.PickUp.allCases), steps: flag() ? nil : below(9),
                deadZone: pick([0, 0.1]), smoothingMilliseconds: pick([0, 12.5])))
    }

    private mutating func parameter() -> PluginParameter {
        let index = below(100)
        return PluginParameter(
            index: index, port: flag() ? index : below(200), symbol: text(), name: text(),
            direction: pick([.input, .output]),
            kind: pick([.continuous, .discrete, .boolean, .choice]),
            minimum: flag() ? nil : number(), maximum: flag() ? nil : number(),
            defaultValue: flag() ? nil : number(), isLogarithmic: flag(),
            scalesWithSampleRate: isPlain ? false : flag(), unit: text(),
            choices: (0..<below(3)).map { _ in .init(label: text(), value: number()) },
            group: text(), designation: text(), isAutomatable: flag(), isHidden: flag())
    }
}
