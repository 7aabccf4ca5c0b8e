import ArgumentParser
import BuildEngine
import ContentStore
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

    @Argument(
        help: ArgumentHelp("What to generate for.", valueName: "target"), completion: .generations)
    var name: String?

    @Option(name: [.short, .long], help: "The same as TARGET.", completion: .generations)
    var target: String?

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "Only files that come from this map, or from maps in this folder.", valueName: "path"))
    var input: String?

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "Copy the files here too; one that is there with other content only with --force.",
            valueName: "folder"))
    var output: String?

    @Flag(help: "Install the maps for Ardour then, as 'daw install' does.")
    var install = false

    @Flag(help: "Generate again even if nothing changed, and replace files of --output.")
    var force = false

    @OptionGroup(title: "Reports") var reports: ReportOptions

    func validate() throws {
        if name != nil, target != nil, name != target {
            throw ValidationError("name one target, either by itself or with --target.")
        }
    }

    func run() throws {
        try global.allow(.table, .text, .json, .github, .sarif, .junit)
        let workspace = try Workspace(global)
        defer { workspace.rules.shutdown() }
        let contents = try workspace.contents(global, building: [["maps"]], endsWorkers: false)
        let chosen = try DAWCommand.generations(name ?? target, contents)
        if install { try MapInstallation.refuseOthers(than: chosen) }
        // What decides which files there are is asked for too, so that its errors are told.
        let plans = chosen.map { CommandTargets.plan($0.name) }
        var files = chosen.map { CommandTargets.generate($0.name) }
        if let input { files = try nodes(of: chosen, from: input, workspace) }
        var build = BuildRun(workspace, global)
        build.endsWorkers = false
        build.options.targets = plans + files
        build.options.rerun = force ? files : []
        build.command = "pipeline daw generate"
        build.reports = try reports.parsed()
        var report = try build.run()
        // A target that makes nothing, or has no plan, is no mistake of the user's.
        report.unknownTargets = []
        let code = build.show(report)
        if code != 0 { throw ExitCode(code) }
        if let output { try copy(files, to: output, workspace) }
        if install {
            try MapInstallation(
                workspace: workspace, global: global, choice: try ArdourChoice.parse([]),
                force: force, isDryRun: false
            ).run()
        }
    }

    /// The nodes that make a file from one of the maps that a path means.
    private func nodes(
        of chosen: [Manifest.Generation], from path: String, _ workspace: Workspace
    ) throws -> [String] {
        // Which files there are is known when the plans have run.
        try workspace.bring(chosen.map { CommandTargets.plan($0.name) } + ["validate"], global)
        let contents = try workspace.knownContents()
        let names = workspace.names(of: path)
        let maps = contents.mapPaths.filter { map in
            names.contains { map == $0 || map.hasPrefix($0 + "/") || $0.isEmpty }
        }
        if maps.isEmpty { throw fail("there is no map '\(path)'", Outcome.notFound) }
        let nodes = chosen.flatMap { generation in
            contents.generatedFiles(of: generation.name)
                .filter { !Set($0.maps).isDisjoint(with: maps) }.map(\.node)
        }
        if nodes.isEmpty {
            throw fail("nothing is generated from '\(path)' for this target", Outcome.generation)
        }
        return nodes
    }

    /// Copies what the nodes made into a folder that is nobody's.
    private func copy(_ nodes: [String], to folder: String, _ workspace: Workspace) throws {
        let inspection = try workspace.knownContents().inspection
        var files: [String: [UInt8]] = [:]
        do throws(FileError) {
            let source = try Disk(root: workspace.root)
            for output in inspection.outputs
            where nodes.contains(where: { BuildInspection.fits(output.node, $0) }) {
                guard let bytes = try source.read(output.path)?.bytes else { continue }
                let name = output.path.split(separator: "/").last.map(String.init) ?? output.path
                files[name] = bytes
            }
        } catch { throw fail("\(error)", Outcome.otherFailure) }
        try Disk.put(files, in: folder, replacing: force)
    }
}
