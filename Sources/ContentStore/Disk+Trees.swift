import CSystem
import ContentDigest
import Glibc

extension Disk {
    /// The digest of a file's content and the identity it was read under, without holding it in
    /// memory; `nil` when it is absent.
    ///
    /// - Throws: also when the file keeps changing while it is read.
    public func digest(
        of path: String
    ) throws(FileError) -> (digest: ContentDigest, identity: FileIdentity)? {
        for _ in 0..<4 {
            let before = try identity(of: path)
            if before.isAbsent { return nil }
            if before.isFolder { throw FileError("read", path, EISDIR) }
            guard before.isRegularFile else { throw FileError("read", path, EINVAL) }
            let file = open(path, O_RDONLY | O_NONBLOCK, 0)
            if file == -ENOENT || file == -ENOTDIR { return nil }
            guard file >= 0 else { throw FileError("read", path, -file) }
            let digest = Self.digest(ofOpen: file)
            close(file)
            guard let digest else { throw FileError("read", path, errno) }
            if try identity(of: path) == before { return (digest, before) }
        }
        throw FileError("read", path, EBUSY)
    }

    /// - Returns: `nil` when reading fails; `errno` says why.
    private static func digest(ofOpen file: Int32) -> ContentDigest? {
        withUnsafeTemporaryAllocation(byteCount: 1 << 17, alignment: 16) { buffer in
            var stream = DigestStream()
            while true {
                let count = Glibc.read(file, buffer.baseAddress, buffer.count)
                if count < 0, errno == EINTR { continue }
                let isGood = count >= 0
                if count <= 0 {
                    let digest = stream.finish()
                    return isGood ? digest : nil
                }
                stream.add(
                    UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count]))
            }
        }
    }

    /// What lies below a folder but folders, sorted by path; links are not followed.
    public func contents(below folder: String) throws(FileError) -> [(
        path: String, identity: FileIdentity
    )] {
        var found: [(path: String, identity: FileIdentity)] = []
        for entry in try list(folder)?.entries ?? [] {
            let path = folder.isEmpty ? entry.name : folder + "/" + entry.name
            let identity = try identity(of: path, followsLinks: false)
            if identity.isFolder {
                found += try contents(below: path)
            } else {
                found.append((path, identity))
            }
        }
        return found
    }

    /// Removes a file, or a folder with all that it holds; links are not followed.
    public func removeTree(_ path: String) throws(FileError) {
        let identity = try identity(of: path, followsLinks: false)
        if identity.isAbsent { return }
        if identity.isFolder {
            for entry in try list(path)?.entries ?? [] {
                try removeTree(path + "/" + entry.name)
            }
        }
        let code = unlink(path, identity.isFolder ? AT_REMOVEDIR : 0)
        guard code == 0 || code == ENOENT else { throw FileError("remove", path, code) }
    }

    /// Gives a file another place, whose folders are made.
    ///
    /// - Returns: `false` when the two places are not on one file system.
    public func relocate(_ path: String, to target: String) throws(FileError) -> Bool {
        let refused = fault(.rename, target)
        if refused != 0 { throw FileError("write", target, refused) }
        let (from, name) = Self.split(path)
        let source = try openFolder(from, creating: false, for: path)
        defer { close(source) }
        let (folder, newName) = Self.split(target)
        let place = try openFolder(folder, creating: true, for: target)
        defer { close(place) }
        if renameat(source, name, place, newName) == 0 { return true }
        if errno == EXDEV { return false }
        throw FileError("write", target, errno)
    }

    /// Moves a file that was made elsewhere to its place, with a mode, if it can be had without
    /// copying: it has no other name and lies on the same file system.
    ///
    /// - Returns: the identity of the file there; `nil` when it has to be copied.
    public func adopt(
        _ path: String, as target: String, mode: UInt32
    ) throws(FileError) -> FileIdentity? {
        let file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_nlink == 1,
            status.st_mode & 0o777 == mode || fchmod(file, mode) == 0,
            try !identity(of: target, followsLinks: false).isFolder,
            try relocate(path, to: target)
        else { return nil }
        return try identity(of: target, followsLinks: false)
    }
}
