import ArgumentParser
import BuildEngine
import ContentStore
import PipelineTasks

extension Workspace {
    /// What the last build left; nothing runs.
    ///
    /// - Returns: `nil` when nothing was ever built here.
    func inspection() throws -> BuildInspection? {
        do throws(FileError) { return try engine.inspect() } catch {
            throw fail("\(error)", Outcome.otherFailure)
        }
    }

    /// What the last build left, for a command that shows nothing else.
    ///
    /// - Throws: when nothing was ever built here.
    func knownContents() throws -> WorkspaceContents {
        guard let inspection = try inspection() else {
            throw fail("nothing was built here yet; 'pipeline build' does", Outcome.otherFailure)
        }
        return WorkspaceContents(inspection)
    }

    /// What the workspace holds now: nodes that the answer needs are brought up to date first, unless
    /// a build would do nothing anyway.
    ///
    /// - Parameters:
    ///   - targets: for each step what to build; later steps may name what earlier ones bring about.
    ///   - isCached: whether the last build's results will do as they are.
    ///   - endsWorkers: whether the command builds nothing more after this.
    func contents(
        _ global: GlobalOptions, building targets: [[String]], isCached: Bool = false,
        endsWorkers: Bool = true
    ) throws -> WorkspaceContents {
        if isCached { return try knownContents() }
        var known = try inspection()
        if known.map({ !$0.planned.isEmpty }) ?? true {
            for step in targets { try bring(step, global) }
            if endsWorkers { rules.shutdown() }
            known = try inspection()
        }
        guard let known else {
            throw fail("the state in \(Self.cacheFolder) cannot be read back", Outcome.otherFailure)
        }
        try refuseBrokenManifest(known, global)
        return WorkspaceContents(known)
    }

    /// Without a manifest that can be read, no list means anything.
    private func refuseBrokenManifest(
        _ inspection: BuildInspection, _ global: GlobalOptions
    ) throws {
        let findings = inspection.findings.filter { RuleSet.kind(of: $0.node) == "manifest" }
        let code = Outcome.code(for: findings)
        if code == 0 { return }
        BuildRun(self, global).showFindings(findings.map(\.diagnostic))
        throw ExitCode(code)
    }

    /// Builds some targets without showing what is found; targets that name nothing are left out.
    func bring(_ targets: [String], _ global: GlobalOptions) throws {
        var build = BuildRun(self, global)
        build.options.targets = targets
        build.endsWorkers = false
        if try build.run().wasInterrupted { throw fail("interrupted", Outcome.interrupted) }
    }
}
