import Diagnostics
import PluginCatalog
import PluginExtraction
import Testing

/// CLAP plugins of a library that is compiled in the test run.
@Suite struct CLAPLibraryTests {
    private static let pool = WorkerPool(program: workerProgram)

    /// What the library says when its name tells it nothing; asked once.
    private static let described = Result { try describe("plugins") }

    private func describe() throws -> ModuleDescription { try Self.described.get() }

    /// What the library says under a name that tells it what to do.
    private static func describe(_ name: String) throws -> ModuleDescription {
        let scratch = ScratchFolder()
        let path = try CompiledPlugins.clap.library(name + ".clap", in: scratch)
        return try pool.describe(PluginModule(.clap, path))
    }

    private func identify(_ name: String) throws -> ModuleIdentity {
        let scratch = ScratchFolder()
        let path = try CompiledPlugins.clap.library(name + ".clap", in: scratch)
        return try Self.pool.identify(PluginModule(.clap, path))
    }

    private func plain(_ name: String) throws -> PluginParameter {
        try describe().descriptor("plain").parameter(name)
    }

    @Test func `a plugin's texts, parameters and their order are read`() throws {
        let plain = try describe().descriptor("plain")
        #expect(plain.identity == PluginIdentity(format: .clap, id: "plain"))
        #expect(plain.name == "The plain")
        #expect((plain.manufacturer, plain.version) == ("Maker", "1.2.3"))
        #expect(plain.category == "instrument|synthesizer")
        #expect(
            plain.parameters.map(\.name) == [
                "Cutoff", "Mode", "Voices", "Off", "Meter", "Phase", "Colour", "Delay", "Sample",
                "Speed",
            ])
    }

    @Test func `a parameter has its number, bounds, default, texts and the unit in them`() throws {
        let cutoff = try plain("Cutoff")
        #expect(cutoff.symbol == "7")
        #expect((cutoff.minimum, cutoff.maximum, cutoff.defaultValue) == (20, 20000, 440))
        #expect((cutoff.textAtMinimum, cutoff.textAtMaximum) == ("20.0 Hz", "20000.0 Hz"))
        #expect((cutoff.unit, cutoff.kind) == ("Hz", .continuous))
        #expect(cutoff.isAutomatable && !cutoff.isHidden)
        #expect(cutoff.direction == .input)
    }

    @Test func `steps that are shown in words are choices`() throws {
        let mode = try plain("Mode")
        #expect((mode.kind, mode.steps) == (.choice, 3))
        #expect(mode.choices.map(\.label) == ["Saw", "Square", "Sine", "Noise"])
        #expect(mode.choices.map(\.value) == [0, 1, 2, 3])
    }

    @Test func `numbers in front of words are words`() throws {
        let speed = try plain("Speed")
        #expect((speed.kind, speed.steps, speed.maximum) == (.choice, 2, 2.5))
        #expect(speed.choices.map(\.label) == ["0: off", "1: slow", "2: fast"])
    }

    @Test func `steps that are shown as their numbers are none`() throws {
        let voices = try plain("Voices")
        #expect((voices.kind, voices.steps, voices.unit) == (.discrete, 15, "voices"))
        #expect(voices.choices.isEmpty)
        #expect(!voices.isAutomatable)
    }

    @Test func `one step from 0 to 1 is a switch, unless it is said to be a list`() throws {
        let off = try plain("Off")
        #expect((off.kind, off.designation) == (.boolean, "bypass"))
        let colour = try plain("Colour")
        #expect((colour.kind, colour.symbol) == (.choice, "4294967294"))
        #expect(colour.choices.map(\.label) == ["Warm", "Cold"])
    }

    @Test func `what is only read is an output`() throws {
        let meter = try plain("Meter")
        #expect((meter.direction, meter.isHidden) == (.output, true))
        #expect(try plain("Phase").isPeriodic)
    }

    @Test func `a long list is told of and not read`() throws {
        let description = try describe()
        let delay = try description.descriptor("plain").parameter("Delay")
        #expect((delay.kind, delay.steps, delay.choices.count) == (.discrete, 1000, 0))
        #expect(description.codes(about: "Sample") == ["plugin.long-list"])
        #expect(description.codes(about: "Delay").isEmpty)
    }

    @Test func `modules are groups`() throws {
        let grouped = try describe().descriptor("grouped")
        #expect(
            grouped.groups == [
                ParameterGroup(symbol: "osc/1", name: "osc/1", parameters: [0, 1]),
                ParameterGroup(symbol: "filter", name: "filter", parameters: [2, 3]),
            ])
        #expect(grouped.parameters.map(\.group) == ["osc/1", "osc/1", "filter", "filter"])
    }

    @Test func `modules that hold one parameter each are symbols and no groups`() throws {
        let plugin = try describe().descriptor("with-symbols")
        #expect(plugin.groups.isEmpty)
        #expect(plugin.parameters.allSatisfy { $0.group.isEmpty })
    }

    @Test func `thousands of parameters are read in order`() throws {
        let many = try describe().descriptor("many")
        #expect(many.parameters.count == 2234)
        #expect(many.parameters.map(\.symbol) == (0..<2234).map { "\(1000 + $0)" })
    }

    @Test func `a plugin that asks to be called back gets its call before it is listed`() throws {
        #expect(try describe().descriptor("late").parameters.count == 1)
    }

    @Test func `a plugin may ask its host for everything, and finds two extensions`() throws {
        #expect(try describe().descriptor("asking").parameters.count == 2)
    }

    @Test func `plugins without parameters are plugins`() throws {
        let description = try describe()
        #expect(try description.descriptor("without-params").parameters.isEmpty)
        #expect(try description.descriptor("without-functions").parameters.isEmpty)
    }

    @Test(arguments: [
        ("refused", "plugin.cannot-create"), ("not-starting", "plugin.cannot-start"),
    ])
    func `a plugin that cannot be asked is named, and why`(id: String, code: String) throws {
        let description = try describe()
        let plugin = try #require(description.plugins.first { $0.id == id })
        #expect(plugin.descriptor == nil)
        #expect(description.codes(about: id) == [code])
    }

    @Test func `numbers that are none are told of and left out`() throws {
        let description = try describe()
        let plugin = try description.descriptor("not-numbers")
        let none = try plugin.parameter("No number")
        #expect((none.minimum, none.maximum, none.defaultValue) == (nil, nil, nil))
        let falling = try plugin.parameter("Falling")
        #expect((falling.minimum, falling.maximum, falling.defaultValue) == (nil, nil, 0.5))
        let huge = try plugin.parameter("Huge")
        #expect((huge.kind, huge.steps) == (.discrete, 0))
        #expect(
            description.codes(about: "No number")
                == Array(repeating: "plugin.not-a-number", count: 3))
        #expect(description.codes(about: "Falling") == ["plugin.falling-range"])
    }

    @Test func `texts that are none, or do not end, are told of and replaced`() throws {
        let description = try describe()
        let parameters = try description.descriptor("not-texts").parameters
        let parameter = try #require(parameters.first)
        #expect(parameter.name == "\u{FFFD}" + String(repeating: "x", count: 255))
        #expect(description.diagnostics.contains { $0.code == "plugin.broken-text" })
    }

    @Test func `counts are not believed`() throws {
        let description = try Self.describe("endless")
        let plugin = try #require(description.plugins.first { $0.id == "endless" })
        #expect(plugin.parameterCount == 100_000)
        #expect(
            description.diagnostics.filter { $0.code == "plugin.absurd-count" }.map(\.message) == [
                "the number of parameters of 'The endless' is 4294967295; the first 100000 are read"
            ])
        let told = description.diagnostics.filter { $0.code == "plugin.repeated-id" }
        #expect(told.count == 21)
        #expect(told.last?.message == "99980 more findings of this kind are not shown")
    }

    @Test func `what is counted but not given is told of`() throws {
        let description = try describe()
        #expect(try description.descriptor("short").parameters.count == 4)
        #expect(description.codes(about: "The short") == ["plugin.wrong-count"])
    }

    @Test func `a number that is used twice stays apart, and is told of`() throws {
        let description = try describe()
        let plugin = try description.descriptor("repeated")
        #expect(plugin.parameters.map(\.symbol) == ["5", "5#2"])
        #expect(description.diagnostics.map(\.code).contains("plugin.repeated-id"))
    }

    @Test func `plugins are listed without making one`() throws {
        let identity = try identify("only-listed")
        #expect(identity.plugins.count == 15)
        #expect(identity.plugins.first == ModuleIdentity.Plugin(id: "plain", name: "The plain"))
        #expect(identity.diagnostics.isEmpty)
    }

    @Test(arguments: [
        ("without-factory", ["plugin.no-factory"]), ("not-starting", ["plugin.cannot-start"]),
        ("draft", ["plugin.unknown-standard"]), ("empty-entry", ["plugin.cannot-start"]),
        ("without-functions", []),
        ("endless-plugins", ["plugin.absurd-count", "plugin.wrong-count"]),
        ("nameless-plugins", ["plugin.no-id", "plugin.no-id", "plugin.repeated-id"]),
    ])
    func `an odd library is answered with what is wrong`(name: String, codes: [String]) throws {
        let identity = try identify(name)
        #expect(identity.diagnostics.map(\.code) == codes)
        #expect(
            identity.plugins.count == ["endless-plugins": 15, "nameless-plugins": 1][name] ?? 0)
    }

    @Test func `a plugin without a name is called by its id`() throws {
        let identity = try identify("nameless-plugins")
        #expect(
            identity.plugins == [
                ModuleIdentity.Plugin(id: "without-params", name: "without-params")
            ])
    }

    @Test func `a library that is no CLAP plugin is named so`() throws {
        let scratch = ScratchFolder()
        let path = try CompiledPlugins.vst3.library("other.clap", in: scratch)
        let identity = try Self.pool.identify(PluginModule(.clap, path))
        #expect(identity.diagnostics.map(\.code) == ["plugin.no-entry"])
        #expect(identity.plugins.isEmpty)
    }
}
