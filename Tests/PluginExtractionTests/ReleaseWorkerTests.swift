import Glibc
import PluginCatalog
import PluginExtraction
import Testing

/// The optimised worker finds what the unoptimised one finds: what is undefined in a reader of foreign memory
/// shows in one of them only.
@Suite struct ReleaseWorkerTests {
    /// What `scripts/test` builds before the tests; elsewhere it may be of another day.
    private static let program: String? = {
        guard getenv("PIPELINE_RELEASE") != nil || getenv("CI") != nil else { return nil }
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/") + "/.build/release/pipeline-scan"
    }()

    private static let modules: [PluginModule] = [
        PluginModule(.lv2, "/usr/lib/lv2/mda.lv2"), PluginModule(.lv2, "/usr/lib/lv2/ZamComp.lv2"),
        PluginModule(.ladspa, "/usr/lib/ladspa/cmt.so"),
        PluginModule(.ladspa, "/usr/lib/ladspa/gverb_1216.so"),
        PluginModule(.ladspa, "/usr/lib/ladspa/ZamComp-ladspa.so"),
        PluginModule(.clap, "/usr/lib/clap/ZamComp.clap"),
        PluginModule(.clap, "/usr/lib/clap/ZaMaximX2.clap"),
        PluginModule(.vst2, "/usr/lib/vst/ZamComp-vst.so"),
        PluginModule(.vst3, "/usr/lib/vst3/ZamComp.vst3"),
        PluginModule(.vst3, "/usr/lib/vst3/ZamVerb.vst3"),
    ]

    @Test(arguments: modules) func `both workers answer alike`(module: PluginModule) throws {
        guard let program = Self.program else { return }
        #expect(access(program, X_OK) == 0, "\(program) is not built")
        let (optimised, plain) = (WorkerPool(program: program), WorkerPool(program: workerProgram))
        let description = try optimised.describe(module)
        #expect(!description.plugins.isEmpty)
        #expect(try optimised.identify(module).plugins == plain.identify(module).plugins)
        let other = try plain.describe(module)
        #expect(description.plugins == other.plugins)
        #expect(description.diagnostics == other.diagnostics)
    }
}
