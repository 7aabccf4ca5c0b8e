import Diagnostics
import Glibc

/// Finds the library of a VST3 plugin: a bundle has one for each architecture; a plugin may also be
/// a library alone.
enum VST3Bundle {
    /// As the standard names the folder of an architecture.
    static var architecture: String {
        #if arch(arm64)
            "aarch64-linux"
        #else
            "x86_64-linux"
        #endif
    }

    static func library(of path: String) throws(LibraryProblem) -> String {
        guard let entries = entries(of: path) else { return path }
        let folder = "\(path)/Contents/\(architecture)"
        guard let files = self.entries(of: folder) else {
            let others = (self.entries(of: path + "/Contents") ?? [])
                .filter { $0.contains("-") || $0 == "MacOS" }
            throw LibraryProblem(
                "plugin.other-architecture",
                "the bundle holds no library for \(architecture)"
                    + (others.isEmpty ? "" : "; it has \(others.joined(separator: ", "))")
                    + (entries.isEmpty ? "; it is empty" : ""),
                path: path)
        }
        let name = name(of: path) + ".so"
        if files.contains(name) { return "\(folder)/\(name)" }
        // A bundle that was renamed still has one library.
        let libraries = files.filter { $0.hasSuffix(".so") }
        if libraries.count == 1 { return "\(folder)/\(libraries[0])" }
        throw LibraryProblem(
            "plugin.missing-file",
            "the bundle needs the library Contents/\(architecture)/\(name), but it is not there",
            path: path)
    }

    /// The last part of a path, without what tells its kind.
    private static func name(of path: String) -> String {
        let last = path.split(separator: "/").last ?? ""
        return String(last.hasSuffix(".vst3") ? last.dropLast(5) : last)
    }

    /// - Returns: Names, sorted; `nil` for what is no folder.
    private static func entries(of folder: String) -> [String]? {
        guard let stream = opendir(folder) else { return nil }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
