import CLilv
import Diagnostics
import PluginExtraction

/// A bundle's folder, and the questions a worker answers about it.
struct LV2Bundle: ModuleReader {
    /// Absolute path, without a slash at the end.
    let folder: String
    private let log: CapturedLog

    init(folder: String, log: CapturedLog) {
        var folder = folder
        while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
        self.folder = folder
        self.log = log
    }

    private var manifest: String { folder + "/manifest.ttl" }

    /// What the manifest says, without opening another file.
    func identity() -> ModuleIdentity {
        var identity = ModuleIdentity(plugins: [], filesRead: [manifest], diagnostics: [])
        if let problem = FileProblem(at: manifest) {
            identity.diagnostics = [problem.diagnostic(path: manifest)]
            return identity
        }
        log.clear()
        guard let world = LilvWorld(bundle: folder) else { return identity }
        identity.plugins = world.plugins().map { uri, _ in
            ModuleIdentity.Plugin(id: uri)
        }
        identity.diagnostics = complaints().map { $0.diagnostic(bundle: folder) }.sorted()
        return identity
    }

    /// What all data files say.
    func description() -> ModuleDescription {
        var description = ModuleDescription(plugins: [], filesRead: [manifest], diagnostics: [])
        if let problem = FileProblem(at: manifest) {
            description.diagnostics = [problem.diagnostic(path: manifest)]
            return description
        }
        log.clear()
        guard let world = LilvWorld(bundle: folder) else { return description }
        var findings = Findings(bundle: folder)
        findings.take(complaints())
        var files: Set = [manifest]
        for (uri, plugin) in world.plugins() {
            let data = dataFiles(of: plugin)
            files.formUnion(data)
            let reader = LV2PluginReader(plugin: plugin, uri: uri, bundle: folder)
            description.plugins.append(described(reader, world, data, &findings))
        }
        description.filesRead = files.sorted()
        description.diagnostics = Set(findings.diagnostics).sorted()
        return description
    }

    /// Reads one plugin, unless one of its files cannot be read.
    private func described(
        _ reader: LV2PluginReader, _ world: borrowing LilvWorld, _ data: [String],
        _ findings: inout Findings
    ) -> ModuleDescription.Plugin {
        let nothing = ModuleDescription.Plugin(
            id: reader.uri, name: "", descriptor: nil, parameterCount: 0)
        for path in data { findings.look(at: path) }
        guard findings.unusable.isDisjoint(with: data) else { return nothing }
        log.clear()
        let reading = reader.read(in: world)
        let complaints = complaints()
        let isWhole = !complaints.contains { $0.diagnostic(bundle: folder).severity == .error }
        findings.take(complaints)
        if isWhole { findings.diagnostics += reading.diagnostics }
        guard isWhole else { return nothing }
        return ModuleDescription.Plugin(
            id: reader.uri, name: reading.descriptor.name, descriptor: reading.descriptor.json,
            parameterCount: reading.descriptor.parameters.count)
    }

    /// The Turtle files that describe a plugin, sorted; lilv's own order changes from run to run.
    private func dataFiles(of plugin: OpaquePointer) -> [String] {
        LilvNode.paths(in: lilv_plugin_get_data_uris(plugin)).filter { $0.hasSuffix(".ttl") }
            .sorted()
    }

    private func complaints() -> [ReaderComplaint] {
        ReaderComplaint.all(in: log.lines())
    }
}

/// What was found wrong with a bundle's files so far.
private struct Findings {
    let bundle: String
    var diagnostics: [Diagnostic] = []
    /// Files whose data are not to be used, not even in part.
    var unusable: Set<String> = []
    private var known: Set<String> = []

    init(bundle: String) { self.bundle = bundle }

    mutating func take(_ complaints: [ReaderComplaint]) {
        for complaint in complaints {
            let diagnostic = complaint.diagnostic(bundle: bundle)
            diagnostics.append(diagnostic)
            if diagnostic.severity == .error { unusable.insert(diagnostic.path) }
        }
    }

    /// Checks a file before lilv opens it: opening a named pipe would block for ever.
    mutating func look(at path: String) {
        guard known.insert(path).inserted, let problem = FileProblem(at: path) else { return }
        diagnostics.append(problem.diagnostic(path: path))
        unusable.insert(path)
    }
}
