import ContentDigest
import ContentStore
import Glibc
import TaskGraph

extension BuildSession {
    /// What is done with outputs in this build.
    var outputMode: OutputMode { options.isLocked ? .compare : .write }

    /// Decides for a node; told and measured when details are asked for.
    mutating func tellingDecision(for node: NodeID, _ rule: Rule) -> Decision {
        guard options.tellsDetails else { return decision(for: node, rule) }
        let start = steadyNanoseconds()
        let decision = decision(for: node, rule)
        details.cache.lookUps += 1
        details.cache.lookUpNanoseconds += steadyNanoseconds() - start
        let name = state.name(of: node)
        switch decision {
        case .holds: observe(.decided(node: name, .upToDate))
        case .restore: observe(.decided(node: name, .restore))
        case .run(let reason): observe(.decided(node: name, .run(reason)))
        case .wait: break
        }
        return decision
    }

    /// Starts an attempt, of whose time the observer is told.
    func dispatchMeasured(_ node: NodeID, _ attempt: Attempt) {
        let (engine, workers) = (engine, workers)
        let (stopsAtFailure, underWay) = (options.stopsAtFirstFailure, underWay)
        workers.start {
            if engine.isCancelled || workers.isStopped {
                return engine.completions.put(.withdrawn(node), isUrgent: true)
            }
            let start = steadyMicroseconds()
            underWay?.begin(attempt.context.node)
            let outcome = attempt.run()
            underWay?.end(attempt.context.node)
            if stopsAtFailure, outcome.isFailure { workers.stop() }
            engine.completions.put(
                .worked(
                    node, thread: UInt(pthread_self()), start: start, end: steadyMicroseconds()),
                isUrgent: false)
            engine.completions.put(.attempted(node, outcome), isUrgent: workers.needWork)
        }
    }

    /// Tells of work that the owner of the state did itself.
    func tellWork(for node: NodeID, since start: UInt64) {
        observe(
            .worked(
                node: state.name(of: node),
                WorkSlice(thread: 0, start: start, end: steadyMicroseconds())))
    }

    /// Gathers what was asked for besides the result.
    mutating func gatherDetails() {
        guard options.tellsDetails else { return }
        let asked = askedNodes.map { state.reachable(from: $0) }
        let blocked = Set(report.outcomes.filter { $0.kind == .blocked }.map(\.node))
        for node in state.nodes(with: .live) where asked?[Int(node.number)] ?? true {
            let name = state.name(of: node)
            details.nodes.append(
                .init(
                    name: name, microseconds: state.costMicroseconds(of: node),
                    isBlocked: state.flags(of: node).contains(.blocked) || blocked.contains(name)))
        }
        details.nodes.sort { $0.name < $1.name }
        let unmade = report.count(.failed) + report.count(.blocked)
        details.cache.misses = report.count(.executed) + report.count(.failed)
        details.cache.hits = max(0, details.nodes.count - report.count(.executed) - unmade)
        details.cache.storedBytes = pack.size - packSizeAtStart
        details.criticalPath = criticalPath()
        report.details = details
    }

    /// Each node ends after those that it needs, so one pass in the order of their ends will do.
    private func criticalPath() -> [NodeOutcome] {
        var best: [NodeID: (time: UInt64, from: NodeID?)] = [:]
        var outcomes: [NodeID: NodeOutcome] = [:]
        var last: NodeID?
        for outcome in report.outcomes where outcome.kind == .executed {
            guard let node = state.find(node: outcome.node) else { continue }
            var (longest, from): (UInt64, NodeID?) = (0, nil)
            for case .facet(let facet) in state.dependencies(of: node)
            where !state.isPresence(facet) {
                let owner = state.owner(of: facet)
                if owner != node, let known = best[owner], known.time > longest {
                    (longest, from) = (known.time, owner)
                }
            }
            let time = longest + UInt64(outcome.microseconds)
            best[node] = (time, from)
            outcomes[node] = outcome
            if time > last.flatMap({ best[$0]?.time }) ?? 0 { last = node }
        }
        var path: [NodeOutcome] = []
        while let node = last, path.count <= outcomes.count {
            if let outcome = outcomes[node] { path.append(outcome) }
            last = best[node]?.from
        }
        return path.reversed()
    }

    /// How many outputs' wanted bytes are kept for showing.
    private static let shownDifferences = 20

    /// In a locked build, tells of the outputs that are not what they should be.
    mutating func findDifferences() {
        guard options.isLocked else { return }
        for node in state.nodes(with: [.live, .needsRepair])
        where isWantedByTargets(node) && !state.flags(of: node).contains(.failed) {
            for facet in state.facetIDs(of: node) {
                guard let file = state.file(of: facet),
                    state.digest(of: file) != state.digest(of: facet)
                else { continue }
                let isThere = !state.record(of: file).flags.contains(.absent)
                report.differences.append(
                    OutputDifference(
                        node: state.name(of: node), path: state.path(of: file),
                        kind: isThere ? .changed : .created))
            }
        }
        report.differences.sort { $0.path < $1.path }
        for index in report.differences.indices.prefix(Self.shownDifferences) {
            let difference = report.differences[index]
            guard difference.kind != .removed, let node = state.find(node: difference.node),
                let facet = state.find(facet: outputFacet(difference.path), of: node)
            else { continue }
            report.differences[index].wanted = pack.read(
                state.artifact(of: facet), digest: state.digest(of: facet))
        }
    }
}
