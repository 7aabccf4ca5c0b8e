import Diagnostics
import PluginCatalog
import PluginExtraction
import Testing

/// VST3 plugins of a library that is compiled in the test run.
@Suite struct VST3LibraryTests {
    private static let pool = WorkerPool(program: workerProgram)

    /// What the library says when its name tells it nothing; asked once.
    private static let described = Result { try describe("plugins") }

    private func describe() throws -> ModuleDescription { try Self.described.get() }

    /// What the library says under a name that tells it what to do.
    private static func describe(_ name: String) throws -> ModuleDescription {
        let scratch = ScratchFolder()
        let path = try CompiledPlugins.vst3.library(name + ".vst3", in: scratch)
        return try pool.describe(PluginModule(.vst3, path))
    }

    private func identify(_ name: String) throws -> ModuleIdentity {
        let scratch = ScratchFolder()
        let path = try CompiledPlugins.vst3.library(name + ".vst3", in: scratch)
        return try Self.pool.identify(PluginModule(.vst3, path))
    }

    /// The id of a class: its name's first 15 bytes and a 0.
    private func id(_ name: String) -> String {
        let digits = name.utf8.prefix(15).map { byte in
            let text = String(byte, radix: 16, uppercase: true)
            return text.count == 1 ? "0" + text : text
        }.joined()
        return digits + String(repeating: "0", count: 32 - digits.count)
    }

    private func descriptor(_ name: String) throws -> PluginDescriptor {
        try describe().descriptor(id(name))
    }

    private func plain(_ name: String) throws -> PluginParameter {
        try descriptor("plain").parameter(name)
    }

    @Test func `a plugin's texts come from the factory's latest version`() throws {
        let plain = try descriptor("plain")
        #expect(plain.identity.id == "706C61696E0000000000000000000000")
        #expect(plain.name == "The plain")
        #expect((plain.manufacturer, plain.version) == ("Mü", "1.2.3"))
        #expect(plain.category == "Instrument|Synth")
        #expect(plain.takesHostEdits)
        let single = try descriptor("single")
        #expect(!single.takesHostEdits)
    }

    @Test func `a factory of the first version tells less`() throws {
        let plugin = try Self.describe("version-1").descriptor(id("plain"))
        #expect(plugin.name == "plain")
        #expect((plugin.manufacturer, plugin.version) == ("The library's maker", ""))
        #expect(plugin.parameters.count == 10)
    }

    @Test func `a parameter has its number, and its range in its own unit`() throws {
        let cutoff = try plain("Cutoff")
        #expect((cutoff.symbol, cutoff.unit, cutoff.kind) == ("100", "Hz", .continuous))
        #expect((cutoff.minimum, cutoff.maximum, cutoff.defaultValue) == (20, 20000, 10010))
        #expect((cutoff.textAtMinimum, cutoff.textAtMaximum) == ("20.000", "20000.000"))
        #expect(cutoff.isAutomatable && !cutoff.isHidden && cutoff.direction == .input)
        #expect(try plain("Quality").symbol == "4000000000")
    }

    @Test func `a list has the texts of its steps`() throws {
        let mode = try plain("Mode")
        #expect((mode.kind, mode.steps, mode.defaultValue) == (.choice, 3, 1))
        #expect(mode.choices.map(\.label) == ["Saw", "Square", "Sine", "Noise"])
        #expect(mode.choices.map(\.value) == [0, 1, 2, 3])
    }

    @Test func `steps that are shown as their numbers are none`() throws {
        let voices = try plain("Voices")
        #expect((voices.kind, voices.steps, voices.unit) == (.discrete, 15, ""))
        #expect((voices.minimum, voices.maximum, voices.defaultValue) == (1, 16, 8))
        #expect(!voices.isAutomatable)
    }

    @Test func `where the plugin's unit is that of hosts, texts tell the true ends`() throws {
        let gain = try plain("Gain")
        #expect((gain.minimum, gain.maximum, gain.defaultValue) == (0, 1, 0.75))
        #expect((gain.textAtMinimum, gain.textAtMaximum) == ("-60.0", "6.0"))
    }

    @Test func `steps between 0 and 1 that are shown in words are choices`() throws {
        let quality = try plain("Quality")
        #expect((quality.kind, quality.steps) == (.choice, 2))
        #expect(quality.choices.map(\.label) == ["Low", "Middle", "High"])
        #expect(quality.choices.map(\.value) == [0, 0.5, 1])
    }

    @Test func `flags are told`() throws {
        let off = try plain("Off")
        #expect((off.kind, off.designation) == (.boolean, "bypass"))
        let meter = try plain("Meter")
        #expect((meter.direction, meter.isHidden) == (.output, true))
        let program = try plain("Program")
        #expect((program.designation, program.choices.count) == ("program", 3))
        #expect(try plain("Phase").isPeriodic)
    }

    @Test func `a parameter without a title has its short one, and a long list is told of`() throws
    {
        let description = try describe()
        let parameter = try description.descriptor(id("plain")).parameter("short")
        #expect((parameter.kind, parameter.steps) == (.continuous, 300))
        #expect(description.codes(about: "short") == ["plugin.long-list"])
    }

    @Test func `stand-ins for MIDI controllers are marked and hidden, and stay in their places`()
        throws
    {
        let parameters = try descriptor("many").parameters
        #expect(parameters.count == 2234)
        #expect(parameters[..<154].allSatisfy { $0.designation.isEmpty && !$0.isHidden })
        #expect(
            parameters[154...].allSatisfy { $0.designation == "midi-controller" && $0.isHidden })
        #expect(parameters[154...].map(\.symbol) == (154..<2234).map { "\(1000 + $0)" })
    }

    @Test func `a parameter that the user sees stays one when a controller moves it too`() throws {
        let plugin = try descriptor("with-volume")
        let volume = try plugin.parameter("Volume")
        #expect((volume.designation, volume.isHidden) == ("", false))
        #expect(try plugin.parameter("Sustain").designation == "midi-controller")
        #expect(try plugin.parameter("Program").designation == "program")
    }

    @Test func `units are groups, named with those that they lie in`() throws {
        let plugin = try descriptor("with-units")
        #expect(plugin.parameters.map(\.group) == ["", "2", "2", "3", ""])
        #expect(plugin.groups.map(\.symbol) == ["2", "3"])
        #expect(plugin.groups[0].name == "Oscillators/Osc 1")
        #expect(plugin.groups[0].parameters == [1, 2])
        // Two units that lie in each other end somewhere.
        #expect(plugin.groups[1].name.hasSuffix("B/A"))
    }

    @Test(arguments: ["connected", "sending", "with-state"])
    func `parameters that appear with connection, a message or the state are there`(
        name: String
    ) throws {
        #expect(try descriptor(name).parameters.map(\.name) == ["Only"])
    }

    @Test func `one object may be component and controller`() throws {
        #expect(try descriptor("single").parameters.map(\.defaultValue) == [0.25])
    }

    @Test func `plugins without parameters are plugins`() throws {
        let description = try describe()
        #expect(try description.descriptor(id("without-parameters")).parameters.isEmpty)
        #expect(description.codes(about: "The without-parameters").isEmpty)
        #expect(try description.descriptor(id("without-functions")).parameters.isEmpty)
    }

    @Test(arguments: [
        ("refused", "plugin.cannot-create"), ("not-starting", "plugin.cannot-start"),
        ("without-class", "plugin.no-controller"), ("controller-refused", "plugin.no-controller"),
        ("controller-not-starting", "plugin.no-controller"),
    ])
    func `a plugin that cannot be asked is named, and why`(name: String, code: String) throws {
        let description = try describe()
        let plugin = try #require(description.plugins.first { $0.id == id(name) })
        #expect(plugin.descriptor == nil)
        #expect(description.codes(about: "The " + name) == [code])
    }

    @Test func `numbers that are none are told of, and hosts' own stand in`() throws {
        let description = try describe()
        let parameters = try description.descriptor(id("not-numbers")).parameters
        #expect(parameters.map(\.minimum) == [0, 0, 0, 0, 0])
        #expect(parameters.map(\.maximum) == [1, 1, 1, 1, 1])
        #expect(parameters.map(\.defaultValue) == [nil, 0.5, 0.5, 0.5, 0.5])
        #expect(parameters.map(\.steps) == [0, 0, 0, 0, 3])
        let codes = description.codes(about: "The not-numbers")
        #expect(codes.filter { $0 == "plugin.not-a-number" }.count == 3)
        #expect(codes.filter { $0 == "plugin.no-range" }.count == 2)
        #expect(codes.filter { $0 == "plugin.absurd-count" }.count == 1)
    }

    @Test func `texts that are none, or do not end, are told of and replaced`() throws {
        let description = try describe()
        let parameters = try description.descriptor(id("not-texts")).parameters
        let parameter = try #require(parameters.first)
        #expect(parameter.name == "\u{FFFD}" + String(repeating: "x", count: 127))
        #expect(parameter.textAtMinimum == String(repeating: "\u{FFFD}", count: 128))
        #expect(description.codes(about: "The not-texts").allSatisfy { $0 == "plugin.broken-text" })
    }

    @Test(arguments: [
        ("negative", 0, "plugin.absurd-count"), ("endless", 100_000, "plugin.absurd-count"),
        ("short", 4, "plugin.wrong-count"),
    ])
    func `counts are not believed`(name: String, read: Int, code: String) throws {
        let description = try name == "endless" ? Self.describe(name) : describe()
        let plugin = try #require(description.plugins.first { $0.id == id(name) })
        #expect(plugin.parameterCount == read)
        #expect(description.codes(about: "The " + name) == [code])
    }

    @Test func `a number that is used twice stays apart`() throws {
        #expect(try descriptor("repeated").parameters.map(\.symbol) == ["5", "5#2"])
    }

    @Test func `plugins are listed without making one, and controllers are none`() throws {
        let identity = try identify("only-listed")
        #expect(identity.plugins.count == 21)
        #expect(identity.plugins.first == ModuleIdentity.Plugin(id: id("plain"), name: "The plain"))
        #expect(identity.diagnostics.isEmpty)
    }

    @Test(arguments: [
        ("without-factory", ["plugin.no-factory"]), ("without-table", ["plugin.no-factory"]),
        ("not-starting", ["plugin.cannot-start"]), ("without-functions", []),
        ("negative-classes", ["plugin.absurd-count"]),
        ("endless-classes", ["plugin.absurd-count", "plugin.wrong-count"]),
        (
            "garbage",
            ["plugin.no-id", "plugin.repeated-id", "plugin.broken-text", "plugin.wrong-count"]
        ),
    ])
    func `an odd library is answered with what is wrong`(name: String, codes: [String]) throws {
        let identity = try identify(name)
        #expect(identity.diagnostics.map(\.code) == codes)
        #expect(identity.plugins.count == ["endless-classes": 21, "garbage": 2][name] ?? 0)
    }

    @Test func `a library that is no VST3 plugin is named so`() throws {
        let scratch = ScratchFolder()
        let path = try CompiledPlugins.clap.library("other.vst3", in: scratch)
        let identity = try Self.pool.identify(PluginModule(.vst3, path))
        #expect(identity.diagnostics.map(\.code) == ["plugin.no-entry"])
    }

    // MARK: - Bundles

    private let architecture: String = {
        #if arch(arm64)
            "aarch64-linux"
        #else
            "x86_64-linux"
        #endif
    }()

    private func identify(
        bundle: String, in scratch: ScratchFolder
    ) throws -> ModuleIdentity {
        try Self.pool.identify(PluginModule(.vst3, "\(scratch.path)/\(bundle)"))
    }

    @Test func `of a bundle the library of this machine is opened, and told`() throws {
        let scratch = ScratchFolder()
        let library = try CompiledPlugins.vst3.library(
            "plugins.vst3/Contents/\(architecture)/plugins.so", in: scratch)
        let identity = try identify(bundle: "plugins.vst3", in: scratch)
        #expect(identity.plugins.count == 21)
        #expect(identity.filesRead == [library])
    }

    @Test func `a bundle that was renamed still has its library`() throws {
        let scratch = ScratchFolder()
        _ = try CompiledPlugins.vst3.library(
            "renamed.vst3/Contents/\(architecture)/plugins.so", in: scratch)
        #expect(try identify(bundle: "renamed.vst3", in: scratch).plugins.count == 21)
    }

    @Test func `a bundle for other machines says so`() throws {
        let scratch = ScratchFolder()
        scratch.write("", to: "other.vst3")
        _ = try CompiledPlugins.vst3.library("a.vst3/Contents/sparc-linux/a.so", in: scratch)
        let findings = try identify(bundle: "a.vst3", in: scratch).diagnostics
        let finding = try #require(findings.first)
        #expect(finding.code == "plugin.other-architecture")
        #expect(finding.message.hasSuffix("it has sparc-linux"))
    }

    @Test func `a bundle without its library says which is missing`() throws {
        let scratch = ScratchFolder()
        for name in ["b", "c"] {
            _ = try CompiledPlugins.vst3.library(
                "a.vst3/Contents/\(architecture)/\(name).so", in: scratch)
        }
        let findings = try identify(bundle: "a.vst3", in: scratch).diagnostics
        let finding = try #require(findings.first)
        #expect(finding.code == "plugin.missing-file")
        #expect(finding.message.contains("Contents/\(architecture)/a.so"))
    }
}
