import CSystem
import Glibc

/// The only folder that a module's process may write in; it has its HOME and its place for temporary
/// files there, both empty when the process starts.
struct PrivateFolder {
    let path: String
    var home: String { path + "/home" }
    var temporary: String { path + "/tmp" }

    /// Makes the folder, and makes it this process's HOME and current folder.
    ///
    /// - Parameter base: Where to make it; `nil` for the system's folder for temporary files.
    /// - Returns: `nil` when it cannot be made.
    init?(in base: String?) {
        var template = Array(((base ?? "/tmp") + "/plugin-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { return nil }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        makeAfresh()
        setenv("HOME", home, 1)
        setenv("TMPDIR", temporary, 1)
        for (name, place) in [
            ("CONFIG", ".config"), ("DATA", ".local/share"), ("CACHE", ".cache"),
            ("STATE", ".local/state"),
        ] { setenv("XDG_\(name)_HOME", home + "/" + place, 1) }
        chdir(home)
    }

    /// Gives the next process two empty folders, whatever the last one did to them.
    ///
    /// - Returns: What there was below the old HOME, by its paths there, sorted.
    func renew() -> [String] {
        if pipeline_is_empty_folder(home) == 1, pipeline_is_empty_folder(temporary) == 1 {
            return []
        }
        let written = files(in: home)
        _ = pipeline_remove_tree(home)
        _ = pipeline_remove_tree(temporary)
        makeAfresh()
        chdir(home)
        return written.sorted()
    }

    func remove() {
        chdir("/")
        _ = pipeline_remove_tree(path)
    }

    private func makeAfresh() {
        mkdir(path, 0o700)
        mkdir(home, 0o700)
        mkdir(temporary, 0o700)
    }

    /// Files below a folder, and folders with nothing in them; no more than anyone reads.
    private func files(in folder: String, from start: String = "", depth: Int = 0) -> [String] {
        // A plugin may have put a link in its place.
        let descriptor = depth < 10 ? pipeline_open_folder(folder) : -1
        guard descriptor >= 0, let entries = fdopendir(descriptor) else { return [] }
        defer { closedir(entries) }
        var found: [String] = []
        while found.count < 100, let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name != ".", name != ".." else { continue }
            let isFolder = entry.pointee.d_type == UInt8(DT_DIR)
            let inner =
                isFolder
                ? files(in: folder + "/" + name, from: start + name + "/", depth: depth + 1) : []
            found += inner.isEmpty ? [start + name] : inner
        }
        return found
    }
}
