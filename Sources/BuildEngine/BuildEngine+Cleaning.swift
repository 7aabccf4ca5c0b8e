import ContentStore
import Glibc

/// What cleaning a workspace took away, or would.
public struct CleanReport: Sendable, Equatable {
    /// Files that builds wrote, and the engine's own.
    public var removed: [String] = []
    public var removedBytes: UInt64 = 0
    /// Files that builds wrote and somebody edited since; they stay.
    public var edited: [String] = []
}

extension BuildEngine {
    /// Removes what builds wrote, as long as it is still what they wrote.
    ///
    /// - Parameters:
    ///   - removesOutputs: removes the files that builds wrote.
    ///   - removesCache: also removes all that the engine remembers; the next build starts anew.
    ///   - isDryRun: only says what would be removed.
    ///   - command: what is running, as another build that has to wait is told.
    ///   - waiting: called with that text when another build is under way.
    /// - Throws: when a file cannot be removed.
    public func clean(
        removesOutputs: Bool = true, removesCache: Bool, isDryRun: Bool, command: String,
        waiting: (String) -> Void = { _ in }
    ) throws(FileError) -> CleanReport {
        if try disk.identity(of: cache).isAbsent { return CleanReport() }
        func cleaning() throws(FileError) -> CleanReport {
            try self.cleaning(removesOutputs, removesCache, isDryRun)
        }
        if isDryRun { return try cleaning() }
        let lock = try BuildLock(
            at: "\(cache)/lock", on: disk, owner: "\(command) (process \(getpid()))",
            waiting: waiting)
        let result: Result<CleanReport, FileError>
        do throws(FileError) { result = .success(try cleaning()) } catch {
            result = .failure(error)
        }
        lock.release()
        return try result.get()
    }

    /// Forgets the results of some nodes, so that the next build runs them.
    ///
    /// - Parameter targets: nodes, kinds and patterns.
    /// - Returns: the names of the nodes, and the targets that named none.
    public func forget(
        _ targets: [String], command: String, waiting: (String) -> Void = { _ in }
    ) throws(FileError) -> (nodes: [String], unknown: [String]) {
        if try disk.identity(of: "\(cache)/state").isAbsent { return ([], targets) }
        let lock = try BuildLock(
            at: "\(cache)/lock", on: disk, owner: "\(command) (process \(getpid()))",
            waiting: waiting)
        let result: Result<(nodes: [String], unknown: [String]), FileError>
        do throws(FileError) { result = .success(try forgetting(targets)) } catch {
            result = .failure(error)
        }
        lock.release()
        return try result.get()
    }

    private func forgetting(
        _ targets: [String]
    ) throws(FileError) -> (nodes: [String], unknown: [String]) {
        var stateFile = StateFile(in: cache, on: disk)
        guard var (state, summary) = try stateFile.load(), stateFile.loadNodes(into: &state) else {
            return ([], [])
        }
        let selection = TargetSelection(targets, in: state)
        for node in selection.nodes {
            state.move(accountOf: node, to: nil)
            state.insert(.suspect, into: node)
        }
        if !selection.nodes.isEmpty {
            summary.openCount += UInt32(selection.nodes.count)
            try stateFile.replace(with: state, summary)
        }
        return (selection.nodes.map { state.name(of: $0) }.sorted(), selection.unknown)
    }

    private func cleaning(
        _ removesOutputs: Bool, _ removesCache: Bool, _ isDryRun: Bool
    ) throws(FileError) -> CleanReport {
        var report = CleanReport()
        for output in removesOutputs ? try inspect()?.outputs ?? [] : [] {
            switch output.condition {
            case .missing: continue
            case .edited: report.edited.append(output.path)
            case .asWritten:
                if !isDryRun { try disk.remove(output.path) }
                report.removed.append(output.path)
                report.removedBytes += output.size
            }
        }
        if removesCache { try cleanFolder(cache, isDryRun, &report) }
        return report
    }

    /// Removes the engine's own files, the state first: without it nothing else is believed.
    private func cleanFolder(
        _ folder: String, _ isDryRun: Bool, _ report: inout CleanReport
    ) throws(FileError) {
        let entries = try disk.list(folder)?.entries ?? []
        for entry in entries.sorted(by: { $0.name == "state" && $1.name != "state" }) {
            let path = "\(folder)/\(entry.name)"
            // The lock stays: another build may be waiting for this very file.
            if path == "\(cache)/lock" { continue }
            // A link is removed, not what it leads to.
            if entry.kind == .folder, !entry.isLink {
                try cleanFolder(path, isDryRun, &report)
                continue
            }
            report.removedBytes += try disk.identity(of: path, followsLinks: false).size
            report.removed.append(path)
            if !isDryRun { try disk.remove(path) }
        }
    }
}
