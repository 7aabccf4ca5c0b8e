import CSystem
import Diagnostics
import Glibc

/// A shared library with plugins, opened for good: closing one is where plugins crash.
struct PluginLibrary {
    let path: String
    /// The loader's own handle.
    let handle: UnsafeMutableRawPointer

    /// Opens a library, with all it needs.
    ///
    /// - Throws: The loader's complaint, as a finding.
    init(_ path: String) throws(LibraryProblem) {
        self.path = path
        if let problem = FileProblem(at: path) {
            throw LibraryProblem(problem.diagnostic(path: path))
        }
        guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            var reason = dlerror().map { String(cString: $0) } ?? "the loader gives no reason"
            if reason.hasPrefix(path + ": ") { reason.removeFirst(path.count + 2) }
            throw LibraryProblem(
                Diagnostic(
                    .error, "plugin.cannot-load", "the library cannot be loaded: \(reason)",
                    path: path))
        }
        self.handle = handle
    }

    /// A function or variable of the library, as the type says.
    func symbol<Symbol>(_ name: String, as type: Symbol.Type) -> Symbol? {
        precondition(MemoryLayout<Symbol>.size == MemoryLayout<UnsafeRawPointer>.size)
        return dlsym(handle, name).map { unsafeBitCast($0, to: type) }
    }
}

/// Why a library could not be opened.
struct LibraryProblem: Error {
    let diagnostic: Diagnostic

    init(_ diagnostic: Diagnostic) { self.diagnostic = diagnostic }

    init(_ code: String, _ message: String, path: String) {
        diagnostic = Diagnostic(.error, code, message, path: path)
    }
}

/// Files that this process has mapped, beyond the system's.
enum MappedFiles {
    /// Folders whose direct content belongs to the system.
    private static let system: Set<String> = [
        "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/lib/x86_64-linux-gnu",
        "/usr/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/usr/lib/aarch64-linux-gnu",
    ]

    /// Absolute paths, sorted; without the system's libraries and what is no file.
    static func beyondSystem() -> [String] {
        var paths: Set<String> = []
        for line in lines() {
            guard let start = line.firstIndex(of: "/") else { continue }
            let path = String(line[start...])
            guard let end = path.lastIndex(of: "/"), !path.hasSuffix(" (deleted)"),
                !path.hasPrefix("/memfd:"), !path.hasPrefix("/dev/")
            else { continue }
            if !system.contains(String(path[..<end])) { paths.insert(path) }
        }
        return paths.sorted()
    }

    private static func lines() -> [Substring] {
        let file = pipeline_open(AT_FDCWD, "/proc/self/maps", O_RDONLY, 0)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var text: [UInt8] = []
        while true {
            let chunk = [UInt8](unsafeUninitializedCapacity: 65536) { space, initialized in
                initialized = max(0, read(file, space.baseAddress, space.count))
            }
            if chunk.isEmpty { break }
            text += chunk
        }
        return String(decoding: text, as: UTF8.self).split(separator: "\n")
    }
}
