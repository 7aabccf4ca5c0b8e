import CSystem
import Glibc

/// A file in memory, read where it lies.
struct MappedFile: ~Copyable, @unchecked Sendable {
    // Unchecked: the memory is only read.
    let bytes: UnsafeRawBufferPointer

    /// - Throws: `RuntimeRefusal` with what the system says.
    init(path: String) throws(RuntimeRefusal) {
        let file = try RuntimeRefusal.descriptor(
            "open", pipeline_open(AT_FDCWD, path, O_RDONLY, 0))
        defer { closeDescriptor(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0 else {
            throw RuntimeRefusal(operation: "fstat", errno: errno)
        }
        guard facts.st_size > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        let size = Int(facts.st_size)
        guard let memory = mmap(nil, size, PROT_READ, MAP_PRIVATE, file, 0), memory != MAP_FAILED
        else { throw RuntimeRefusal(operation: "mmap", errno: errno) }
        bytes = UnsafeRawBufferPointer(start: memory, count: size)
    }

    deinit {
        if let start = bytes.baseAddress {
            munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
        }
    }
}
