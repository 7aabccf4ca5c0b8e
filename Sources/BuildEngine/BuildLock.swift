import CSystem
import ContentStore
import Glibc

/// Held by the one build that may change a workspace.
///
/// The lock file is never removed, so that two builds cannot hold locks on two files of one name;
/// the kernel lets go of the lock when its holder dies, however that happens.
struct BuildLock: ~Copyable {
    private let file: Int32

    /// Waits for the lock.
    ///
    /// - Parameter waiting: called once, with what the present holder says of itself, when the lock
    ///   is not free.
    init(
        at path: String, on disk: Disk, owner: String, waiting: (String) -> Void
    ) throws(FileError) {
        let opened = disk.open(path, O_RDWR | O_CREAT, 0o644)
        guard opened >= 0 else { throw FileError("write", path, -opened) }
        if flock(opened, LOCK_EX | LOCK_NB) != 0 {
            waiting(Self.holder(opened))
            while flock(opened, LOCK_EX) != 0 {
                guard errno == EINTR else {
                    let code = errno
                    close(opened)
                    throw FileError("lock", path, code)
                }
            }
        }
        file = opened
        ftruncate(opened, 0)
        _ = pwrite(opened, owner, owner.utf8.count, 0)
    }

    /// Lets the next build go on.
    consuming func release() {}

    deinit { close(file) }

    private static func holder(_ file: Int32) -> String {
        let bytes = [UInt8](unsafeUninitializedCapacity: 400) { buffer, count in
            count = max(0, pread(file, buffer.baseAddress, 400, 0))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
