import PluginCatalog
import PluginExtraction
import Testing

@Suite struct LADSPALibraryTests {
    private func describe(
        _ path: String, _ format: PluginFormat = .ladspa
    ) throws -> ModuleDescription {
        let pool = WorkerPool(program: workerProgram)
        return try pool.describe(PluginModule(format, path))
    }

    private func descriptor(_ id: String, in description: ModuleDescription) throws
        -> PluginDescriptor
    {
        let plugin = try #require(description.plugins.first { $0.id == id })
        let bytes = try #require(plugin.descriptor)
        return try #require(DescriptorReader.read(bytes, path: "").0)
    }

    @Test func `a library of one plugin is described with bounds, hints and units`() throws {
        let path = try requireModule("/usr/lib/ladspa/gverb_1216.so", package: "swh-plugins")
        let description = try describe(path)
        #expect(description.diagnostics.isEmpty)
        #expect(description.filesRead == [path])
        let gverb = try descriptor("gverb_1216.so#gverb", in: description)
        #expect(gverb.name == "GVerb")
        #expect(gverb.manufacturer.contains("Juhana Sadeharju"))
        let size = try #require(gverb.parameters.first)
        #expect(size.name == "Roomsize (m)")
        #expect((size.minimum, size.maximum) == (1, 300))
        let damping = try #require(gverb.parameters.first { $0.name == "Damping" })
        #expect((damping.minimum, damping.maximum, damping.defaultHint) == (0, 1, "middle"))
        #expect(damping.defaultValue == 0.5)
        let level = try #require(gverb.parameters.first { $0.name == "Dry signal level (dB)" })
        #expect(level.unit == "dB")
    }

    @Test func `what is no LADSPA library is answered with the loader's reason`() throws {
        let scratch = ScratchFolder()
        let path = scratch.write("no library", to: "text.so")
        let description = try describe(path)
        #expect(description.plugins.isEmpty)
        #expect(description.diagnostics.map(\.code) == ["plugin.cannot-load"])
    }

    /// What the library says that does what its name says.
    private func misbehaving(_ name: String) throws -> ModuleDescription {
        let pool = WorkerPool(
            program: workerProgram,
            limits: WorkerLimits(timeoutSeconds: 60), size: 1)
        let scratch = ScratchFolder()
        return try pool.describe(MisbehavingLibrary.make(name, in: scratch))
    }

    @Test func `a library without end is cut`() throws {
        let description = try misbehaving("endless")
        #expect(description.plugins.count == 10_000)
        #expect(description.diagnostics.map(\.code) == ["plugin.too-many"])
    }

    @Test func `ports without end are cut`() throws {
        let description = try misbehaving("many-ports")
        #expect(description.plugins.map(\.parameterCount) == [100_000])
        #expect(description.diagnostics.map(\.code) == ["plugin.absurd-count"])
    }

    @Test func `a text without end is cut`() throws {
        let description = try misbehaving("long-name")
        #expect(description.plugins.map(\.name.utf8.count) == [65536])
        #expect(description.diagnostics.map(\.code) == ["plugin.broken-text"])
        #expect(description.diagnostics.first?.message.contains("longer than 65536 bytes") == true)
    }

    @Test func `an answer that is longer than any may be is an error that says so`() throws {
        let description = try misbehaving("too-much")
        #expect(description.plugins.isEmpty)
        #expect(description.diagnostics.map(\.code) == ["plugin.too-much"])
        #expect(
            description.diagnostics.first?.message
                == "the module says more of its plugins than 64 MB hold")
    }

    @Test func `hints that are odd together give what the standard makes of them`() throws {
        let description = try misbehaving("odd-hints")
        let ports = try descriptor("odd-hints.so#good", in: description).parameters
        #expect(
            description.diagnostics.map(\.code) == ["plugin.not-a-number", "plugin.not-a-number"])
        #expect(
            ports.map(\.minimum) == [
                nil, -1, Double(Float(0.0001)), 0, 0, 1, 0, nil, -Double(Float(3.4e38)),
            ])
        #expect(
            ports.map(\.maximum) == [nil, 1, 0.25, 0.5, 1, 100, nil, nil, Double(Float(3.4e38))])
        // No middle of a falling logarithm, no 440 Hz beside multiples of the rate; 10 is in the middle from 1
        // to 100; a bound that is not said to hold still counts.
        #expect(
            ports.map(\.defaultValue).map { $0.map { ($0 * 1e6).rounded() / 1e6 } }
                == [nil, nil, 0.005, nil, 1, 10, 0.5, nil, 0])
        #expect(
            ports.map(\.defaultHint)
                == ["middle", "middle", "middle", "440", "1", "middle", "middle", "", "middle"])
        #expect(
            ports.map(\.scalesWithSampleRate)
                == [false, false, true, true, false, false, false, false, false])
        #expect(
            ports.map(\.isLogarithmic)
                == [false, true, true, false, false, true, false, false, false])
        #expect(
            ports.map(\.kind)
                == [
                    .continuous, .continuous, .continuous, .continuous, .boolean, .discrete,
                    .continuous,
                    .continuous, .continuous,
                ])
        #expect(
            ports.map(\.direction)
                == [.input, .output, .output, .input, .input, .input, .input, .input, .input])
    }
}
