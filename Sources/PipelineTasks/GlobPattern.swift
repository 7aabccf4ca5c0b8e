import ContentStore

/// A pattern of paths: `*` and `?` within a name, `**` for any folders, hidden names only when the
/// pattern names them.
struct GlobPattern {
    private let parts: [String]

    init(_ pattern: String) {
        parts = pattern.split(separator: "/").map(String.init).filter { $0 != "." }
    }

    /// The folders before the first part that is a pattern.
    var fixedFolder: String {
        let fixed = parts.dropLast().prefix { !Self.isPattern($0) }
        return fixed.joined(separator: "/")
    }

    /// The matching files, sorted.
    ///
    /// - Parameter list: the names in a folder; `nil` when there is none.
    func matches<Failure: Error>(
        _ list: (String) throws(Failure) -> [FolderEntry]?
    ) throws(Failure) -> [String] {
        var found: [String] = []
        try search("", parts[...], list, &found)
        return Array(Set(found)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private func search<Failure: Error>(
        _ folder: String, _ rest: ArraySlice<String>,
        _ list: (String) throws(Failure) -> [FolderEntry]?, _ found: inout [String]
    ) throws(Failure) {
        guard let part = rest.first else { return }
        let isLast = rest.count == 1
        if part == "**" {
            try search(folder, rest.dropFirst(), list, &found)
        } else if !Self.isPattern(part), !isLast {
            return try search(Self.join(folder, part), rest.dropFirst(), list, &found)
        }
        for entry in try list(folder) ?? [] {
            let path = Self.join(folder, entry.name)
            if part == "**" {
                if entry.kind == .folder, !entry.name.hasPrefix(".") {
                    try search(path, rest, list, &found)
                } else if entry.kind == .file, isLast, !entry.name.hasPrefix(".") {
                    found.append(path)
                }
            } else if Self.fits(entry.name, part) {
                if isLast, entry.kind == .file { found.append(path) }
                if !isLast, entry.kind == .folder {
                    try search(path, rest.dropFirst(), list, &found)
                }
            }
        }
    }

    private static func join(_ folder: String, _ name: String) -> String {
        folder.isEmpty ? name : folder + "/" + name
    }

    private static func isPattern(_ part: String) -> Bool {
        part.contains { "*?[".contains($0) }
    }

    private static func fits(_ name: String, _ pattern: String) -> Bool {
        if name.hasPrefix("."), !pattern.hasPrefix(".") { return false }
        return matchesPattern(name, pattern)
    }
}
