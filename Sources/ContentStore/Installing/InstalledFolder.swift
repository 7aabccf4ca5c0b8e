import ContentDigest

/// A folder of another program, into which files are installed so that its former state can come
/// back.
///
/// A record in the hidden folder `.pipeline` says which files are ours, and what stood in their
/// place lies there too: on the same disk, so that it moves by one rename, with its permissions and
/// time stamps; and in the folder, so that all workspaces see it, and it moves where the folder is
/// moved. The record is written before what it tells of is done, and each step is one rename,
/// removal or new folder. What a killed run left is told from the record and what is there, and the
/// next run takes it from there.
public struct InstalledFolder {
    static let own = ".pipeline"
    static let recordPath = own + "/installed"
    static let backups = own + "/backups"

    let disk: Disk
    /// Our files, with what killed runs left of them already put straight.
    public internal(set) var record: InstallationRecord
    /// The files that the record still names although they are gone or given back.
    var forgotten: Set<String> = []

    /// Reads the record of a folder.
    public init(_ disk: Disk) throws(InstallationError) {
        self.disk = disk
        record = try Self.readRecord(disk)
        for (name, file) in record.files {
            var file = file
            if let backup = file.backup,
                try wrap({ () throws(FileError) in
                    try disk.identity(of: backup, followsLinks: false).isAbsent
                })
            {
                file.backup = nil
                // What stood there has not been moved yet, or has come back.
                let isOurs = try digest(of: name).map(file.digests.contains) ?? false
                if !isOurs {
                    record.files[name] = nil
                    forgotten.insert(name)
                    continue
                }
                record.files[name] = file
            }
        }
    }

    private static func readRecord(_ disk: Disk) throws(InstallationError) -> InstallationRecord {
        let found: [UInt8]?
        do throws(FileError) { found = try disk.read(recordPath)?.bytes } catch {
            throw .file(error)
        }
        guard let found else { return InstallationRecord() }
        guard let record = InstallationRecord(bytes: found) else {
            throw .damagedRecord(path: disk.root + "/" + recordPath)
        }
        return record
    }

    func wrap<Value>(
        _ body: () throws(FileError) -> Value
    ) throws(InstallationError) -> Value {
        do throws(FileError) { return try body() } catch { throw .file(error) }
    }

    /// The digest of the file that stands under a name; `nil` when nothing or no file does.
    func digest(of name: String) throws(InstallationError) -> ContentDigest? {
        try wrap { () throws(FileError) in
            let identity = try disk.identity(of: name)
            guard identity.isRegularFile else { return nil }
            return try disk.read(name).map { ContentDigest(of: $0.bytes) }
        }
    }

    /// What stands under a name.
    enum Standing: Equatable {
        case nothing
        case file(ContentDigest)
        case other
    }

    func standing(_ name: String) throws(InstallationError) -> Standing {
        let identity = try wrap { () throws(FileError) in
            try disk.identity(of: name, followsLinks: false)
        }
        if identity.isAbsent { return .nothing }
        if identity.isFolder { return .other }
        // A link that leads nowhere is somebody's file all the same.
        return .file(try digest(of: name) ?? .absent)
    }

    /// How each of our files stands, those wanted and those recorded for `owner`, by name.
    public func states(
        of wanted: [FileToInstall], owner: String
    ) throws(InstallationError) -> [(name: String, state: InstallationState)] {
        var states: [String: InstallationState] = [:]
        for file in wanted { states[file.name] = try state(of: file, owner) }
        for (name, file) in record.files where file.owner == owner && states[name] == nil {
            states[name] = .stale
        }
        return states.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private func state(
        of file: FileToInstall, _ owner: String
    ) throws(InstallationError) -> InstallationState {
        let standing = try standing(file.name)
        guard let known = record.files[file.name] else {
            return standing == .nothing ? .notInstalled : .foreign
        }
        if known.owner != owner { return .another }
        guard case .file(let digest) = standing else {
            return standing == .nothing ? .missing : .edited
        }
        if digest == ContentDigest(of: file.bytes) { return .installed }
        return known.digests.contains(digest) ? .outdated : .edited
    }
}

/// Why files could not be installed or uninstalled.
public enum InstallationError: Error, Equatable, Sendable {
    /// The system refused.
    case file(FileError)
    /// The record of what is ours does not hold what was written.
    case damagedRecord(path: String)
}
