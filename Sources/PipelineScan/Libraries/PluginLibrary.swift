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
