import ContentDigest
import ContentStore
import Diagnostics
import Glibc
import Synchronization
import TaskGraph

/// Builds a workspace: looks at what changed, runs what that concerns, and remembers the rest.
public final class BuildEngine: Sendable {
    /// Name of the node from which all others are demanded.
    public static let rootNode = "workspace"

    /// A smaller store is never collected by a build, so that small builds need not ask.
    static let leastLimit: UInt64 = 16 << 20

    let disk: Disk
    let cache: String
    let rules: RuleSet
    let program: ContentDigest
    /// Microseconds that a node which never ran may take, by its name.
    let estimate: @Sendable (String) -> UInt64
    let completions = CompletionQueue<Completion>()
    private let cancelled = Atomic<Bool>(false)

    /// - Parameters:
    ///   - root: absolute path of the workspace.
    ///   - cache: path of the engine's folder, relative to the workspace.
    ///   - program: identity of the running program; another one makes every node be looked at.
    ///   - faults: what the disk refuses, in tests.
    /// - Throws: when the workspace cannot be opened.
    public init(
        root: String, cache: String, rules: RuleSet, program: ContentDigest,
        faults: DiskFaults? = nil
    ) throws(FileError) {
        disk = try Disk(root: root, faults: faults)
        self.cache = cache
        self.rules = rules
        estimate = { rules.estimate(for: $0) }
        self.program = program
    }

    /// Asks a running build to start nothing more and to end.
    ///
    /// - Thread: any.
    public func cancel() {
        cancelled.store(true, ordering: .relaxed)
        completions.put(.wake, isUrgent: true)
    }

    /// Takes a `cancel` back, so that another build can begin.
    ///
    /// - Thread: the one that calls `cancel`.
    public func allowBuilding() { cancelled.store(false, ordering: .relaxed) }

    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    /// Builds.
    ///
    /// - Parameters:
    ///   - command: what is running, as another build that has to wait is told.
    ///   - waiting: called with that text when another build is under way.
    ///   - observe: called as things happen, on the calling thread.
    /// - Throws: when the engine's own folder cannot be written; a node that fails does not throw.
    public func build(
        _ options: BuildOptions, command: String, waiting: (String) -> Void = { _ in },
        observe: @escaping (BuildEvent) -> Void = { _ in }
    ) throws(FileError) -> BuildReport {
        let body = { () throws(FileError) -> BuildReport in
            var session = try BuildSession(self, options, observe)
            let report = try session.run()
            return try self.collecting(report, options, session)
        }
        do throws(FileError) { return try holdingLock(command, waiting, body) } catch {
            // Who only tells what would run writes nothing, and needs no lock.
            guard options.isDryRun, error.isRefusal, error.path.hasPrefix(cache) else {
                throw error
            }
            return try body()
        }
    }

    /// Makes the store smaller after a build, when it has outgrown its limit.
    func collecting(
        _ report: BuildReport, _ options: BuildOptions, _ session: BuildSession
    ) throws(FileError) -> BuildReport {
        var report = report
        if !report.outcomes.isEmpty, !options.isDryRun,
            session.pack.size > Self.leastLimit || session.pack.hasLargeArtifacts
        {
            report.collected = try collectIfNeeded(options.cacheLimit(), session)
        }
        return report
    }

    /// Does what no other build may do at the same time.
    func holdingLock<Value>(
        _ command: String, _ waiting: (String) -> Void, _ body: () throws(FileError) -> Value
    ) throws(FileError) -> Value {
        try disk.makeFolder(cache)
        let lock = try BuildLock(
            at: "\(cache)/lock", on: disk, owner: "\(command) (process \(getpid()))",
            waiting: waiting)
        let result: Result<Value, FileError>
        do throws(FileError) {
            sweepTemporaryFiles()
            try disk.makeFolder("\(cache)/temporary")
            result = .success(try body())
        } catch {
            result = .failure(error)
        }
        lock.release()
        return try result.get()
    }

    /// Removes what a killed build left half-written.
    private func sweepTemporaryFiles() {
        let folder = "\(cache)/temporary"
        for entry in (try? disk.list(folder))?.entries ?? [] {
            try? disk.removeTree("\(folder)/\(entry.name)")
        }
    }
}

/// What a worker hands back to the owner.
enum Completion: Sendable {
    case attempted(NodeID, AttemptOutcome)
    case repaired(NodeID, RepairOutcome)
    /// Not begun, as the build is to end.
    case withdrawn(NodeID)
    case worked(NodeID, thread: UInt, start: UInt64, end: UInt64)
    case wake
}

enum RepairOutcome: Sendable {
    case written([MadeFacet])
    /// The store has lost the bytes of this facet.
    case lost(String)
    case failed(Diagnostic)
}
