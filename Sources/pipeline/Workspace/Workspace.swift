import BuildEngine
import CSystem
import ContentDigest
import ContentStore
import Diagnostics
import Glibc
import PipelineTasks
import PluginExtraction
import Synchronization

/// The workspace that a command works on, and the engine for it.
struct Workspace {
    /// Absolute path of the folder with the manifest.
    let root: String
    let rules: PipelineRules
    let engine: BuildEngine
    /// Identity of `pipeline-scan`; absent when it is not there.
    let scanCode: ContentDigest
    /// Where modules are looked for.
    let pluginFolders: PluginFolders
    private let knownManifest: KnownManifest

    /// The folder of the engine's own files; another layout gets another name.
    static let cacheFolder = ".cache/v1"

    /// Finds the workspace: the folder given, or the nearest one upwards with a manifest.
    init(
        _ options: GlobalOptions, ignoresPins: Bool = false, sandboxesTasks: Bool = false
    ) throws {
        try options.enterDirectory()
        try self.init(
            jobs: options.jobs, ignoresPins: ignoresPins, sandboxesTasks: sandboxesTasks)
    }

    /// Finds the workspace from the current folder upwards.
    init(jobs: Int? = nil, ignoresPins: Bool = false, sandboxesTasks: Bool = false) throws {
        let start = try Self.absolute(".")
        guard let root = Self.rootFolder(from: start) else {
            throw fail(
                "there is no \(manifestPath) in \(start) or above; 'pipeline init' makes one",
                Outcome.notFound)
        }
        self.root = root
        let width = jobs ?? Self.defaultWidth
        let scanProgram = Self.scanProgram
        scanCode = Self.identity(ofProgram: scanProgram)
        pluginFolders = PluginFolders { name in getenv(name).map { String(cString: $0) } }
        var settings = RuleSettings(
            root: root, program: Self.identity(ofProgram: "/proc/self/exe"),
            scanProgram: scanProgram,
            scanCode: scanCode, pluginFolders: pluginFolders,
            ignoresPins: ignoresPins, workerCount: width)
        settings.cache = Self.cacheFolder
        settings.sandboxesTasks = sandboxesTasks
        settings.makeFlags = Self.environment("MAKEFLAGS")["MAKEFLAGS"]
        do throws(FileError) {
            let disk = try Disk(root: root)
            knownManifest = KnownManifest(on: disk)
            rules = PipelineRules(settings, on: disk) { Self.limits(disk) }
            var program = KeyBuilder()
            program.add(settings.program)
            program.add(settings.scanCode)
            program.add(ignoresPins ? 1 : 0)
            program.add(sandboxesTasks ? 1 : 0)
            settings.addFolders(to: &program)
            engine = try BuildEngine(
                root: root, cache: Self.cacheFolder, rules: rules.ruleSet, program: program.digest)
        } catch {
            throw fail("\(error)", Outcome.otherFailure)
        }
    }

    /// How many nodes run at once when nobody says: the cores this process may use.
    static var defaultWidth: Int { Int(pipeline_processor_count()) }

    /// A program's build id, which its linker made from its code.
    private static func identity(ofProgram path: String) -> ContentDigest {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = bytes.withUnsafeMutableBufferPointer {
            pipeline_build_id(path, $0.baseAddress, $0.count)
        }
        return count == 0 ? .absent : ContentDigest(of: Array(bytes[..<count]))
    }

    /// `pipeline-scan` beside the running program.
    static var scanProgram: String {
        var path = [CChar](repeating: 0, count: 4096)
        let count = max(0, readlink("/proc/self/exe", &path, path.count - 1))
        let own = String(decoding: path[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return (own.lastIndex(of: "/").map { String(own[...$0]) } ?? "") + "pipeline-scan"
    }

    private static func environment(_ names: String...) -> [String: String] {
        var values: [String: String] = [:]
        for name in names { values[name] = getenv(name).map { String(cString: $0) } }
        return values
    }

    /// How large the store may grow, in bytes, as the manifest says.
    var cacheLimit: UInt64 { UInt64(manifest.cacheMegabytes) << 20 }

    /// Folder of the results that checkouts share, as the environment or else the manifest says.
    var sharedCacheFolder: String? {
        let named = Self.environment("PIPELINE_SHARED_CACHE")["PIPELINE_SHARED_CACHE"]
        guard let folder = named ?? manifest.sharedCache, !folder.isEmpty else { return nil }
        guard folder.hasPrefix("~/") else { return folder }
        return Self.environment("HOME")["HOME"].map { $0 + folder.dropFirst() }
    }

    /// The results that checkouts share; `nil` when none are wanted, or, after a message, when the
    /// folder cannot be used.
    func sharedResults() -> SharedResults? {
        guard let folder = sharedCacheFolder else { return nil }
        guard folder.hasPrefix("/") else {
            printMessage(
                "warning: PIPELINE_SHARED_CACHE must be an absolute path, not '\(folder)'\n")
            return nil
        }
        do throws(FileError) { return try SharedResults(folder: folder) } catch {
            printMessage("warning: the shared cache is not used: \(error)\n")
            return nil
        }
    }

    /// What the manifest says now; the defaults when it cannot be read.
    private var manifest: Manifest { knownManifest.current }

    /// The severities that the workspace around the current folder gives to codes; none outside of
    /// one, and, after a message, when its manifest has errors.
    static func severitiesHere() -> [String: Severity] {
        guard let root = rootOfCurrentFolder(),
            let bytes = (try? Disk(root: root).read(manifestPath))?.bytes
        else { return [:] }
        if let manifest = Manifest.read(bytes, path: manifestPath).manifest {
            return manifest.severities
        }
        printMessage("warning: \(manifestPath) has errors, so its [rules] are not followed\n")
        return [:]
    }

    private static func limits(_ disk: Disk) -> WorkerLimits {
        guard let bytes = (try? disk.read(manifestPath))?.bytes,
            let manifest = Manifest.read(bytes, path: manifestPath).manifest
        else { return WorkerLimits() }
        return WorkerLimits(
            timeoutSeconds: manifest.timeoutSeconds, memoryMegabytes: manifest.memoryMegabytes)
    }

    /// Whether the current folder lies in a workspace.
    static func isHere() -> Bool {
        guard let start = try? absolute(".") else { return false }
        return rootFolder(from: start) != nil
    }

    private static func absolute(_ path: String) throws -> String {
        guard let resolved = realpath(path, nil) else {
            throw fail(
                "cannot enter \(path): \(String(cString: strerror(errno)))", Outcome.notFound)
        }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The workspace that the current folder lies in.
    static func rootOfCurrentFolder() -> String? {
        (try? absolute(".")).flatMap(rootFolder)
    }

    private static func rootFolder(from start: String) -> String? {
        var folder = start
        while true {
            if access(folder + "/" + manifestPath, F_OK) == 0 { return folder }
            guard let slash = folder.lastIndex(of: "/"), folder != "/" else { return nil }
            folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
        }
    }
}

/// The manifest as it was last read; read again when the file is another.
private final class KnownManifest: Sendable {
    private struct Known {
        var identity: FileIdentity
        var manifest: Manifest
    }

    private let disk: Disk
    private let last = Mutex<Known?>(nil)

    init(on disk: Disk) { self.disk = disk }

    /// What the manifest says now; the defaults when it cannot be read.
    var current: Manifest {
        last.withLock { last in
            let identity = (try? disk.identity(of: manifestPath)) ?? .absent
            if let last, last.identity == identity { return last.manifest }
            let seenAt = pipeline_file_clock_ns()
            let found = try? disk.read(manifestPath)
            let manifest = found.flatMap { Manifest.read($0.bytes, path: manifestPath).manifest }
            // What was saved a moment ago may be saved again under the same stamp.
            let isOld = max(identity.changed, identity.modified) < seenAt - 2_000_000_000
            last = isOld ? Known(identity: identity, manifest: manifest ?? Manifest()) : nil
            return manifest ?? Manifest()
        }
    }
}
