import CSystem
import Glibc
import TaskGraph

/// A file's bytes in memory; pages are loaded when they are looked at, and changes stay private.
///
/// The file must be one that is only ever replaced, never written in place: ours are.
public final class MappedFile: MappedMemory, @unchecked Sendable {
    // Unchecked: the pointer never changes; who writes through it sees to the order.
    public let bytes: UnsafeMutableRawBufferPointer

    /// - Returns: `nil` when there is no such file, or nothing in it.
    /// - Throws: when it is there and cannot be mapped.
    public init?(_ path: String, on disk: Disk) throws(FileError) {
        let file = disk.open(path, O_RDONLY, 0)
        if file == -ENOENT { return nil }
        guard file >= 0 else { throw FileError("open", path, -file) }
        defer { close(file) }
        let size = Int(lseek(file, 0, SEEK_END))
        guard size > 0 else { return nil }
        guard let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0),
            start != MAP_FAILED
        else { throw FileError("read", path, errno) }
        bytes = UnsafeMutableRawBufferPointer(start: start, count: size)
    }

    deinit {
        munmap(bytes.baseAddress, bytes.count)
    }

    /// Gives back the memory of a part that nobody has changed; what is looked at later is loaded
    /// again.
    public func letGo(_ start: Int, _ count: Int) {
        guard let part = part(start, count), let address = part.baseAddress else { return }
        let page = UInt(getpagesize())
        let first = (UInt(bitPattern: address) + page - 1) / page * page
        let end = (UInt(bitPattern: address) + UInt(part.count)) / page * page
        guard first < end, let whole = UnsafeMutableRawPointer(bitPattern: first) else { return }
        madvise(whole, Int(end - first), MADV_DONTNEED)
    }

    /// A part of the file; `nil` when it does not lie wholly within.
    public func part(_ start: Int, _ count: Int) -> UnsafeMutableRawBufferPointer? {
        guard start >= 0, count >= 0, start <= bytes.count, count <= bytes.count - start else {
            return nil
        }
        return UnsafeMutableRawBufferPointer(rebasing: bytes[start..<start + count])
    }
}
