import ArgumentParser
import BuildEngine

struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Build, and build again whenever something changes.",
        discussion: """
            Watches every folder that builds read from or write to, installed plugins included. \
            Targets are those of 'build'. On a terminal the keys are: r rebuild, e explain the last \
            build, q quit; elsewhere, and with --format json, one line a build is printed. \
            Ctrl-C ends it with 130.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "What to build.", completion: .targets)
    var targets: [String] = []

    @Flag(help: "Tell of every node that runs why it does.")
    var explain = false

    @Flag(name: .customLong("fail-fast"), help: "Start nothing new after the first error.")
    var failFast = false

    @Flag(help: "Use the installed plugins, not their pinned descriptors.")
    var live = false

    func run() throws {
        try global.allow(.table, .text, .json)
        let workspace = try Workspace(global, ignoresPins: live)
        var options = BuildRun(workspace, global).options
        options.targets = targets
        options.stopsAtFirstFailure = failFast
        let command = (["pipeline", "watch"] + targets).joined(separator: " ")
        let session = try WatchSession(
            workspace, options, command: command, view: view(of: workspace))
        let code = try session.run()
        if code != 0 { throw ExitCode(code) }
    }

    private func view(of workspace: Workspace) -> any WatchView {
        let settings = global.settings
        if settings.format == .json { return WatchJSON() }
        let run = BuildRun(workspace, settings)
        if !settings.quiet, settings.format == .table, TerminalScreen.isPossible {
            return WatchScreen(run, root: workspace.root, explains: explain)
        }
        return WatchLines(run, lists: explain || settings.verbose)
    }
}
