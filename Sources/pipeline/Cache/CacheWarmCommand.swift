import ArgumentParser
import BuildEngine
import PipelineTasks

struct CacheWarmCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "warm",
        abstract: "Extract and read what a build would need, and generate nothing.",
        discussion: """
            Plugins are extracted, pins, controllers and maps are read and checked, so that the \
            build that follows only writes files. For a machine that is idle now.
            """)

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try Workspace(global)
        _ = try workspace.contents(global, building: [CommandTargets.plugins], endsWorkers: false)
        var build = BuildRun(workspace, global)
        build.command = "pipeline cache warm"
        let known = try workspace.inspection()
        build.options.targets = ["extract", "pin", "controller", "validate"].filter { kind in
            known?.nodeNames(ofKind: kind).isEmpty == false
        }
        if build.options.targets.isEmpty { build.options.targets = CommandTargets.plugins }
        let report = try build.run()
        let code = build.show(report)
        if code != 0 { throw ExitCode(code) }
    }
}
