import ArgumentParser
import ContentStore
import ControlMap
import Diagnostics
import Glibc
import MapGenerators
import PipelineTasks

extension Disk {
    /// The folder that the program was started in, from which paths of the command line are taken.
    static func ofCurrentFolder() throws -> Disk {
        do throws(FileError) { return try Disk(root: ".") } catch {
            throw fail("\(error)", Outcome.otherFailure)
        }
    }

    /// A folder that the user named, made when it is not there.
    static func folder(_ path: String) throws -> Disk {
        do throws(FileError) {
            var (above, missing) = (path.isEmpty ? "." : path, [String]())
            while access(above, F_OK) != 0, errno == ENOENT {
                let parts = above.split(separator: "/", omittingEmptySubsequences: true)
                guard let name = parts.last else { break }
                missing.insert(String(name), at: 0)
                let rest = parts.dropLast().joined(separator: "/")
                above = above.hasPrefix("/") ? "/" + rest : rest.isEmpty ? "." : rest
            }
            let base = try Disk(root: above)
            if missing.isEmpty { return base }
            try base.makeFolder(missing.joined(separator: "/"))
            return try Disk(root: path)
        } catch { throw fail("\(error)", Outcome.otherFailure) }
    }

    /// Writes files into a folder that the user named, which is nobody's.
    ///
    /// - Parameter replacing: whether files may go that are there with other content.
    /// - Throws: after all others are written, when some were not.
    static func put(_ files: [String: [UInt8]], in folder: String, replacing: Bool) throws {
        let target = try Disk.folder(folder)
        var refused: [String] = []
        do throws(FileError) {
            for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
                if let there = try target.read(name)?.bytes {
                    if there == bytes { continue }
                    if !replacing {
                        refused.append(name)
                        continue
                    }
                }
                _ = try target.replace(name, with: bytes, temporaryFolder: ".")
            }
        } catch { throw fail("\(error)", Outcome.otherFailure) }
        if refused.isEmpty { return }
        throw fail(
            "\(folder) holds other files named \(refused.joined(separator: ", ")); --force replaces "
                + "them", Outcome.otherFailure)
    }

    /// The bytes of a file that the user named.
    func readArgument(_ path: String) throws -> [UInt8] {
        do throws(FileError) {
            if let found = try read(path) { return found.bytes }
        } catch { throw fail("\(error)", Outcome.otherFailure) }
        throw fail("there is no file '\(path)'", Outcome.notFound)
    }

    /// Replaces what the user has in a file, of which links lead to the same file as before.
    func rewrite(_ path: String, with bytes: [UInt8]) throws {
        do throws(FileError) {
            let target = realPath(path) ?? path
            let mode = try identity(of: target).mode & 0o7777
            let slash = target.lastIndex(of: "/")
            let folder = slash.map { String(target[..<$0]) } ?? "."
            let disk = try Disk(root: folder.isEmpty ? "/" : folder)
            let name = slash.map { String(target[target.index(after: $0)...]) } ?? target
            _ = try disk.replace(
                name, with: bytes, temporaryFolder: ".", mode: mode == 0 ? 0o644 : mode,
                durably: true)
        } catch { throw fail("\(error)", Outcome.otherFailure) }
    }

    private func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}

extension ArdourVersion {
    /// A version that the user named.
    init(argument: String) throws {
        do throws(TargetOptionError) { try self.init(parsing: argument) } catch {
            throw fail(error.message, Outcome.arguments)
        }
    }
}

extension ControllerProfile {
    /// The profile in a file, or the one of the workspace with this id.
    static func named(
        _ name: String, on disk: Disk, _ global: GlobalOptions
    ) throws -> ControllerProfile {
        if let identity = try? disk.identity(of: name), identity.isRegularFile {
            return try read(name, try disk.readArgument(name), global)
        }
        let workspace = try Workspace(jobs: global.jobs)
        defer { workspace.rules.shutdown() }
        let contents = try workspace.contents(global, building: [["controllers"]])
        guard let path = contents.controllerPath(of: name) else {
            let known = contents.controllerIDs.joined(separator: ", ")
            throw fail(
                "there is no controller profile '\(name)', neither as a file nor as an id"
                    + (known.isEmpty ? "" : "; there is \(known)"), Outcome.notFound)
        }
        return try read(path, try disk.readArgument(workspace.root + "/" + path), global)
    }

    private static func read(
        _ path: String, _ bytes: [UInt8], _ global: GlobalOptions
    ) throws -> ControllerProfile {
        let (profile, findings) = read(bytes, path: path)
        global.settings.showFindings(findings.attachingExcerpts(from: bytes, path: path))
        guard let profile, !profile.hasErrors else { throw ExitCode(Outcome.validation) }
        return profile
    }
}
