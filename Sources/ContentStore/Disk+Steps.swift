import CSystem
import Glibc

/// Changes that happen wholly or not at all, for work that must survive being killed between any two.
extension Disk {
    /// Gives something another name below the root, replacing a file of that name.
    ///
    /// Permissions, time stamps and links stay as they are.
    public func move(_ path: String, to target: String) throws(FileError) {
        try meetFaults(.rename, path)
        let (folder, name) = Self.split(path)
        let (targetFolder, targetName) = Self.split(target)
        let from = try openFolder(folder, creating: false, for: path)
        defer { close(from) }
        let to = try openFolder(targetFolder, creating: false, for: target)
        defer { close(to) }
        guard renameat(from, name, to, targetName) == 0 else {
            throw FileError("move", path, errno)
        }
    }

    /// Writes a file that is not there yet, and waits until it is on the disk.
    ///
    /// Its name appears before its bytes, and may stay with half of them, so it should be one that
    /// nobody reads, to be moved then.
    public func create(_ path: String, with bytes: [UInt8], mode: UInt32 = 0o644) throws(FileError)
    {
        let (folder, name) = Self.split(path)
        let target = try openFolder(folder, creating: false, for: path)
        defer { close(target) }
        let file = pipeline_open(target, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode)
        guard file >= 0 else { throw FileError("write", path, -file) }
        var code = writeAll(bytes, to: file, fault(.write, path))
        if code == 0 { code = synchronize(file, path) }
        if close(file) != 0, code == 0 { code = errno }
        guard code == 0 else { throw FileError("write", path, code) }
    }

    /// Removes one file; does nothing when there is none.
    public func removeFile(_ path: String) throws(FileError) { try removeName(path, 0) }

    /// Removes one folder, which must be empty; does nothing when there is none.
    public func removeFolder(_ path: String) throws(FileError) {
        try removeName(path, AT_REMOVEDIR)
    }

    private func removeName(_ path: String, _ flags: Int32) throws(FileError) {
        try meetFaults(.remove, path)
        let (folder, name) = Self.split(path)
        let opened = pipeline_open_beneath(descriptor, folder.isEmpty ? "." : folder)
        if opened == -ENOENT || opened == -ENOTDIR { return }
        guard opened >= 0 else { throw FileError("remove", path, -opened) }
        defer { close(opened) }
        guard unlinkat(opened, name, flags) == 0 || errno == ENOENT else {
            throw FileError("remove", path, errno)
        }
    }

    /// Makes one folder, whose parent must be there; does nothing when it is there.
    public func addFolder(_ path: String) throws(FileError) {
        try meetFaults(.makeFolder, path)
        let (folder, name) = Self.split(path)
        let target = try openFolder(folder, creating: false, for: path)
        defer { close(target) }
        guard mkdirat(target, name, 0o755) == 0 || errno == EEXIST else {
            throw FileError("make", path, errno)
        }
    }

    /// Removes a folder with everything in it, one name at a time; links are not followed.
    public func removeTree(_ path: String) throws(FileError) {
        for entry in try list(path)?.entries ?? [] {
            let child = path + "/" + entry.name
            if try identity(of: child, followsLinks: false).isFolder {
                try removeTree(child)
            } else {
                try removeFile(child)
            }
        }
        try removeFolder(path)
    }

    /// Waits until no other process holds this folder, and holds it until the value is gone.
    public func hold() throws(FileError) -> FolderHold { try FolderHold(self) }
}

/// Keeps other processes that ask for it away from a folder.
public struct FolderHold: ~Copyable {
    private let file: Int32

    init(_ disk: Disk) throws(FileError) {
        let opened = pipeline_open(disk.descriptor, ".", O_RDONLY | O_DIRECTORY, 0)
        guard opened >= 0 else { throw FileError("lock", disk.root, -opened) }
        while flock(opened, LOCK_EX) != 0 {
            guard errno == EINTR else {
                let code = errno
                close(opened)
                throw FileError("lock", disk.root, code)
            }
        }
        file = opened
    }

    /// Lets go.
    public consuming func release() {}

    deinit { close(file) }
}
