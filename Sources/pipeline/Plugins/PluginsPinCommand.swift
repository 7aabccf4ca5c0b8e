import ArgumentParser
import ContentStore
import PipelineTasks
import PluginCatalog
import SourceText

struct PluginsPinCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pin",
        abstract: "Write the descriptors of installed plugins into the workspace.",
        discussion: """
            A pinned descriptor wins over the installed plugin, so that outputs are the same on \
            every machine, also where no plugin is installed. Without PLUGIN, all plugins that maps use are \
            pinned. The files go where the manifest's first 'descriptors' pattern looks for them; commit \
            them with the maps.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(
        help: ArgumentHelp(
            "An id, a name, or a pattern of either; 'vst3:*' are all of a format.",
            valueName: "plugin"),
        completion: .plugins)
    var plugins: [String] = []

    @Flag(
        name: [.customShort("n"), .customLong("dry-run")],
        help: "Tell what would change, and write nothing.")
    var dryRun = false

    func run() throws {
        let workspace = try Workspace(global)
        let contents = try workspace.contents(
            global,
            building: [
                CommandTargets.plugins, [CommandTargets.extract, "pin", CommandTargets.validate],
            ])
        guard !contents.descriptorPatterns.isEmpty else {
            throw fail(
                "pipeline.toml names no place for descriptors; add [[plugins]] with "
                    + "descriptors = [\"inputs/descriptors/*.json\"]", Outcome.arguments)
        }
        var listing = Listing("state", "id", "file", "changes")
        var code: Int32 = 0
        for plugin in try chosen(contents) {
            do throws(PinFailure) {
                let pinned = try pin(plugin, contents, workspace)
                listing.rows.append([
                    .text(pinned.state), .text(plugin.identity.id), .text(pinned.path),
                    .text(pinned.changes.joined(separator: "; ")),
                ])
            } catch {
                printMessage("\(error.isError ? "pipeline" : "warning"): \(error.message)\n")
                if error.isError { code = Outcome.extraction }
            }
        }
        let changed = listing.rows.count { $0[0].text != "unchanged" }
        listing.total =
            "\(changed) of \(counted(listing.rows.count, "descriptor")) "
            + (dryRun ? "would be written" : "written")
        try global.show(listing)
        if code != 0 { throw ExitCode(code) }
    }

    private func chosen(_ contents: WorkspaceContents) throws -> [KnownPlugin] {
        let all = contents.plugins
        if plugins.isEmpty {
            let used = Set(contents.pluginsOfMaps)
            return all.filter { used.contains($0.key) }
        }
        var found: [KnownPlugin] = []
        var isUnknown = false
        for name in plugins {
            let fitting = contents.plugins(named: name)
            if fitting.isEmpty { tellUnknownPlugin(name, contents) }
            isUnknown = isUnknown || fitting.isEmpty
            found += fitting.filter { plugin in !found.contains { $0.key == plugin.key } }
        }
        if isUnknown { throw ExitCode(Outcome.arguments) }
        return found
    }

    private struct PinFailure: Error {
        var message: String
        var isError: Bool
    }

    private struct Pinned {
        var state: String
        var path: String
        var changes: [String] = []
    }

    private func pin(
        _ plugin: KnownPlugin, _ contents: WorkspaceContents, _ workspace: Workspace
    ) throws(PinFailure) -> Pinned {
        guard let live = contents.liveDescriptor(of: plugin) else {
            throw PinFailure(
                message: plugin.module == nil
                    ? "\(plugin.identity.words) is not installed here, or not in pipeline.toml; its pin stays"
                    : "\(plugin.identity.words) could not be read; 'pipeline plugins health' tells why",
                isError: plugin.module != nil || !plugins.isEmpty)
        }
        guard let path = contents.pinPath(of: plugin.key) else {
            throw PinFailure(
                message: "'\(contents.descriptorPatterns[0])' would not find "
                    + "\(descriptorFileName(plugin.key)); let it end with *.json", isError: true)
        }
        do throws(FileError) {
            let disk = try Disk(root: workspace.root)
            let former = try disk.read(path)?.bytes
            if former == live { return Pinned(state: "unchanged", path: path) }
            if !dryRun {
                _ = try disk.replace(
                    path, with: live, temporaryFolder: Workspace.cacheFolder + "/temporary")
            }
            return Pinned(
                state: former == nil ? "new" : "changed", path: path,
                changes: changes(from: former, to: live))
        } catch {
            throw PinFailure(message: "\(error)", isError: true)
        }
    }

    private func changes(from former: [UInt8]?, to live: [UInt8]) -> [String] {
        guard let former, let new = WorkspaceContents.descriptor(live) else { return [] }
        guard let old = WorkspaceContents.descriptor(former) else {
            return ["could not be read before"]
        }
        return old == new ? ["written otherwise"] : DescriptorDifference(from: old, to: new).lines
    }
}
