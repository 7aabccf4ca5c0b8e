import Glibc
import PluginExtraction
import Testing

/// Bundles that are broken, with the real worker.
@Suite struct HostileBundlesTests {
    let scratch = ScratchFolder()
    let pool = WorkerPool(
        program: workerProgram, limits: WorkerLimits(timeoutSeconds: 20), size: 1)

    @Test func `broken Turtle in a data file is an error at its place, and no descriptor`() throws {
        let bundle = scratch.bundle(
            "broken.lv2", data: "<http://example.org/p> a lv2:Plugin ;\n  lv2:port [ oops .\n")
        let description = try pool.describe(PluginModule(.lv2, bundle))
        let finding = try #require(description.diagnostics.first)
        #expect(description.diagnostics.count == 1, "\(description.diagnostics)")
        #expect(finding.code == "plugin.turtle-syntax")
        #expect(finding.path == bundle + "/data.ttl")
        #expect(finding.range?.start.line == 6)
        #expect(description.plugins.map(\.descriptor) == [nil])
        #expect(description.filesRead == [bundle + "/data.ttl", bundle + "/manifest.ttl"])
    }

    @Test func `one broken plugin leaves the others of its bundle`() throws {
        let bundle = scratch.bundle("half.lv2", data: "this is not Turtle")
        scratch.write(
            prefixes + """
                <http://example.org/p> a lv2:Plugin ; rdfs:seeAlso <data.ttl> .
                <http://example.org/q> a lv2:Plugin ; rdfs:seeAlso <good.ttl> .
                """, to: "half.lv2/manifest.ttl")
        scratch.write(
            prefixes + "<http://example.org/q> doap:name \"Q\" ; lv2:port \(port(0, "gain")) .",
            to: "half.lv2/good.ttl")
        let description = try pool.describe(PluginModule(.lv2, bundle))
        #expect(description.plugins.map { $0.descriptor != nil } == [false, true])
        #expect(description.plugins.last?.parameterCount == 1)
    }

    @Test func `broken Turtle in a manifest is an error at its place`() throws {
        scratch.write(prefixes + "<p> a a a", to: "bad.lv2/manifest.ttl")
        let identity = try pool.identify(PluginModule(.lv2, scratch.path + "/bad.lv2"))
        #expect(identity.plugins.isEmpty)
        #expect(identity.diagnostics.map(\.code) == ["plugin.turtle-syntax"])
        #expect(identity.diagnostics.first?.range?.start.line == 5)
    }

    @Test func `a data file that is missing is named`() throws {
        let bundle = scratch.bundle("missing.lv2", data: nil)
        let description = try pool.describe(PluginModule(.lv2, bundle))
        #expect(description.diagnostics.map(\.code) == ["plugin.missing-file"])
        #expect(description.diagnostics.map(\.path) == [bundle + "/data.ttl"])
        #expect(description.filesRead.contains(bundle + "/data.ttl"))
    }

    @Test func `an empty data file is remarked upon`() throws {
        let bundle = scratch.bundle("empty.lv2", data: nil)
        scratch.write("", to: "empty.lv2/data.ttl")
        let description = try pool.describe(PluginModule(.lv2, bundle))
        #expect(
            description.diagnostics.contains {
                $0.code == "plugin.no-statements" && $0.path == bundle + "/data.ttl"
            })
        #expect(description.plugins.first?.descriptor != nil)
    }

    @Test func `a named pipe is refused instead of waited for`() throws {
        mkdir(scratch.path + "/pipe.lv2", 0o755)
        mkfifo(scratch.path + "/pipe.lv2/manifest.ttl", 0o644)
        let identity = try pool.identify(PluginModule(.lv2, scratch.path + "/pipe.lv2"))
        #expect(identity.diagnostics.map(\.code) == ["plugin.unreadable-file"])
        let bundle = scratch.bundle("pipe-data.lv2", data: nil)
        mkfifo(bundle + "/data.ttl", 0o644)
        let description = try pool.describe(PluginModule(.lv2, bundle))
        #expect(description.diagnostics.map(\.code) == ["plugin.unreadable-file"])
    }

    @Test func `a bundle that is not there is an answer with an error`() throws {
        let description = try pool.describe(PluginModule(.lv2, "/nonexistent.lv2"))
        #expect(description.diagnostics.map(\.code) == ["plugin.missing-file"])
    }

    @Test func `bounds that are no numbers are reported and taken as not given`() throws {
        let bundle = scratch.bundle(
            "odd.lv2",
            data: "<http://example.org/p> doap:name \"P\" ; lv2:port "
                + port(0, "gain", "; lv2:minimum \"low\" ; lv2:maximum 1e999 ; lv2:default 0.25")
                + ".")
        let description = try pool.describe(PluginModule(.lv2, bundle))
        #expect(
            description.diagnostics.map(\.code) == ["plugin.not-a-number", "plugin.not-a-number"])
        let descriptor = text(description.plugins.first?.descriptor)
        #expect(descriptor.contains("\"type\": \"continuous\", \"default\": 0.25, \"auto"))
    }

    @Test func `a unit in a blank node keeps its own symbol`() throws {
        let unit = "; units:unit [ a units:Unit ; units:render \"%.1f foo\" ]"
        let bundle = scratch.bundle(
            "unit.lv2",
            data: "<http://example.org/p> doap:name \"P\" ; lv2:port \(port(0, "gain", unit)) .")
        #expect(
            text(try pool.describe(PluginModule(.lv2, bundle)).plugins.first?.descriptor)
                .contains("\"unit\": \"foo\""))
    }

    @Test func `a port that hosts refuse is an error, not a plugin without ports`() throws {
        let bundle = scratch.bundle(
            "ports.lv2",
            data: "<http://example.org/p> doap:name \"P\" ; lv2:port \(port(1, "a b")) .")
        let description = try pool.describe(PluginModule(.lv2, bundle))
        #expect(description.plugins.map(\.descriptor) == [nil])
        #expect(description.diagnostics.map(\.code) == ["plugin.broken-port"])
    }

    @Test func `names in many languages give the one without a language`() throws {
        let bundle = scratch.bundle(
            "words.lv2",
            data: "<http://example.org/p> doap:name \"Nom\"@fr, \"Name\", \"Nome\"@it .")
        #expect(
            text(try pool.describe(PluginModule(.lv2, bundle)).plugins.first?.descriptor)
                .contains("\"name\": \"Name\""))
    }

    @Test func `nesting without end costs one request its worker`() throws {
        let bundle = scratch.bundle("deep.lv2", data: nil)
        scratch.write(
            prefixes + "<http://example.org/p> lv2:port "
                + String(repeating: "[ lv2:x ", count: 1_000_000),
            to: "deep.lv2/data.ttl")
        let failure = try failure { () throws(ExtractionFailure) in
            try pool.describe(PluginModule(.lv2, bundle))
        }
        #expect(failure.reason == .killed(signal: SIGSEGV, name: "SIGSEGV"))
        #expect(failure.isOfTheModule)
        #expect(failure.diagnostic.path == bundle)
        let good = scratch.bundle("good.lv2", data: "<http://example.org/p> doap:name \"P\" .")
        #expect(try pool.describe(PluginModule(.lv2, good)).plugins.count == 1)
    }

    @Test func `more data than the memory limit allows is said to be that`() throws {
        let bundle = scratch.bundle("huge.lv2", data: nil)
        var data = prefixes
        for number in 0..<600_000 { data += "<#\(number)> rdfs:label \"\(number)\" .\n" }
        scratch.write(data, to: "huge.lv2/data.ttl")
        let small = WorkerPool(
            program: workerProgram,
            limits: WorkerLimits(timeoutSeconds: 60, memoryMegabytes: 96), size: 1)
        let failure = try failure { () throws(ExtractionFailure) in
            try small.describe(PluginModule(.lv2, bundle))
        }
        #expect(failure.reason == .outOfMemory(limitMegabytes: 96))
    }

    @Test func `a symbol that is used twice stays apart, and is told of`() throws {
        let bundle = scratch.bundle(
            "twice.lv2",
            data: "<http://example.org/p> doap:name \"P\" ; lv2:port \(port(0, "gain")), "
                + "\(port(1, "gain")) .")
        let description = try pool.describe(PluginModule(.lv2, bundle))
        let plugin = try description.descriptor("http://example.org/p")
        #expect(plugin.parameters.map(\.symbol) == ["gain", "gain#2"])
        #expect(description.diagnostics.map(\.code) == ["plugin.repeated-id"])
    }

    @Test func `a port with a number without measure costs its bundle one error`() throws {
        let bundle = scratch.bundle(
            "far.lv2",
            data:
                "<http://example.org/p> doap:name \"P\" ; lv2:port \(port(4_294_967_294, "gain")) ."
        )
        let description = try pool.describe(PluginModule(.lv2, bundle))
        #expect(description.plugins.map(\.descriptor) == [nil])
        #expect(description.diagnostics.map(\.code) == ["plugin.broken-port"])
    }

    @Test func `an answer that is longer than any may be is an error that says so`() throws {
        let name = String(repeating: "x", count: 1 << 20)
        let bundle = scratch.bundle("wordy.lv2", data: nil)
        var data = prefixes + "<http://example.org/p> doap:name \"P\" ;\n"
        for number in 0..<70 {
            data += "lv2:port [ a lv2:InputPort, lv2:ControlPort ; lv2:index \(number) ; "
            data +=
                "lv2:symbol \"p\(number)\" ; lv2:name \"\(name)\" ] \(number < 69 ? ";" : ".")\n"
        }
        scratch.write(data, to: "wordy.lv2/data.ttl")
        let description = try pool.describe(PluginModule(.lv2, bundle))
        #expect(description.plugins.isEmpty)
        #expect(description.diagnostics.map(\.code) == ["plugin.too-much"])
    }
}
