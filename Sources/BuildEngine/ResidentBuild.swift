import ContentStore
import FileWatching
import TaskGraph

/// A file or folder that builds read or write.
public struct KnownFile: Sendable, Hashable {
    /// How builds use it.
    public enum Role: Sendable { case input, output, listing }

    public var path: String
    public var role: Role
}

/// Builds a workspace again and again, and keeps in memory what a build otherwise has to load.
///
/// A build is told which paths may have changed and looks at nothing else. When another program has
/// built in between, or the cache was removed, what is kept is given up and all is looked at.
///
/// - Thread: any, one at a time.
public final class ResidentBuild: @unchecked Sendable {
    // Unchecked: whoever uses it hands it on to the next thread as a whole.
    private let engine: BuildEngine
    private var kept: BuildSession?
    private var mark: [FileIdentity] = []
    private var toldFiles = 0

    /// Keeps nothing yet: the first build looks at everything.
    public init(_ engine: BuildEngine) { self.engine = engine }

    /// Builds; the lock is held for as long as this takes.
    ///
    /// - Parameters:
    ///   - paths: what may have changed since the last build.
    ///   - command: what is running, as another build that has to wait is told.
    ///   - waiting: called with that text when another build is under way.
    ///   - observe: called as things happen, on the calling thread.
    /// - Throws: when the engine's own folder cannot be written; a node that fails does not throw.
    public func build(
        _ options: BuildOptions, at paths: ChangedPaths, command: String,
        waiting: (String) -> Void = { _ in }, observe: @escaping (BuildEvent) -> Void = { _ in }
    ) throws(FileError) -> BuildReport {
        try engine.holdingLock(command, waiting) { () throws(FileError) in
            let report = try self.build(options, paths, observe)
            guard let session = self.kept else { return report }
            let collected = try self.engine.collecting(report, options, session)
            // A store that was written anew is loaded anew.
            if collected.collected != nil { self.kept = nil }
            self.mark = session.stateMark()
            return collected
        }
    }

    private func build(
        _ options: BuildOptions, _ paths: ChangedPaths,
        _ observe: @escaping (BuildEvent) -> Void
    ) throws(FileError) -> BuildReport {
        if let last = kept.take(), mark == last.stateMark() {
            var session = BuildSession(continuing: last, options, observe)
            let report = session.runAgain(at: paths)
            kept = session
            return report
        }
        toldFiles = 0
        var session = try BuildSession(engine, options, observe)
        session.isResident = true
        let report = try session.run()
        session.loadNodes()
        if session.nodesHold { kept = session }
        return report
    }

    /// Whether a build would have anything to do about what may have changed.
    public func differs(at paths: ChangedPaths) -> Bool {
        guard !paths.isEmpty else { return false }
        return kept?.differs(at: paths) ?? true
    }

    /// What builds read and write, as far as this was not told before; what was told stays true
    /// until another program builds, after which all is told again.
    public func newFiles() -> [KnownFile] {
        guard let kept else { return [] }
        let state = kept.state
        defer { toldFiles = state.fileCount }
        return (toldFiles..<max(toldFiles, state.fileCount)).map { number in
            let file = FileID(UInt32(number))
            let flags = state.record(of: file).flags
            return KnownFile(
                path: state.path(of: file),
                role: flags.contains(.listing)
                    ? .listing : flags.contains(.output) ? .output : .input)
        }
    }
}

extension BuildSession {
    /// What the engine's own files are now: after a build they change only by another.
    fileprivate func stateMark() -> [FileIdentity] {
        ["state", "journal", ArtifactPack.name(stateFile.packNumber)].map { name in
            (try? engine.disk.identity(of: "\(engine.cache)/\(name)")) ?? .absent
        }
    }
}
