import ArgumentParser
import BuildEngine
import ContentStore
import MapGenerators
import PipelineTasks

/// The files that the last build made for Ardour.
struct GeneratedMaps {
    /// Of one `[[generate]]`.
    struct Group {
        var generation: Manifest.Generation
        var files: [FileToInstall]
    }

    var groups: [Group] = []

    /// - Throws: when nothing is generated for Ardour, or a file is not as it was generated.
    init(_ contents: WorkspaceContents, _ workspace: Workspace) throws {
        let generations = contents.generations.filter { $0.target == .ardour }
        if generations.isEmpty {
            throw fail(
                "pipeline.toml has no [[generate]] with target = \"ardour\", so there is nothing to "
                    + "install", Outcome.arguments)
        }
        let disk: Disk
        do throws(FileError) { disk = try Disk(root: workspace.root) } catch {
            throw fail("\(error)", Outcome.otherFailure)
        }
        let outputs = contents.inspection.outputs
        for generation in generations {
            var group = Group(generation: generation, files: [])
            for output in outputs where output.node.hasPrefix("generate:\(generation.name):") {
                guard output.condition == .asWritten, let found = try? disk.read(output.path) else {
                    printMessage(
                        "pipeline: \(output.path) is \(output.condition.rawValue), so it is not "
                            + "installed; 'pipeline build' makes it anew\n")
                    continue
                }
                let name = output.path.split(separator: "/").last.map(String.init) ?? output.path
                group.files.append(FileToInstall(name: name, bytes: found.bytes))
            }
            groups.append(group)
        }
    }

    /// The files for a major version: of the generations made for it, else for the nearest one
    /// before it, else for the nearest after it.
    ///
    /// - Throws: when two files have one name.
    func files(forMajor major: Int) throws -> [FileToInstall] {
        let majors = groups.map { Self.major($0) }
        let best =
            majors.filter { $0 <= major }.max() ?? majors.min() ?? major
        var files: [FileToInstall] = []
        var owners: [String: String] = [:]
        for group in groups where Self.major(group) == best {
            for file in group.files {
                if let other = owners.updateValue(group.generation.output, forKey: file.name) {
                    throw fail(
                        "\(other) and \(group.generation.output) both hold \(file.name); one "
                            + "folder of Ardour can have only one of them", Outcome.arguments)
                }
                files.append(file)
            }
        }
        return files.sorted { $0.name < $1.name }
    }

    /// The versions that files are generated for.
    var majors: [Int] { Set(groups.map { Self.major($0) }).sorted() }

    private static func major(_ group: Group) -> Int {
        (try? ArdourVersion(parsing: group.generation.options["version", default: ""]).major)
            ?? ArdourVersion.v7_3.major
    }
}
