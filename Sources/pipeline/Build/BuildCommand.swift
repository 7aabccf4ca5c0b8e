import ArgumentParser
import BuildEngine
import ContentStore
import Diagnostics

struct BuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Extract, validate and generate what changed.",
        discussion: """
            A target is a node (validate:inputs/maps/a.yaml), a kind (validate), a pattern \
            ('generate:ardour:*') or an output's path. Without targets everything is built.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "What to build.", completion: .targets)
    var targets: [String] = []

    @Flag(
        name: [.customShort("n"), .customLong("dry-run")],
        help: "Tell what would run, and run nothing.")
    var dryRun = false

    @Flag(help: "Tell of every node that runs why it does.")
    var explain = false

    @Flag(
        name: .customLong("keep-going"),
        help: "Build all that an error does not concern (the default).")
    var keepGoing = false

    @Flag(name: .customLong("fail-fast"), help: "Start nothing new after the first error.")
    var failFast = false

    @Flag(help: "Use the installed plugins, not their pinned descriptors.")
    var live = false

    @Flag(
        help: "Run every task where only what it declares can be read, and name what else it reads."
    )
    var sandbox = false

    @Option(
        help: ArgumentHelp(
            "Build only what changed since this git revision, and what that can reach.",
            valueName: "rev"))
    var since: String?

    @Flag(help: "Change no output; fail when one would change, appear or go.")
    var locked = false

    @Flag(help: "Run everything twice, in other surroundings, and fail when results differ.")
    var verify = false

    @OptionGroup(title: "Reports") var reports: ReportOptions

    func validate() throws {
        if keepGoing, failFast {
            throw ValidationError("--keep-going and --fail-fast exclude each other.")
        }
        if dryRun, locked || verify {
            throw ValidationError("--dry-run runs nothing that --locked or --verify could look at.")
        }
    }

    /// `pipeline build` and nothing else: what is run most often must not wait for the parser of
    /// arguments, which takes longer than a build with nothing to do.
    static func runPlain() throws {
        let build = BuildRun(try Workspace(), CommonSettings())
        let code = build.show(try build.run())
        if code != 0 { throw ExitCode(code) }
    }

    func run() throws {
        try global.allow(.table, .text, .json, .github, .sarif, .junit)
        let workspace = try Workspace(global, ignoresPins: live, sandboxesTasks: sandbox)
        var build = BuildRun(workspace, global)
        build.reports = try reports.parsed()
        build.options.targets = targets
        build.options.isDryRun = dryRun
        build.options.isLocked = locked
        build.options.stopsAtFirstFailure = failFast
        if let since { build.options.changes = try Git(root: workspace.root).changes(since: since) }
        if verify {
            build.options.verification = SecondRunSurroundings.verification(
                workspace, width: build.options.width)
        }
        build.explains = explain
        build.command = (["pipeline", "build"] + targets).joined(separator: " ")
        let report = try build.run()
        let code = dryRun ? try showPlan(report) : build.show(report)
        if code != 0 { throw ExitCode(code) }
    }

    private func showPlan(_ report: BuildReport) throws -> Int32 {
        let plan = BuildPlan(report: report)
        try global.show(plan.text, json: plan.json)
        if let path = reports.report {
            let file = try ReportFile(path)
            file.add(plan.json.encoded(indent: 2))
            if !file.finish() { return Outcome.otherFailure }
        }
        // With nodes that may bring about others, a target may yet come to be.
        guard report.planned.isEmpty, !report.unknownTargets.isEmpty else { return 0 }
        tellUnknownTargets(report)
        return Outcome.arguments
    }
}

/// Tells which targets named nothing.
func tellUnknownTargets(_ report: BuildReport) {
    for target in report.unknownTargets {
        printMessage(
            "pipeline: '\(target)' is no node, kind, pattern or output; 'pipeline status' lists them\n"
        )
    }
}
