import BuildEngine
import ContentStore
import ControlMap
import PipelineTasks
import PluginCatalog

/// Reads maps for commands that tell about them.
struct MapStudies {
    let workspace: Workspace
    let disk: Disk
    private let global: GlobalOptions
    private(set) var contents: WorkspaceContents
    private var environment: StudyEnvironment
    private let descriptors: [PluginDescriptor]
    /// Nodes that were built because a map needed them.
    private var brought: Set<String> = []

    /// What maps need, brought up to date where a build would do something.
    private static let targets = [
        ["maps"], [CommandTargets.validate, "controllers", "registry", "catalog"],
    ]

    /// Opens the workspace for reading maps.
    ///
    /// - Parameter folder: descriptors that come before those of the workspace.
    init(_ workspace: Workspace, _ global: GlobalOptions, descriptors folder: String? = nil) throws
    {
        let disk = try workspace.openDisk()
        try self.init(
            workspace, global,
            descriptors: try folder.map { try Self.descriptors(in: $0, workspace, disk) } ?? [])
    }

    /// Opens the workspace for reading maps.
    ///
    /// - Parameter descriptors: come before those of the workspace.
    init(
        _ workspace: Workspace, _ global: GlobalOptions, descriptors: [PluginDescriptor]
    ) throws {
        self.workspace = workspace
        self.global = global
        disk = try workspace.openDisk()
        self.descriptors = descriptors
        contents = try workspace.contents(global, building: Self.targets, endsWorkers: false)
        environment = StudyEnvironment(contents, disk, descriptors: descriptors)
    }

    /// The text that stands for a file from now on.
    mutating func set(_ bytes: [UInt8], for path: String) { environment.texts[path] = bytes }

    /// Reads and resolves one map; what is missing for it is built first.
    mutating func study(_ path: String) throws -> MapStudy {
        var found = try read(path)
        // The names of plugins may be wanted first, and then the one that is meant.
        while !environment.wanted.subtracting(brought).isEmpty {
            try workspace.bring(environment.wanted.sorted(), global)
            brought.formUnion(environment.wanted)
            if let inspection = try workspace.inspection() {
                let texts = environment.texts
                contents = WorkspaceContents(inspection)
                environment = StudyEnvironment(
                    contents, disk, descriptors: descriptors, brought: brought)
                environment.texts = texts
            }
            found = try read(path)
        }
        return found
    }

    private mutating func read(_ path: String) throws -> MapStudy {
        do throws(FileError) {
            if let study = try environment.study(path) { return study }
        } catch {
            throw fail("\(error)", Outcome.otherFailure)
        }
        throw fail("there is no map '\(path)'", Outcome.notFound)
    }

    /// The only map that a path means.
    func only(_ path: String) throws -> String {
        let found = try MapSelection([path], contents, workspace).all
        guard found.count == 1 else {
            throw fail(
                "'\(path)' stands for \(counted(found.count, "map")); name one", Outcome.arguments)
        }
        return found[0]
    }

    /// The descriptors among the files of a folder.
    private static func descriptors(
        in folder: String, _ workspace: Workspace, _ disk: Disk
    ) throws -> [PluginDescriptor] {
        guard let place = workspace.place(of: folder) else {
            throw fail("there is no folder '\(folder)'", Outcome.notFound)
        }
        guard let entries = try reading({ () throws(FileError) in try disk.list(place)?.entries })
        else { throw fail("'\(folder)' is no folder", Outcome.notFound) }
        var found: [PluginDescriptor] = []
        for entry in entries where entry.kind == .file && entry.name.hasSuffix(".json") {
            let path = place + "/" + entry.name
            let bytes = try reading { () throws(FileError) in try disk.read(path)?.bytes } ?? []
            if let descriptor = WorkspaceContents.descriptor(bytes) { found.append(descriptor) }
        }
        if found.isEmpty { throw fail("'\(folder)' holds no descriptor", Outcome.notFound) }
        return found
    }
}

/// A part of 1 with two decimals.
func scoreText(_ score: Double) -> String {
    decimal(UInt64(max(0, score * 10_000).rounded()), per: 10_000, places: 2)
}
