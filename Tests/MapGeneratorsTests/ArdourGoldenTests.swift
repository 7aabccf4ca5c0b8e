import ControlMap
import PluginCatalog
import Testing

@testable import MapGenerators

/// Each file was written by hand from the rules, before the generator.
@Suite struct ArdourGoldenTests {
    private let bass = map(
        "maps/bass.yaml", name: "Bass -- low",
        [
            control("knob-1", name: "Knob 1", .cc(13), target("cutoff")),
            control("knob-2", name: "Knob 2", .cc(14), target("reso"), target("drive")),
            control("knob-3", name: "Knob 3", .cc(15), target("wave")),
            control(
                "button-1", name: "Button 1", .cc(41), .push, target("hold", Shaping(mode: .toggle))
            ),
            control("encoder-1", .cc(30), .relative(.twosComplement), target("drive")),
            control("wheel", name: "Wheel", .pitchBend, target("delay")),
            control("spare", .cc(99)),
        ])
    private let lead = map(
        "maps/lead.yaml", name: "Lead \"é\"", channel: 2,
        [
            control(
                "button-1", name: "Button 1", channel: 2, .cc(41), .latching,
                target("hold", Shaping(mode: .toggle))),
            control(
                "pad-1", name: "Pad 1", channel: 2, .note(number: 60), .push,
                target("hold", Shaping(mode: .toggle))),
            control(
                "pad-2", name: "Pad 2", channel: 2, .note(number: 61), .push,
                target("hold", Shaping(mode: .momentary))),
            control("pad-3", name: "Pad 3", channel: 2, .note(number: 62), target("reso")),
            control("fader-1", name: "Fader 1", channel: 10, .cc(77), target("voices")),
        ])

    @Test func `two maps on two channels share the file of their device`() throws {
        let generation = try generate([lead, bass])
        let file = try #require(generation.file)
        #expect(file.name == "novation-launch-control-xl-3.map")
        #expect(generation.diagnostics.map(\.code) == ["ardour.encoder-sticks"])
        try expectGolden(file)
        let document = try #require(ArdourDocument(reading: file.bytes))
        #expect(document.bankSize == 8 && document.takeoverThreshold == nil)
        #expect(document.bindings.count == 12)
        #expect(
            document.bindings[9]
                == ArdourBinding(
                    channel: 2, event: .note, number: 61, isMomentary: true,
                    address: "/route/plugin/parameter S1 1 4"))
    }

    @Test func `a file whose knobs all pick up waits for them, and is named after its map`() throws
    {
        let keylab = DeviceIdentity(profile: "", manufacturer: "Arturia", model: "Keylab")
        let soft = map(
            "maps/Soft knobs.yaml", name: "Soft <knobs>", device: keylab, channel: 3,
            [
                control(
                    "knob-1", name: "Knob 1", channel: 3, .cc(20),
                    target("reso", Shaping(pickUp: .pickup))),
                control(
                    "button-1", name: "Button 1", channel: 3, .cc(21), .latching, target("hold")),
                control(
                    "encoder-1", name: "Encoder 1", channel: 3, .cc(22), .relative(.signBit),
                    target("drive")),
            ])
        var other = soft
        other.path = "maps/other.yaml"
        other.name = "Other"
        let plan = ardourFiles(for: [PlannedMap(soft), PlannedMap(other)])
        let planned = try #require(plan.files.last)
        let options = try ArdourOptions(address: .name("Bass"), slot: 2)
        let generation = ArdourGenerator(options).generate(planned, from: [(soft, tinyPlugin)])
        let file = try #require(generation.file)
        #expect(file.name == "arturia-keylab--soft-knobs.map")
        try expectGolden(file)
        #expect(ArdourDocument(reading: file.bytes)?.takeoverThreshold == 10)
    }

    private func expectGolden(_ file: GeneratedFile) throws {
        let wanted = try golden(file.name)
        #expect(
            String(decoding: file.bytes, as: UTF8.self) == String(decoding: wanted, as: UTF8.self))
        #expect(file.bytes == wanted)
    }
}
