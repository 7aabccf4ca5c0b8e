import PluginCatalog
import PluginExtraction
import Testing

@Suite struct InstalledBundlesTests {
    @Test func `a manifest names its plugins and their files`() throws {
        let bundle = try requireBundle("mda.lv2", package: "mda-lv2")
        let identity = try WorkerPool(program: workerProgram).identify(bundle: bundle)
        #expect(identity.plugins.count == 36)
        #expect(identity.filesRead == [bundle + "/manifest.ttl"])
        #expect(identity.diagnostics.isEmpty)
        let jx10 = identity.plugins.first { $0.uri == "http://drobilla.net/plugins/mda/JX10" }
        #expect(jx10?.dataFiles == [bundle + "/JX10.ttl", bundle + "/manifest.ttl"])
    }

    @Test func `a description holds a descriptor for each plugin and names every file read`() throws
    {
        let bundle = try requireBundle("mda.lv2", package: "mda-lv2")
        let description = try WorkerPool(program: workerProgram).describe(bundle: bundle)
        #expect(description.plugins.count == 36)
        #expect(description.filesRead.count == 37)
        #expect(description.diagnostics.isEmpty)
        let jx10 = try #require(description.plugins.first { $0.uri.hasSuffix("JX10") })
        #expect(jx10.parameterCount == 24)
        #expect(text(jx10.descriptor).contains("\"category\": \"Instrument Plugin\""))
        #expect(text(jx10.descriptor).contains("\"symbol\": \"vcf_freq\", \"name\": \"VCF Freq\""))
    }

    @Test func `a bundle without plugins is an answer, not a failure`() throws {
        let bundle = try requireBundle("units.lv2", package: "lv2-dev")
        let pool = WorkerPool(program: workerProgram)
        #expect(try pool.identify(bundle: bundle).plugins.isEmpty)
        #expect(try pool.describe(bundle: bundle).diagnostics.isEmpty)
    }

    @Test func `describing twice gives the same bytes, in one worker and in another`() throws {
        _ = try requireBundle("fil4.lv2", package: "x42-plugins")
        let first = WorkerPool(program: workerProgram, size: 1)
        let second = WorkerPool(program: workerProgram, size: 1)
        for bundle in installedBundles() {
            let description = try first.describe(bundle: bundle)
            #expect(try first.describe(bundle: bundle) == description)
            #expect(try second.describe(bundle: bundle) == description)
        }
    }

    @Test func `the descriptors of all installed plugins are sound`() throws {
        let pool = WorkerPool(program: workerProgram)
        for bundle in installedBundles() {
            for plugin in try pool.describe(bundle: bundle).plugins {
                let (descriptor, findings) = DescriptorReader.read(
                    try #require(plugin.descriptor), path: plugin.uri)
                #expect(descriptor?.identity.uri == plugin.uri)
                #expect(findings.filter { $0.severity == .error }.isEmpty, "\(findings)")
                #expect(descriptor?.json == plugin.descriptor)
            }
        }
    }
}
