import CSystem
import Glibc
import Synchronization

/// Numbers temporary files, so that two threads never share one.
private let temporaryNumber = Atomic<UInt64>(0)
private let processNumber = getpid()

extension Disk {
    /// Makes `bytes` the content of a file, so that at any instant either the old content is there
    /// or all of the new, with its mode.
    ///
    /// Missing folders are made. The temporary file lies in `temporaryFolder` when that is on the
    /// same file system, else beside the file.
    ///
    /// - Parameter durably: also waits until the bytes are on the disk.
    /// - Returns: the identity of the new file.
    public func replace(
        _ path: String, with bytes: [UInt8], temporaryFolder: String, mode: UInt32 = 0o644,
        durably: Bool = false
    ) throws(FileError) -> FileIdentity {
        let (folder, name) = Self.split(path)
        let target = try openFolder(folder, creating: true, for: path)
        defer { close(target) }
        let number = temporaryNumber.add(1, ordering: .relaxed).newValue
        let temporary = "\(temporaryFolder)/\(processNumber)-\(number)"
        try write(bytes, to: temporary, in: descriptor, mode, durably, for: path)
        let refused = fault(.rename, path)
        if refused != 0 || renameat(descriptor, temporary, target, name) != 0 {
            let code = refused != 0 ? refused : errno
            unlinkat(descriptor, temporary, 0)
            guard code == EXDEV else { throw FileError("write", path, code) }
            let beside = ".\(name).\(processNumber)-\(number)"
            try write(bytes, to: beside, in: target, mode, durably, for: path)
            if renameat(target, beside, target, name) != 0 {
                let code = errno
                unlinkat(target, beside, 0)
                throw FileError("write", path, code)
            }
        }
        var raw = pipeline_identity()
        let code = pipeline_identify(target, name, AT_SYMLINK_NOFOLLOW, &raw)
        guard code == 0 else { throw FileError("look at", path, code) }
        return FileIdentity(raw)
    }

    /// Removes a file, then the folders above it that are empty, up to but not including the first
    /// part of the path.
    ///
    /// - Returns: whether there was a file.
    @discardableResult
    public func remove(_ path: String) throws(FileError) -> Bool {
        let code = unlink(path, 0)
        if code == ENOENT || code == ENOTDIR { return false }
        guard code == 0 else { throw FileError("remove", path, code) }
        var folder = Self.split(path).folder
        while folder.utf8.contains(UInt8(ascii: "/")) {
            if unlink(folder, AT_REMOVEDIR) != 0 { break }
            folder = Self.split(folder).folder
        }
        return true
    }

    /// Removes a name whose folder must not lie outside the root.
    ///
    /// - Returns: 0, or the errno.
    func unlink(_ path: String, _ flags: Int32) -> Int32 {
        let refused = fault(.remove, path)
        if refused != 0 { return refused }
        let (folder, name) = Self.split(path)
        let opened = pipeline_open_beneath(descriptor, folder.isEmpty ? "." : folder)
        guard opened >= 0 else { return -opened }
        defer { close(opened) }
        return unlinkat(opened, name, flags) == 0 ? 0 : errno
    }

    /// Makes a folder and those above it.
    public func makeFolder(_ path: String) throws(FileError) {
        close(try openFolder(path, creating: true, for: path))
    }

    /// Opens a folder that must not lie outside the root.
    func openFolder(
        _ folder: String, creating: Bool, for path: String
    ) throws(FileError) -> Int32 {
        let name = folder.isEmpty ? "." : folder
        let opened = pipeline_open_beneath(descriptor, name)
        if opened >= 0 { return opened }
        guard opened == -ENOENT, creating else { throw FileError("write", path, -opened) }
        let above = try openFolder(Self.split(folder).folder, creating: true, for: path)
        defer { close(above) }
        try meetFaults(.makeFolder, folder)
        if mkdirat(above, Self.split(folder).name, 0o755) != 0, errno != EEXIST {
            throw FileError("write", path, errno)
        }
        return try openFolder(folder, creating: false, for: path)
    }

    func write(
        _ bytes: [UInt8], to name: String, in folder: Int32, _ mode: UInt32, _ durably: Bool,
        for path: String
    ) throws(FileError) {
        let file = pipeline_open(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode)
        guard file >= 0 else { throw FileError("write", path, -file) }
        var code = writeAll(bytes, to: file, fault(.write, path))
        if code == 0, durably { code = synchronize(file, path) }
        if close(file) != 0, code == 0 { code = errno }
        if code != 0 {
            unlinkat(folder, name, 0)
            throw FileError("write", path, code)
        }
    }

    /// Waits until a file's bytes are on the disk.
    ///
    /// - Returns: 0, or the errno.
    func synchronize(_ file: Int32, _ path: String) -> Int32 {
        let refused = fault(.sync, path)
        if refused != 0 { return refused }
        return fdatasync(file) == 0 ? 0 : errno
    }

    static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", path) }
        return (String(path[..<slash]), String(path[path.utf8.index(after: slash)...]))
    }
}

/// Writes all of `bytes` at the descriptor's position.
///
/// - Parameter refused: the errno that a test wants after half of them, or 0.
/// - Returns: 0, or the errno.
func writeAll(_ bytes: [UInt8], to file: Int32, _ refused: Int32 = 0) -> Int32 {
    bytes.withUnsafeBytes { buffer in
        let wanted = refused == 0 ? buffer.count : buffer.count / 2
        var written = 0
        while written < wanted {
            let count = write(file, buffer.baseAddress.map { $0 + written }, wanted - written)
            if count < 0, errno == EINTR { continue }
            if count < 0 { return errno }
            written += count
        }
        return refused
    }
}

extension Disk {
    /// Adds bytes to the end of a file, which is made when it is not there.
    public func append(_ bytes: [UInt8], to path: String) throws(FileError) {
        let file = pipeline_open(descriptor, path, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        guard file >= 0 else { throw FileError("write", path, -file) }
        defer { close(file) }
        let code = writeAll(bytes, to: file, fault(.write, path))
        guard code == 0 else { throw FileError("write", path, code) }
    }

    /// Cuts a file to a length; one that is not there stays away.
    public func truncate(_ path: String, to length: Int) throws(FileError) {
        try meetFaults(.truncate, path)
        let file = pipeline_open(descriptor, path, O_WRONLY, 0)
        if file == -ENOENT { return }
        guard file >= 0 else { throw FileError("write", path, -file) }
        defer { close(file) }
        guard ftruncate(file, off_t(length)) == 0 else { throw FileError("write", path, errno) }
    }

    /// Whether changes on this disk get stamps fine enough to tell two of them apart within 20 ms.
    public var hasFineStamps: Bool { pipeline_has_fine_stamps(descriptor) == 1 }
}
