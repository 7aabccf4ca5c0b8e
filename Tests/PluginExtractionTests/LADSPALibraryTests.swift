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
}
