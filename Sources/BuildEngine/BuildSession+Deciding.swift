import ContentDigest
import ContentStore
import Diagnostics
import TaskGraph

/// What is to be done with a suspect node.
enum Decision {
    /// Its record holds.
    case holds
    /// An older account agrees with what is there now: its result is brought back.
    case restore(Trace)
    case run(RunReason)
    /// Other nodes have to be looked at first.
    case wait([NodeID])
}

extension BuildSession {
    /// Compares a node with its accounts, newest first.
    ///
    /// What this returns is what is done, and its reason is what is shown: deciding and explaining
    /// are one.
    mutating func decision(for node: NodeID, _ rule: Rule) -> Decision {
        if let reason = forced[node] { return .run(reason) }
        let isLive =
            state.flags(of: node).contains(.recorded) && !state.dependencies(of: node).isEmpty
        guard var offset = state.trace(of: node) else {
            if let shared = sharedDecision(for: node, rule) { return shared }
            return .run(state.flags(of: node).contains(.failed) ? .failedBefore : .neverRan)
        }
        var reason: RunReason?
        for account in 0..<KeptResults.accountsPerNode {
            guard let bytes = pack.readSealed(offset), let trace = Trace(bytes),
                trace.node == state.name(of: node)
            else { break }
            let revives = account == 0 && !state.flags(of: node).contains(.failed)
            switch difference(of: trace, rule, revives: revives) {
            case .none:
                return account == 0 && isLive && !state.flags(of: node).contains(.failed)
                    ? .holds : .restore(trace)
            case .found(let found): reason = reason ?? found
            case .wait(let nodes): return .wait(nodes)
            }
            guard let previous = trace.previous else { break }
            offset = previous
        }
        if let shared = sharedDecision(for: node, rule) { return shared }
        return .run(reason ?? .artifactLost(name: "the account of \(state.name(of: node))"))
    }

    enum Difference {
        case none
        case found(RunReason)
        case wait([NodeID])
    }

    /// The first thing that an account was made from and that is another now.
    ///
    /// - Parameter revives: whether a node that nothing leads to is looked at for it; else it
    ///   counts as another now.
    mutating func difference(
        of trace: Trace, _ rule: Rule, revives: Bool
    ) -> Difference {
        if trace.code != rule.code {
            return .found(.codeChanged(old: trace.code, new: rule.code))
        }
        for old in trace.dependencies where !(old.kind == .facet && old.facet.isEmpty) {
            if old.kind != .facet {
                let now = currentDigest(old.name, isListing: old.kind == .listing)
                if now == old.digest { continue }
                return .found(
                    old.kind == .listing
                        ? .listingChanged(path: old.name, old: old.digest, new: now)
                        : .inputChanged(path: old.name, old: old.digest, new: now))
            }
            let other = state.intern(node: old.name)
            if !isSettled(other) {
                // Without a rule it belongs to another program's graph, and never settles.
                let isLive = state.flags(of: other).contains(.live)
                guard isLive || revives, engine.rules.rule(for: old.name) != nil else {
                    return .found(
                        .resultChanged(
                            node: old.name, facet: old.facet, old: old.digest, new: .absent))
                }
                return .wait([other])
            }
            let now = state.find(facet: old.facet, of: other).map { state.digest(of: $0) }
            if now ?? .absent != old.digest || state.flags(of: other).contains(.failed) {
                return .found(
                    .resultChanged(
                        node: old.name, facet: old.facet, old: old.digest, new: now ?? .absent))
            }
        }
        return .none
    }

    /// Whether what the tables say of a node is final for this build.
    func isSettled(_ node: NodeID) -> Bool {
        if schedule.isOpen(node) { return false }
        if failedNow.contains(node) { return true }
        let flags = state.flags(of: node)
        return flags.contains([.live, .recorded]) && !flags.contains(.suspect)
    }

    /// The digest of a file or listing as it is now; from the tables when it is watched.
    func currentDigest(_ path: String, isListing: Bool) -> ContentDigest {
        if let file = state.find(path: path, isListing: isListing),
            state.record(of: file).flags.contains(.live)
        {
            return state.digest(of: file)
        }
        return (try? Self.observe(path, isListing: isListing, on: engine.disk).digest) ?? .absent
    }

    /// Looks at a file or folder now.
    static func observe(
        _ path: String, isListing: Bool, on disk: Disk
    ) throws(FileError) -> ObservedFile {
        let seenAt = fileClock()
        var identity = FileIdentity.absent
        var digest = ContentDigest.absent
        if isListing {
            if let found = try disk.list(path) {
                (identity, digest) = (found.identity, RuleContext.digest(of: found.entries))
            }
        } else if let found = try disk.read(path) {
            (identity, digest) = (found.identity, ContentDigest(of: found.bytes))
        }
        return ObservedFile(
            path: path, isListing: isListing, identity: identity, digest: digest, seenAt: seenAt)
    }

    /// Decides for every node that may differ and is asked for, without running any.
    ///
    /// - Parameter reach: what the changes can reach, when only that is asked for.
    mutating func plan(_ reach: Reach? = nil) {
        let root = state.intern(node: BuildEngine.rootNode)
        if state.trace(of: root) == nil {
            report.planned = [
                PlannedNode(
                    node: BuildEngine.rootNode, reason: .neverRan, isRestorable: false)
            ]
            return
        }
        let wanted = plannedNodes(reach)
        schedule = makeSchedule { wanted?[Int($0.number)] ?? true }
        var planned = Set<NodeID>()
        while let node = schedule.next() {
            if let entry = plannedNode(node, planned) {
                planned.insert(node)
                report.planned.append(entry)
            }
            schedule.finish(node, in: state)
        }
        planRepairs(wanted, planned)
        report.liveCount = state.nodeCount(with: .live)
    }

    /// Which nodes a build of the targets, or of what changes can reach, would look at; `nil` for all.
    private mutating func plannedNodes(_ reach: Reach?) -> [Bool]? {
        if let reach {
            let reached = askedNodes(reach)
            report.reachedCount = reached.count
            return state.reachable(from: reached)
        }
        if options.targets.isEmpty { return nil }
        let root = state.intern(node: BuildEngine.rootNode)
        let selection = TargetSelection(options.targets, in: state)
        report.unknownTargets = selection.unknown
        askAgain()
        let named = state.reachable(from: selection.nodes)
        return zip(named, state.ancestors(of: [root])).map { $0 || $1 }
    }

    /// What is to be said of one node; `nil` when it stays as it is.
    private mutating func plannedNode(_ node: NodeID, _ planned: Set<NodeID>) -> PlannedNode? {
        let name = state.name(of: node)
        let mayRun = PlannedNode(node: name, reason: nil, isRestorable: false)
        guard state.flags(of: node).contains(.suspect), let rule = engine.rules.rule(for: name)
        else {
            let follows = state.dependencies(of: node).contains { item in
                guard case .facet(let facet) = item, !state.isPresence(facet) else { return false }
                return planned.contains(state.owner(of: facet))
            }
            return follows ? mayRun : nil
        }
        switch decision(for: node, rule) {
        case .holds:
            state.remove(.suspect, from: node)
            return nil
        case .restore: return PlannedNode(node: name, reason: nil, isRestorable: true)
        case .run(let reason): return PlannedNode(node: name, reason: reason, isRestorable: false)
        case .wait: return mayRun
        }
    }

    /// Tells of outputs that are not as written and whose nodes need not run for that.
    private mutating func planRepairs(_ wanted: [Bool]?, _ planned: Set<NodeID>) {
        for node in state.nodes(with: [.live, .needsRepair])
        where wanted?[Int(node.number)] ?? true && !planned.contains(node) {
            for facet in state.facetIDs(of: node) {
                guard let file = state.file(of: facet),
                    state.digest(of: file) != state.digest(of: facet)
                else { continue }
                let record = state.record(of: file)
                let isThere = !record.flags.contains(.absent)
                report.plannedRepairs.append(
                    RecordedOutput(
                        node: state.name(of: node), path: state.path(of: file),
                        size: isThere ? record.size : 0, condition: isThere ? .edited : .missing))
            }
        }
        report.plannedRepairs.sort { $0.path < $1.path }
    }
}
