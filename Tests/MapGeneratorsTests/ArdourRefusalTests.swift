import ControlMap
import PluginCatalog
import Testing

@testable import MapGenerators

/// Codes found for one control alone, and whether it was bound.
private func outcome(_ single: ResolvedControl) throws -> (codes: [String], isBound: Bool) {
    let generation = try generate([map([single])])
    let codes = generation.diagnostics.map(\.code).filter { $0 != "ardour.nothing-to-write" }
    return (codes, generation.file != nil)
}

@Suite struct ArdourRefusalTests {
    static let unheard: [(ResolvedControl, String)] = [
        (control("k", .controlChange(number: 14, bits: 14), target("reso")), "fourteen-bit"),
        (control("k", .nrpn(number: 300), target("reso")), "parameter-number"),
        (control("k", .rpn(number: 0), target("reso")), "parameter-number"),
        (control("k", .channelPressure, target("reso")), "pressure"),
        (control("k", .polyPressure(note: 60), target("reso")), "pressure"),
        (control("k", .programChange(program: 3), target("reso")), "program-change"),
        (control("k", .systemExclusive([0xF0, 0xF7]), target("reso")), "system-exclusive"),
        (control("k", .note(number: 3), .relative(.signBit), target("reso")), "encoder-message"),
        (control("k", .pitchBend, .push, target("reso")), "button-message"),
        (control("k", .cc(128), target("reso")), "out-of-range"),
        (control("k", channel: 0, .cc(1), target("reso")), "out-of-range"),
        (control("k", channel: 17, .note(number: 1), target("reso")), "out-of-range"),
        (control("k", .note(number: -1), target("reso")), "out-of-range"),
    ]

    @Test(arguments: 0..<unheard.count)
    func `what Ardour cannot hear is not bound, with the reason`(row: Int) throws {
        let (single, code) = Self.unheard[row]
        let (codes, isBound) = try outcome(single)
        #expect(codes == ["ardour." + code])
        #expect(!isBound)
    }

    static let undone: [(ResolvedControl, [String])] = [
        (control("k", .cc(1), target("reso", Shaping(lower: 0.1))), ["range"]),
        (control("k", .cc(1), target("reso", Shaping(upper: 0.9))), ["range"]),
        (control("k", .cc(1), target("reso", Shaping(isInverted: true))), ["invert"]),
        (control("k", .cc(1), target("reso", Shaping(curve: .linear))), []),
        (control("k", .cc(1), target("reso", Shaping(curve: .logarithmic))), ["curve"]),
        (control("k", .cc(1), target("reso", Shaping(curve: .exponential))), ["curve"]),
        (control("k", .cc(1), target("cutoff", Shaping(curve: .linear))), ["curve"]),
        (control("k", .cc(1), target("cutoff", Shaping(curve: .logarithmic))), []),
        (control("k", .cc(1), .push, target("cutoff", Shaping(curve: .exponential))), []),
        (control("k", .cc(1), target("reso", Shaping(steps: 5))), ["steps"]),
        (control("k", .cc(1), target("wave", Shaping(steps: 4))), []),
        (control("k", .cc(1), target("wave", Shaping(steps: 3))), ["steps"]),
        (control("k", .cc(1), target("voices", Shaping(steps: 16))), []),
        (control("k", .cc(1), target("reso", Shaping(deadZone: 0.1))), ["dead-zone"]),
        (control("k", .cc(1), target("reso", Shaping(smoothingMilliseconds: 5))), ["smoothing"]),
        (control("k", .cc(1), target("reso", Shaping(pickUp: .scale))), ["pickup-scale"]),
        (control("k", .pitchBend, target("reso", Shaping(pickUp: .scale))), ["pickup-scale"]),
        (control("k", .note(number: 1), target("reso", Shaping(pickUp: .pickup))), ["pickup-note"]),
        (control("k", .cc(1), .latching, target("hold", Shaping(pickUp: .scale))), []),
        (
            control("k", .cc(1), target("reso", Shaping(lower: 0.1, isInverted: true, steps: 9))),
            ["invert", "range", "steps"]
        ),
        (control("k", .cc(1), target("hold")), ["knob-on-switch"]),
        (control("k", .pitchBend, target("hold")), []),
        (control("k", .cc(1), .relative(.signBit), target("hold")), ["encoder-on-switch"]),
        (control("k", .cc(1), .relative(.signBit), target("wave")), ["encoder-on-whole-numbers"]),
        (control("k", .cc(1), .relative(.signBit), target("reso")), []),
        (control("k", .cc(1), target("reso", Shaping(mode: .toggle))), ["mode-needs-button"]),
        (
            control("k", .cc(1), .push, target("reso", Shaping(mode: .toggle))),
            ["toggle-needs-switch"]
        ),
        (control("k", .cc(1), .push, target("wave", Shaping(mode: .radio))), ["radio"]),
        (control("k", .cc(1), .push, target("wave", Shaping(mode: .cycle))), ["cycle"]),
        (
            control("k", .cc(1), .latching, target("hold", Shaping(mode: .momentary))),
            ["latching-cannot-hold"]
        ),
        (
            control("k", .cc(1), .button(ButtonBehaviour(.momentary, on: 60)), target("hold")),
            ["button-values"]
        ),
        (
            control(
                "k", .cc(1), .button(ButtonBehaviour(.latching, on: 0, off: 127)), target("hold")),
            ["button-values"]
        ),
        (control("k", .cc(1), .button(ButtonBehaviour(.momentary, on: 60)), target("reso")), []),
        (control("k", .cc(1), target("meter")), ["output-parameter"]),
    ]

    @Test(arguments: 0..<undone.count)
    func `what Ardour cannot do is not bound, with every reason`(row: Int) throws {
        let (single, wanted) = Self.undone[row]
        let (codes, isBound) = try outcome(single)
        #expect(codes == wanted.map { "ardour." + $0 }, "\(single)")
        #expect(isBound == wanted.isEmpty, "\(single)")
    }

    @Test func `a finding names control, parameter and file, and is a warning`() throws {
        let generation = try generate([map([control("fader-7", .cc(1), target("hold"))])])
        let finding = try #require(generation.diagnostics.first)
        #expect(finding.severity == .warning)
        #expect(finding.path == "maps/tiny.yaml")
        #expect(finding.message.hasPrefix("control 'fader-7' is not bound to 'Hold' in Ardour: "))
        #expect(generation.diagnostics.map(\.code).contains("ardour.nothing-to-write"))
        #expect(generation.file == nil)
    }

    @Test func `the other targets of a control are bound all the same`() throws {
        let single = control("k", .cc(1), target("hold"), target("reso"))
        let (codes, isBound) = try outcome(single)
        #expect(codes == ["ardour.knob-on-switch"] && isBound)
    }

    @Test func `one message is bound to one parameter once`() throws {
        let twice = [
            control("a", .cc(1), .push, target("hold", Shaping(mode: .toggle))),
            control("b", .cc(1), .push, target("hold", Shaping(mode: .momentary))),
        ]
        let generation = try generate([map(twice)])
        #expect(generation.diagnostics.map(\.code) == ["ardour.duplicate-binding"])
        let file = try #require(generation.file)
        #expect(ArdourDocument(reading: file.bytes)?.bindings.count == 1)
    }

    @Test func `one control that jumps makes the whole file jump, and that is said`() throws {
        let mixed = [
            control("a", .cc(1), target("reso", Shaping(pickUp: .pickup))),
            control("b", .cc(2), target("drive")),
        ]
        let generation = try generate([map(mixed)])
        #expect(generation.diagnostics.map(\.code) == ["ardour.mixed-pickup"])
        #expect(generation.diagnostics[0].message.hasPrefix("control 'a' jumps "))
        let file = try #require(generation.file)
        #expect(ArdourDocument(reading: file.bytes)?.takeoverThreshold == nil)
    }

    @Test func `a button on a range would never act if it had to wait`() throws {
        let mixed = [
            control("a", .cc(1), target("reso", Shaping(pickUp: .pickup))),
            control("b", .cc(2), .push, target("drive", Shaping(pickUp: .pickup))),
        ]
        #expect(try generate([map(mixed)]).diagnostics.map(\.code) == ["ardour.mixed-pickup"])
    }

    @Test func `lamps that want other values than Ardour sends are told`() throws {
        let lit = control(
            "a", .cc(1), .latching, feedback: Feedback(on: 60, off: 0), target("hold"))
        let generation = try generate([map([lit])])
        #expect(generation.diagnostics.map(\.code) == ["ardour.feedback-values"])
        #expect(generation.diagnostics[0].severity == .info)
    }

    @Test(arguments: [
        (PluginFormat.lv2, 6, ""), (.ladspa, 6, ""), (.vst2, 6, ""),
        (.vst3, 6, ""), (.clap, 0, "ardour.unhosted-format"),
        (.dssi, 0, "ardour.unhosted-format"),
    ])
    func `outputs count in a parameter's number, where the format has one`(
        format: PluginFormat, number: Int, code: String
    ) throws {
        var plugin = tinyPlugin
        plugin.identity.format = format
        let generation = try generate(
            [map(plugin: plugin, [control("k", .cc(1), target("voices"))])], plugin: plugin)
        if let file = generation.file {
            let binding = try #require(ArdourDocument(reading: file.bytes)?.bindings.first)
            #expect(binding.address.hasSuffix(" \(number)"))
        } else {
            #expect(generation.diagnostics.map(\.code).contains(code))
        }
    }

    @Test func `every target is bound or explained, whatever a map asks for`() throws {
        let messages: [ControllerMessage] = [
            .cc(0), .cc(127), .controlChange(number: 1, bits: 14), .note(number: 60),
            .nrpn(number: 1), .rpn(number: 1), .pitchBend, .channelPressure, .polyPressure(note: 1),
            .programChange(program: nil), .systemExclusive([0xF0, 0xF7]),
        ]
        let behaviours: [ElementBehaviour] = [
            .absolute, .relative(.signBitUp), .push, .latching,
            .button(ButtonBehaviour(.momentary, on: 1, off: 64)),
        ]
        for message in messages {
            for behaviour in behaviours {
                for parameter in tinyPlugin.parameters {
                    for mode in Shaping.Mode.allCases {
                        let target = ResolvedTarget(
                            parameter: parameter, shaping: Shaping(mode: mode))
                        let generation = try generate([
                            map([control("k", message, behaviour, target)])
                        ])
                        let refusals = generation.diagnostics.filter {
                            $0.message.contains("is not bound to")
                        }
                        #expect((generation.file == nil) == !refusals.isEmpty)
                    }
                }
            }
        }
    }

    @Test func `encoders on ranges where Ardour loses steps are told, once a map`() throws {
        let encoders = [
            control("a", .cc(1), .relative(.signBit), target("drive")),
            control("b", .cc(2), .relative(.signBit), target("reso")),
            control("c", .cc(3), .relative(.signBit), target("cutoff")),
        ]
        let generation = try generate([map(encoders)])
        #expect(generation.diagnostics.map(\.code) == ["ardour.encoder-sticks"])
        #expect(generation.diagnostics[0].message.contains("controls 'a', 'c' may"))
        #expect(generation.diagnostics[0].severity == .info)
    }

    @Test func `a switch that starts on and should follow a button is told`() throws {
        var flag = parameter("hold")
        flag.defaultValue = 1
        var hold = ResolvedTarget(parameter: flag)
        let follows = try generate([map([control("a", .cc(1), .latching, hold)])])
        #expect(follows.diagnostics.map(\.code) == ["ardour.starts-on"])
        hold.shaping.mode = .toggle
        let flips = try generate([map([control("a", .cc(1), .push, hold)])])
        #expect(flips.diagnostics.isEmpty)
    }

    @Test func `a parameter that the descriptor does not have is not bound`() throws {
        var plugin = tinyPlugin
        plugin.parameters[1].symbol = "other"
        let generation = try generate(
            [map([control("k", .cc(1), target("reso"))])], plugin: plugin)
        #expect(generation.diagnostics.map(\.code).contains("ardour.stale-parameter"))
        #expect(generation.file == nil)
    }
}
