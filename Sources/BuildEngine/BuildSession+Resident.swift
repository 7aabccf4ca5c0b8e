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
        let findings = last.knownFindings
        self.init(
            last.engine, options, observe,
            from: Beginning(
                stateFile: last.stateFile, state: last.state, summary: last.summary,
                pack: last.pack, nodesAreLoaded: true, kept: last.kept))
        knownFindings = findings
    }

    /// Builds again, looking only at what may have changed.
    mutating func runAgain(at paths: ChangedPaths) -> BuildReport {
        let changed = changedFiles(at: paths)
        report.fileCount = state.liveFileCount
        resume()
        takeNaming(changed)
        runChanged(changed)
        prune()
        repairOutputs()
        collectDiagnostics()
        save()
        report.liveCount = state.nodeCount(with: .live)
        return report
    }

    /// So many suspect nodes are few.
    private static let few = 16

    var hasWork: Bool {
        state.nodeCount(with: [.live, .suspect]) > 0
            || state.find(node: BuildEngine.rootNode).map { state.trace(of: $0) == nil } ?? true
            || !options.targets.isEmpty
    }

    /// Runs what is suspect, wave by wave, while it is so little that its order is plain: at most one
    /// suspect node has readers at all, so that no other can be before it, and none decides which
    /// nodes there are. What its result makes suspect is the next wave.
    ///
    /// Most edits end here, without the cone of all that might have followed, which is large where
    /// nodes gather from every map. Whatever is left is for `runEverything`.
    mutating func runFew() {
        guard options.targets.isEmpty else { return }
        while !isStopping {
            let suspects = state.nodes(with: [.live, .suspect])
            guard !suspects.isEmpty, suspects.count <= Self.few,
                suspects.allSatisfy({ isPlain($0) })
            else { return }
            let inner = suspects.filter { hasReaders($0) }
            guard inner.count <= 1 else { return }
            let wave = Set(inner.isEmpty ? suspects : inner)
            schedule = makeSchedule { wave.contains($0) }
            loop()
        }
    }

    /// Whether a node neither failed in this build nor has a say in which nodes there are.
    private func isPlain(_ node: NodeID) -> Bool {
        let flags = state.flags(of: node)
        return flags.contains(.recorded) && flags.isDisjoint(with: [.demands, .failed])
            && !failedNow.contains(node)
    }

    private func hasReaders(_ node: NodeID) -> Bool {
        let facets = state.facetIDs(of: node).filter { !state.isPresence($0) }
        return !state.readers(of: facets.map { .facet($0) }).isEmpty
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
    ///
    /// New stamps alone are nothing to do: whoever looks at everything next takes note of them.
    func differs(at paths: ChangedPaths) -> Bool {
        if changedFiles(at: paths).contains(where: hasOtherContent) { return true }
        // What failed may have failed for something that is not on record.
        return state.nodeCount(with: [.live, .failed]) > 0
            && paths.files.contains(where: isNoOutput)
    }

    private func isNoOutput(_ path: String) -> Bool {
        guard let file = state.find(path: path) else { return true }
        return !state.record(of: file).flags.contains(.output)
    }

    /// Those of the files that may have changed which are there under other stamps, or, where stamps
    /// are too young to tell, with other content.
    func changedFiles(at paths: ChangedPaths) -> [ChangedFile] {
        if paths.everything {
            return FileCheck(state, on: engine.disk).changedFiles(width: options.width)
                .filter { $0.identity != identity(of: $0.file) || hasOtherContent($0) }
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
        if seen != identity(of: file) { return change }
        return flags.contains(.young) && hasOtherContent(change) ? change : nil
    }

    /// Whether a file is there with another content than on record.
    private func hasOtherContent(_ change: ChangedFile) -> Bool {
        let flags = state.record(of: change.file).flags
        if change.identity.isAbsent { return !flags.contains(.absent) }
        // A link is not the output that it leads to.
        if flags.contains(.output), !change.identity.isRegularFile { return true }
        let now = try? Self.observe(
            state.path(of: change.file), isListing: flags.contains(.listing), on: engine.disk)
        return now?.digest != state.digest(of: change.file)
    }
}
