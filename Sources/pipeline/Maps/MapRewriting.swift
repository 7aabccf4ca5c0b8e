import ContentStore
import Diagnostics

/// New texts for maps: shown as a difference, or written.
struct MapRewriting {
    private let workspace: Workspace
    let disk: Disk

    init(_ workspace: Workspace, _ disk: Disk) {
        self.workspace = workspace
        self.disk = disk
    }

    /// Ends the command when a map is not the workspace's to change.
    func refuseForeign(_ path: String) throws {
        if path.hasPrefix("/") {
            throw fail(
                "'\(path)' lies outside the workspace, and only files in it are changed",
                Outcome.arguments)
        }
        let identity = try reading { () throws(FileError) in
            try disk.identity(of: path, followsLinks: false)
        }
        if !identity.isRegularFile {
            throw fail("'\(path)' is no plain file, so it is not changed", Outcome.arguments)
        }
    }

    /// Replaces a map's text by rename, with the file's mode; a text that changed since stays.
    func write(_ new: [UInt8], over old: [UInt8], at path: String) throws {
        try refuseForeign(path)
        try reading { () throws(FileError) in
            guard let current = try disk.read(path), current.bytes == old else {
                throw FileError("change", path, changedMeanwhile)
            }
            _ = try disk.replace(
                path, with: new, temporaryFolder: Workspace.cacheFolder + "/temporary",
                mode: current.identity.mode & 0o7777)
        }
    }

    /// The difference as `patch` reads it.
    static func difference(_ old: [UInt8], _ new: [UInt8], _ path: String) -> String {
        UnifiedDiff(from: old, to: new).text(path: path)
    }
}

/// `ESTALE`: the file is not what was read.
private let changedMeanwhile: Int32 = 116
