import ContentDigest
import Glibc
import Synchronization
import TaskGraph

/// Where artifacts and accounts lie: one file that only grows, and files of their own for what is
/// large.
///
/// Nothing read from it is believed: an artifact is compared with its digest, an account with its
/// checksum, and what does not agree counts as lost. So a torn tail, a flipped bit or a foreign file
/// costs work done again, never a wrong result.
///
/// - Thread: `append` by one owner, `read` by anybody.
public final class ArtifactPack: Sendable {
    /// An artifact above this many bytes lies in a file of its own.
    public static let largeSize = 64 * 1024

    private struct Tail {
        /// Bytes that are not in the file yet, and where they will begin.
        var buffer: [UInt8] = []
        var start: UInt64
        /// Set when the disk refused; from then on nothing is kept.
        var failure: FileError?
        /// Where artifacts of this session lie, so that equal ones are kept once.
        var places: [ContentDigest: ArtifactRef] = [:]
        var hasLarge = false
    }

    private let disk: Disk
    private let folder: String
    private let path: String
    /// Below 0 when there is no file to read.
    private let file: Int32
    private let tail: Mutex<Tail>

    /// Opens the pack in `folder`, a path below the disk's root.
    ///
    /// - Parameters:
    ///   - number: which one; collecting writes the next.
    ///   - isReadOnly: whether to open it for reading; one that is not there then holds nothing. Else
    ///     it is begun.
    public init(
        in folder: String, on disk: Disk, number: UInt64 = 0, isReadOnly: Bool = false
    ) throws(FileError) {
        self.disk = disk
        self.folder = folder
        path = "\(folder)/\(Self.name(number))"
        file = disk.open(path, isReadOnly ? O_RDONLY : O_RDWR | O_CREAT, 0o644)
        if isReadOnly, file == -ENOENT {
            tail = Mutex(Tail(start: 0))
            return
        }
        guard file >= 0 else { throw FileError("open", path, -file) }
        let size = lseek(file, 0, SEEK_END)
        guard size >= 0 else { throw FileError("open", path, errno) }
        tail = Mutex(Tail(start: UInt64(size)))
    }

    deinit { if file >= 0 { close(file) } }

    /// Name of a pack's file.
    public static func name(_ number: UInt64) -> String { number == 0 ? "pack" : "pack-\(number)" }

    /// Brings what was appended to the disk itself.
    public func sync() throws(FileError) {
        try flush()
        let code = disk.synchronize(file, path)
        if code != 0 { throw FileError("sync", path, code) }
    }

    /// Bytes in the pack, those not written yet included.
    public var size: UInt64 { tail.withLock { $0.start + UInt64($0.buffer.count) } }

    /// Whether an artifact in a file of its own was kept since the pack was opened.
    public var hasLargeArtifacts: Bool { tail.withLock { $0.hasLarge } }

    /// Keeps an artifact.
    ///
    /// - Returns: where it lies. When the disk refused, a place where nothing is found.
    public func append(_ bytes: [UInt8], digest: ContentDigest) -> ArtifactRef {
        let length = UInt32(clamping: bytes.count)
        guard bytes.count > Self.largeSize else {
            if let known = tail.withLock({ $0.places[digest] }) { return known }
            let place = ArtifactRef(offset: appendRaw(bytes), length: length)
            if bytes.count > 512 {
                tail.withLock { tail in
                    if tail.places.count >= 1 << 16 { tail.places = [:] }
                    tail.places[digest] = place
                }
            }
            return place
        }
        tail.withLock { $0.hasLarge = true }
        do throws(FileError) {
            _ = try disk.replace(
                largePath(digest), with: bytes, temporaryFolder: "\(folder)/temporary")
        } catch {
            tail.withLock { $0.failure = $0.failure ?? error }
        }
        return ArtifactRef(offset: .max, length: length)
    }

    /// The artifact at `place`; `nil` when it is lost or its bytes are not those of `digest`.
    public func read(_ place: ArtifactRef, digest: ContentDigest) -> [UInt8]? {
        let bytes: [UInt8]?
        if place.offset == .max {
            bytes = (try? disk.read(largePath(digest)))?.bytes
        } else {
            bytes = readRaw(place.offset, Int(place.length))
        }
        guard let bytes, ContentDigest(of: bytes) == digest else { return nil }
        return bytes
    }

    /// Keeps an account, with its length and checksum before it.
    public func appendSealed(_ payload: [UInt8]) -> UInt64 {
        var sealed: [UInt8] = []
        sealed.reserveCapacity(payload.count + 12)
        withUnsafeBytes(of: UInt32(payload.count).littleEndian) { sealed.append(contentsOf: $0) }
        let sum = payload.withUnsafeBytes { checksum64($0, seed: UInt64(payload.count)) }
        withUnsafeBytes(of: sum.littleEndian) { sealed.append(contentsOf: $0) }
        sealed += payload
        return appendRaw(sealed)
    }

    /// The account at `offset`; `nil` when it is lost or damaged.
    public func readSealed(_ offset: UInt64) -> [UInt8]? {
        // Most accounts fit into one read; the length tells when one does not.
        guard let head = readRaw(offset, 12) else { return nil }
        let (length, sum) = head.withUnsafeBytes {
            (
                UInt32(littleEndian: $0.loadUnaligned(as: UInt32.self)),
                UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 4, as: UInt64.self))
            )
        }
        guard let payload = readRaw(offset + 12, Int(length)) else { return nil }
        let found = payload.withUnsafeBytes { checksum64($0, seed: UInt64(payload.count)) }
        return found == sum ? payload : nil
    }

    /// Writes what was appended since the last time.
    ///
    /// - Throws: what the disk refused since then, once.
    public func flush() throws(FileError) {
        let failure = tail.withLock { tail in
            if tail.failure == nil, !tail.buffer.isEmpty { tail.failure = flush(&tail) }
            defer { tail.failure = nil }
            return tail.failure
        }
        if let failure { throw failure }
    }

    private func appendRaw(_ bytes: [UInt8]) -> UInt64 {
        tail.withLock { tail in
            let offset = tail.start + UInt64(tail.buffer.count)
            tail.buffer += bytes
            if tail.buffer.count > 1 << 18, tail.failure == nil { tail.failure = flush(&tail) }
            return offset
        }
    }

    private func flush(_ tail: inout Tail) -> FileError? {
        guard lseek(file, off_t(tail.start), SEEK_SET) >= 0 else {
            return FileError("write", path, errno)
        }
        let code = writeAll(tail.buffer, to: file, disk.fault(.write, path))
        guard code == 0 else { return FileError("write", path, code) }
        tail.start += UInt64(tail.buffer.count)
        tail.buffer.removeAll(keepingCapacity: true)
        return nil
    }

    private func readRaw(_ offset: UInt64, _ count: Int) -> [UInt8]? {
        let (end, overflow) = offset.addingReportingOverflow(UInt64(count))
        guard !overflow else { return nil }
        let buffered: [UInt8]? = tail.withLock { tail in
            guard end > tail.start else { return nil }
            guard offset >= tail.start, end <= tail.start + UInt64(tail.buffer.count) else {
                return []
            }
            let first = Int(offset - tail.start)
            return Array(tail.buffer[first..<first + count])
        }
        if let buffered { return buffered.count == count ? buffered : nil }
        if disk.fault(.read, path) != 0 { return nil }
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { target, filled in
            let got = pread(file, target.baseAddress, count, off_t(offset))
            filled = max(0, got)
        }
        return bytes.count == count ? bytes : nil
    }

    private func largePath(_ digest: ContentDigest) -> String {
        let name = digest.description
        return "\(folder)/objects/\(name.prefix(2))/\(name)"
    }
}
