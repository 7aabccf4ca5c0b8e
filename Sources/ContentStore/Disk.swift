import CSystem
import Glibc

/// What identifies a file's content without reading it.
public struct FileIdentity: Hashable, Sendable {
    public var inode: UInt64 = 0
    public var size: UInt64 = 0
    /// Nanoseconds since 1970.
    public var modified: Int64 = 0
    public var changed: Int64 = 0
    public var device: UInt64 = 0
    /// Type and permissions, as `st_mode` has them.
    public var mode: UInt32 = 0

    /// Of a file that is not there.
    public static let absent = FileIdentity()

    public init() {}

    public init(_ raw: pipeline_identity) {
        inode = raw.inode
        size = raw.size
        modified = raw.modified_ns
        changed = raw.changed_ns
        device = raw.device
        mode = raw.mode
    }

    public var isAbsent: Bool { inode == 0 && mode == 0 }
    // The type bits of `st_mode`; the C macros are ambiguous here.
    public var isRegularFile: Bool { mode & 0o170000 == 0o100000 }
    public var isFolder: Bool { mode & 0o170000 == 0o040000 }
}

/// One name in a folder.
public struct FolderEntry: Hashable, Sendable {
    public enum Kind: UInt8, Sendable {
        case file, folder
        /// A pipe, a socket, a device, or a link that leads nowhere.
        case other
        /// Whatever it is: its name is not UTF-8, so that no path can name it.
        case nameless
    }

    /// What is not UTF-8 in it is replaced.
    public var name: String
    /// Of what a link leads to.
    public var kind: Kind
    public var isLink: Bool

    /// An entry of its parts.
    public init(name: String, kind: Kind, isLink: Bool = false) {
        self.name = name
        self.kind = kind
        self.isLink = isLink
    }
}

/// Reads and writes below a folder; paths are relative to it, or absolute.
///
/// The one place where this module and the engine touch files. A descriptor of the folder stays
/// open for as long as the value lives.
public final class Disk: Sendable {
    /// Absolute path of the folder.
    public let root: String
    let descriptor: Int32
    let faults: DiskFaults?

    /// - Parameter faults: what to refuse, in tests; nothing otherwise.
    /// - Throws: when the folder cannot be opened.
    public init(root: String, faults: DiskFaults? = nil) throws(FileError) {
        self.root = root
        self.faults = faults
        let opened = pipeline_open(AT_FDCWD, root, O_PATH | O_DIRECTORY, 0)
        guard opened >= 0 else { throw FileError("open", root, -opened) }
        descriptor = opened
    }

    deinit { close(descriptor) }

    /// The errno that a test wants here, or 0.
    @inline(__always)
    func fault(_ operation: DiskOperation, _ path: String) -> Int32 {
        guard let faults else { return 0 }
        return faults(operation, path)
    }

    /// - Throws: the fault that a test wants here.
    @inline(__always)
    func meetFaults(_ operation: DiskOperation, _ path: String) throws(FileError) {
        let code = fault(operation, path)
        if code != 0 {
            throw FileError(operation == .look ? "look at" : operation.rawValue, path, code)
        }
    }

    /// What is at `path` now.
    ///
    /// - Parameter followsLinks: whether a link stands for what it leads to.
    /// - Throws: unless the file is there or plainly absent.
    public func identity(
        of path: String, followsLinks: Bool = true
    ) throws(FileError) -> FileIdentity {
        try meetFaults(.look, path)
        var raw = pipeline_identity()
        let flags = followsLinks ? 0 : AT_SYMLINK_NOFOLLOW
        let code = pipeline_identify(descriptor, path.isEmpty ? "." : path, flags, &raw)
        if code == ENOENT || code == ENOTDIR { return .absent }
        guard code == 0 else { throw FileError("look at", path, code) }
        return FileIdentity(raw)
    }

    /// The bytes of a file together with the identity they were read under; `nil` when it is absent.
    ///
    /// - Parameter limit: Most bytes that are read.
    /// - Throws: also when the file is larger, or keeps changing while it is read.
    public func read(
        _ path: String, limit: Int = .max
    ) throws(FileError) -> (bytes: [UInt8], identity: FileIdentity)? {
        try meetFaults(.read, path)
        for _ in 0..<4 {
            let file = pipeline_open(descriptor, path, O_RDONLY | O_NONBLOCK, 0)
            if file == -ENOENT || file == -ENOTDIR { return nil }
            guard file >= 0 else { throw FileError("read", path, -file) }
            defer { close(file) }
            let before = try identity(ofOpen: file, path)
            if before.isFolder { throw FileError("read", path, EISDIR) }
            guard before.isRegularFile else { throw FileError("read", path, EINVAL) }
            guard before.size <= UInt64(limit) else {
                throw FileError("read", path, EFBIG, limit: limit)
            }
            let bytes = try contents(of: file, expecting: Int(before.size), path)
            if try identity(ofOpen: file, path) == before { return (bytes, before) }
        }
        throw FileError("read", path, EBUSY)
    }

    /// The names in a folder, sorted by their bytes; `nil` when there is no such folder.
    public func list(
        _ path: String
    ) throws(FileError) -> (entries: [FolderEntry], identity: FileIdentity)? {
        try meetFaults(.list, path)
        let opened = pipeline_open(
            descriptor, path.isEmpty ? "." : path, O_RDONLY | O_DIRECTORY, 0)
        if opened == -ENOENT || opened == -ENOTDIR { return nil }
        guard opened >= 0 else { throw FileError("list", path, -opened) }
        let seen: FileIdentity
        do throws(FileError) { seen = try identity(ofOpen: opened, path) } catch {
            close(opened)
            throw error
        }
        guard let stream = fdopendir(opened) else {
            close(opened)
            throw FileError("list", path, errno)
        }
        defer { closedir(stream) }
        var entries: [FolderEntry] = []
        while let entry = readdir(stream) {
            let (name, isText) = Self.name(of: entry)
            if name == "." || name == ".." { continue }
            let type = entry.pointee.d_type
            entries.append(
                FolderEntry(
                    name: name, kind: isText ? kind(type, name, in: opened) : .nameless,
                    isLink: type == UInt8(DT_LNK)))
        }
        entries.sort { $0.name.precedesByBytes($1.name) }
        return (entries, seen)
    }

    /// The name of an entry, and whether it is UTF-8.
    private static func name(of entry: UnsafeMutablePointer<dirent>) -> (String, isText: Bool) {
        withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { name in
                if let text = String(validatingCString: name) { return (text, true) }
                return (String(cString: name), false)
            }
        }
    }

    private func kind(_ type: UInt8, _ name: String, in folder: Int32) -> FolderEntry.Kind {
        switch Int32(type) {
        case Int32(DT_REG): return .file
        case Int32(DT_DIR): return .folder
        case Int32(DT_LNK), Int32(DT_UNKNOWN):
            var raw = pipeline_identity()
            guard pipeline_identify(folder, name, 0, &raw) == 0 else { return .other }
            let identity = FileIdentity(raw)
            return identity.isRegularFile ? .file : identity.isFolder ? .folder : .other
        default: return .other
        }
    }

    private func identity(ofOpen file: Int32, _ path: String) throws(FileError) -> FileIdentity {
        var raw = pipeline_identity()
        let code = pipeline_identify(file, "", AT_EMPTY_PATH, &raw)
        guard code == 0 else { throw FileError("look at", path, code) }
        return FileIdentity(raw)
    }

    private func contents(
        of file: Int32, expecting size: Int, _ path: String
    ) throws(FileError) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let got = Glibc.read(file, buffer.baseAddress.map { $0 + count }, size - count)
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = errno }
                if got <= 0 { return }
                count += got
            }
        }
        guard failure == 0 else { throw FileError("read", path, failure) }
        return bytes
    }
}

extension Disk {
    /// A descriptor by which names in a folder can be looked at; below 0 when there is none.
    public func openForLooking(_ folder: String) -> Int32 {
        let code = fault(.open, folder)
        if code != 0 { return -code }
        return pipeline_open(
            descriptor, folder.isEmpty ? "." : folder, O_PATH | O_DIRECTORY, 0)
    }
}

extension Disk {
    /// Opens a file; the caller closes it. Below 0 it is minus the errno.
    public func open(_ path: String, _ flags: Int32, _ mode: UInt32) -> Int32 {
        let code = fault(.open, path)
        return code != 0 ? -code : pipeline_open(descriptor, path, flags, mode)
    }

    /// Makes a FIFO in the place of what is there; see `pipeline_fifo`.
    ///
    /// - Returns: 0, or the errno.
    public func makeFIFO(_ path: String, _ ends: UnsafeMutablePointer<Int32>?) -> Int32 {
        pipeline_fifo(descriptor, path, ends)
    }
}
