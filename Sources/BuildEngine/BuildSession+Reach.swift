import TaskGraph

/// What the changes of a `ChangeHint` can reach, as far as it is known.
struct Reach {
    var hint: ChangeHint
    /// Files with other stamps that the changes do not concern; looked at when something needs them.
    var others: [ChangedFile] = []
    /// Nodes that read or wrote what changed.
    var seeds: Set<NodeID> = []
    /// Nodes that ran meanwhile: they may have come about because of the changes.
    var runs: Set<NodeID> = []
}

extension BuildSession {
    /// How often what is needed is looked for anew; a bound for graphs that never come to rest.
    private static let roundLimit = 100

    /// Takes over what was seen of the files.
    ///
    /// - Returns: when only what certain changes can reach is to be built, and it is known what that
    ///   is, where they begin; the other files are not taken over then.
    mutating func reach(of changed: [ChangedFile]) -> Reach? {
        guard let hint = options.changes, let root = state.find(node: BuildEngine.rootNode),
            state.trace(of: root) != nil
        else {
            take(changed)
            return nil
        }
        var reach = Reach(hint: hint)
        var concerned: [ChangedFile] = []
        for change in changed {
            if concerns(change.file, hint) {
                concerned.append(change)
            } else {
                reach.others.append(change)
            }
        }
        take(concerned)
        for node in state.nodes(with: [.live, .suspect]) {
            // What a node read before it failed is not on record, so a change may always mend it.
            let isConcerned =
                state.flags(of: node).contains(.failed)
                || state.dependencies(of: node).contains { item in
                    if case .file(let file) = item { return concerns(file, hint) }
                    return false
                }
            if isConcerned { reach.seeds.insert(node) }
        }
        return reach
    }

    /// Whether the hint says that a file may be another now. Folders are few and always looked at;
    /// outputs that nobody tracks are not what changes are about.
    private func concerns(_ file: FileID, _ hint: ChangeHint) -> Bool {
        let flags = state.record(of: file).flags
        if flags.contains(.listing) { return true }
        let path = state.path(of: file)
        return flags.contains(.output)
            ? hint.changed.contains(path) : hint.concerns(input: path)
    }

    /// Runs what the changes can reach, and what that needs and is not up to date.
    ///
    /// Each round may bring about nodes, and with them the need to look at more files.
    mutating func runReached(_ start: Reach) {
        var reach = start
        for _ in 0..<Self.roundLimit {
            let told = report.outcomes.count
            let asked = askedNodes(reach)
            let needed = state.reachable(from: asked + reach.runs)
            (askedNodes, wantedByTargets, withinReach) = (asked, needed, needed)
            let hasTaken = takeOthers(needed, &reach)
            let failed = failedNow
            let wanted: (NodeID) -> Bool = { node in
                node.number < needed.count && needed[Int(node.number)] && !failed.contains(node)
            }
            schedule = makeSchedule(wanted: wanted)
            if schedule.isFinished, !hasTaken { break }
            schedulePlanned(wanted)
            loop()
            if isStopping { break }
            for outcome in report.outcomes[told...] {
                if let node = state.find(node: outcome.node) { reach.runs.insert(node) }
            }
        }
        report.reachedCount = askedNodes?.count ?? 0
    }

    /// The live nodes that the changes can reach, and that the targets need, by number.
    mutating func askedNodes(_ reach: Reach) -> [NodeID] {
        let files = reach.hint.changed.compactMap { state.find(path: $0) }
        var seeds = reach.seeds.union(state.readers(of: files.map { .file($0) }))
        for facet in state.writers(of: files).values { seeds.insert(state.owner(of: facet)) }
        let live = seeds.filter { state.flags(of: $0).contains(.live) }
        let reached = state.descendants(of: live.sorted())
        if options.targets.isEmpty { return reached }
        let selection = TargetSelection(options.targets, in: state)
        report.unknownTargets = selection.unknown
        let named = state.reachable(from: selection.nodes)
        return reached.filter { named[Int($0.number)] }
    }

    /// Takes over what was seen of files that the nodes need.
    ///
    /// - Returns: whether there were any.
    private mutating func takeOthers(_ needed: [Bool], _ reach: inout Reach) -> Bool {
        if reach.others.isEmpty { return false }
        var used = [Bool](repeating: false, count: state.fileCount)
        for number in needed.indices where needed[number] {
            let node = NodeID(UInt32(number))
            for case .file(let file) in state.dependencies(of: node) {
                used[Int(file.number)] = true
            }
            for facet in state.facetIDs(of: node) {
                if let file = state.file(of: facet) { used[Int(file.number)] = true }
            }
        }
        let concerned = reach.others.filter { used[Int($0.file.number)] }
        reach.others.removeAll { used[Int($0.file.number)] }
        take(concerned)
        return !concerned.isEmpty
    }
}
