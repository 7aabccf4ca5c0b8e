import ContentDigest
import ContentStore
import Diagnostics
import Glibc
import Synchronization
import TaskGraph

extension BuildSession {
    /// How many nodes are prepared for their second run at once.
    private static let verifiedAtOnce = 256

    /// Runs every node that was asked for once more, in another order and other surroundings, and
    /// compares what it makes; nothing is written, nothing is remembered.
    mutating func verify(_ verification: Verification) {
        let asked = askedNodes.map { state.reachable(from: $0) }
        let nodes = state.nodes(with: [.live, .recorded]).filter { node in
            state.flags(of: node).isDisjoint(with: [.suspect, .failed])
                && asked?[Int(node.number)] ?? true
        }
        verification.prepare()
        // What ran last now comes first.
        var pending = nodes.reversed()[...]
        while !pending.isEmpty, !engine.isCancelled {
            let part = pending.prefix(Self.verifiedAtOnce)
            pending = pending.dropFirst(Self.verifiedAtOnce)
            verify(part.compactMap { secondRun(of: $0, verification) }, verification)
        }
        verification.restore()
        report.wasInterrupted = engine.isCancelled
    }

    private func secondRun(of node: NodeID, _ verification: Verification) -> SecondRun? {
        let name = state.name(of: node)
        guard let rule = engine.rules.rule(for: name), let offset = state.trace(of: node),
            let bytes = pack.readSealed(offset), let trace = Trace(bytes)
        else { return nil }
        // Nothing that the first run handed on: what is read back from the store has to do as well.
        let context = RuleContext(
            node: name, disk: engine.disk, pack: pack, settled: SettledResults(),
            kept: KeptValues(), surroundings: verification.surroundings)
        let attempt = Attempt(
            rule: rule, context: context, outputs: [:],
            temporaryFolder: "\(engine.cache)/temporary", outputMode: .leaveAlone)
        return SecondRun(node: node, trace: trace, attempt: attempt)
    }

    /// Runs some nodes side by side; those that ask for more are run again with it.
    private mutating func verify(_ runs: [SecondRun], _ verification: Verification) {
        for run in runs {
            for dependency in run.trace.dependencies where !dependency.facet.isEmpty {
                guard let other = state.find(node: dependency.name) else { continue }
                let context = run.attempt.context
                if !context.wasHanded(dependency.name) {
                    context.hand(result(of: other), of: dependency.name)
                }
            }
        }
        var open = runs
        while !open.isEmpty, !engine.isCancelled {
            let outcomes = outcomes(of: open, width: verification.width)
            var again: [SecondRun] = []
            for (run, outcome) in zip(open, outcomes) {
                if case .needs(let names) = outcome, provide(names, to: run) {
                    again.append(run)
                } else {
                    judge(run, outcome)
                }
            }
            open = again
        }
    }

    private func outcomes(of runs: [SecondRun], width: Int) -> [AttemptOutcome] {
        let results = Mutex([AttemptOutcome?](repeating: nil, count: runs.count))
        let threads = WorkerThreads(width: width)
        for (index, run) in runs.enumerated() {
            let attempt = run.attempt
            threads.start {
                let outcome = attempt.run()
                results.withLock { $0[index] = outcome }
            }
        }
        threads.finish()
        return results.withLock { $0.map { $0 ?? .stopped(by: "") } }
    }

    /// - Returns: whether there was something that the node had not been handed before.
    private mutating func provide(_ names: [String], to run: SecondRun) -> Bool {
        var isNew = false
        for name in names where !run.attempt.context.wasHanded(name) {
            guard let other = state.find(node: name),
                state.flags(of: other).contains([.live, .recorded]),
                !state.flags(of: other).contains(.suspect)
            else { continue }
            run.attempt.context.hand(result(of: other), of: name)
            isNew = true
        }
        return isNew
    }

    /// Compares a second run with the first; a difference is an error.
    private mutating func judge(_ run: SecondRun, _ outcome: AttemptOutcome) {
        let name = state.name(of: run.node)
        switch outcome {
        case .finished(let finished):
            guard run.hasSameInputs(as: finished) else {
                return note(
                    run, .warning, "build.not-compared",
                    "what \(name) reads changed since it ran; build again to compare")
            }
            report.verifiedCount += 1
            for difference in run.differences(from: finished, pack) {
                hasFailed = true
                failures.append(NodeDiagnostic(node: name, diagnostic: difference))
            }
        case .failed(let diagnostic):
            hasFailed = true
            note(
                run, .error, "build.not-reproducible",
                "\(name) ran well once, but not the second time: \(diagnostic.message)")
        case .needs(let names):
            let other = names.first { !$0.hasPrefix(RuleContext.lostMark) }
            hasFailed = true
            note(
                run, .error, "build.not-reproducible",
                other.map { "\(name) asks for \($0) when it runs again, which is not there" }
                    ?? "\(name) cannot run again: the store has lost what it needs")
        case .stopped(let culprit):
            note(
                run, .warning, "build.not-compared",
                "\(name) was not run again: \(culprit) stands before it")
        }
    }

    private mutating func note(
        _ run: SecondRun, _ severity: Severity, _ code: String, _ message: String
    ) {
        failures.append(
            NodeDiagnostic(
                node: state.name(of: run.node),
                diagnostic: Diagnostic(severity, code, message, path: "")))
    }
}

/// A node that runs a second time, beside the account of the first.
struct SecondRun {
    var node: NodeID
    var trace: Trace
    var attempt: Attempt

    /// Whether no file that both runs read had another content the second time.
    func hasSameInputs(as finished: AttemptOutcome.Finished) -> Bool {
        var former: [String: ContentDigest] = [:]
        for dependency in trace.dependencies where dependency.kind != .facet {
            former["\(dependency.kind.rawValue) \(dependency.name)"] = dependency.digest
        }
        for case .file(let file) in finished.observed {
            let kind = file.isListing ? TracedDependency.Kind.listing : .content
            if let old = former["\(kind.rawValue) \(file.path)"], old != file.digest {
                return false
            }
        }
        return true
    }

    /// One finding for each part of the result that is not the same.
    func differences(
        from finished: AttemptOutcome.Finished, _ pack: ArtifactPack
    ) -> [Diagnostic] {
        var found: [Diagnostic] = []
        var former = Dictionary(trace.facets.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        for made in finished.facets {
            guard let old = former.removeValue(forKey: made.name) else {
                found.append(finding(made.name, "made only the second time"))
                continue
            }
            if old.digest == made.digest { continue }
            guard let bytes = pack.read(old.artifact, digest: old.digest) else {
                found.append(finding(made.name, "another the second time"))
                continue
            }
            found.append(finding(made.name, FirstDifference(bytes, made.bytes)))
        }
        for name in former.keys.sorted() {
            found.append(finding(name, "made only the first time"))
        }
        return found
    }

    private func finding(_ facet: String, _ difference: FirstDifference) -> Diagnostic {
        var finding = finding(facet, "another the second time: \(difference.place)")
        finding.notes = [
            Diagnostic.Note("first:  \(difference.first)"),
            Diagnostic.Note("second: \(difference.second)"),
        ]
        return finding
    }

    private func finding(_ facet: String, _ what: String) -> Diagnostic {
        let path = facet.hasPrefix(outputFacet("")) ? String(facet.dropFirst(5)) : ""
        let part = path.isEmpty ? "part '\(facet)' of its result" : path
        return Diagnostic(
            .error, "build.not-reproducible",
            "\(trace.node) does not make the same every time: \(part) is \(what)", path: path)
    }
}

/// Where two texts begin to differ.
struct FirstDifference {
    let place: String
    let first: String
    let second: String

    /// Bytes shown before and after the place.
    private static let window = 24

    init(_ old: [UInt8], _ new: [UInt8]) {
        let offset = zip(old, new).prefix { $0 == $1 }.count
        let line = old[..<offset].count { $0 == 0x0A } + 1
        place = "byte \(offset + 1) (line \(line)) is the first that differs"
        func excerpt(_ bytes: [UInt8]) -> String {
            let start = max(0, offset - Self.window)
            let end = min(bytes.count, offset + Self.window)
            if offset >= bytes.count { return "ends after \(bytes.count) bytes" }
            let text = String(decoding: bytes[start..<max(start, end)], as: UTF8.self)
            return (start > 0 ? "..." : "") + text + (end < bytes.count ? "..." : "")
        }
        (first, second) = (excerpt(old), excerpt(new))
    }
}
