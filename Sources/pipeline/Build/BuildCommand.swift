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

    @Argument(help: "What to build.")
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

    @Option(help: ArgumentHelp("Write a report as JSON to this file.", valueName: "file"))
    var report: String?

    func validate() throws {
        if keepGoing, failFast {
            throw ValidationError("--keep-going and --fail-fast exclude each other.")
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
        let workspace = try Workspace(global, ignoresPins: live)
        var build = BuildRun(workspace, global)
        build.options.targets = targets
        build.options.isDryRun = dryRun
        build.options.stopsAtFirstFailure = failFast
        build.explains = explain
        build.command = (["pipeline", "build"] + targets).joined(separator: " ")
        let result = try build.run()
        if dryRun {
            showPlan(result)
            return
        }
        let code = build.show(result)
        if let report {
            let bytes = result.json(exitCode: code).encoded(indent: 2)
            try writeFile(report, bytes)
        }
        if code != 0 { throw ExitCode(code) }
    }

    private func showPlan(_ report: BuildReport) {
        var text = ""
        for node in report.planned {
            if let reason = node.reason {
                text += "would run      \(node.node): \(reason)\n"
            } else if node.isRestorable {
                text += "would restore  \(node.node): its result is in the store\n"
            } else {
                text += "may run        \(node.node): if what it reads changes\n"
            }
        }
        printResult(report.planned.isEmpty ? "nothing to do\n" : text)
    }
}

/// Writes a file outside the workspace's rules; ends the program when that fails.
func writeFile(_ path: String, _ bytes: [UInt8]) throws {
    do throws(FileError) {
        let (folder, name) =
            path.lastIndex(of: "/").map {
                (String(path[...$0]), String(path[path.index(after: $0)...]))
            } ?? (".", path)
        _ = try Disk(root: folder).replace(name, with: bytes, temporaryFolder: ".")
    } catch {
        throw fail("\(error)", Outcome.otherFailure)
    }
}
