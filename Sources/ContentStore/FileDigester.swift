import CSystem
import ContentDigest
import Glibc

/// Digests files one after another in one piece of memory; for many files, where `Disk.read` would
/// ask for memory each time and look at each file twice.
///
/// - Thread: one.
public struct FileDigester: ~Copyable {
    private var buffer: UnsafeMutableRawBufferPointer
    /// A disk that refuses for a test is asked through its own door.
    private let isRefused: Bool

    /// - Parameter disk: on which the files lie.
    public init(on disk: Disk) {
        isRefused = disk.faults != nil
        buffer = .allocate(byteCount: 64 << 10, alignment: 64)
    }

    deinit { buffer.deallocate() }

    /// The digest of a file's content.
    ///
    /// - Parameters:
    ///   - name: zero-terminated, in `folder`.
    ///   - identity: what the file was seen to be just before.
    /// - Returns: `nil` when it cannot be read, or was not the same afterwards.
    public mutating func digest(
        of name: UnsafePointer<CChar>, in folder: Int32, seenAs identity: FileIdentity
    ) -> ContentDigest? {
        guard !isRefused, identity.isRegularFile, let size = Int(exactly: identity.size) else {
            return nil
        }
        let file = openat(folder, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        if size >= buffer.count {
            buffer.deallocate()
            buffer = .allocate(byteCount: size + size / 4 + 1, alignment: 64)
        }
        var count = 0
        while count < size {
            let got = read(file, buffer.baseAddress.map { $0 + count }, size - count)
            if got < 0, errno == EINTR { continue }
            if got <= 0 { return nil }
            count += got
        }
        var after = pipeline_identity()
        guard pipeline_identify(file, "", AT_EMPTY_PATH, &after) == 0,
            FileIdentity(after) == identity
        else { return nil }
        return ContentDigest(of: UnsafeRawBufferPointer(rebasing: buffer[..<size]))
    }
}
