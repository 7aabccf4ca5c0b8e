import ArgumentParser
import ContentStore
import ControlMap
import Diagnostics
import PipelineTasks
import SourceText

struct MapsMigrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Write maps of audio-control in this program's own dialect.",
        discussion: """
            Without MAP, all maps of the workspace are migrated that are not in 'schema: 2' yet. \
            Comments, order and keys that nothing reads stay; the new map resolves to exactly what \
            the old one does, or it is not written. What needs a decision, such as from where \
            numbers of parameters count, is refused with its place, and ends with 4.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: ArgumentHelp("Maps, or folders of maps.", valueName: "map"), completion: .maps)
    var maps: [String] = []

    @Flag(name: .customLong("in-place"), help: "Replace the maps.")
    var inPlace = false

    @Option(
        help: ArgumentHelp(
            "Write the new maps below this folder of the workspace, each under its own path.",
            valueName: "folder"), completion: .directory)
    var output: String?

    @Flag(
        name: [.customShort("n"), .customLong("dry-run")],
        help: "Show the changes as a difference, and write nothing.")
    var dryRun = false

    func validate() throws {
        if inPlace, output != nil {
            throw ValidationError("--in-place and --output exclude each other.")
        }
        if !inPlace, output == nil, !dryRun {
            throw ValidationError("Say where to: --in-place, --output FOLDER, or --dry-run.")
        }
    }

    /// One map that was looked at.
    private struct Migrated {
        static let upToDate = "up to date"

        var path: String
        var state: String
        var dialect = ""
        var file = ""
        var difference = ""
    }

    func run() throws {
        try global.allow(.table, .text, .json)
        let workspace = try Workspace(global)
        defer { workspace.rules.shutdown() }
        let contents = try workspace.contents(
            global,
            building: [
                ["maps"], [CommandTargets.validate, "controllers", "registry", "plugin-names"],
            ],
            endsWorkers: false)
        let paths = try MapSelection(maps, contents, workspace).all
        let folder = try output.map { try outputFolder($0, workspace) }
        let rewriting = MapRewriting(workspace, try workspace.openDisk())
        var environment = StudyEnvironment(contents, rewriting.disk)
        var done: [Migrated] = []
        var findings: [Diagnostic] = []
        for path in paths {
            let one = try migrate(path, in: &environment, folder, rewriting, &findings)
            if one.state != Migrated.upToDate || !maps.isEmpty { done.append(one) }
        }
        BuildRun(workspace, global).showFindings(findings)
        try show(done)
        if findings.contains(where: { $0.severity == .error }) {
            throw ExitCode(Outcome.validation)
        }
    }

    private func migrate(
        _ path: String, in environment: inout StudyEnvironment, _ folder: String?,
        _ rewriting: MapRewriting, _ findings: inout [Diagnostic]
    ) throws -> Migrated {
        try rewriting.refuseForeign(path)
        guard let old = try reading({ () throws(FileError) in try rewriting.disk.read(path) })
        else { throw fail("there is no map '\(path)'", Outcome.notFound) }
        let outcome = try reading { () throws(FileError) in
            try MapMigration.migrate(path: path, bytes: old.bytes, in: &environment)
        }
        switch outcome {
        case .upToDate: return Migrated(path: path, state: Migrated.upToDate)
        case .refused(let reasons):
            findings += reasons
            return Migrated(path: path, state: "refused")
        case .migrated(let text, let dialect, let remarks):
            findings += remarks
            let file = folder.map { $0.isEmpty ? path : "\($0)/\(path)" } ?? path
            if !dryRun { try write(text, old, path, to: file, rewriting) }
            return Migrated(
                path: path, state: dryRun ? "would be migrated" : "migrated",
                dialect: dialect.rawValue, file: file,
                difference: UnifiedDiff(from: old.bytes, to: text).text(
                    oldName: "a/" + path, newName: "b/" + file))
        }
    }

    /// Writes a new map over the old one, or to a place of its own.
    private func write(
        _ text: [UInt8], _ old: (bytes: [UInt8], identity: FileIdentity), _ path: String,
        to file: String, _ rewriting: MapRewriting
    ) throws {
        if file == path { return try rewriting.write(text, over: old.bytes, at: path) }
        try reading { () throws(FileError) in
            _ = try rewriting.disk.replace(
                file, with: text, temporaryFolder: Workspace.cacheFolder + "/temporary",
                mode: old.identity.mode & 0o7777)
        }
    }

    /// The folder from the workspace's own; it need not be there yet.
    private func outputFolder(_ path: String, _ workspace: Workspace) throws -> String {
        var parts: [Substring] = []
        let start = workspace.names(of: ".").first ?? ""
        for part in (path.hasPrefix("/") ? path : start + "/" + path).split(separator: "/")
        where part != "." {
            if part != ".." {
                parts.append(part)
            } else if parts.popLast() == nil {
                throw fail("'\(path)' leads out of the workspace", Outcome.arguments)
            }
        }
        let folder = parts.joined(separator: "/")
        guard path.hasPrefix("/") else { return folder }
        let root = String(workspace.root.dropFirst())
        if folder == root { return "" }
        guard folder.hasPrefix(root + "/") else {
            throw fail("'\(path)' leads out of the workspace", Outcome.arguments)
        }
        return String(folder.dropFirst(root.count + 1))
    }

    private func show(_ done: [Migrated]) throws {
        var text = ""
        if dryRun {
            text = done.map(\.difference).joined()
        } else {
            for one in done where !one.file.isEmpty { text += one.file + "\n" }
        }
        try global.show(text, json: json(done))
        if !global.quiet {
            let migrated = done.count { !$0.file.isEmpty }
            let refused = done.count { $0.state == "refused" }
            let verb = dryRun ? "would be migrated" : "migrated"
            let rest = refused == 0 ? "" : "; \(counted(refused, "map")) refused"
            printMessage("\(counted(migrated, "map")) \(verb)\(rest)\n")
        }
    }

    private func json(_ done: [Migrated]) -> JSONValue {
        .array(
            done.map { one in
                .object([
                    .init("path", .string(one.path)), .init("state", .string(one.state)),
                    .init("dialect", .string(one.dialect)), .init("file", .string(one.file)),
                    .init("difference", .string(one.difference)),
                ])
            })
    }
}
