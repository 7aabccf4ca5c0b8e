import PluginCatalog
import PluginExtraction
import Testing

/// One set of plugins in several formats: independent readers must find the same in each.
///
/// Debian's zam-plugins holds 17 plugins as LV2, CLAP and VST3, and 13 of them as LADSPA. LV2, where
/// everything is written in text files and read by a library of others, is what the others are held
/// against.
@Suite struct ZamPluginsTests {
    private static let names = [
        "ZaMaximX2", "ZaMultiComp", "ZaMultiCompX2", "ZamAutoSat", "ZamComp", "ZamCompX2",
        "ZamDelay", "ZamDynamicEQ", "ZamEQ2", "ZamGEQ31", "ZamGate", "ZamGateX2", "ZamGrains",
        "ZamHeadX2", "ZamPhono", "ZamTube", "ZamVerb",
    ]
    /// Not made as LADSPA.
    private static let withoutLADSPA: Set = ["ZaMultiComp", "ZamHeadX2", "ZamPhono", "ZamVerb"]

    private static let pool = WorkerPool(program: workerProgram)

    private static func path(_ name: String, _ format: PluginFormat) -> String {
        switch format {
        case .lv2: "/usr/lib/lv2/\(name).lv2"
        case .clap: "/usr/lib/clap/\(name).clap"
        case .vst3: "/usr/lib/vst3/\(name).vst3"
        case .ladspa, .dssi: "/usr/lib/ladspa/\(name)-ladspa.so"
        case .vst2: "/usr/lib/vst/\(name)-vst.so"
        }
    }

    /// The one plugin of a module, which there is nothing to say about.
    private static func descriptor(_ name: String, _ format: PluginFormat) throws
        -> PluginDescriptor
    {
        let path = try requireModule(path(name, format), package: "zam-plugins")
        let description = try pool.describe(PluginModule(format, path))
        #expect(description.diagnostics.isEmpty, "\(description.diagnostics.map(\.message))")
        let plugin = try #require(description.plugins.first)
        #expect(description.plugins.count == 1)
        return try description.descriptor(plugin.id)
    }

    /// What a user moves: VST3 also lists the buffer's size, the sample rate, a program and meters.
    private static func shown(_ descriptor: PluginDescriptor) -> [PluginParameter] {
        descriptor.parameters.filter { $0.direction == .input && !$0.isHidden }
    }

    /// Words for each difference between two lists of parameters.
    ///
    /// Tolerated: a number's last digits, because plugins reckon in single precision; and in LADSPA,
    /// where a default can only be hinted at and lists have no form, a default that is hinted as low,
    /// middle or high, and whole numbers where LV2 has a list of all of them.
    private static func differences(
        _ name: String, _ expected: [PluginParameter], _ found: [PluginParameter],
        _ format: PluginFormat
    ) -> [String] {
        guard expected.count == found.count else {
            return ["\(name): \(expected.count) parameters and \(found.count)"]
        }
        var differences: [String] = []
        for (one, other) in zip(expected, found) {
            func compare(_ what: String, _ isSame: Bool) {
                if !isSame { differences.append("\(name) \(one.name): \(what)") }
            }
            let isHinted = ["low", "middle", "high"].contains(other.defaultHint)
            let isLADSPA = format == .ladspa
            compare("name", one.name == other.name)
            compare("minimum", isClose(one.minimum, other.minimum))
            compare("maximum", isClose(one.maximum, other.maximum))
            compare("default", isHinted || isClose(one.defaultValue, other.defaultValue))
            compare(
                "kind",
                one.kind == other.kind || isLADSPA && (one.kind, other.kind) == (.choice, .discrete)
            )
            compare("choices", isLADSPA || sameChoices(one.choices, other.choices))
            // CLAP has no units, and these plugins do not show them.
            compare("unit", format != .vst3 || one.unit == other.unit)
        }
        return differences
    }

    private static func sameChoices(
        _ one: [PluginParameter.Choice], _ other: [PluginParameter.Choice]
    ) -> Bool {
        one.map(\.label) == other.map(\.label)
            && zip(one, other).allSatisfy { isClose($0.value, $1.value) }
    }

    private static func isClose(_ one: Double?, _ other: Double?) -> Bool {
        guard let one, let other else { return one == nil && other == nil }
        return abs(one - other) <= 1e-6 * max(1, abs(one))
    }

    @Test(arguments: [(PluginFormat.clap, 175, 205), (.vst3, 175, 256)])
    func `every plugin agrees with its LV2 form in every parameter`(
        format: PluginFormat, shown: Int, all: Int
    ) throws {
        var counts = (shown: 0, all: 0)
        var differences: [String] = []
        for name in Self.names {
            let expected = Self.shown(try Self.descriptor(name, .lv2))
            let found = try Self.descriptor(name, format)
            differences += Self.differences(name, expected, Self.shown(found), format)
            counts.shown += Self.shown(found).count
            counts.all += found.parameters.count
        }
        #expect(differences == [])
        #expect(counts == (shown, all))
    }

    @Test func `thirteen agree with their LADSPA form in all that it can say`() throws {
        var count = 0
        var differences: [String] = []
        for name in Self.names where !Self.withoutLADSPA.contains(name) {
            let expected = Self.shown(try Self.descriptor(name, .lv2))
            let found = Self.shown(try Self.descriptor(name, .ladspa))
            differences += Self.differences(name, expected, found, .ladspa)
            count += found.count
        }
        #expect(differences == [])
        #expect(count == 140)
    }

    @Test func `a CLAP plugin says who made it, and has its steps in words`() throws {
        let tube = try Self.descriptor("ZamTube", .clap)
        #expect(tube.identity == PluginIdentity(format: .clap, id: "com.zamaudio.ZamTube"))
        #expect((tube.name, tube.manufacturer) == ("ZamTube", "Damien Zammit"))
        #expect(tube.category == "audio-effect|distortion|mono")
        let model = try tube.parameter("Tone Stack Model")
        #expect((model.kind, model.choices.count) == (.choice, 25))
        #expect(model.choices.last?.label == "Gibsen GS12 Reverb Rocket")
        // Symbols stand where groups should.
        #expect(tube.groups.isEmpty)
    }

    @Test func `a VST3 plugin has the parameters that only hosts see in their places`() throws {
        let equaliser = try Self.descriptor("ZamEQ2", .vst3)
        #expect(equaliser.identity.id == "2046504473616C633251455A00000000")
        #expect((equaliser.manufacturer, equaliser.version) == ("Damien Zammit", "4.1.0"))
        #expect(equaliser.category == "Fx|EQ|Mono")
        #expect(!equaliser.takesHostEdits)
        let first = equaliser.parameters.prefix(4)
        #expect(
            first.map(\.name) == ["Buffer Size", "Sample Rate", "Current Program", "Boost/Cut 1"])
        #expect(first.map(\.direction) == [.output, .output, .input, .input])
        #expect(first.map(\.isHidden) == [true, true, true, false])
        #expect(first.map(\.isAutomatable) == [false, false, true, true])
        let program = try equaliser.parameter("Current Program")
        #expect(program.designation == "program")
        #expect(
            program.choices.map(\.label) == ["Zero", "CarvedBass", "CarvedGuitar", "CarvedVox"])
        let gain = try equaliser.parameter("Boost/Cut 1")
        #expect((gain.minimum, gain.maximum, gain.defaultValue) == (-50, 20, 0))
        #expect(
            (gain.unit, gain.textAtMinimum, gain.textAtMaximum) == ("dB", "-50.000000", "20.000000")
        )
    }

    @Test func `plugins have the same ids listed and described`() throws {
        for format in [PluginFormat.clap, .vst3] {
            let path = try requireModule(Self.path("ZamComp", format), package: "zam-plugins")
            let identity = try Self.pool.identify(PluginModule(format, path))
            #expect(identity.plugins.map(\.name) == ["ZamComp"])
            #expect(
                identity.plugins.map(\.id) == [try Self.descriptor("ZamComp", format).identity.id])
            #expect(identity.diagnostics.isEmpty)
        }
    }
}
