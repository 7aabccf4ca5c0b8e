import ArgumentParser
import ContentStore
import ControlMap
import Diagnostics
import Glibc
import MapGenerators
import PipelineTasks
import PluginCatalog
import SourceText

struct DAWImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Turn an Ardour map into maps of ours.",
        discussion: """
            A map of Ardour numbers a plugin's parameters and does not say which plugin it is; \
            --plugin says it. Maps that pipeline generated name their plugins in comments. What our \
            maps cannot say stands in them as comments, and is shown with -v.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: ArgumentHelp("The Ardour map.", valueName: "file"), completion: .file())
    var path: String

    @Option(
        help: ArgumentHelp(
            "The plugin that it moves: a URI, a name, or a descriptor file; 2=PLUGIN for channel 2.",
            valueName: "plugin"), completion: .plugins)
    var plugin: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Descriptors to look plugins up in, or folders of them, before the workspace's.",
            valueName: "path"))
    var descriptors: [String] = []

    @Option(
        help: ArgumentHelp(
            "The controller: the file of a profile, or the id of one of the workspace.",
            valueName: "profile"), completion: .controllers)
    var device: String?

    @Option(
        name: .customLong("ardour-version"),
        help: ArgumentHelp("The version of Ardour that the map is for.", valueName: "version"))
    var ardourVersion = "7.3"

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "Where to write: a .yaml file, or a folder; without it the map is printed.",
            valueName: "path"))
    var output: String?

    @Flag(help: "Replace files that are there.")
    var force = false

    func run() throws {
        try global.allow(.table, .text, .json)
        try global.enterDirectory()
        let disk = try Disk.ofCurrentFolder()
        let bytes = try disk.readArgument(path)
        var options = ArdourImportOptions()
        options.version = try ArdourVersion(argument: ardourVersion)
        options.controller = try device.map { try ControllerProfile.named($0, on: disk, global) }
        let catalog = try PluginShelf(descriptors, disk, global)
        for word in plugin {
            let (channel, name) = Self.parts(word)
            options.plugins[channel] = try catalog.plugin(name)
        }
        if options.plugins[nil] == nil {
            let known = try catalog.all()
            options.find = { name, format in
                let found = known.filter { $0.name == name && $0.identity.format == format }
                return found.count == 1 ? found[0] : nil
            }
        }
        let (maps, findings) = importArdourMap(bytes, path: path, options: options)
        let told = findings.chosen(Workspace.severitiesHere())
        if global.format == .json {
            printResult(String(decoding: told.json.encoded(indent: 2), as: UTF8.self))
        } else {
            global.settings.showFindings(told)
        }
        if told.contains(where: { $0.severity == .error }) {
            throw ExitCode(Outcome.validation)
        }
        try write(maps)
        let left = findings.count { $0.code == "ardour.not-imported" }
        guard !global.quiet else { return }
        let count = maps.reduce(0) { $0 + $1.count }
        printMessage(
            "\(counted(count, "binding")) taken over into \(counted(maps.count, "map"))"
                + (left > 0 ? "; \(counted(left, "remark")) stand in them as comments" : "") + "\n")
    }

    /// `2=NAME` is for one channel; a URI may hold the sign too.
    private static func parts(_ word: String) -> (channel: Int?, name: String) {
        let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let channel = Int(parts[0]), (1...16).contains(channel) else {
            return (nil, word)
        }
        return (channel, parts[1])
    }

    private func write(_ maps: [ImportedMap]) throws {
        guard let output else {
            guard maps.count == 1 else {
                let names = maps.map { $0.stem + ".yaml" }.joined(separator: ", ")
                throw fail(
                    "\(maps.count) maps come of it (\(names)); name a folder with --output",
                    Outcome.arguments)
            }
            if global.format != .json { printResult(String(decoding: maps[0].yaml, as: UTF8.self)) }
            return
        }
        let isFile = output.hasSuffix(".yaml") || output.hasSuffix(".yml")
        if isFile, maps.count > 1 {
            throw fail(
                "\(maps.count) maps come of it; --output must name a folder", Outcome.arguments)
        }
        let slash = output.lastIndex(of: "/")
        let above = slash.map { String(output[...$0]) } ?? "."
        let folder = try Disk.folder(isFile ? above : output)
        let given = slash.map { String(output[output.index(after: $0)...]) } ?? output
        var names: Set<String> = []
        var targets: [(name: String, bytes: [UInt8])] = []
        for map in maps {
            var stem = map.stem.isEmpty ? "map" : map.stem
            var number = 2
            while !names.insert(stem).inserted {
                stem = "\(map.stem)-\(number)"
                number += 1
            }
            targets.append((isFile ? given : stem + ".yaml", map.yaml))
        }
        try write(targets, into: folder)
    }

    /// Writes all of the files, or none when one is there.
    private func write(_ targets: [(name: String, bytes: [UInt8])], into folder: Disk) throws {
        do throws(FileError) {
            for target in targets where !force {
                if try !folder.identity(of: target.name, followsLinks: false).isAbsent {
                    throw FileError("write", target.name, EEXIST)
                }
            }
            for target in targets {
                _ = try folder.replace(target.name, with: target.bytes, temporaryFolder: ".")
                if !global.quiet { printMessage("wrote \(target.name)\n") }
            }
        } catch {
            if error.code == EEXIST {
                throw fail(
                    "\(error.path) is there already; --force replaces it", Outcome.otherFailure)
            }
            throw fail("\(error)", Outcome.otherFailure)
        }
    }
}

/// Plugins that can be looked up: in files that the user named, then in the workspace.
private struct PluginShelf {
    private var files: [PluginDescriptor] = []
    private let disk: Disk
    private let global: GlobalOptions

    init(_ paths: [String], _ disk: Disk, _ global: GlobalOptions) throws {
        self.disk = disk
        self.global = global
        for path in paths {
            if let listing = (try? disk.list(path)) ?? nil {
                for entry in listing.entries
                where entry.kind == .file && entry.name.hasSuffix(".json") {
                    files.append(try descriptor(path + "/" + entry.name))
                }
            } else {
                files.append(try descriptor(path))
            }
        }
    }

    private func descriptor(_ path: String) throws -> PluginDescriptor {
        let bytes = try disk.readArgument(path)
        let (descriptor, findings) = DescriptorReader.read(bytes, path: path)
        let errors = findings.filter { $0.severity == .error }
        global.settings.showFindings(errors.attachingExcerpts(from: bytes, path: path))
        guard let descriptor else { throw ExitCode(Outcome.validation) }
        return descriptor
    }

    /// Every plugin that can be looked up.
    func all() throws -> [PluginDescriptor] {
        guard files.isEmpty else { return files }
        guard let contents = try contents() else { return [] }
        return contents.plugins.compactMap { contents.descriptor(of: $0) }
    }

    /// The one plugin that the user means.
    func plugin(_ name: String) throws -> PluginDescriptor {
        if let identity = try? disk.identity(of: name), identity.isRegularFile {
            return try descriptor(name)
        }
        let found = files.filter { $0.identity.id == name || $0.name == name }
        if found.count == 1 { return found[0] }
        guard found.isEmpty, let contents = try contents() else {
            throw fail(
                "\(found.isEmpty ? "no" : "more than one") descriptor is of the plugin '\(name)'",
                Outcome.arguments)
        }
        return try contents.onlyDescriptor(of: name)
    }

    /// The workspace's, if there is one.
    private func contents() throws -> WorkspaceContents? {
        guard Workspace.isHere() else { return nil }
        let workspace = try Workspace(jobs: global.jobs)
        defer { workspace.rules.shutdown() }
        return try workspace.contents(
            global, building: [CommandTargets.plugins, [CommandTargets.extract, "pin"]])
    }
}
