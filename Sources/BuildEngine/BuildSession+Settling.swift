import ContentDigest
import ContentStore
import Diagnostics
import TaskGraph

extension BuildSession {
    /// Lets go of what is out of reach, and removes files that nothing makes any more.
    mutating func prune() {
        guard !report.wasInterrupted, reachChanged || !dropped.isEmpty else { return }
        retireUnreachable()
        findSharedOutputs()
        removeStale()
        watchOnlyWhatIsRead()
    }

    /// Writes what changed to the disk.
    mutating func save() throws(FileError) {
        workers.finish()
        let size = state.journalSize
        if size == 0 { return }
        summary = summarize()
        try pack.flush()
        if stateFile.snapshotSize == 0 || size + stateFile.journalSize > stateFile.journalLimit {
            try stateFile.replace(with: state, summary)
            _ = state.takeJournal()
        } else {
            _ = try stateFile.append(state.takeJournal(), summary)
        }
    }

    mutating func retireUnreachable() {
        guard let root = state.find(node: BuildEngine.rootNode), options.targets.isEmpty else {
            return
        }
        let reachable = state.reachable(from: [root])
        for node in state.nodes(with: .live) where !reachable[Int(node.number)] {
            dropped.merge(state.retire(node)) { first, _ in first }
        }
    }

    /// Two nodes that write one file are both at fault, whichever came last.
    private mutating func findSharedOutputs() {
        var owners: [FileID: NodeID] = [:]
        for node in state.nodes(with: .live) {
            for facet in state.facetIDs(of: node) {
                guard let file = state.file(of: facet) else { continue }
                guard let other = owners.updateValue(node, forKey: file), other != node else {
                    continue
                }
                let names = [state.name(of: other), state.name(of: node)].sorted()
                let path = state.path(of: file)
                failures.append(
                    NodeDiagnostic(
                        node: names[0],
                        diagnostic: Diagnostic(
                            .error, "build.shared-output",
                            "\(names[0]) and \(names[1]) both write \(path); give one of them another output",
                            path: path)))
                state.insert([.suspect, .failed], into: other)
                state.insert([.suspect, .failed], into: node)
            }
        }
    }

    /// Removes files that nothing makes any more, if they are still as we wrote them.
    private mutating func removeStale() {
        if dropped.isEmpty { return }
        let writers = state.writers()
        for (file, wrote) in dropped.sorted(by: { $0.key < $1.key }) where writers[file] == nil {
            let path = state.path(of: file)
            guard let found = try? engine.disk.read(path) else { continue }
            guard ContentDigest(of: found.bytes) == wrote else {
                failures.append(
                    NodeDiagnostic(
                        node: BuildEngine.rootNode,
                        diagnostic: Diagnostic(
                            .warning, "build.stale-output-edited",
                            "\(path) is made by nothing any more, but was edited since; it stays",
                            path: path)))
                continue
            }
            do throws(FileError) {
                if try engine.disk.remove(path) { report.removed.append(path) }
            } catch {
                failures.append(
                    NodeDiagnostic(
                        node: BuildEngine.rootNode,
                        diagnostic: Diagnostic(
                            .warning, "build.cannot-remove", "\(error)", path: path)))
            }
        }
    }

    /// Stops watching files that no live node reads or writes.
    private mutating func watchOnlyWhatIsRead() {
        var used = [Bool](repeating: false, count: state.fileCount)
        for node in state.nodes(with: .live) {
            for case .file(let file) in state.dependencies(of: node) {
                used[Int(file.number)] = true
            }
            for facet in state.facetIDs(of: node) {
                if let file = state.file(of: facet) { used[Int(file.number)] = true }
            }
        }
        for index in used.indices where !used[index] {
            let file = FileID(UInt32(index))
            var record = state.record(of: file)
            guard record.flags.contains(.live) else { continue }
            record.flags.subtract([.live, .output])
            state.note(file, record, state.digest(of: file))
        }
    }

    private func summarize() -> StateSummary {
        var summary = StateSummary()
        summary.program = engine.program
        summary.liveCount = UInt32(state.nodeCount(with: .live))
        summary.openCount = UInt32(
            state.nodeCount(with: .live, any: [.suspect, .failed, .needsRepair]))
        summary.findingsCount = UInt32(state.nodeCount(with: [.live, .hasFindings]))
        summary.errorCount = UInt32(state.nodeCount(with: [.live, .hasErrors]))
        return summary
    }

    /// Gathers the findings of all nodes that were asked for, of those that these need, and the
    /// failures of this build.
    mutating func collectDiagnostics() {
        var found = failures.filter { failure in
            state.find(node: failure.node).map { state.flags(of: $0).contains(.live) } ?? true
        }
        let asked = askedNodes.map { state.reachable(from: $0) }
        for node in state.nodes(with: [.live, .hasFindings]) where asked?[Int(node.number)] ?? true {
            guard let facet = state.find(facet: findingsFacet, of: node)
            else { continue }
            let name = state.name(of: node)
            guard
                let bytes = pack.read(state.artifact(of: facet), digest: state.digest(of: facet)),
                let diagnostics = decodedDiagnostics(bytes)
            else {
                found.append(
                    NodeDiagnostic(
                        node: name,
                        diagnostic: Diagnostic(
                            .warning, "build.findings-lost",
                            "the store has lost the findings of \(name); the next build makes them anew",
                            path: "")))
                state.insert(.suspect, into: node)
                continue
            }
            found += diagnostics.map { NodeDiagnostic(node: name, diagnostic: $0) }
        }
        report.diagnostics = found.sorted {
            $0.diagnostic != $1.diagnostic ? $0.diagnostic < $1.diagnostic : $0.node < $1.node
        }
    }
}
