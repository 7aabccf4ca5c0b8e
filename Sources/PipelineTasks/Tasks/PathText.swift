/// Paths as texts: nothing here looks at a disk.
enum PathText {
    /// An absolute path without `.`, `..` and empty parts.
    static func simplified(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// A path as nodes name it, from one that is absolute or starts in a folder of the workspace.
    static func inWorkspace(_ path: String, from folder: String, root: String) -> String {
        let full = simplified(path.hasPrefix("/") ? path : "\(root)/\(folder)/\(path)")
        if full == root { return "" }
        return full.hasPrefix(root + "/") ? String(full.dropFirst(root.utf8.count + 1)) : full
    }

    /// A path of the workspace as it is written from one of its folders.
    static func relative(_ path: String, from folder: String) -> String {
        if folder.isEmpty || path.hasPrefix("/") { return path }
        let (here, there) = (folder.split(separator: "/"), path.split(separator: "/"))
        let shared = zip(here, there).prefix { $0 == $1 }.count
        let up = repeatElement("..", count: here.count - shared)
        return (up + there.dropFirst(shared).map(String.init)).joined(separator: "/")
    }

    static func name(_ path: String) -> String {
        String(path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...])
    }

    static func folder(_ path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }

    /// The folders that a path lies in, itself left out.
    static func ancestors(_ path: String) -> [String] {
        var found: [String] = []
        var folder = folder(path)
        while !folder.isEmpty {
            found.append(folder)
            folder = Self.folder(folder)
        }
        return found
    }
}
