import ContentStore
import Glibc

/// Where a report goes: a file that appears complete, or standard output for `-`.
final class ReportFile {
    private let path: String
    private let temporary: String
    private var file: Int32
    private var buffer: [UInt8] = []
    private var failure: Int32 = 0

    /// Begins a report; its folder is made when it is not there.
    ///
    /// - Throws: when nothing can be written there.
    init(_ path: String) throws {
        self.path = path
        if path == "-" {
            (temporary, file) = ("", STDOUT_FILENO)
            return
        }
        let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        let (folder, name) = (String(path[..<slash]), String(path[slash...]))
        Self.makeFolders(folder)
        temporary = "\(folder).\(name).\(getpid())"
        file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        if file < 0 {
            throw fail(
                "cannot write \(path): \(String(cString: strerror(errno)))", Outcome.otherFailure)
        }
    }

    /// A report that was begun and never ended leaves nothing.
    deinit {
        if file > STDOUT_FILENO {
            close(file)
            unlink(temporary)
        }
    }

    /// Adds to the report; standard output gets it at once.
    func add(_ bytes: [UInt8]) {
        buffer += bytes
        if path == "-" || buffer.count > 1 << 16 { flush() }
    }

    /// Ends the report: from now on the file is there.
    ///
    /// - Returns: whether all of it could be written; else a message was printed.
    func finish() -> Bool {
        flush()
        if path != "-" {
            if close(file) != 0, failure == 0 { failure = errno }
            if failure == 0, rename(temporary, path) != 0 { failure = errno }
            if failure != 0 { unlink(temporary) }
        }
        file = -1
        if failure == 0 { return true }
        printMessage("pipeline: cannot write \(path): \(String(cString: strerror(failure)))\n")
        return false
    }

    private func flush() {
        var rest = buffer[...]
        while !rest.isEmpty, failure == 0 {
            let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0 {
                failure = errno
            } else {
                rest = rest.dropFirst(count)
            }
        }
        buffer = []
    }

    private static func makeFolders(_ folder: String) {
        var made = folder.hasPrefix("/") ? "/" : ""
        for part in folder.split(separator: "/") {
            made += part + "/"
            mkdir(made, 0o755)
        }
    }
}
