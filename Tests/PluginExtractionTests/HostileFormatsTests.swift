import Glibc
import PluginCatalog
import PluginExtraction
import Testing

/// What a plugin of another format than LADSPA does when it is asked for its parameters.
@Suite struct HostileFormatsTests {
    private let street = Neighbourhood()

    private static let formats: [PluginFormat] = [.dssi, .clap, .vst3, .vst2]

    private func failure(
        of behaviour: String, _ format: PluginFormat, seconds: Int = 60
    ) throws -> ExtractionFailure.Reason {
        let pool = WorkerPool(
            program: workerProgram,
            limits: WorkerLimits(timeoutSeconds: seconds, memoryMegabytes: 256), size: 1)
        return try street.failure(of: behaviour, as: format, in: pool).reason
    }

    @Test(arguments: formats) func `a crash is told by its signal`(format: PluginFormat) throws {
        #expect(try failure(of: "crash", format) == .killed(signal: SIGSEGV, name: "SIGSEGV"))
        #expect(
            try failure(of: "thread-crash", format) == .killed(signal: SIGSEGV, name: "SIGSEGV"))
        #expect(try failure(of: "abort", format) == .killed(signal: SIGABRT, name: "SIGABRT"))
    }

    @Test(arguments: formats) func `an exit is told by its code`(format: PluginFormat) throws {
        #expect(try failure(of: "quick-exit", format) == .exited(code: 0))
    }

    @Test(arguments: formats) func `a wait without end is told by the time limit`(
        format: PluginFormat
    ) throws {
        #expect(try failure(of: "sleep", format, seconds: 1) == .timedOut(seconds: 1))
    }

    @Test(arguments: formats) func `a memory hog is told by the memory limit`(
        format: PluginFormat
    ) throws {
        #expect(try failure(of: "memory", format) == .outOfMemory(limitMegabytes: 256))
    }

    @Test(arguments: formats) func `endless printing is told by how much there was`(
        format: PluginFormat
    ) throws {
        #expect(
            try failure(of: "printer", format) == .wroteTooMuch(megabytes: 16, isPrinted: true))
    }

    @Test(.enabled(if: isProtected(by: .notices)), arguments: formats)
    func `what a plugin tries is refused and told, and it is read all the same`(
        format: PluginFormat
    ) throws {
        let pool = WorkerPool(program: workerProgram, size: 1)
        for (behaviour, code) in [
            ("fork-bomb", "plugin.tried-process"), ("udp-listener", "plugin.tried-network"),
            ("file-writer", "plugin.tried-write"), ("killer", "plugin.tried-signal"),
        ] {
            let description = try street.outcome(of: behaviour, as: format, in: pool).get()
            #expect(!description.plugins.isEmpty)
            let tried = description.diagnostics.filter { $0.code.hasPrefix("plugin.tried") }
            #expect(tried.map(\.code) == [code], "\(behaviour)")
        }
    }

    @Test func `the binary of an LV2 bundle is never opened`() throws {
        let library = try MisbehavingLibrary.make("constructor-crash", as: .lv2, in: street.scratch)
        let bundle = street.scratch.bundle(
            "crash.lv2",
            data: "<http://example.org/p> doap:name \"P\" ; lv2:port \(port(0, "gain")) .")
        street.scratch.write(
            prefixes
                + "<http://example.org/p> a lv2:Plugin ; lv2:binary <file://\(library.path)> ; "
                + "rdfs:seeAlso <data.ttl> .", to: "crash.lv2/manifest.ttl")
        let pool = WorkerPool(program: workerProgram, size: 1)
        let description = try pool.describe(PluginModule(.lv2, bundle))
        #expect(description.plugins.map(\.parameterCount) == [1])
        #expect(description.diagnostics.isEmpty)
    }
}
