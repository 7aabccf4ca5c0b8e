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
        let world = LV2World(bundle: folder)
        identity.plugins = world.plugins().map { ModuleIdentity.Plugin(id: $0.uri) }
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
        let world = LV2World(bundle: folder)
        var findings = Findings(bundle: folder)
        findings.take(complaints())
        var files: Set = [manifest]
        for plugin in world.plugins() {
            files.formUnion(plugin.files)
            description.plugins.append(described(plugin, world, &findings))
        }
        description.filesRead = files.sorted()
        description.diagnostics = Set(findings.diagnostics).sorted()
        return description
    }

    /// Reads one plugin, unless one of its files cannot be read.
    private func described(
        _ plugin: LV2World.Plugin, _ world: LV2World, _ findings: inout Findings
    ) -> ModuleDescription.Plugin {
        let nothing = ModuleDescription.Plugin(
            id: plugin.uri, name: "", descriptor: nil, parameterCount: 0)
        // Before it is opened: opening a named pipe would block for ever.
        for path in plugin.files { findings.look(at: path) }
        guard findings.unusable.isDisjoint(with: plugin.files) else { return nothing }
        log.clear()
        let empty = world.load(plugin)
        let complaints = complaints() + empty.map { .noStatements(path: $0) }
        findings.take(complaints)
        let isWhole = !complaints.contains { $0.diagnostic(bundle: folder).severity == .error }
        guard isWhole else { return nothing }
        let reading = LV2PluginReader(plugin: plugin, bundle: folder).read(in: world)
        findings.diagnostics += reading.diagnostics
        guard let descriptor = reading.descriptor else { return nothing }
        return ModuleDescription.Plugin(
            id: plugin.uri, name: descriptor.name, descriptor: descriptor.json,
            parameterCount: descriptor.parameters.count)
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

    /// Checks a file that is to be opened.
    mutating func look(at path: String) {
        guard known.insert(path).inserted, let problem = FileProblem(at: path) else { return }
        diagnostics.append(problem.diagnostic(path: path))
        unusable.insert(path)
    }
}
