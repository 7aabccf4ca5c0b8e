import BuildEngine
import PipelineTasks

/// Does what mends a workspace without judgement, before its health is told.
///
/// That is a build: it writes outputs again that are missing or edited, and opens again the plugins that
/// could not be read. What is left needs the user, and the page says what.
struct HealthMending {
    let workspace: Workspace
    let global: GlobalOptions

    /// Kinds of nodes whose errors may be gone when they run again, as of a reader that crashed. Warnings
    /// tell what plugins are like, or what they tried; they would say the same again.
    private static let ofPlugins: Set<String> = ["scan", "identify", "extract", "plugins"]

    /// Builds everything, or what has to do with plugins.
    ///
    /// - Throws: when it cannot run, or was interrupted.
    func run(onlyPlugins: Bool) throws {
        let suspects = (try workspace.inspection()?.findings ?? [])
            .filter {
                $0.diagnostic.severity == .error
                    && Self.ofPlugins.contains(RuleSet.kind(of: $0.node))
            }.map(\.node)
        defer { workspace.rules.shutdown() }
        var build = BuildRun(workspace, global)
        build.options.targets =
            onlyPlugins ? CommandTargets.plugins + ["pin", "drift"] + suspects : []
        build.options.rerun = suspects
        build.endsWorkers = false
        build.command = "pipeline health --fix"
        let report = try build.run()
        if report.wasInterrupted { throw fail("interrupted", Outcome.interrupted) }
        if !global.quiet, !report.executed.isEmpty || !report.written.isEmpty {
            printMessage(
                "mended: \(counted(report.executed.count, "node")) run, "
                    + "\(counted(report.written.count, "file")) written\n")
        }
    }
}

extension BuildReport {
    /// The nodes that ran.
    fileprivate var executed: [String] {
        outcomes.filter { $0.kind == .executed }.map(\.node)
    }

    /// The files that were written.
    fileprivate var written: Set<String> { Set(outcomes.flatMap(\.written)) }
}
