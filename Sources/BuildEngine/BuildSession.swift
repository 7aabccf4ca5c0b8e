import ContentDigest
import ContentStore
import Diagnostics
import TaskGraph

/// One build, on one thread: the only owner of the state, which hands work to workers and applies
/// what they bring back.
struct BuildSession {
    let engine: BuildEngine
    let options: BuildOptions
    let observe: (BuildEvent) -> Void
    let pack: ArtifactPack

    var stateFile: StateFile
    var state: BuildState
    var summary: StateSummary
    var schedule: Schedule
    var report = BuildReport()

    /// Attempts under way, and those that wait for what they asked for.
    var attempts: [NodeID: RunningNode] = [:]
    /// What each waiting attempt asked for.
    var waiting: [NodeID: [NodeID]] = [:]
    /// Results that rules may read, and parts of them.
    let settled = SettledResults()
    let kept: KeptValues
    var runningCount = 0
    var hasFailed = false
    /// Reasons to run that no comparison would find.
    var forced: [NodeID: RunReason] = [:]
    /// Nodes that ran again in this build because the store had lost a part of their result.
    var remade: Set<NodeID> = []
    /// Whose lost parts each node has told of.
    var losses: [NodeID: Set<NodeID>] = [:]
    /// Nodes that were tried in this build and failed; they are not tried twice.
    var failedNow: Set<NodeID> = []
    /// Whether nodes had failed before this build.
    lazy var hadFailures = state.nodeCount(with: .failed) > 0
    /// What the targets name; `nil` in a build of everything.
    var askedNodes: [NodeID]?
    /// Failures of this build, with the node.
    var failures: [NodeDiagnostic] = []
    /// Whether some file is claimed no more by the node that wrote it.
    var hasStaleFiles = false
    /// Whether some node's dependencies or outputs changed, so that others may be out of reach now.
    var reachChanged = false
    /// In a build of some targets, which nodes they need.
    var wantedByTargets: [Bool]?
    /// In a build of what changes can reach, which nodes that is, and those that these need.
    var withinReach: [Bool]?
    /// Findings that were read from the store, by digest.
    var knownFindings: [ContentDigest: [Diagnostic]] = [:]
    /// In a build of some targets, what the root wants beyond them is not run.
    var isFiltered = false
    /// Whether the state stays in memory after the build.
    var isResident = false
    var nodesAreLoaded = false
    private(set) var nodesHold = true
    /// Set once everything ran: what is still spoiled then is brought back from the store.
    var isRepairing = false
    var lastFlush = steadyMicroseconds()
    /// Whether the journal holds a summary of this build before its end.
    var wasFlushed = false
    let workers: WorkerThreads
    /// What threads work on, when that is to be told.
    let underWay: WorkUnderWay?
    /// How long before a look a change may have happened without showing in the stamps, in
    /// nanoseconds: two ticks of the slowest kernel clock, or the two seconds of old file systems.
    let stampWindow: Int64
    /// How many attempts and repairs are handed out at once; those that no worker has begun wait in
    /// line, so that workers need not wait for the owner.
    let depth: Int
    lazy var hasDeepStack = callerHasDeepStack()
    /// What is measured when details are asked for.
    var details = BuildDetails()
    let packSizeAtStart: UInt64
    /// Numbers of threads, in the order in which they were first seen.
    var threadNumbers: [UInt: Int] = [:]
    /// The key of the result that is told of next.
    var lastKey: ContentDigest?

    /// What other checkouts made.
    lazy var sharedResults = options.isDryRun ? nil : options.sharedResults()
    /// Results of other checkouts that nodes are compared with.
    var sharedCandidates: [NodeID: [SharedResults.Result]] = [:]

    /// A node that is running or waiting.
    struct RunningNode {
        var attempt: Attempt
        var reason: RunReason
    }

    init(
        _ engine: BuildEngine, _ options: BuildOptions, _ observe: @escaping (BuildEvent) -> Void
    ) throws(FileError) {
        var stateFile = StateFile(in: engine.cache, on: engine.disk)
        let loaded = try stateFile.load()
        let pack = try ArtifactPack(
            in: engine.cache, on: engine.disk, number: stateFile.packNumber,
            isReadOnly: options.isDryRun)
        self.init(
            engine, options, observe,
            from: Beginning(
                stateFile: stateFile, state: loaded?.state ?? BuildState(),
                summary: loaded?.summary ?? StateSummary(), pack: pack,
                nodesAreLoaded: loaded == nil))
    }

    /// What a session begins with, loaded or kept from the last one.
    struct Beginning {
        var stateFile: StateFile
        var state: BuildState
        var summary: StateSummary
        var pack: ArtifactPack
        var nodesAreLoaded: Bool
        /// What rules were handed decoded; it is found by digest, so it holds for another build too.
        var kept = KeptValues()
    }

    init(
        _ engine: BuildEngine, _ options: BuildOptions,
        _ observe: @escaping (BuildEvent) -> Void, from beginning: consuming Beginning
    ) {
        self.engine = engine
        self.options = options
        self.observe = observe
        workers = WorkerThreads(width: options.width)
        underWay = options.tellsProgress ? WorkUnderWay() : nil
        depth = options.width <= 1 ? 1 : options.width * 16
        stampWindow = engine.disk.hasFineStamps ? 20_000_000 : 2_000_000_000
        stateFile = beginning.stateFile
        state = beginning.state
        summary = beginning.summary
        pack = beginning.pack
        kept = beginning.kept
        nodesAreLoaded = beginning.nodesAreLoaded
        packSizeAtStart = pack.size
        var nothing = BuildState()
        schedule = Schedule(&nothing)
    }

    mutating func run() throws(FileError) -> BuildReport {
        var clock = PhaseClock()
        let changed = FileCheck(state, on: engine.disk).changedFiles(width: options.width)
        report.fileCount = state.liveFileCount
        clock.end("look at files", in: &report)
        var isQuiet =
            changed.isEmpty && summary.openCount == 0 && summary.program == engine.program
            && summary.liveCount > 0 && options.targets.isEmpty
        let mustLoad =
            summary.findingsCount > 0 || options.tellsDetails || options.verification != nil
        if isQuiet, !mustLoad {
            report.liveCount = Int(summary.liveCount)
            if options.changes != nil { report.reachedCount = 0 }
            return report
        }
        loadNodes()
        if !nodesHold { return try startOver() }
        resume()
        if !forced.isEmpty { isQuiet = false }
        clock.end("load", in: &report)
        if !isQuiet {
            let reach = reach(of: changed)
            if summary.program != engine.program { suspectEverything() }
            clock.end("compare", in: &report)
            if options.isDryRun {
                plan(reach)
                return report
            }
            if let reach { runReached(reach) } else { runChanged(changed) }
            prune()
            repairOutputs()
            findDifferences()
            clock.end("run", in: &report)
        }
        if let verification = options.verification, !isStopping {
            verify(verification)
            clock.end("verify", in: &report)
        }
        collectDiagnostics()
        save()
        clock.end("store", in: &report)
        report.liveCount = state.nodeCount(with: .live)
        gatherDetails()
        return report
    }

    /// Decides what a build would do, and does nothing.
    mutating func look() throws(FileError) {
        let changed = FileCheck(state, on: engine.disk).changedFiles(width: options.width)
        report.fileCount = state.liveFileCount
        loadNodes()
        if nodesHold { take(changed) }
        if summary.program != engine.program { suspectEverything() }
        plan()
    }

    /// Loads the rest of the state; one that does not hold is given up whole.
    mutating func loadNodes() {
        if nodesAreLoaded { return }
        nodesAreLoaded = true
        if stateFile.loadNodes(into: &state, sparingly: isResident) { return }
        nodesHold = false
        stateFile.forget()
        state = BuildState()
        summary = StateSummary()
    }

    /// Builds without the state, of which a part did not hold: what was seen of the files counts
    /// for nothing.
    private mutating func startOver() throws(FileError) -> BuildReport {
        nodesHold = true
        return try run()
    }

    /// Takes up what an earlier build left undone.
    mutating func resume() {
        if let root = state.find(node: BuildEngine.rootNode) {
            reachChanged = state.flags(of: root).contains(.reachChanged)
        }
        hasStaleFiles = summary.openCount > 0 && !state.staleFiles.isEmpty
        remakeLostFindings()
    }

    /// Another program may decide otherwise: every node is compared with its account.
    private mutating func suspectEverything() {
        for node in state.nodes(with: .live) {
            state.insert(.suspect, into: node)
        }
    }

    /// Runs what the changes concern: step by step while that is little, then all that is left.
    mutating func runChanged(_ changed: [ChangedFile]) {
        // The node of a file that is gone may be one that nothing wants any more.
        if !changed.contains(where: \.identity.isAbsent) { runFew() }
        if hasWork { runEverything() }
    }

    mutating func runEverything() {
        let root = state.intern(node: BuildEngine.rootNode)
        if !options.targets.isEmpty { return runTargets(root) }
        schedulePlanned()
        demand(root)
        loop()
    }

    /// The nodes to look at for these reasons, the longest first.
    mutating func makeSchedule(
        for reasons: NodeFlags = .suspect, wanted: ((NodeID) -> Bool)? = nil
    ) -> Schedule {
        Schedule(&state, for: reasons, estimate: engine.estimate, wanted: wanted)
    }

    /// Schedules what is wanted, when what decides which nodes there are has run: a node that
    /// nothing wants any more must not run only because its input is gone.
    mutating func schedulePlanned(_ wanted: ((NodeID) -> Bool)? = nil) {
        schedule = makeSchedule(wanted: wanted)
        let planning = schedule.planningNodes(in: state)
        if planning.isEmpty { return }
        schedule = makeSchedule { planning.contains($0) }
        loop()
        if reachChanged, !isStopping { retireUnreachable() }
        let failed = failedNow
        schedule = makeSchedule {
            (wanted?($0) ?? true) && !failed.contains($0)
        }
    }

    /// Runs what decides which nodes there are, and then those that the targets name.
    private mutating func runTargets(_ root: NodeID) {
        isFiltered = true
        let planning = state.ancestors(of: [root])
        schedule = makeSchedule {
            $0.number < planning.count && planning[Int($0.number)]
        }
        isFiltered = false
        demand(root)
        isFiltered = true
        loop()
        var selection = TargetSelection(options.targets, in: state)
        var tried = Set<NodeID>()
        while !selection.unknown.isEmpty, !isStopping, bringAboutNodes(&tried) {
            selection = TargetSelection(options.targets, in: state)
        }
        report.unknownTargets = selection.unknown
        askedNodes = selection.nodes
        askAgain()
        let wanted = state.reachable(from: selection.nodes)
        wantedByTargets = wanted
        schedule = makeSchedule {
            $0.number < wanted.count && wanted[Int($0.number)]
        }
        isFiltered = false
        for node in selection.nodes where state.flags(of: node).contains(.suspect) {
            schedule.add(node, in: state)
        }
        loop()
    }

    /// Runs nodes that may want others built, which targets may mean.
    ///
    /// - Returns: whether there was any that was not tried before.
    private mutating func bringAboutNodes(_ tried: inout Set<NodeID>) -> Bool {
        let open = state.nodes(with: [.live, .suspect]).filter { node in
            engine.rules.rule(for: state.name(of: node))?.wantsNodes ?? false
                && !tried.contains(node) && !failedNow.contains(node)
        }
        if open.isEmpty { return false }
        tried.formUnion(open)
        let needed = state.ancestors(of: open)
        schedule = makeSchedule {
            $0.number < needed.count && needed[Int($0.number)]
        }
        isFiltered = false
        for node in open { schedule.add(node, in: state) }
        isFiltered = true
        loop()
        return true
    }

    /// Makes nodes run that nothing but the user's wish is a reason for.
    mutating func askAgain() {
        for node in TargetSelection(options.rerun, in: state).nodes
        where state.trace(of: node) != nil {
            forced[node] = .asked
            state.insert(.suspect, into: node)
        }
    }

    func isWantedByTargets(_ node: NodeID) -> Bool {
        guard let wantedByTargets else { return true }
        return node.number < wantedByTargets.count && wantedByTargets[Int(node.number)]
    }

    /// Brings back files that their nodes need not run for.
    mutating func repairOutputs() {
        let spoiled = state.nodes(with: [.live, .needsRepair]).filter {
            !state.flags(of: $0).contains(.failed) && isWantedByTargets($0)
        }
        if spoiled.isEmpty || isStopping || options.isLocked { return }
        isRepairing = true
        let wanted = Set(spoiled)
        schedule = makeSchedule(for: .needsRepair) {
            wanted.contains($0)
        }
        loop()
    }

    /// Wants a node built: it is looked at unless its record is known to hold.
    mutating func demand(_ node: NodeID) {
        let flags = state.flags(of: node)
        if flags.contains([.live, .recorded]), flags.isDisjoint(with: [.suspect, .needsRepair]) {
            return
        }
        if !flags.contains([.live, .recorded]) {
            state.insert([.live, .suspect], into: node)
        } else if let withinReach, node.number < withinReach.count, !withinReach[Int(node.number)] {
            return
        }
        if !isFiltered { schedule.add(node, in: state) }
    }

    /// Hands out ready nodes and applies what comes back, until nothing is left.
    mutating func loop() {
        observe(.remaining(schedule.remaining))
        while !schedule.isFinished || runningCount > 0 {
            handOut()
            if runningCount == 0 {
                if isStopping || schedule.isFinished { break }
                failWaiting()
                break
            }
            tellWorkUnderWay()
            let patience = underWay == nil ? nil : WorkUnderWay.patience
            for completion in engine.completions.takeAll(within: patience) {
                apply(completion)
                handOut()
            }
            flushIfDue()
        }
        attempts = [:]
        report.wasInterrupted = engine.isCancelled
    }

    private func tellWorkUnderWay() {
        guard let nodes = underWay?.news() else { return }
        observe(.working(nodes, remaining: schedule.remaining))
    }

    private mutating func handOut() {
        while runningCount < depth, !isStopping, let node = schedule.next() { look(at: node) }
    }

    /// Ends what waits for something that never comes, rather than to wait for ever.
    private mutating func failWaiting() {
        for node in attempts.keys.sorted() {
            guard let running = attempts[node] else { continue }
            fail(
                node, running.reason,
                Diagnostic(
                    .error, "build.stuck",
                    "\(state.name(of: node)) waits for a result that nothing makes; "
                        + "this is a fault of the program, 'pipeline clean' helps", path: ""))
        }
    }

    var isStopping: Bool {
        engine.isCancelled || (options.stopsAtFirstFailure && hasFailed)
    }

    private mutating func apply(_ completion: Completion) {
        switch completion {
        case .attempted(let node, let outcome):
            runningCount -= 1
            apply(outcome, of: node)
        case .repaired(let node, let outcome):
            runningCount -= 1
            apply(outcome, of: node)
        case .withdrawn(let node):
            runningCount -= 1
            attempts[node] = nil
        case .worked(let node, let thread, let start, let end):
            let number = threadNumbers[thread] ?? threadNumbers.count + 1
            threadNumbers[thread] = number
            observe(
                .worked(
                    node: state.name(of: node),
                    WorkSlice(thread: number, start: start, end: end)))
        case .wake: break
        }
    }

    /// Writes the journal when enough has gathered, so that a kill loses little.
    mutating func flushIfDue() {
        let now = steadyMicroseconds()
        guard now - lastFlush > 50_000 || state.journalSize > 1 << 16 else { return }
        lastFlush = now
        var unfinished = summary
        unfinished.openCount = 1
        unfinished.liveCount = 1
        unfinished.program = engine.program
        wasFlushed = true
        // What the disk refuses here is tried again, and reported, at the end.
        try? remember(unfinished, folding: false)
    }

    /// Writes to the disk what changed since the last time.
    ///
    /// - Parameter folding: whether a long journal is folded into a new snapshot.
    mutating func remember(_ summary: StateSummary, folding: Bool) throws(FileError) {
        try pack.flush()
        let size = state.journalSize + stateFile.journalSize
        if stateFile.snapshotSize == 0 {
            // Only what replaces a good state has to outlive a power cut.
            try stateFile.replace(with: state, summary, durably: false)
        } else if folding, size > stateFile.journalLimit {
            try stateFile.replace(with: state, summary)
        } else {
            try stateFile.append(state.pendingJournal, summary)
        }
        _ = state.takeJournal()
    }
}

/// Measures the phases of a build one after another.
private struct PhaseClock {
    private var last = steadyMicroseconds()

    mutating func end(_ name: String, in report: inout BuildReport) {
        let now = steadyMicroseconds()
        report.phases.append((name, last, now - last))
        last = now
    }
}
