import CSystem
import Glibc

/// What the libraries print on standard error, which is the only place where they say what is wrong
/// with a file.
///
/// Standard error is a memory file of the build tool. When this program is started by hand it may be
/// anything, and is then replaced by a memory file of our own.
struct CapturedLog {
    init() {
        guard lseek(2, 0, SEEK_CUR) < 0 || isatty(2) == 1 else { return }
        let file = pipeline_memory_file("pipeline-scan")
        if file >= 0 {
            dup2(file, 2)
            close(file)
        }
    }

    /// Forgets what was printed so far.
    func clear() {
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
