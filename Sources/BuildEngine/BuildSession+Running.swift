import ContentDigest
import ContentStore
import Diagnostics
import TaskGraph

extension BuildSession {
    /// Looks at a ready node: lets it be, brings its result back, or starts it.
    mutating func look(at node: NodeID) {
        if attempts[node] != nil { return dispatch(node) }
        if failedNow.contains(node) { return schedule.finish(node, in: state) }
        let flags = state.flags(of: node)
        let name = state.name(of: node)
        guard flags.contains(.suspect) else {
            if isRepairing, flags.contains(.needsRepair) { return startRepair(node) }
            if let culprit = failedDependency(of: node) {
                end(node, .blocked, .neverRan, blockedBy: culprit)
            }
            return schedule.finish(node, in: state)
        }
        guard let rule = engine.rules.rule(for: name) else {
            return fail(
                node, .neverRan,
                Diagnostic(
                    .error, "build.no-rule", "this program has no rule that makes \(name)", path: ""
                ))
        }
        switch tellingDecision(for: node, rule) {
        case .holds:
            state.remove([.suspect, .failed], from: node)
            schedule.finish(node, in: state)
        case .restore(let trace): restore(node, trace)
        case .run(let reason):
            let others = foreseen(by: rule, for: name)
            others.isEmpty ? start(node, rule, reason) : wait(node, for: others)
        case .wait(let others): wait(node, for: others)
        }
    }

    /// What a rule will read and is not final yet.
    private func foreseen(by rule: Rule, for name: String) -> [NodeID] {
        rule.foreseen(name).compactMap { other in
            state.find(node: other).flatMap { isSettled($0) ? nil : $0 }
        }
    }

    private mutating func failedDependency(of node: NodeID) -> String? {
        if failedNow.isEmpty, !hadFailures { return nil }
        for case .facet(let facet) in state.dependencies(of: node) where !state.isPresence(facet) {
            let owner = state.owner(of: facet)
            if state.flags(of: owner).contains(.failed) { return state.name(of: owner) }
        }
        return nil
    }

    private mutating func start(_ node: NodeID, _ rule: Rule, _ reason: RunReason) {
        let name = state.name(of: node)
        let context = RuleContext(
            node: name, disk: engine.disk, pack: pack, settled: settled, kept: kept)
        var outputs: [String: KnownOutput] = [:]
        for facet in state.facetIDs(of: node) {
            guard let file = state.file(of: facet) else { continue }
            outputs[state.path(of: file)] = KnownOutput(
                identity: identity(of: file), digest: state.digest(of: file))
        }
        for case .facet(let facet) in state.dependencies(of: node) where !state.isPresence(facet) {
            let owner = state.owner(of: facet)
            if isSettled(owner) { enter(owner, for: facet) }
        }
        let attempt = Attempt(
            rule: rule, context: context, outputs: outputs,
            temporaryFolder: "\(engine.cache)/temporary", outputMode: outputMode)
        attempts[node] = RunningNode(attempt: attempt, reason: reason)
        observe(.started(node: name, reason: reason))
        dispatch(node)
    }

    private mutating func dispatch(_ node: NodeID) {
        enterAwaited(by: node)
        guard let running = attempts[node] else { return }
        runningCount += 1
        let (engine, workers) = (engine, workers)
        let attempt = running.attempt
        if options.tellsDetails { return dispatchMeasured(node, attempt) }
        // With nothing to run beside it, handing it over would only take time.
        if underWay == nil, hasDeepStack,
            options.width <= 1 || (runningCount == 1 && !schedule.hasReady)
        {
            // It may take long, and nothing is written down meanwhile.
            flushIfDue()
            return engine.completions.put(.attempted(node, attempt.run()), isUrgent: true)
        }
        let (stopsAtFailure, underWay) = (options.stopsAtFirstFailure, underWay)
        workers.start {
            if engine.isCancelled || workers.isStopped {
                return engine.completions.put(.withdrawn(node), isUrgent: true)
            }
            underWay?.begin(attempt.context.node)
            let outcome = attempt.run()
            underWay?.end(attempt.context.node)
            if stopsAtFailure, outcome.isFailure { workers.stop() }
            engine.completions.put(.attempted(node, outcome), isUrgent: workers.needWork)
        }
    }

    /// Makes a settled node's result known to rules.
    mutating func enter(_ node: NodeID) {
        let name = state.name(of: node)
        if let known = settled[name], !known.isPartial { return }
        settled.enter(result(of: node), of: name)
    }

    /// All that the tables hold of a node's result.
    func result(of node: NodeID) -> AvailableNode {
        AvailableNode(
            state.facetIDs(of: node).map(available),
            isFailed: state.flags(of: node).contains(.failed))
    }

    /// Makes a part of a settled node's result known to rules: the whole when it is small.
    private mutating func enter(_ node: NodeID, for facet: FacetID) {
        let name = state.name(of: node)
        if let known = settled[name] {
            guard known.isPartial, known.facet(state.name(of: facet)) == nil else { return }
            if known.count < AvailableNode.many {
                return settled.enter(known.adding(available(facet)), of: name)
            }
            settled.withdraw(name)
        } else if state.hasMoreFacets(than: AvailableNode.many, node) {
            let result = AvailableNode(
                [available(facet)], isFailed: state.flags(of: node).contains(.failed),
                isPartial: true)
            return settled.enter(result, of: name)
        }
        enter(node)
    }

    private func available(_ facet: FacetID) -> AvailableFacet {
        AvailableFacet(
            name: state.name(of: facet), digest: state.digest(of: facet),
            artifact: state.artifact(of: facet))
    }

    mutating func apply(_ outcome: AttemptOutcome, of node: NodeID) {
        guard let running = attempts[node] else { return }
        switch outcome {
        case .needs(let names): provide(names, for: node, running)
        case .failed(let diagnostic):
            attempts[node] = nil
            keepInReach(running.attempt.context.observed, for: node)
            fail(node, running.reason, diagnostic)
        case .stopped(let culprit):
            attempts[node] = nil
            keepInReach(running.attempt.context.observed, for: node)
            if culprit == running.attempt.context.node { return cancel(node) }
            state.insert([.failed, .suspect, .live], into: node)
            failedNow.insert(node)
            end(node, .blocked, running.reason, blockedBy: culprit)
            schedule.finish(node, in: state)
        case .finished(let finished):
            attempts[node] = nil
            merge(finished, of: node, running)
        }
    }

    /// Sees to what a running node asked for; it goes on when that is there.
    private mutating func provide(
        _ names: [String], for node: NodeID, _ running: RunningNode
    ) {
        var missing: [NodeID] = []
        for name in names {
            let isLost = name.hasPrefix(RuleContext.lostMark)
            let isMarked = isLost || name.hasPrefix(RuleContext.wholeMark)
            let other = state.intern(node: isMarked ? String(name.dropFirst()) : name)
            if isMarked, !isLost { settled.withdraw(state.name(of: other)) }
            if isLost, !(losses[node, default: []].insert(other).inserted) {
                attempts[node] = nil
                let name = state.name(of: other)
                return fail(
                    node, running.reason,
                    Diagnostic(
                        .error, "build.store-loses",
                        "the store lost a result of \(name) again, just after it was made anew; "
                            + "is something else writing to the cache?", path: ""))
            }
            if isLost {
                running.attempt.context.forget(state.name(of: other))
                settled.withdraw(state.name(of: other))
            }
            // Another reader may have told of the loss already, and the part be there again.
            if isLost, remade.insert(other).inserted {
                forced[other] = .artifactLost(name: "a result of \(state.name(of: other))")
                state.insert([.live, .suspect], into: other)
                schedule.reopen(other, in: state)
            }
            missing.append(other)
        }
        wait(node, for: missing)
    }

    /// Makes a node wait for others, which are looked at when they have not been.
    private mutating func wait(_ node: NodeID, for others: [NodeID]) {
        for other in others where !isSettled(other) {
            let flags = state.flags(of: other)
            if !flags.contains(.live) || !flags.contains(.recorded) {
                state.insert([.live, .suspect], into: other)
            }
            schedule.add(other, in: state)
        }
        if let circle = schedule.wait(node, for: others) {
            let names = circle.map { state.name(of: $0) }
            let reason = attempts[node]?.reason ?? .neverRan
            attempts[node] = nil
            return fail(
                node, reason,
                Diagnostic(
                    .error, "build.circle",
                    "\(names[0]) needs itself: \(names.joined(separator: " -> "))", path: ""))
        }
        if attempts[node] != nil { waiting[node] = others }
    }

    /// Makes known what a node waited for that goes on now.
    mutating func enterAwaited(by node: NodeID) {
        for other in waiting.removeValue(forKey: node) ?? [] { enter(other) }
    }

    /// A node that failed still leads to the nodes it asked, so that they are not let go of.
    private mutating func keepInReach(_ observed: [ObservedDependency], for node: NodeID) {
        var items = state.dependencies(of: node)
        for case .facet(let name, let facet, _) in observed {
            let item = Item.facet(state.intern(facet: facet, of: state.intern(node: name)))
            if !items.contains(item) { items.append(item) }
        }
        state.keep(items, asDependenciesOf: node)
    }

    /// Leaves a node to the next build, as this one is to end.
    private mutating func cancel(_ node: NodeID) {
        state.insert([.suspect, .live], into: node)
        failedNow.insert(node)
        schedule.finish(node, in: state)
    }

    mutating func fail(_ node: NodeID, _ reason: RunReason, _ diagnostic: Diagnostic) {
        hasFailed = true
        forced[node] = nil
        state.insert([.failed, .suspect, .live], into: node)
        failedNow.insert(node)
        settled.withdraw(state.name(of: node))
        failures.append(NodeDiagnostic(node: state.name(of: node), diagnostic: diagnostic))
        end(node, .failed, reason)
        schedule.finish(node, in: state)
    }

    mutating func end(
        _ node: NodeID, _ kind: NodeOutcome.Kind, _ reason: RunReason, cost: UInt32 = 0,
        written: [String] = [], blockedBy: String? = nil
    ) {
        var outcome = NodeOutcome(
            node: state.name(of: node), kind: kind, reason: reason, microseconds: cost,
            written: written, blockedBy: blockedBy, key: lastKey)
        lastKey = nil
        if kind == .executed || kind == .restored { outcome.printed = printed(by: node) }
        report.outcomes.append(outcome)
        observe(.ended(outcome))
    }

    /// What the command behind a node printed when it made the result that is there now.
    private func printed(by node: NodeID) -> [UInt8] {
        guard let facet = state.find(facet: printedFacet, of: node),
            !state.digest(of: facet).isAbsent
        else { return [] }
        return pack.read(state.artifact(of: facet), digest: state.digest(of: facet)) ?? []
    }
}
