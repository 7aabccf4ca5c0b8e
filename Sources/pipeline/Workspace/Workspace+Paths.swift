import Glibc

extension Workspace {
    /// What a path that the user wrote may be called here: taken from where the program was started,
    /// and taken from the workspace's folder; empty for the workspace itself.
    func names(of path: String) -> [String] {
        var names: [String] = []
        if let resolved = realpath(path, nil) {
            let full = String(cString: resolved)
            free(resolved)
            if full == root { names.append("") }
            if full.hasPrefix(root + "/") { names.append(String(full.dropFirst(root.count + 1))) }
        }
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." { parts.append(part) }
        let plain = parts.joined(separator: "/")
        if !path.hasPrefix("/"), !names.contains(plain) { names.append(plain) }
        return names
    }

    /// Whether there is something at a path below the workspace.
    func holds(_ path: String) -> Bool { access(root + "/" + path, F_OK) == 0 }

    /// Where the workspace lies in its git repository, with a slash at the end; empty when it is the
    /// repository's root, or in none.
    var repositoryPrefix: String {
        var folder = root
        while true {
            if access(folder + "/.git", F_OK) == 0 {
                return folder == root ? "" : root.dropFirst(folder.count + 1) + "/"
            }
            guard let slash = folder.lastIndex(of: "/"), slash != folder.startIndex else {
                return ""
            }
            folder = String(folder[..<slash])
        }
    }
}
