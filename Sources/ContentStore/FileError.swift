import CSystem
import Glibc

/// The system refused an operation on a file.
public struct FileError: Error, Hashable, Sendable {
    /// What was tried, as a verb: "read", "write", "list".
    public var operation: String
    public var path: String
    /// As in `errno`.
    public var code: Int32
    /// With `EFBIG`: most bytes that are read.
    public var limit: Int

    public init(_ operation: String, _ path: String, _ code: Int32, limit: Int = 0) {
        self.operation = operation
        self.path = path
        self.code = code
        self.limit = limit
    }
}

extension FileError {
    /// Whether the system lets nobody, or not this user, change anything there.
    public var isRefusal: Bool { code == EROFS || code == EACCES || code == EPERM }
}

extension FileError: CustomStringConvertible {
    public var description: String { "cannot \(operation) \(path): \(reason)" }

    /// Why, in words, with what helps where that is known.
    public var reason: String {
        switch code {
        case EISDIR: "it is a folder"
        case ENOSPC: "the disk is full"
        case EROFS: "it lies on a read-only file system"
        case EXDEV: "a link on the way leads out of the workspace"
        case EACCES: "permission denied"
        case EFBIG: "it is larger than \(limit) bytes, the most that are read"
        case EBUSY: "it changes all the time"
        case EINVAL: "it is neither a file nor a folder"
        default: String(cString: strerror(code))
        }
    }
}
