import BuildEngine
import ContentStore
import ControlMap
import Glibc
import PipelineTasks
import SourceText

/// The maps that the paths of a command line mean.
struct MapSelection {
    /// Those that the manifest includes, by path.
    private(set) var included: [String] = []
    /// Others: in the workspace by path, elsewhere by absolute path.
    private(set) var others: [String] = []

    /// All of them, sorted.
    var all: [String] { (included + others).sorted() }

    /// Finds the maps; none given means all that the manifest includes.
    ///
    /// A folder stands for the maps that the manifest includes in it; where it includes none, for
    /// all files below it that look like maps.
    init(_ paths: [String], _ contents: WorkspaceContents, _ workspace: Workspace) throws {
        let known = contents.mapPaths
        if paths.isEmpty {
            included = known
            return
        }
        let disk = try workspace.openDisk()
        var (inside, outside): (Set<String>, Set<String>) = ([], [])
        for path in paths {
            let found = Self.included(path, known, workspace)
            if found.isEmpty {
                outside.formUnion(try Self.others(path, known, workspace, disk))
            } else {
                inside.formUnion(found)
            }
        }
        included = inside.sorted()
        others = outside.subtracting(inside).sorted()
    }

    private static func included(
        _ path: String, _ known: [String], _ workspace: Workspace
    ) -> [String] {
        for name in workspace.names(of: path) {
            let found = known.filter { $0 == name || $0.hasPrefix(name + "/") || name.isEmpty }
            if !found.isEmpty { return found }
        }
        return []
    }

    private static func others(
        _ path: String, _ known: [String], _ workspace: Workspace, _ disk: Disk
    ) throws -> [String] {
        guard let place = workspace.place(of: path) else {
            let near = nearestName(to: path, among: known, within: 4)
            let hint = near.map { "; did you mean '\($0)'?" } ?? ""
            throw fail("there is no map '\(path)'\(hint)", Outcome.notFound)
        }
        let identity = try reading { () throws(FileError) in try disk.identity(of: place) }
        if identity.isFolder {
            let found = try reading { () throws(FileError) in try maps(below: place, disk) }
            if !found.isEmpty { return found }
            throw fail("there is no map in '\(path)'", Outcome.notFound)
        }
        let bytes = try reading { () throws(FileError) in try disk.read(place)?.bytes } ?? []
        if ControlMap.isLikely(bytes, path: place) { return [place] }
        throw fail(
            "'\(path)' is no map: it has neither 'controls' nor 'extends'", Outcome.arguments)
    }

    private static func maps(below folder: String, _ disk: Disk) throws(FileError) -> [String] {
        var found: [String] = []
        for entry in try disk.list(folder)?.entries ?? [] where !entry.name.hasPrefix(".") {
            let path = folder.isEmpty ? entry.name : folder + "/" + entry.name
            switch entry.kind {
            case .folder: found += try maps(below: path, disk)
            case .file where ControlMap.isMapName(entry.name):
                if let bytes = try disk.read(path)?.bytes, ControlMap.isLikely(bytes, path: path) {
                    found.append(path)
                }
            default: break
            }
        }
        return found
    }
}

extension Workspace {
    /// How a file or folder that is there is called: from the workspace's folder, or absolute.
    func place(of path: String) -> String? {
        if let resolved = realpath(path, nil) {
            defer { free(resolved) }
            let full = String(cString: resolved)
            if full == root { return "" }
            return full.hasPrefix(root + "/") ? String(full.dropFirst(root.count + 1)) : full
        }
        return names(of: path).first { holds($0) }
    }

    /// The workspace's folder, to read and write in.
    func openDisk() throws -> Disk {
        try reading { () throws(FileError) in try Disk(root: root) }
    }
}

/// Ends the command with the reason when the disk refuses.
func reading<Value>(_ body: () throws(FileError) -> Value) throws -> Value {
    do throws(FileError) { return try body() } catch {
        throw fail("\(error)", Outcome.otherFailure)
    }
}
