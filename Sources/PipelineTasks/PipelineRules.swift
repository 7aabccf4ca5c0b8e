import BuildEngine
import ContentDigest
import ContentStore
import PluginCatalog
import PluginExtraction
import Synchronization

/// What the rules of a workspace need besides their inputs.
public struct RuleSettings: Sendable {
    /// Absolute path of the workspace.
    public var root: String
    /// Identity of the running program.
    public var program: ContentDigest
    /// Path of `pipeline-scan`.
    public var scanProgram: String
    /// Identity of that program.
    public var scanCode: ContentDigest
    /// Where modules are looked for.
    public var pluginFolders: PluginFolders
    /// Whether installed plugins win over pinned descriptors.
    public var ignoresPins: Bool
    public var workerCount: Int
    /// Path of the engine's folder, relative to the workspace.
    public var cache = ".cache/v1"
    /// Whether every task runs in a sandbox, whatever it says.
    public var sandboxesTasks = false
    /// The value of MAKEFLAGS that the program was started with.
    public var makeFlags: String?

    public init(
        root: String, program: ContentDigest, scanProgram: String, scanCode: ContentDigest,
        pluginFolders: PluginFolders, ignoresPins: Bool = false, workerCount: Int = 2
    ) {
        self.root = root
        self.program = program
        self.scanProgram = scanProgram
        self.scanCode = scanCode
        self.pluginFolders = pluginFolders
        self.ignoresPins = ignoresPins
        self.workerCount = workerCount
    }

    /// Makes a key depend on where plugins are looked for.
    public func addFolders(to key: inout KeyBuilder) {
        for value in pluginFolders.values {
            key.add(value == nil ? 0 : 1)
            key.add(value ?? "")
        }
    }

    /// Where files lie on their way to their place.
    var temporaryFolder: String { cache + "/temporary" }

    /// A path as a worker needs it.
    func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : root + "/" + path }

    /// A path as nodes name it.
    func relative(_ path: String) -> String {
        path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : path
    }
}

/// All kinds of nodes of a workspace, and the worker processes behind some of them.
public final class PipelineRules: Sendable {
    let settings: RuleSettings
    private let workers: Mutex<WorkerPool?> = Mutex(nil)
    private let commands: CommandRunner
    private let workspace: Disk
    /// Variables of the environment that tasks take over.
    let variables: InheritedVariables
    /// Digests of the programs that tasks run.
    let programs = FileDigests()
    /// Digests of libraries that hold plugins.
    let libraries = FileDigests()

    /// Limits of the workers, as the manifest sets them.
    private let limits: @Sendable () -> WorkerLimits

    /// - Parameters:
    ///   - disk: the workspace.
    ///   - limits: asked when the first worker starts.
    public init(
        _ settings: RuleSettings, on disk: Disk,
        limits: @escaping @Sendable () -> WorkerLimits = { WorkerLimits() }
    ) {
        self.settings = settings
        self.limits = limits
        workspace = disk
        commands = CommandRunner(
            on: disk, jobServer: settings.temporaryFolder + "/jobserver",
            width: settings.workerCount, makeFlags: settings.makeFlags)
        variables = InheritedVariables(on: disk, cache: settings.cache)
    }

    /// The rules, by kind.
    public var ruleSet: RuleSet {
        let own = settings.program
        var searching = KeyBuilder()
        searching.add(own)
        settings.addFolders(to: &searching)
        var pinning = KeyBuilder()
        pinning.add(own)
        pinning.add(settings.ignoresPins ? 1 : 0)
        var running = KeyBuilder()
        running.add(own)
        running.add(settings.sandboxesTasks ? 1 : 0)
        return RuleSet([
            rule("workspace", own, wantsNodes: true, wantEverything),
            rule("manifest", own, readManifest),
            rule("glob", own, listFiles),
            rule("scan", searching.digest, findModules),
            rule(
                "identify", settings.scanCode, tellsUnasked: false, foreseen: [NodeName.manifest],
                identifyModule),
            Rule(
                kind: "extract", code: settings.scanCode, tellsUnasked: false,
                foreseen: { _ in [NodeName.manifest] },
                estimate: { [self] in extractionMicroseconds(of: $0) },
                run: { [self] context throws(Interrupt) in try describeModule(context) }),
            rule("plugins", own, wantsNodes: true, findPlugins),
            rule("pin", own, foreseen: [NodeName.manifest], readPin),
            rule("pins", own, gatherPins),
            Rule(
                kind: "drift", code: own,
                foreseen: { [NodeName.pin(RuleSet.subject(of: $0)), NodeName.plugins] },
                run: { [self] context throws(Interrupt) in try compareWithPlugin(context) }),
            rule("catalog", pinning.digest, gatherCatalog),
            rule("plugin-names", own, gatherPluginNames),
            rule("controller", own, readController),
            rule("controllers", own, gatherControllers),
            rule("registry", own, readRegistry),
            rule("maps", own, listMaps),
            rule("validate", own, foreseen: Self.neededByMaps, validateMap),
            rule("devices", own, wantsNodes: true, gatherDevices),
            rule("check", own, check),
            rule("plan", own, wantsNodes: true, planFiles),
            Rule(
                kind: "generate", code: own, foreseen: Self.foreseenByGeneration,
                run: { [self] context throws(Interrupt) in try generate(context) }),
            rule("inputs", own, findInputs),
            rule("task", running.digest, runTask),
        ])
    }

    /// Ends the worker processes and the commands of tasks; requests under way fail.
    public func cancel() {
        commands.cancel()
        workers.withLock { $0?.cancel() }
    }

    /// Ends the commands of tasks.
    public func cancelCommands() { commands.cancel() }

    /// Takes a cancel back, as far as it concerns commands.
    public func resume() { commands.resume() }

    /// Looks at the variables that tasks take over; before a build looks at files.
    public func refreshVariables() { variables.refresh() }

    /// Ends the worker processes once they are idle.
    public func shutdown() {
        workers.withLock { $0?.shutdown() }
        commands.shutdown()
    }

    func runner() -> CommandRunner { commands }

    func disk() -> Disk { workspace }

    /// Ends the worker processes once they are idle; the next request starts new ones.
    public func restartWorkers() {
        let former = workers.withLock { pool in
            defer { pool = nil }
            return pool
        }
        former?.shutdown()
    }

    /// The worker processes, started when first asked for.
    func pool() -> WorkerPool {
        workers.withLock { pool in
            if let pool { return pool }
            let started = WorkerPool(
                program: settings.scanProgram, limits: limits(), size: settings.workerCount)
            pool = started
            return started
        }
    }

    private func check(_ context: RuleContext) throws(Interrupt) {
        switch context.subject {
        case "registry": try checkRegistry(context)
        case "outputs": try checkOutputs(context)
        default: try checkDevice(context)
        }
    }

    /// What every map needs, whatever it says.
    static let neededByMaps = [NodeName.manifest, NodeName.controllers, NodeName.catalog]

    /// What a generated file is made of, when it is that of one map.
    private static func foreseenByGeneration(_ node: String) -> [String] {
        let subject = RuleSet.subject(of: RuleSet.subject(of: node))
        return [NodeName.manifest, NodeName.validate(subject)]
    }

    private func rule(
        _ kind: String, _ code: ContentDigest, wantsNodes: Bool = false, tellsUnasked: Bool = true,
        foreseen: [String] = [],
        _ run: @escaping @Sendable (RuleContext) throws(Interrupt) -> Void
    ) -> Rule {
        Rule(
            kind: kind, code: code, wantsNodes: wantsNodes, tellsUnasked: tellsUnasked,
            foreseen: { _ in foreseen }, run: run)
    }
}
