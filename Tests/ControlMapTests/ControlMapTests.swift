import ControlMap
import Diagnostics
import PluginCatalog
import Testing

/// A workspace in memory, which also counts what is asked of it.
struct Workbench: MapEnvironment {
    var files: [String: String] = [:]
    var controllers: [String: ControllerProfile] = [panel.id: panel]
    var channels: ChannelRegistry?
    var plugins: [PluginDescriptor] = [testSynth]
    var pinned: Set<PluginIdentity> = []
    var outputList = [
        OutputDeclaration(name: "synth", kind: .midi(port: "Synth", bytesPerSecond: 0)),
        OutputDeclaration(
            name: "daw",
            kind: .osc(address: "udp://127.0.0.1:3819", timing: .live, bundling: .auto)),
    ]
    var asked: [String] = []

    mutating func map(at path: String) throws(Never) -> [UInt8]? {
        asked.append("map \(path)")
        return files[path].map { Array($0.utf8) }
    }
    mutating func controller(_ id: String) throws(Never) -> ControllerProfile? {
        asked.append("controller \(id)")
        return controllers[id]
    }
    mutating func controllerIDs() throws(Never) -> [String] {
        asked.append("controllers")
        return controllers.keys.sorted()
    }
    mutating func registry() throws(Never) -> ChannelRegistry? {
        asked.append("registry")
        return channels
    }
    mutating func descriptor(of plugin: PluginIdentity) throws(Never) -> PluginDescriptor? {
        asked.append("plugin \(plugin.id)")
        return plugins.first { $0.identity == plugin }
    }
    mutating func outputs() throws(Never) -> [OutputDeclaration] {
        asked.append("outputs")
        return outputList
    }
    mutating func pluginCandidates() throws(Never) -> [PluginCandidate] {
        asked.append("plugins")
        return plugins.map {
            PluginCandidate(
                $0.identity, name: $0.name, manufacturer: $0.manufacturer,
                isPinned: pinned.contains($0.identity))
        }
    }

    /// What becomes of a map at `inputs/maps/test.yaml`.
    func resolve(
        _ bytes: [UInt8], severities: [String: Severity] = [:]
    ) -> MapOutcome {
        var bench = self
        return MapResolver.resolve(
            path: "inputs/maps/test.yaml", bytes: bytes, in: &bench, severities: severities)
    }

    func resolve(_ text: String, severities: [String: Severity] = [:]) -> MapOutcome {
        resolve(Array(text.utf8), severities: severities)
    }

    /// The findings about a map; each fix-it is applied, and its finding must then be gone.
    func findings(_ bytes: [UInt8]) -> [Diagnostic] {
        let findings = resolve(bytes).diagnostics
        for finding in findings {
            guard let fixIt = finding.fixIt else { continue }
            let mended = resolve(applying(fixIt, to: bytes) ?? []).diagnostics
            #expect(
                !mended.contains { $0.code == finding.code && $0.message == finding.message },
                "after '\(fixIt.message)'")
            #expect(mended.count < findings.count, "after '\(fixIt.message)': \(mended)")
        }
        return findings
    }
}
