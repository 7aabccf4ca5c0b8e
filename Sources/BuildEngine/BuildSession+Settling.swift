import ContentDigest
import ContentStore
import Diagnostics
import TaskGraph

extension BuildSession {
    /// Lets go of what is out of reach, and removes files that nothing makes any more.
    mutating func prune() {
        guard !report.wasInterrupted, reachChanged || hasStaleFiles else { return }
        retireUnreachable()
        if options.targets.isEmpty { setReachChanged(false) }
        findSharedOutputs()
        removeStale()
        watchOnlyWhatIsRead()
    }

    /// Notes in the state whether nodes may be out of reach, so that a build which is cut short
    /// leaves that to the next.
    mutating func setReachChanged(_ isChanged: Bool) {
        let root = state.intern(node: BuildEngine.rootNode)
        if isChanged {
            reachChanged = true
            state.insert(.reachChanged, into: root)
        } else {
            state.remove(.reachChanged, from: root)
        }
    }

    /// Writes what changed to the disk. When that is refused the build stands all the same, and the
    /// next one does it again.
    mutating func save() {
        workers.finish()
        // A snapshot may be written, which takes much memory for itself.
        settled.removeAll()
        let final = summarize()
        if state.journalSize == 0, final == summary, !wasFlushed { return }
        summary = final
        do throws(FileError) { try remember(summary, folding: true) } catch {
            report.diagnostics.append(
                NodeDiagnostic(
                    node: BuildEngine.rootNode,
                    diagnostic: Diagnostic(
                        .error, "build.not-remembered",
                        "\(error); what was built is there, but the next build does it again",
                        path: error.path)))
        }
    }

    mutating func retireUnreachable() {
        guard let root = state.find(node: BuildEngine.rootNode), options.targets.isEmpty else {
            return
        }
        let reachable = state.reachable(from: [root])
        for node in state.nodes(with: .live) where !reachable[Int(node.number)] {
            drop(state.retire(node))
        }
    }

    /// Marks files that a node wrote and claims no more; `prune` removes them, in this build or,
    /// when it is cut short, in the next.
    mutating func drop(_ files: [FileID: ContentDigest]) {
        for (file, wrote) in files.sorted(by: { $0.key < $1.key }) {
            var record = state.record(of: file)
            record.flags.subtract([.live, .output])
            record.flags.insert(.stale)
            state.note(file, record, wrote)
            hasStaleFiles = true
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
                // Looked for again by the next build, whatever runs in it.
                setReachChanged(true)
            }
        }
    }

    /// Removes files that nothing makes any more, if they are still as we wrote them.
    private mutating func removeStale() {
        let stale = state.staleFiles
        if stale.isEmpty { return }
        let writers = state.writers()
        for file in stale {
            var record = state.record(of: file)
            record.flags.remove(.stale)
            if let facet = writers[file] {
                // Another node had claimed it before this one let go.
                record.flags.formUnion([.live, .output])
                state.note(file, record, state.digest(of: facet))
            } else if removeStale(state.path(of: file), wrote: state.digest(of: file)) {
                state.note(file, record, state.digest(of: file))
            }
        }
    }

    /// - Returns: `false` when the next build has to try again.
    private mutating func removeStale(_ path: String, wrote: ContentDigest) -> Bool {
        func isEdited() -> Bool {
            warn(
                "build.stale-output-edited",
                "\(path) is made by nothing any more, but was edited since; it stays", path)
            return true
        }
        if options.isLocked {
            report.differences.append(
                OutputDifference(node: BuildEngine.rootNode, path: path, kind: .removed))
            return false
        }
        do throws(FileError) {
            let identity = try engine.disk.identity(of: path, followsLinks: false)
            if identity.isAbsent { return true }
            guard identity.isRegularFile, let found = try engine.disk.read(path),
                ContentDigest(of: found.bytes) == wrote
            else { return isEdited() }
            if try engine.disk.remove(path) { report.removed.append(path) }
            return true
        } catch {
            warn("build.cannot-remove", "\(error)", path)
            return false
        }
    }

    private mutating func warn(_ code: String, _ message: String, _ path: String) {
        failures.append(
            NodeDiagnostic(
                node: BuildEngine.rootNode,
                diagnostic: Diagnostic(.warning, code, message, path: path)))
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
            state.nodeCount(with: .live, any: [.suspect, .failed, .needsRepair, .reachChanged])
                + (hasStaleFiles ? state.staleFiles.count : 0))
        summary.findingsCount = UInt32(state.nodeCount(with: [.live, .hasFindings]))
        summary.errorCount = UInt32(state.nodeCount(with: [.live, .hasErrors]))
        return summary
    }

    /// Gathers the findings of all nodes that were asked for, of those that these need, and the
    /// failures of this build.
    mutating func collectDiagnostics() {
        // What others wait for was wanted, even where they never got so far as to be on record.
        let awaited = Set(report.outcomes.compactMap(\.blockedBy))
        var found = failures.filter { failure in
            awaited.contains(failure.node)
                || state.find(node: failure.node).map { state.flags(of: $0).contains(.live) }
                    ?? true
        }
        let asked = askedNodes.map { state.reachable(from: $0) }
        var heard = HeardNodes(engine.rules, in: state, targets: options.targets)
        for node in state.nodes(with: [.live, .hasFindings])
        where asked?[Int(node.number)] ?? true && heard.contains(node) {
            // What a node found before it failed is about a text that is there no more.
            if state.flags(of: node).contains(.failed) { continue }
            guard let facet = state.find(facet: findingsFacet, of: node)
            else { continue }
            let name = state.name(of: node)
            guard let diagnostics = findings(at: facet) else {
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
        report.diagnostics += found.sorted {
            $0.diagnostic != $1.diagnostic ? $0.diagnostic < $1.diagnostic : $0.node < $1.node
        }
    }

    /// What a node found, from the store; `nil` when the store has lost it.
    private mutating func findings(at facet: FacetID) -> [Diagnostic]? {
        let digest = state.digest(of: facet)
        if let known = knownFindings[digest] { return known }
        guard let bytes = pack.read(state.artifact(of: facet), digest: digest),
            let found = decodedDiagnostics(bytes)
        else { return nil }
        knownFindings[digest] = found
        return found
    }

    /// Makes nodes run whose findings the store has lost: without them an error would go untold.
    mutating func remakeLostFindings() {
        for node in state.nodes(with: [.live, .hasFindings]) {
            guard let facet = state.find(facet: findingsFacet, of: node), findings(at: facet) == nil
            else { continue }
            forced[node] = .artifactLost(name: "the findings of \(state.name(of: node))")
            state.insert(.suspect, into: node)
        }
    }
}
