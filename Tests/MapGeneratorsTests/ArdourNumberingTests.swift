import ControlMap
import PluginCatalog
import Testing

@testable import MapGenerators

/// What each version of Ardour counts, as its sources say; `scripts/verify-ardour` proves 7.3 in the
/// program for LV2, LADSPA, VST2 and VST3, and that the numbers of 7.5 and 8.7 are wrong there.
@Suite struct ArdourNumberingTests {
    /// A VST3 plugin with one parameter of each kind that some version leaves out, and ones between.
    private static func plugin(takesHostEdits: Bool = false) -> PluginDescriptor {
        var parameters: [PluginParameter] = []
        func add(_ name: String, _ change: (inout PluginParameter) -> Void = { _ in }) {
            var parameter = PluginParameter(
                index: parameters.count, port: parameters.count,
                symbol: "\(100 + parameters.count)",
                name: name)
            change(&parameter)
            parameters.append(parameter)
        }
        add("Gain")
        add("Program") { $0.designation = "program" }
        add("Cutoff")
        add("Window size") { $0.isAutomatable = false }
        add("Meter") { ($0.isAutomatable, $0.direction) = (false, .output) }
        add("Resonance")
        add("MIDI CC 0|1")
        add("MIDI CC 0|2") { $0.isAutomatable = false }
        add("Drive")
        add("MIDI Ch. 1 CC 0") { $0.isHidden = true }
        add("MIDI Ch. 1 CC 1") { ($0.isHidden, $0.isAutomatable) = (true, false) }
        add("Mix")
        var plugin = PluginDescriptor(
            identity: PluginIdentity(format: .vst3, id: "00"), name: "Counted",
            parameters: parameters)
        plugin.takesHostEdits = takesHostEdits
        return plugin
    }

    /// The names of the parameters by their numbers from 1; outputs keep theirs.
    private func counted(_ plugin: PluginDescriptor, _ version: String) throws -> [Int: String] {
        let version = try ArdourVersion(parsing: version)
        var names: [Int: String] = [:]
        for parameter in plugin.parameters {
            do throws(ArdourRefusal) {
                names[try ardourNumber(of: parameter, in: plugin, version: version)] =
                    parameter.name
            } catch {
                #expect([.uncountedParameter, .outputParameter].contains(error))
            }
        }
        return names
    }

    @Test(arguments: ["6.9", "7.0", "7.3"])
    func `up to 7_3 what cannot be automated is left out, meters count`(version: String) throws {
        #expect(
            try counted(Self.plugin(), version) == [
                1: "Gain", 2: "Cutoff", 4: "Resonance", 5: "Drive", 6: "MIDI Ch. 1 CC 0", 7: "Mix",
            ])
    }

    @Test(arguments: ["7.5", "8.0", "8.6"])
    func `from 7_5 on it counts`(version: String) throws {
        #expect(
            try counted(Self.plugin(), version) == [
                1: "Gain", 2: "Cutoff", 3: "Window size", 5: "Resonance", 6: "Drive",
                7: "MIDI Ch. 1 CC 0", 8: "MIDI Ch. 1 CC 1", 9: "Mix",
            ])
    }

    @Test(arguments: ["8.7", "8.8", "8.12", "9.0"])
    func `from 8_7 on what DPF names for controllers is left out`(version: String) throws {
        #expect(
            try counted(Self.plugin(), version) == [
                1: "Gain", 2: "Cutoff", 3: "Window size", 5: "Resonance", 6: "Drive", 7: "Mix",
            ])
    }

    @Test func `a plugin that takes its host's edits is counted whole by the old ones too`() throws
    {
        let plugin = Self.plugin(takesHostEdits: true)
        #expect(try counted(plugin, "7.3") == counted(plugin, "7.5"))
    }

    @Test(arguments: [PluginFormat.lv2, .ladspa, .vst2], ["6.9", "7.3", "8.8", "9.0"])
    func `other formats count everything in every version`(
        format: PluginFormat, version: String
    ) throws {
        var plugin = Self.plugin()
        plugin.identity.format = format
        let numbers = try counted(plugin, version)
        #expect(numbers.count == plugin.parameters.count - 1)
        #expect(numbers[12] == "Mix")
    }

    @Test func `what some versions leave out is kept as spans`() {
        #expect(
            UncountedParameters(of: Self.plugin()).spans == [
                .init(.program, first: 1, count: 1), .init(.fixed, first: 3, count: 1),
                .init(.titledController, first: 6, count: 2),
                .init(.titledChannel, first: 9, count: 1),
                .init(.fixedChannel, first: 10, count: 1),
            ])
    }

    @Test(arguments: [
        ("MIDI Ch. 1 CC 7", true), ("MIDI Ch. 16 CC 129", true),
        ("The MIDI Ch. 1 CC 7 of it", true),
        ("MIDI Ch. MIDI Ch. 2 CC 3", true), ("MIDI Ch. -1 CC 7", false), ("MIDI Ch. 1 CC ", false),
        ("MIDI Ch.1 CC 7", false), ("MIDI Ch. 1 Pitchbend", false), ("MIDI Ch. 1  CC 7", false),
    ])
    func `a title of DPF's may stand anywhere in a name`(title: String, isOne: Bool) {
        let plugin = PluginDescriptor(
            identity: PluginIdentity(format: .vst3, id: "00"), name: "x",
            parameters: [PluginParameter(index: 0, port: 0, symbol: "0", name: title)])
        #expect(
            UncountedParameters(of: plugin).spans.map(\.kind) == (isOne ? [.titledChannel] : []))
    }

    @Test func `a property has no number`() throws {
        let property = PluginParameter(
            index: 3, port: 3, symbol: "gain", name: "Gain", property: "urn:a#gain")
        #expect(throws: ArdourRefusal.propertyParameter) {
            try ardourNumber(of: property, in: MappedPlugin?.none, version: .v7_3)
        }
    }
}
