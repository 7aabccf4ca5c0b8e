import ContentDigest
import ContentStore
import Diagnostics
import TaskGraph

extension BuildSession {
    /// Records what a finished node saw and made.
    mutating func merge(
        _ finished: AttemptOutcome.Finished, of node: NodeID, _ running: RunningNode
    ) {
        var items: [Item] = []
        var traced: [TracedDependency] = []
        for dependency in finished.observed {
            switch dependency {
            case .file(let file):
                items.append(.file(note(file, as: [])))
                traced.append(
                    TracedDependency(
                        kind: file.isListing ? .listing : .content, name: file.path, facet: "",
                        digest: file.digest))
            case .facet(let name, let facet, let digest):
                let other = state.intern(node: name)
                items.append(.facet(state.intern(facet: facet, of: other)))
                traced.append(
                    TracedDependency(kind: .facet, name: name, facet: facet, digest: digest))
                if facet == BuildState.presence { demand(other) }
            }
        }
        var results: [FacetResult] = []
        var written: [String] = []
        for facet in finished.facets {
            results.append(store(facet, of: node))
            if facet.wasWritten, let path = facet.output?.path { written.append(path) }
        }
        let trace = Trace(
            previous: state.trace(of: node), node: state.name(of: node),
            code: running.attempt.rule.code,
            reason: running.reason, flags: finished.flags,
            costMicroseconds: finished.costMicroseconds, dependencies: traced, facets: results)
        share(trace, finished.facets)
        record(node, items, trace)
        suspectIfOvertaken(node, items, traced)
        if options.tellsDetails {
            details.outputMicroseconds += finished.outputMicroseconds
            lastKey = trace.key
        }
        if let culprit = finished.blockedBy {
            end(node, .blocked, running.reason, cost: finished.costMicroseconds, blockedBy: culprit)
        } else {
            end(
                node, .executed, running.reason, cost: finished.costMicroseconds, written: written)
        }
        schedule.finish(node, in: state)
        let hasReadableParts = results.contains { $0.outputPath == nil && $0.name != findingsFacet }
        if hasReadableParts, isSettled(node) { enter(node) }
    }

    /// A node that read what was made anew meanwhile is looked at again by the next build.
    private mutating func suspectIfOvertaken(
        _ node: NodeID, _ items: [Item], _ traced: [TracedDependency]
    ) {
        for (item, seen) in zip(items, traced) where state.digest(of: item) != seen.digest {
            state.insert(.suspect, into: node)
            return
        }
    }

    /// Puts a node down for repair when an output on record is not what is there: one that a locked
    /// build left as it was, or an older one that a node with errors keeps.
    private mutating func putDownForRepair(_ node: NodeID, _ flags: NodeFlags) {
        guard options.isLocked || !flags.isDisjoint(with: [.blocked, .hasErrors]) else { return }
        let differs = state.facetIDs(of: node).contains { facet in
            state.file(of: facet).map { state.digest(of: $0) != state.digest(of: facet) } ?? false
        }
        if differs { state.insert(.needsRepair, into: node) }
    }

    /// Puts a result and its account into the state.
    ///
    /// A node with errors, or before which errors were found, keeps the last good parts that it
    /// does not make now, and what it wanted built: what stands after it neither runs nor is lost.
    /// Its account holds only what was really made.
    private mutating func record(_ node: NodeID, _ made: [Item], _ trace: Trace) {
        var (items, facets) = (made, trace.facets)
        if !trace.flags.isDisjoint(with: [.blocked, .hasErrors]) {
            keepFormer(of: node, &items, &facets)
        }
        if trace.flags.contains(.hasErrors) { hasFailed = true }
        let movesReach =
            reachChanged || state.dependencies(of: node) != items || claimsAnew(node, facets)
        let offset = pack.appendSealed(trace.encoded)
        var kept = trace.flags.intersection([.blocked, .hasErrors, .hasFindings])
        let isDemanding = items.contains { item in
            guard case .facet(let facet) = item else { return false }
            return state.isPresence(facet)
        }
        if isDemanding { kept.insert(.demands) }
        let former = state.record(
            node, dependencies: items, facets: facets, flags: kept, trace: offset,
            costMicroseconds: trace.costMicroseconds)
        drop(former)
        putDownForRepair(node, kept)
        if movesReach { setReachChanged(true) }
        forced[node] = nil
        settled.withdraw(trace.node)
    }

    /// Whether a node writes a file that it did not write before, which another may write too.
    private func claimsAnew(_ node: NodeID, _ results: [FacetResult]) -> Bool {
        results.contains { result in
            guard let path = result.outputPath else { return false }
            let file = state.find(facet: result.name, of: node).flatMap { state.file(of: $0) }
            return file.map { state.path(of: $0) } != path
        }
    }

    private func keepFormer(
        of node: NodeID, _ items: inout [Item], _ results: inout [FacetResult]
    ) {
        let made = Set(results.map(\.name))
        for facet in state.facetIDs(of: node) {
            let name = state.name(of: facet)
            if name == findingsFacet || made.contains(name) || state.digest(of: facet).isAbsent {
                continue
            }
            // A node that runs because the store lost a part must not pass the loss on.
            if forced[node] != nil,
                pack.read(state.artifact(of: facet), digest: state.digest(of: facet)) == nil
            {
                continue
            }
            results.append(
                FacetResult(
                    name: name, digest: state.digest(of: facet),
                    artifact: state.artifact(of: facet),
                    outputPath: state.file(of: facet).map { state.path(of: $0) }))
        }
        for item in state.dependencies(of: node) {
            guard case .facet(let facet) = item, state.isPresence(facet) else { continue }
            if !items.contains(item) { items.append(item) }
        }
    }

    /// Keeps a facet's bytes, unless the store holds them already.
    private mutating func store(_ facet: MadeFacet, of node: NodeID) -> FacetResult {
        var artifact: ArtifactRef?
        if forced[node] == nil, let former = state.find(facet: facet.name, of: node),
            state.digest(of: former) == facet.digest
        {
            artifact = state.artifact(of: former)
        }
        if let output = facet.output { _ = note(output, as: .output) }
        return FacetResult(
            name: facet.name, digest: facet.digest, artifact: artifact ?? keep(facet),
            outputPath: facet.output?.path)
    }

    private mutating func keep(_ facet: MadeFacet) -> ArtifactRef {
        guard options.tellsDetails else { return pack.append(facet.bytes, digest: facet.digest) }
        let start = steadyNanoseconds()
        defer {
            details.cache.stores += 1
            details.cache.storeNanoseconds += steadyNanoseconds() - start
        }
        return pack.append(facet.bytes, digest: facet.digest)
    }

    /// Enters what was seen of a file into the tables.
    mutating func note(_ seen: ObservedFile, as flags: FileFlags) -> FileID {
        let file = state.intern(path: seen.path, isListing: seen.isListing)
        note(seen, of: file, as: flags)
        return file
    }

    /// Enters what was seen of a file whose number is known.
    mutating func note(_ seen: ObservedFile, of file: FileID, as flags: FileFlags) {
        var record = FileRecord(seen.identity, device: state.deviceIndex(seen.identity.device))
        record.flags = flags.union(.live)
        if seen.isListing { record.flags.insert(.listing) }
        if state.record(of: file).flags.contains([.live, .output]) { record.flags.insert(.output) }
        if seen.identity.isAbsent {
            record.flags.insert(.absent)
        } else if max(seen.identity.changed, seen.identity.modified) >= seen.seenAt - stampWindow {
            record.flags.insert(.young)
        }
        state.note(file, record, seen.digest)
    }

    func identity(of file: FileID) -> FileIdentity {
        let record = state.record(of: file)
        return FileIdentity(
            record, device: record.flags.contains(.absent) ? 0 : state.device(record.device))
    }

    /// Brings an older result back: its files from the store, and its account to the front.
    mutating func restore(_ node: NodeID, _ trace: Trace) {
        var outputs: [MadeFacet] = []
        let start = options.tellsDetails ? steadyMicroseconds() : 0
        var writer = OutputWriter(
            disk: engine.disk, temporaryFolder: "\(engine.cache)/temporary", mode: outputMode)
        for facet in trace.facets {
            guard let path = facet.outputPath else { continue }
            guard let bytes = pack.read(facet.artifact, digest: facet.digest) else {
                forced[node] = .artifactLost(name: path)
                return look(at: node)
            }
            writer.isExecutable = isProgram(facet.name)
            do throws(FileError) {
                outputs.append(try writer.write(path, bytes, known: nil))
            } catch {
                return fail(
                    node, trace.reason,
                    Diagnostic(.error, "build.cannot-write", "\(error)", path: error.path))
            }
        }
        for made in outputs { if let output = made.output { _ = note(output, as: .output) } }
        var items: [Item] = []
        for old in trace.dependencies {
            if old.kind == .facet {
                let other = state.intern(node: old.name)
                items.append(.facet(state.intern(facet: old.facet, of: other)))
                if old.facet.isEmpty { demand(other) }
            } else {
                items.append(.file(watch(old.name, isListing: old.kind == .listing)))
            }
        }
        var account = trace
        account.previous = state.trace(of: node)
        record(node, items, account)
        if options.tellsDetails {
            details.cache.restoredBytes += outputs.reduce(0) { $0 + UInt64($1.bytes.count) }
            lastKey = trace.key
            tellWork(for: node, since: start)
        }
        end(
            node, .restored, trace.reason,
            written: outputs.compactMap { $0.wasWritten ? $0.output?.path : nil })
        schedule.finish(node, in: state)
    }

    /// A file that is watched from now on, as it is now.
    private mutating func watch(_ path: String, isListing: Bool) -> FileID {
        if let file = state.find(path: path, isListing: isListing),
            state.record(of: file).flags.contains(.live)
        {
            return file
        }
        let seen = try? Self.observe(path, isListing: isListing, on: engine.disk)
        return note(
            seen
                ?? ObservedFile(
                    path: path, isListing: isListing, identity: .absent, digest: .absent,
                    seenAt: fileClock()), as: [])
    }
}

extension FileRecord {
    init(_ identity: FileIdentity, device: UInt16) {
        self.init()
        inode = identity.inode
        size = identity.size
        modified = identity.modified
        changed = identity.changed
        mode = identity.mode
        self.device = device
    }
}

extension FileIdentity {
    init(_ record: FileRecord, device: UInt64) {
        self.init()
        inode = record.inode
        size = record.size
        modified = record.modified
        changed = record.changed
        mode = record.mode
        self.device = device
    }
}
