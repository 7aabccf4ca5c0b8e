import Glibc
import Synchronization
import Testing

/// A plugin of some format that is made for tests: a library compiled from `Tests/PluginFixtures`, or an LV2
/// bundle's text.
struct PluginFixture: Sendable, CustomTestStringConvertible {
    let format: String
    /// Of the plugin that tests use; the library may hold others.
    let id: String
    let name: String
    /// The name of its first parameter.
    let parameter: String
    /// The library's file name.
    let file: String
    private let source: String

    var testDescription: String { format }

    static let lv2 = PluginFixture(
        "lv2", "http://example.org/good", "Good", "Gain (dB)", "good.lv2")
    static let ladspa = PluginFixture(
        "ladspa", "good.so#good", "Good", "Gain (dB)", "good.so", "misbehaving.c")
    static let dssi = PluginFixture(
        "dssi", "good.so#good", "Good", "Gain (dB)", "good.so", "misbehaving.c")
    static let clap = PluginFixture("clap", "plain", "The plain", "Cutoff", "good.clap", "clap.c")
    static let vst3 = PluginFixture(
        "vst3", "706C61696E0000000000000000000000", "The plain", "Cutoff", "good.vst3", "vst3.c")
    static let vst2 = PluginFixture("vst2", "46495854", "Fixture", "Gain", "good.so", "vst2.c")
    /// One of each format.
    static let all = [lv2, ladspa, dssi, clap, vst3, vst2]

    private init(
        _ format: String, _ id: String, _ name: String, _ parameter: String, _ file: String,
        _ source: String = ""
    ) {
        (self.format, self.id, self.name) = (format, id, name)
        (self.parameter, self.file, self.source) = (parameter, file, source)
    }

    /// The folder of a workspace in which its plugins of this format lie.
    var folder: String { "plugins/" + format }

    /// The variable that names the folder to the program.
    var variable: String { format == "vst2" ? "VST_PATH" : format.uppercased() + "_PATH" }

    /// What the manifest says to include plugins.
    func section(including patterns: [String]) -> String {
        let list = patterns.map { "\"\($0)\"" }.joined(separator: ", ")
        return "[[plugins]]\nformat = \"\(format)\"\ninclude = [\(list)]\n"
    }

    /// Puts its library into a workspace, once under each of the names, which tell some what to do.
    func install(in studio: ProgramWorkspace, as names: [String]? = nil) throws {
        studio.environment[variable] = studio.root + "/" + folder
        if format == "lv2" {
            studio.put("\(folder)/\(file)/manifest.ttl", Self.manifest)
            return studio.put("\(folder)/\(file)/good.ttl", Self.bundle)
        }
        let bytes = try CompiledLibraries.bytes(of: source)
        for name in names ?? [file] { studio.put("\(folder)/\(name)", bytes) }
    }

    /// A workspace with these plugins, all of which it includes unless patterns say which.
    static func workspace(
        _ fixtures: [PluginFixture], including patterns: [String] = ["*"], manifest: String = ""
    ) throws -> ProgramWorkspace {
        let studio = ProgramWorkspace()
        // Nothing but the fixtures is found.
        for fixture in all { studio.environment[fixture.variable] = studio.root + "/none" }
        for fixture in fixtures { try fixture.install(in: studio) }
        let sections = fixtures.map { $0.section(including: patterns) }.joined()
        studio.put("pipeline.toml", "schema = 1\n" + sections + manifest)
        return studio
    }

    private static let manifest = """
        @prefix lv2: <http://lv2plug.in/ns/lv2core#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        <http://example.org/good> a lv2:Plugin ; lv2:binary <good.so> ; rdfs:seeAlso <good.ttl> .

        """

    private static let bundle = """
        @prefix lv2: <http://lv2plug.in/ns/lv2core#> .
        @prefix doap: <http://usefulinc.com/ns/doap#> .
        @prefix pprop: <http://lv2plug.in/ns/ext/port-props#> .
        <http://example.org/good> a lv2:Plugin ; doap:name "Good" ; lv2:port [
          a lv2:InputPort , lv2:ControlPort ; lv2:index 0 ; lv2:symbol "gain" ; lv2:name "Gain (dB)" ;
          lv2:default 0.0 ; lv2:minimum -60.0 ; lv2:maximum 6.0
        ] , [
          a lv2:InputPort , lv2:ControlPort ; lv2:index 1 ; lv2:symbol "rate" ; lv2:name "Rate" ;
          lv2:default 0.1 ; lv2:minimum 0.01 ; lv2:maximum 0.5 ;
          lv2:portProperty lv2:sampleRate , pprop:logarithmic
        ] .

        """
}

/// Libraries compiled from `Tests/PluginFixtures`, each once in a test run.
private enum CompiledLibraries {
    private static let known = Mutex<[String: [UInt8]]>([:])

    static func bytes(of source: String) throws -> [UInt8] {
        try known.withLock { known in
            if let bytes = known[source] { return bytes }
            let place = ProgramWorkspace()
            let result = place.runCommand([
                "cc", "-w", "-std=gnu11", "-O1", "-shared", "-fPIC", "-o", "library",
                packageFolder + "/Tests/PluginFixtures/" + source, "-lm",
            ])
            let bytes = try #require(place.bytes("library"), "\(result.messages)")
            known[source] = bytes
            return bytes
        }
    }
}
