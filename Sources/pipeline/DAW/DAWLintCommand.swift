import ArgumentParser
import ContentStore
import ControlMap
import Diagnostics
import MapGenerators
import PipelineTasks
import SourceText

struct DAWLintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Find in Ardour maps what Ardour would silently ignore.",
        discussion: """
            PATH is a .map file that anyone wrote, or a folder of such files. Errors are files that \
            Ardour refuses and bindings that never act; warnings act otherwise than it seems; -v \
            shows remarks too. docs/rules.md has a section for each code. Errors end with 4. \
            Needs no workspace; in one, its [rules] say how severe a code is.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(
        help: ArgumentHelp("Maps, or folders of maps.", valueName: "path"), completion: .file())
    var paths: [String]

    @Option(
        name: .customLong("ardour-version"),
        help: ArgumentHelp("The version of Ardour that the maps are for.", valueName: "version"))
    var ardourVersion = "7.3"

    @Option(
        help: ArgumentHelp(
            "The controller: the file of a profile, or the id of one of the workspace.",
            valueName: "profile"), completion: .controllers)
    var device: String?

    @Flag(help: "Mend what can be mended without judgement.")
    var fix = false

    @Flag(name: .customLong("dry-run"), help: "With --fix: only show what would change.")
    var dryRun = false

    @Flag(help: "Warnings are errors.")
    var strict = false

    @Flag(name: .customLong("no-warnings"), help: "Show errors only.")
    var noWarnings = false

    func validate() throws {
        if strict, noWarnings {
            throw ValidationError("--strict and --no-warnings exclude each other.")
        }
        if dryRun, !fix { throw ValidationError("--dry-run goes with --fix.") }
    }

    func run() throws {
        try global.allow(.table, .text, .json, .github, .sarif, .junit)
        try global.enterDirectory()
        let disk = try Disk.ofCurrentFolder()
        let options = ArdourLintOptions(
            version: try ArdourVersion(argument: ardourVersion),
            controller: try device.map { try ControllerProfile.named($0, on: disk, global) })
        let severities = Workspace.severitiesHere()
        var files: [(path: String, bytes: [UInt8])] = []
        for path in try chosenPaths(disk) {
            files.append((path, try disk.readArgument(path)))
        }
        if fix { files = try mend(files, options, disk) }
        let findings = lintArdourMaps(files, options: options).chosen(severities)
        try show(findings, count: files.count)
    }

    /// The files that the paths mean, each once.
    private func chosenPaths(_ disk: Disk) throws -> [String] {
        var chosen: [String] = []
        for path in paths {
            let listing = try? disk.list(path)
            guard let listing else {
                chosen.append(path)
                continue
            }
            let folder = path.hasSuffix("/") ? path : path + "/"
            let maps = listing.entries.filter { $0.kind == .file && $0.name.hasSuffix(".map") }
            if maps.isEmpty { throw fail("there is no .map file in \(path)", Outcome.notFound) }
            chosen += maps.map { folder + $0.name }
        }
        var seen = Set<String>()
        return chosen.filter { seen.insert($0).inserted }
    }

    /// Makes the fix-its of every file, or shows what they would change.
    private func mend(
        _ files: [(path: String, bytes: [UInt8])], _ options: ArdourLintOptions, _ disk: Disk
    ) throws -> [(path: String, bytes: [UInt8])] {
        var mended = files
        var count = 0
        for (index, file) in files.enumerated() {
            let mending = mendArdourMap(file.bytes, path: file.path, options: options)
            if mending.mended.isEmpty { continue }
            count += mending.mended.count
            if dryRun {
                let diff = UnifiedDiff(from: file.bytes, to: mending.bytes)
                let name = String(file.path.drop { $0 == "/" })
                printResult(diff.text(path: name))
                continue
            }
            mended[index].bytes = mending.bytes
            try disk.rewrite(file.path, with: mending.bytes)
            if !global.quiet {
                printMessage("\(file.path): mended \(counted(mending.mended.count, "finding"))\n")
            }
        }
        if dryRun, !global.quiet {
            printMessage("\(counted(count, "finding")) would be mended; nothing was written\n")
        }
        return mended
    }

    private func show(_ found: [Diagnostic], count: Int) throws {
        let findings = found.compactMap(judged)
        if global.format == .json {
            if !dryRun {
                printResult(String(decoding: findings.json.encoded(indent: 2), as: UTF8.self))
            }
        } else if let format = global.format.ofFindings {
            let hasErrors = findings.contains { $0.severity == .error }
            var list = FindingList(findings, exitCode: hasErrors ? Outcome.validation : 0)
            list.least = global.settings.leastShown
            if !dryRun { printResult(format.text(of: list)) }
        } else {
            global.settings.showFindings(findings)
            if !global.quiet {
                printMessage("\(counted(count, "map")): \(findingCounts(findings))\n")
            }
        }
        if findings.contains(where: { $0.severity == .error }) {
            throw ExitCode(Outcome.validation)
        }
    }

    private func judged(_ finding: Diagnostic) -> Diagnostic? {
        var finding = finding
        if strict, finding.severity == .warning { finding.severity = .error }
        return noWarnings && finding.severity < .error ? nil : finding
    }
}
