import CSystem
import Glibc

/// Files that this process has mapped, beyond the system's.
enum MappedFiles {
    /// What the worker has mapped itself; asked for before it forks, as modules' processes need it.
    static let ofWorker = beyondSystem()

    /// Folders whose direct content belongs to the system.
    private static let system: Set<String> = [
        "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/lib/x86_64-linux-gnu",
        "/usr/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/usr/lib/aarch64-linux-gnu",
    ]

    /// Absolute paths; without the system's libraries and what is no file.
    static func beyondSystem() -> Set<String> {
        var paths: Set<String> = []
        let text = map()
        var last: ArraySlice<UInt8> = []
        for line in text.split(separator: UInt8(ascii: "\n")) {
            guard let start = line.firstIndex(of: UInt8(ascii: "/")) else { continue }
            // A file has some lines in a row.
            let bytes = line[start...]
            if bytes == last { continue }
            last = bytes
            let path = String(decoding: bytes, as: UTF8.self)
            guard !path.hasSuffix(" (deleted)"), !path.hasPrefix("/memfd:"),
                !path.hasPrefix("/dev/"),
                let end = bytes.lastIndex(of: UInt8(ascii: "/")),
                !system.contains(String(decoding: bytes[..<end], as: UTF8.self))
            else { continue }
            paths.insert(path)
        }
        return paths
    }

    private static func map() -> [UInt8] {
        var file = pipeline_open(AT_FDCWD, "/proc/self/maps", O_RDONLY, 0)
        if file < 0 {
            // The plugin holds every descriptor that there may be, and needs them no longer.
            for descriptor in 3..<Int32(256) { close(descriptor) }
            file = pipeline_open(AT_FDCWD, "/proc/self/maps", O_RDONLY, 0)
        }
        guard file >= 0 else { return [] }
        defer { close(file) }
        var text: [UInt8] = []
        while true {
            let chunk = [UInt8](unsafeUninitializedCapacity: 65536) { space, initialized in
                initialized = max(0, read(file, space.baseAddress, space.count))
            }
            if chunk.isEmpty { return text }
            text += chunk
        }
    }
}
