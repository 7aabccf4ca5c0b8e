import ContentStore
import FileWatching
import TaskGraph

extension BuildSession {
    /// How many changed files a report names.
    private static let namedChanges = 100

    /// Begins another build with all that the last one left in memory.
    init(
        continuing last: consuming BuildSession, _ options: BuildOptions,
        _ observe: @escaping (BuildEvent) -> Void
    ) {
        engine = last.engine
        self.options = options
        self.observe = observe
        workers = WorkerThreads(width: options.width)
        pack = last.pack
        stateFile = last.stateFile
        state = last.state
        summary = last.summary
        knownFindings = last.knownFindings
        nodesAreLoaded = true
        var nothing = BuildState()
        schedule = Schedule(&nothing)
    }

    /// Builds again, looking only at what may have changed.
    mutating func runAgain(at paths: ChangedPaths) -> BuildReport {
        let changed = changedFiles(at: paths)
        report.fileCount = state.liveFileCount
        resume()
        takeNaming(changed)
        runEverything()
        prune()
        repairOutputs()
        collectDiagnostics()
        save()
        report.liveCount = state.nodeCount(with: .live)
        return report
    }

    private mutating func takeNaming(_ changed: [ChangedFile]) {
        let named = changed.prefix(Self.namedChanges).map { ($0.file, state.digest(of: $0.file)) }
        take(changed)
        for (file, old) in named where state.digest(of: file) != old {
            if state.record(of: file).flags.contains(.listing) { continue }
            report.changedFiles.append(state.path(of: file))
        }
        report.changedFiles.sort()
    }

    /// Whether a build would have anything to do about what may have changed.
    func differs(at paths: ChangedPaths) -> Bool {
        if !changedFiles(at: paths).isEmpty { return true }
        // What failed may have failed for something that is not on record.
        return state.nodeCount(with: [.live, .failed]) > 0
            && paths.files.contains(where: isNoOutput)
    }

    private func isNoOutput(_ path: String) -> Bool {
        guard let file = state.find(path: path) else { return true }
        return !state.record(of: file).flags.contains(.output)
    }

    /// Those of the files that may have changed which did, as far as a look tells; of those too young
    /// to be told by their stamps the content decides.
    func changedFiles(at paths: ChangedPaths) -> [ChangedFile] {
        if paths.everything {
            return FileCheck(state, on: engine.disk).changedFiles(width: options.width)
                .filter { hasOtherContent($0) }
        }
        return files(at: paths).compactMap(change)
    }

    private func files(at paths: ChangedPaths) -> [FileID] {
        var found = Set<FileID>()
        for path in paths.files.union(paths.folders).union(paths.trees) {
            for isListing in [false, true] {
                if let file = state.find(path: path, isListing: isListing) { found.insert(file) }
            }
        }
        if !paths.trees.isEmpty {
            for number in 0..<UInt32(state.fileCount)
            where paths.coversByTree(state.path(of: FileID(number))) {
                found.insert(FileID(number))
            }
        }
        return found.filter { state.record(of: $0).flags.contains(.live) }.sorted()
    }

    private func change(of file: FileID) -> ChangedFile? {
        let flags = state.record(of: file).flags
        let seen = try? engine.disk.identity(
            of: state.path(of: file), followsLinks: !flags.contains(.output))
        // What cannot be looked at counts as changed; its readers tell.
        let change = ChangedFile(file: file, identity: seen ?? .absent)
        if seen == identity(of: file), !flags.contains(.young) { return nil }
        return hasOtherContent(change) ? change : nil
    }

    /// Whether a file under the stamps on record, but too young for them to tell, was changed.
    private func hasOtherContent(_ change: ChangedFile) -> Bool {
        if change.identity != identity(of: change.file) { return true }
        let isListing = state.record(of: change.file).flags.contains(.listing)
        let now = try? Self.observe(
            state.path(of: change.file), isListing: isListing, on: engine.disk)
        return now?.digest != state.digest(of: change.file)
    }
}
