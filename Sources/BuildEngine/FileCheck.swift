import CSystem
import ContentDigest
import ContentStore
import Glibc
import Synchronization
import TaskGraph

/// A file whose stamps differ from those on record, or cannot be trusted.
struct ChangedFile: Sendable {
    var file: FileID
    var identity: FileIdentity
}

/// Looks at every file on record and tells which may have changed.
///
/// One call of `statx` a file, by the descriptor of its folder; two threads when there are many.
struct FileCheck {
    private let state: BuildState
    private let disk: Disk
    /// Fewer files than this are looked at by one thread.
    private static let parallelSize = 2000

    init(_ state: BuildState, on disk: Disk) {
        self.state = state
        self.disk = disk
    }

    /// - Returns: by rising number.
    func changedFiles(width: Int) -> [ChangedFile] {
        let count = state.fileCount
        let parts = count < Self.parallelSize ? 1 : min(max(1, width), 4)
        if parts == 1 { return look(0..<count) }
        let results = Mutex([[ChangedFile]](repeating: [], count: parts))
        let check = self
        withThreads(parts) { part in
            let found = check.look(count * part / parts..<count * (part + 1) / parts)
            results.withLock { $0[part] = found }
        }
        return results.withLock { $0.flatMap { $0 } }
    }

    private func look(_ range: Range<Int>) -> [ChangedFile] {
        var changed: [ChangedFile] = []
        var folders = FolderDescriptors(state, disk)
        defer { folders.closeAll() }
        var raw = pipeline_identity()
        for index in range {
            let file = FileID(UInt32(index))
            let record = state.record(of: file)
            if !record.flags.contains(.live) { continue }
            let folder = folders.descriptor(for: state.folder(of: file))
            let flags = record.flags.contains(.output) ? AT_SYMLINK_NOFOLLOW : 0
            let code = state.fileNames.withCString(file.number) { name in
                folder.map { pipeline_identify($0, name, flags, &raw) } ?? ENOENT
            }
            if code == 0, isSame(raw, record) { continue }
            if code != 0, record.flags.contains(.absent) { continue }
            changed.append(
                ChangedFile(file: file, identity: code == 0 ? FileIdentity(raw) : .absent))
        }
        return changed
    }

    private func isSame(_ raw: pipeline_identity, _ record: FileRecord) -> Bool {
        raw.inode == record.inode && raw.changed_ns == record.changed
            && raw.modified_ns == record.modified && raw.size == record.size
            && raw.mode == record.mode && !record.flags.contains(.young)
            && raw.device == state.device(record.device)
    }
}

/// Descriptors of folders, opened when first needed.
struct FolderDescriptors {
    private let state: BuildState
    private let disk: Disk
    /// -2 for not opened yet, -1 for one that is not there.
    private var descriptors: [Int32]
    private var open: [UInt32] = []
    /// How many are open at once: a process may have 1,024 descriptors, and threads share them.
    private static let limit = 96

    init(_ state: BuildState, _ disk: Disk) {
        self.state = state
        self.disk = disk
        descriptors = [Int32](repeating: -2, count: state.folders.count)
    }

    mutating func descriptor(for folder: UInt32) -> Int32? {
        var known = descriptors[Int(folder)]
        if known == -2 {
            if open.count == Self.limit { closeAll() }
            known = max(-1, disk.openForLooking(state.folders[folder]))
            descriptors[Int(folder)] = known
            if known >= 0 { open.append(folder) }
        }
        return known < 0 ? nil : known
    }

    mutating func closeAll() {
        for folder in open {
            close(descriptors[Int(folder)])
            descriptors[Int(folder)] = -2
        }
        open = []
    }
}

/// Runs `body` with 0..<count, each on a thread of its own, and waits for all.
func withThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let threads = WorkerThreads(width: count)
    for part in 0..<count { threads.start { body(part) } }
    threads.finish()
}
