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

    @Argument(help: ArgumentHelp("Maps, or folders of maps.", valueName: "map"))
    var maps: [String] = []

    @Flag(name: .customLong("in-place"), help: "Replace the maps.")
    var inPlace = false

    @Option(
        help: ArgumentHelp(
            "Write the new maps below this folder of the workspace, each under its own path.",
            valueName: "folder"))
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
            global, building: [["maps"], [CommandTargets.validate, "controllers", "registry"]],
            endsWorkers: false)
        let paths = try chosen(contents.mapPaths, workspace)
        let folder = try output.map { try outputFolder($0, workspace) }
        var done: [Migrated] = []
        var findings: [Diagnostic] = []
        for path in paths {
            let one = try migrate(path, contents, folder, workspace, &findings)
            if let one { done.append(one) }
        }
        BuildRun(workspace, global).showFindings(findings)
        try show(done)
        if findings.contains(where: { $0.severity == .error }) {
            throw ExitCode(Outcome.validation)
        }
    }

    /// - Returns: `nil` for a map that need not be told of.
    private func migrate(
        _ path: String, _ contents: WorkspaceContents, _ folder: String?, _ workspace: Workspace,
        _ findings: inout [Diagnostic]
    ) throws -> Migrated? {
        do throws(FileError) {
            let disk = try Disk(root: workspace.root)
            guard let old = try disk.read(path) else {
                throw FileError("read", path, 2)
            }
            switch contents.migrate(path, old.bytes) {
            case .upToDate: return maps.isEmpty ? nil : Migrated(path: path, state: "up to date")
            case .refused(let reasons):
                findings += reasons
                return Migrated(path: path, state: "refused")
            case .migrated(let text, let dialect, let remarks):
                findings += remarks
                let file = folder.map { $0.isEmpty ? path : "\($0)/\(path)" } ?? path
                if !dryRun {
                    _ = try disk.replace(
                        file, with: text, temporaryFolder: Workspace.cacheFolder + "/temporary",
                        mode: old.identity.mode & 0o7777)
                }
                return Migrated(
                    path: path, state: dryRun ? "would be migrated" : "migrated",
                    dialect: dialect.rawValue, file: file,
                    difference: UnifiedDiff(from: old.bytes, to: text).text(
                        oldName: "a/" + path, newName: "b/" + file))
            }
        } catch {
            throw fail("\(error)", Outcome.otherFailure)
        }
    }

    private func chosen(_ known: [String], _ workspace: Workspace) throws -> [String] {
        if maps.isEmpty { return known }
        var found: Set<String> = []
        for path in maps {
            let names = workspace.names(of: path)
            let fitting = known.filter { map in
                names.contains { $0.isEmpty || map == $0 || map.hasPrefix($0 + "/") }
            }
            if fitting.isEmpty {
                let near = nearestName(to: path, among: known, within: 4)
                let hint = near.map { "; did you mean '\($0)'?" } ?? ""
                throw fail("the workspace has no map '\(path)'\(hint)", Outcome.notFound)
            }
            found.formUnion(fitting)
        }
        return found.sorted()
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
