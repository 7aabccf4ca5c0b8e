import ContentDigest
import ContentStore
import Synchronization

/// Digests of files that many nodes read, as programs that commands run: each is read once.
///
/// - Thread: any.
public final class FileDigests: Sendable {
    private let known = Mutex<[String: ObservedFile]>([:])
    /// A file that changed so shortly before it was looked at is read again.
    private static let youth: Int64 = 2_000_000_000

    /// Knows nothing yet.
    public init() {}

    func look(at path: String, on disk: Disk) throws(FileError) -> ObservedFile {
        let seenAt = fileClock()
        let identity = try disk.identity(of: path)
        if var file = known.withLock({ $0[path] }), file.identity == identity,
            max(identity.changed, identity.modified) < file.seenAt - Self.youth
        {
            file.seenAt = seenAt
            return file
        }
        let file = try Self.read(path, on: disk)
        known.withLock { $0[path] = file }
        return file
    }

    static func read(_ path: String, on disk: Disk) throws(FileError) -> ObservedFile {
        let seenAt = fileClock()
        let found = try disk.digest(of: path)
        return ObservedFile(
            path: path, isListing: false, identity: found?.identity ?? .absent,
            digest: found?.digest ?? .absent, seenAt: seenAt)
    }
}
