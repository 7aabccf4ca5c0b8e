import Glibc

/// Where a folder to install into is, or would be.
///
/// Missing folders appear by one rename, with the record that says they are ours in them, and go by
/// one rename too.
public struct InstallationPlace {
    /// Absolute path of the folder.
    public let path: String
    /// The nearest folder above it that is there, and the names from there to it.
    private let base: Disk
    private let missing: [String]

    private static let newPrefix = ".pipeline-new-"
    private static let oldPrefix = ".pipeline-old-"

    /// - Parameters:
    ///   - path: absolute; need not be there.
    ///   - faults: as for `Disk`.
    public init(_ path: String, faults: DiskFaults? = nil) throws(FileError) {
        self.path = path
        var folder = path
        var missing: [String] = []
        while access(folder, F_OK) != 0, errno == ENOENT, folder != "/", !folder.isEmpty {
            let (above, name) = Disk.split(folder)
            missing.insert(name, at: 0)
            folder = above.isEmpty ? "/" : above
        }
        base = try Disk(root: folder, faults: faults)
        self.missing = missing
    }

    /// Whether the folder is there.
    public var exists: Bool { missing.isEmpty }

    /// The folder as it is; `nil` when it is not there.
    public func folder() throws(InstallationError) -> InstalledFolder? {
        exists ? try InstalledFolder(base) : nil
    }

    /// Keeps others away from the folder, or from the one that it is to be made in,
    /// while `body` works.
    public func whileHeld<Value>(_ body: () throws -> Value) throws -> Value {
        let hold = try base.hold()
        let value = try body()
        hold.release()
        return value
    }

    /// Makes the folder when it is not there.
    public func make() throws(FileError) {
        try clearLeftovers()
        guard let first = missing.first else { return }
        var record = InstallationRecord()
        record.madeFolders = missing.count
        let top = Self.newPrefix + String(getpid())
        var folder = top
        try base.addFolder(folder)
        for name in missing.dropFirst() + [InstalledFolder.own] {
            folder += "/" + name
            try base.addFolder(folder)
        }
        try base.create(folder + "/installed", with: record.bytes)
        try base.move(top, to: first)
    }

    /// When nothing is installed any more: removes the record, and the folders that were made for
    /// the files as far as nothing else lies in them.
    public func clear() throws(InstallationError) {
        guard exists else {
            do throws(FileError) { try clearLeftovers() } catch { throw .file(error) }
            return
        }
        let record = try InstalledFolder(base).record
        guard record.files.isEmpty else { return }
        do throws(FileError) {
            var (folder, count) = (path, 0)
            var child = InstalledFolder.own
            while count < record.madeFolders, try holds(only: child, folder) {
                let (above, name) = Disk.split(folder)
                (child, folder, count) = (name, above.isEmpty ? "/" : above, count + 1)
            }
            if count > 0 {
                let above = try Disk(root: folder, faults: base.faults)
                let old = Self.oldPrefix + String(getpid())
                try above.move(child, to: old)
                try above.removeTree(old)
            } else if try base.list(InstalledFolder.own) != nil {
                try base.removeFile(InstalledFolder.recordPath)
                for name in [InstalledFolder.backups, InstalledFolder.own]
                where try base.list(name)?.entries.isEmpty ?? false {
                    try base.removeFolder(name)
                }
            }
            try clearLeftovers()
        } catch { throw .file(error) }
    }

    /// Whether a folder holds one name and nothing else; our own folder must hold nothing but the
    /// record.
    private func holds(only name: String, _ folder: String) throws(FileError) -> Bool {
        guard try base.list(folder)?.entries.map(\.name) == [name] else { return false }
        guard name == InstalledFolder.own else { return true }
        let inside = try base.list(folder + "/" + name)?.entries.map(\.name) ?? []
        return Set(inside).isSubset(of: ["installed"])
    }

    /// What killed runs left of folders that they were about to make or to remove, beside the
    /// folder and those above it.
    private func clearLeftovers() throws(FileError) {
        var folder = exists ? Disk.split(path).folder : base.root
        for _ in 0..<3 {
            let root = folder.isEmpty ? "/" : folder
            let listing = (try? base.list(root)) ?? nil
            for entry in listing?.entries ?? [] where Self.isLeftover(entry.name) {
                try Disk(root: root, faults: base.faults).removeTree(entry.name)
            }
            folder = Disk.split(root).folder
        }
    }

    /// Whether a name is one of ours whose maker is not at work any more.
    private static func isLeftover(_ name: String) -> Bool {
        for prefix in [newPrefix, oldPrefix] where name.hasPrefix(prefix) {
            guard let maker = pid_t(name.dropFirst(prefix.count)) else { return false }
            return maker == getpid() || kill(maker, 0) != 0
        }
        return false
    }
}
