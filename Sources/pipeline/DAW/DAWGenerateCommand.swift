import ArgumentParser
import PipelineTasks

struct DAWGenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Generate the files of a target, and what they need.",
        discussion: """
            TARGET is a target (ardour), the name of a [[generate]] entry, or 'all'; without any, \
            the files for all DAWs are generated.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: ArgumentHelp("What to generate for.", valueName: "target"))
    var name: String?

    @Option(name: [.short, .long], help: "The same as TARGET.")
    var target: String?

    @Flag(help: "Generate again even if nothing changed.")
    var force = false

    func validate() throws {
        if name != nil, target != nil, name != target {
            throw ValidationError("name one target, either by itself or with --target.")
        }
    }

    func run() throws {
        try global.allow(.table, .text, .json)
        let workspace = try Workspace(global)
        defer { workspace.rules.shutdown() }
        let chosen = try DAWCommand.generations(
            name ?? target, try workspace.contents(global, building: [["maps"]], endsWorkers: false)
        )
        // What decides which files there are is asked for too, so that its errors are told.
        let plans = chosen.map { CommandTargets.plan($0.name) }
        let files = chosen.map { CommandTargets.generate($0.name) }
        var build = BuildRun(workspace, global)
        build.options.targets = plans + files
        build.options.rerun = force ? files : []
        build.command = "pipeline daw generate"
        var report = try build.run()
        // A target that makes nothing, or has no plan, is no mistake of the user's.
        report.unknownTargets = []
        let code = build.show(report)
        if code != 0 { throw ExitCode(code) }
    }
}
