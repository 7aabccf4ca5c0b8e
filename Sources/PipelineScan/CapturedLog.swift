import CSystem
import Glibc

/// What the libraries print on standard error, which is the only place where they say what is wrong
/// with a file.
///
/// The build tool gives its workers a memory file as standard error. When this program is started by
/// hand, standard error may be anything, and is replaced by a memory file of our own.
struct CapturedLog {
    /// - Parameter isMemoryFile: whether standard error may be read and cut at will.
    init(isMemoryFile: Bool) {
        guard !isMemoryFile else { return }
        let file = pipeline_memory_file("pipeline-scan")
        guard file >= 0, dup2(file, 2) == 2 else { _exit(4) }
        close(file)
    }

    /// Forgets what was printed so far, and what a plugin made of the descriptor, which all processes share:
    /// where the next one writes must not hang on the one before.
    func clear() {
        _ = fcntl(2, F_SETFL, O_APPEND)
        if lseek(2, 0, SEEK_END) > 0 { ftruncate(2, 0) }
    }

    /// The lines printed since the last `clear()`, at most the first 64 KiB.
    func lines() -> [String] {
        guard lseek(2, 0, SEEK_END) > 0 else { return [] }
        let bytes = [UInt8](unsafeUninitializedCapacity: 65536) { space, initialized in
            initialized = max(0, pread(2, space.baseAddress, space.count, 0))
        }
        return bytes.split(separator: UInt8(ascii: "\n")).map {
            String(decoding: $0, as: UTF8.self)
        }
    }
}
