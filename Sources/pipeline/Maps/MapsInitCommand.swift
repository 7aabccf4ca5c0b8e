import ArgumentParser
import ContentStore
import ControlMap
import Diagnostics
import Glibc
import PipelineTasks
import PluginCatalog
import SourceText

struct MapsInitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a first map for a controller and a plugin.",
        discussion: """
            Switches go to buttons, the rest to knobs, faders and encoders, in the plugin's order \
            and with its groups kept together; what finds no element is listed as comments. The \
            channel is one that neither the registry nor a map of this controller uses. The file \
            goes where pipeline.toml looks for maps, or to --output; '-' prints it.
            """)

    @OptionGroup var global: GlobalOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The controller: its profile's id, or its name.", valueName: "device"),
        completion: .controllers)
    var device: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The plugin: an id, a name, or one of a format, as 'vst3:ZamComp'.", valueName: "plugin"
        ),
        completion: .plugins)
    var plugin: String

    @Option(name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("The map's name.", valueName: "text"))
    var name: String?

    @Flag(help: "Write over a file that is there.")
    var force = false

    func run() throws {
        try global.allow(.table, .text, .json)
        let workspace = try Workspace(global)
        defer { workspace.rules.shutdown() }
        var studies = try MapStudies(workspace, global)
        let contents = studies.contents
        let profile = try profile(contents)
        let descriptor = try contents.onlyDescriptor(of: plugin)
        let path = try place(profile, descriptor, contents, workspace)
        let former = try reading { () throws(FileError) in
            try studies.disk.read(path.isEmpty ? "-" : path)?.bytes
        }
        if former != nil, !force, !path.isEmpty {
            throw fail("'\(path)' is there already; --force writes over it", Outcome.arguments)
        }
        let free = FreeChannel(profile, contents)
        var draft = MapDraft(profile, descriptor, channel: free.channel)
        if let name {
            draft.name = name
        } else if contents.maps.contains(where: {
            $0.name == draft.name && $0.deviceKey == profile.id && $0.plugin != descriptor.identity
        }) {
            draft.name = draft.name.replacing(
                descriptor.name, with: "\(descriptor.name) (\(descriptor.identity.format.title))",
                maxReplacements: 1)
        }
        let text = draft.text(channelRemark: free.remark)
        let bytes = Array(text.utf8)
        try check(bytes, path, &studies)
        if path.isEmpty { return printResult(text) }
        try reading { () throws(FileError) in
            _ = try studies.disk.replace(
                path, with: bytes, temporaryFolder: Workspace.cacheFolder + "/temporary")
        }
        try show(draft, path, contents)
    }

    /// Nothing is written that does not hold.
    private func check(_ bytes: [UInt8], _ path: String, _ studies: inout MapStudies) throws {
        let trial = path.isEmpty ? "new-map.yaml" : path
        studies.set(bytes, for: trial)
        let outcome = try studies.study(trial).outcome
        if outcome.resolved != nil { return }
        BuildRun(studies.workspace, global).showFindings(
            outcome.diagnostics.filter { $0.severity == .error })
        throw fail("the map would have errors; nothing was written", Outcome.validation)
    }

    private func show(_ draft: MapDraft, _ path: String, _ contents: WorkspaceContents) throws {
        try global.show(
            path + "\n",
            json: .object([
                .init("path", .string(path)),
                .init("channel", draft.channel.map { .integer(Int64($0)) } ?? .null),
                .init("bound", .integer(Int64(draft.bindings.count))),
                .init("left", .array(draft.rest.map { .string($0.symbol) })),
            ]))
        if global.quiet { return }
        var text = "\(counted(draft.bindings.count, "parameter")) bound, "
        text += "\(draft.rest.count) listed as comments\n"
        if let channel = draft.channel, let registry = contents.registry,
            ["", draft.profile.id].contains(registry.deviceKey)
        {
            let key = registry.key(forMapAt: path)
            text += "to keep channel \(channel), add to \(registry.path): "
            text += "\(channel): { path: \(key) }\n"
        }
        if !contents.mapPatterns.contains(where: { pattern in
            matchesPattern(path, pattern)
                || matchesPattern(path, pattern.split(separator: "**/").joined())
        }) {
            text += "no pattern of [maps] in pipeline.toml includes it yet\n"
        }
        printMessage(text)
    }

    private func profile(_ contents: WorkspaceContents) throws -> ControllerProfile {
        let profiles = contents.controllerIDs.compactMap { contents.controllerProfile($0) }
        let wanted = device.lowercased()
        let found = profiles.filter { profile in
            let names = [profile.id, profile.model, "\(profile.manufacturer) \(profile.model)"]
            return names.contains { $0.lowercased() == wanted }
        }
        if let first = found.first, found.count == 1 { return first }
        let ids = profiles.map(\.id)
        let near =
            nearestName(to: wanted, among: ids + profiles.map(\.model), within: 3)
            ?? (wanted.count < 3
                ? nil : ids.first { matchesPattern($0.lowercased(), "*\(wanted)*") })
        let hint = near.map { "; did you mean '\($0)'?" } ?? ""
        let list = ids.isEmpty ? "  none\n" : ids.map { "  \($0)\n" }.joined()
        throw fail(
            "there is no controller profile '\(device)'\(hint). The workspace has:\n\(list)",
            Outcome.arguments)
    }

    /// Where the map goes, in the workspace; empty for standard output.
    private func place(
        _ profile: ControllerProfile, _ plugin: PluginDescriptor, _ contents: WorkspaceContents,
        _ workspace: Workspace
    ) throws -> String {
        guard let output else {
            if let path = contents.newMapPath(for: plugin, controller: profile.id) { return path }
            throw fail(
                "no pattern of [maps] in pipeline.toml tells where maps go; give --output",
                Outcome.arguments)
        }
        if output == "-" { return "" }
        guard let path = workspace.newPlace(of: output), !path.hasPrefix("/") else {
            throw fail(
                "'\(output)' lies outside the workspace; a map must be a file in it",
                Outcome.arguments)
        }
        guard ControlMap.isMapName(path), !path.hasSuffix(".json") else {
            throw fail("'\(output)' must end with .yaml", Outcome.arguments)
        }
        return path
    }
}

/// A channel for a new map, and why it is that one.
private struct FreeChannel {
    var channel: Int?
    var remark = ""

    init(_ profile: ControllerProfile, _ contents: WorkspaceContents) {
        let used = Set(contents.maps.filter { $0.deviceKey == profile.id }.map(\.channel))
        // A registry of another controller says nothing about this one.
        let registry = contents.registry.flatMap { registry in
            ["", profile.id].contains(registry.deviceKey) ? registry : nil
        }
        let own = profile.channel ?? 1
        let order = [own] + (1...16).filter { $0 != own }
        let free = (registry?.unownedChannels ?? order).filter { !used.contains($0) }
        if let first = free.first {
            channel = first
            if let registry {
                remark = "Free in \(registry.path); let the controller send on it."
            } else if first != own {
                remark = "No other map of this controller uses it; let the controller send on it."
            }
        } else {
            channel = own
            remark = "All 16 channels have maps; this one is the controller's own."
        }
    }
}

extension Workspace {
    /// How a file that need not be there yet is called in the workspace; `nil` or absolute when it
    /// would lie elsewhere.
    func newPlace(of path: String) -> String? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        guard let name = parts.last, name != "..", name != "." else { return nil }
        let folder =
            (path.hasPrefix("/") ? "/" : "") + parts.dropLast().joined(separator: "/")
        func join(_ folder: String, _ rest: some Sequence<Substring>) -> String {
            let rest = rest.filter { $0 != "." }.joined(separator: "/")
            return folder.isEmpty ? rest : folder + "/" + rest
        }
        if let found = place(of: folder.isEmpty ? "." : folder) { return join(found, [name]) }
        if path.hasPrefix("/") || parts.contains("..") { return nil }
        return place(of: ".").map { join($0.hasPrefix("/") ? "" : $0, parts) }
    }
}

extension WorkspaceContents {
    /// Where a new map lies: named after the plugin, and after its format too where a map for the plugin
    /// in another format, or for another of that name, lies already.
    fileprivate func newMapPath(for plugin: PluginDescriptor, controller: String) -> String? {
        guard let path = newMapPath(controller: controller, plugin: plugin.name) else { return nil }
        guard let map = maps.first(where: { $0.path == path }), let other = map.plugin,
            other != plugin.identity
        else { return path }
        return newMapPath(
            controller: controller, plugin: "\(plugin.name) \(plugin.identity.format.rawValue)")
    }

    /// The profile with this id.
    func controllerProfile(_ id: String) -> ControllerProfile? {
        controller(id).flatMap { ControllerProfile.read($0.text, path: $0.path).profile }
    }
}
