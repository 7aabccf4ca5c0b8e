import ArgumentParser
import BuildEngine
import ContentStore
import MapGenerators
import PipelineTasks

struct DAWCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "daw", abstract: "Generate, check and install files for DAWs.",
        subcommands: [
            DAWListCommand.self, DAWGenerateCommand.self, DAWLintCommand.self,
            DAWInstallCommand.self, DAWUninstallCommand.self, DAWStatusCommand.self,
            DAWImportCommand.self,
        ])

    /// The generations that a target's or a generation's name means; all for 'all'.
    ///
    /// - Parameter name: `nil` for those of DAWs.
    static func generations(
        _ name: String?, _ contents: WorkspaceContents
    ) throws -> [Manifest.Generation] {
        let all = contents.generations
        guard let name else { return all.filter(\.target.isForDAW) }
        if name == "all" { return all }
        let found = all.filter { $0.target.name == name || $0.name == name }
        if found.isEmpty {
            let known = Set(all.map(\.name) + ["all"]).sorted().joined(separator: ", ")
            let targets = GenerationTarget.all.map(\.name)
            let isTarget = targets.contains(name)
            throw fail(
                "pipeline.toml has no [[generate]] for '\(name)'; there is \(known)"
                    + (isTarget
                        ? ""
                        : " (targets that can be generated: \(targets.joined(separator: ", ")))"),
                Outcome.arguments)
        }
        return found
    }
}

struct DAWListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the generated files.",
        discussion: "From what the last build left; nothing runs.")

    @OptionGroup var global: GlobalOptions

    @Option(
        name: [.short, .long],
        help: "Only this target, or generation; 'all' for what is not for DAWs too.",
        completion: .generations)
    var target: String?

    @Flag(help: "Also how the files for Ardour stand in its folders.")
    var status = false

    func run() throws {
        let workspace = try Workspace(global)
        let contents = try workspace.knownContents()
        let installed = status ? try installedStates(contents, workspace) : [:]
        let open = Set(contents.inspection.planned.map(\.node))
        let outputs = contents.inspection.outputs
        let disk: Disk
        do throws(FileError) { disk = try Disk(root: workspace.root) } catch {
            throw fail("\(error)", Outcome.otherFailure)
        }
        var listing = Listing("file", "target", "bytes", "bindings", "state")
        for generation in try DAWCommand.generations(target, contents) {
            for output in outputs where output.node.hasPrefix("generate:\(generation.name):") {
                var bindings = ""
                if generation.target == .ardour, let bytes = (try? disk.read(output.path))?.bytes {
                    bindings = String(Self.bindings(in: bytes))
                }
                let state =
                    output.condition != .asWritten
                    ? output.condition.rawValue
                    : open.contains(output.node) ? "would be looked at" : "up to date"
                listing.rows.append([
                    .text(output.path), .text(generation.name),
                    .number(Int(clamping: output.size)),
                    Int(bindings).map { .number($0) } ?? .text(""), .text(state),
                ])
            }
        }
        if status {
            listing.columns.append("installed")
            for row in listing.rows.indices {
                let file = listing.rows[row][0].text.split(separator: "/").last.map(String.init)
                listing.rows[row].append(.text(file.flatMap { installed[$0] } ?? ""))
            }
        }
        let odd = listing.rows.count { $0[4].text != "up to date" }
        listing.total =
            "\(counted(listing.rows.count, "file"))"
            + (odd > 0
                ? ", \(odd) not up to date; 'pipeline daw generate' brings them up to date" : "")
        try global.show(listing)
    }

    /// By file, how it stands in each version's folder: `7: installed, 8: outdated`.
    private func installedStates(
        _ contents: WorkspaceContents, _ workspace: Workspace
    ) throws -> [String: String] {
        let choice = try ArdourChoice.parse([])
        let folders = try choice.folders()
        let majors = ArdourChoice.found(folders)
        if majors.isEmpty {
            printMessage("pipeline: no Ardour was found in \(folders.base)\n")
            return [:]
        }
        let maps = try GeneratedMaps(contents, workspace)
        var states: [String: [String]] = [:]
        for major in majors {
            for (name, state) in try DAWStatusCommand.states(maps, major, folders, workspace) {
                states[name, default: []].append("\(major): \(state.rawValue)")
            }
        }
        return states.mapValues { $0.joined(separator: ", ") }
    }

    /// How many bindings an Ardour map holds.
    private static func bindings(in bytes: [UInt8]) -> Int {
        let mark = Array("<Binding ".utf8)
        guard bytes.count >= mark.count else { return 0 }
        var count = 0
        for start in 0...bytes.count - mark.count
        where bytes[start] == mark[0] && bytes[start..<start + mark.count].elementsEqual(mark) {
            count += 1
        }
        return count
    }
}
