import Diagnostics
import PluginCatalog
import PluginExtraction
import Testing

@Suite struct VST2LibraryTests {
    let scratch = ScratchFolder()

    private func describe(_ path: String) throws -> ModuleDescription {
        let pool = WorkerPool(program: workerProgram, size: 1)
        return try pool.describe(PluginModule(.vst2, path))
    }

    /// A library that is what its name says.
    private func fixture(
        _ name: String, of library: CompiledPlugins = .vst2
    ) throws -> ModuleDescription {
        try describe(library.library("\(name).so", in: scratch))
    }

    private func descriptors(_ description: ModuleDescription) throws -> [PluginDescriptor] {
        try description.plugins.map { plugin in
            let bytes = try #require(plugin.descriptor)
            return try #require(DescriptorReader.read(bytes, path: "").0)
        }
    }

    @Test func `a plugin is described with its names, units, defaults and kinds`() throws {
        let description = try fixture("good")
        #expect(description.filesRead == ["\(scratch.path)/good.so"])
        let plugin = try #require(try descriptors(description).first)
        #expect(plugin.identity == PluginIdentity(format: .vst2, id: "46495854"))
        #expect(plugin.name == "Fixture")
        #expect(plugin.manufacturer == "Nobody")
        #expect(plugin.version == "1203")
        #expect(plugin.category == "Instrument")
        let parameters = plugin.parameters
        #expect(
            parameters.map(\.name) == [
                "Gain", "Caf\u{FFFD}", "Parameter 3", "Mode of the filter", "On",
            ])
        #expect(parameters.map(\.symbol) == ["0", "1", "2", "3", "4"])
        #expect(parameters.map(\.unit) == ["dB", "", "", "", ""])
        #expect(parameters.map(\.isAutomatable) == [true, false, true, true, true])
        #expect(parameters.map(\.defaultValue) == [0.25, 0.25, nil, 3, 0.25])
        #expect(
            parameters.map(\.kind) == [.continuous, .continuous, .continuous, .discrete, .boolean])
        #expect(parameters.map(\.minimum) == [0, 0, 0, 1, 0])
        #expect(parameters.map(\.maximum) == [1, 1, 1, 5, 1])
        #expect(parameters[3].steps == 4)
        #expect(
            description.diagnostics.map(\.code) == ["plugin.broken-text", "plugin.not-a-number"])
    }

    @Test(arguments: [("tiny-step", 0), ("wide-range", 4_294_967_295)])
    func `steps that cannot be counted are none, and many are many`(
        name: String, steps: Int
    ) throws {
        let plugin = try #require(try descriptors(fixture(name)).first)
        #expect(Set(plugin.parameters.map(\.steps)) == [steps])
    }

    @Test func `a shell gives each of its plugins, once`() throws {
        let description = try fixture("shell")
        #expect(description.plugins.map(\.id) == ["53454331", "53454332"])
        #expect(description.plugins.map(\.name) == ["Part 0", "Part 1"])
        #expect(description.plugins.map(\.parameterCount) == [1, 2])
        #expect(
            description.diagnostics.map(\.code) == ["plugin.repeated-id", "plugin.repeated-id"])
    }

    @Test func `an old plugin begins with main`() throws {
        #expect(try fixture("old", of: .oldVST2).plugins.map(\.id) == ["46495854"])
    }

    @Test func `a text far longer than its place is kept whole`() throws {
        let description = try fixture("overrun")
        let plugin = try #require(try descriptors(description).first)
        #expect(plugin.parameters.map(\.name.utf8.count) == [2000, 2000, 2000, 2000, 2000])
    }

    @Test func `a plugin without a name goes by its file's`() throws {
        #expect(try fixture("nameless").plugins.map(\.name) == ["nameless"])
    }

    @Test func `a library without a plugin is an answer and no error`() throws {
        let description = try fixture("plain", of: .plainLibrary)
        #expect(description.plugins.isEmpty)
        #expect(description.diagnostics.map(\.code) == ["plugin.no-plugin"])
        #expect(description.diagnostics.map(\.severity) == [.info])
    }

    @Test(arguments: ["null", "no-magic"])
    func `an entry that gives no plugin is an error`(name: String) throws {
        let description = try fixture(name)
        #expect(description.plugins.isEmpty)
        #expect(description.diagnostics.map(\.code) == ["plugin.cannot-create"])
    }

    @Test(arguments: [("negative", 0), ("absurd", 100_000)])
    func `a count that cannot be is cut`(name: String, count: Int) throws {
        let description = try fixture(name)
        #expect(description.plugins.map(\.parameterCount) == [count])
        #expect(description.diagnostics.contains { $0.code == "plugin.absurd-count" })
    }

    @Test func `the plugins of zam-plugins have the parameters that they have as LV2`() throws {
        _ = try requireModule("/usr/lib/vst/ZamComp-vst.so", package: "zam-plugins")
        let libraries = output(of: "ls /usr/lib/vst/Za*-vst.so").split(separator: "\n").map(
            String.init)
        #expect(libraries.count == 17)
        let pool = WorkerPool(program: workerProgram, size: 1)
        var count = 0
        for library in libraries {
            let name = library.dropFirst("/usr/lib/vst/".count).dropLast("-vst.so".count)
            let here = try descriptors(pool.describe(PluginModule(.vst2, library)))
            let there = try descriptors(
                pool.describe(PluginModule(.lv2, "/usr/lib/lv2/\(name).lv2")))
            let plugin = try #require(here.first)
            let twin = try #require(there.first)
            #expect(here.count == 1)
            #expect(plugin.name == twin.name)
            #expect(plugin.manufacturer == twin.manufacturer)
            let inputs = twin.parameters.filter { $0.direction == .input && $0.designation.isEmpty }
            // Their framework cuts names, and tells the whole elsewhere.
            #expect(plugin.parameters.map(\.name) == inputs.map(\.name), "\(name)")
            for (own, other) in zip(plugin.parameters, inputs) where own.kind == .continuous {
                // A number from 0 to 1 there, one in the range here; logarithmic ones go by a curve.
                // This one starts with another value than its LV2 twin declares.
                guard !other.isLogarithmic, (plugin.name, own.name) != ("ZamGrains", "Loop time")
                else { continue }
                let lower = try #require(other.minimum)
                let range = try #require(other.maximum) - lower
                let value = try #require(own.defaultValue) * range + lower
                let expected = try #require(other.defaultValue)
                #expect(abs(value - expected) < 1e-4 * range, "\(name), \(own.name)")
            }
            count += plugin.parameters.count
        }
        #expect(count == 175)
    }
}
