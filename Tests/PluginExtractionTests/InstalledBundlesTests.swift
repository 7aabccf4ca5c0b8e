import PluginCatalog
import PluginExtraction
import Testing

@Suite struct InstalledBundlesTests {
    @Test func `a manifest names its plugins`() throws {
        let bundle = try requireBundle("mda.lv2", package: "mda-lv2")
        let identity = try WorkerPool(program: workerProgram).identify(PluginModule(.lv2, bundle))
        #expect(identity.plugins.count == 36)
        #expect(identity.filesRead == [bundle + "/manifest.ttl"])
        #expect(identity.diagnostics.isEmpty)
        #expect(identity.plugins.contains { $0.id == "http://drobilla.net/plugins/mda/JX10" })
    }

    @Test func `a description holds a descriptor for each plugin and names every file read`() throws
    {
        let bundle = try requireBundle("mda.lv2", package: "mda-lv2")
        let description = try WorkerPool(program: workerProgram).describe(
            PluginModule(.lv2, bundle))
        #expect(description.plugins.count == 36)
        #expect(description.filesRead.count == 37)
        #expect(description.diagnostics.isEmpty)
        let jx10 = try #require(description.plugins.first { $0.id.hasSuffix("JX10") })
        #expect(jx10.parameterCount == 24)
        #expect(text(jx10.descriptor).contains("\"category\": \"Instrument Plugin\""))
        #expect(text(jx10.descriptor).contains("\"symbol\": \"vcf_freq\", \"name\": \"VCF Freq\""))
    }

    @Test func `a bundle without plugins is an answer, not a failure`() throws {
        let bundle = try requireBundle("units.lv2", package: "lv2-dev")
        let pool = WorkerPool(program: workerProgram)
        #expect(try pool.identify(PluginModule(.lv2, bundle)).plugins.isEmpty)
        #expect(try pool.describe(PluginModule(.lv2, bundle)).diagnostics.isEmpty)
    }

    @Test func `describing twice gives the same bytes, in one worker and in another`() throws {
        _ = try requireBundle("fil4.lv2", package: "x42-plugins")
        let first = WorkerPool(program: workerProgram, size: 1)
        let second = WorkerPool(program: workerProgram, size: 1)
        for bundle in installedBundles() {
            let description = try first.describe(PluginModule(.lv2, bundle))
            #expect(try first.describe(PluginModule(.lv2, bundle)) == description)
            #expect(try second.describe(PluginModule(.lv2, bundle)) == description)
        }
    }

    @Test func `the descriptors of all installed plugins are sound`() throws {
        let pool = WorkerPool(program: workerProgram)
        for bundle in installedBundles() {
            for plugin in try pool.describe(PluginModule(.lv2, bundle)).plugins {
                let (descriptor, findings) = DescriptorReader.read(
                    try #require(plugin.descriptor), path: plugin.id)
                #expect(descriptor?.identity.id == plugin.id)
                #expect(findings.filter { $0.severity == .error }.isEmpty, "\(findings)")
                #expect(descriptor?.json == plugin.descriptor)
            }
        }
    }
}
