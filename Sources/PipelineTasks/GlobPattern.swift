import ContentStore

/// A pattern of paths: `*` and `?` within a name, `**` for any folders, hidden names only when the
/// pattern names them. `**` does not follow links, which could lead in a circle.
struct GlobPattern {
    /// What a pattern finds.
    struct Matches: Equatable {
        /// The matching files, sorted.
        var files: [String] = []
        /// What matches too, but is no file, or has a name that is no text.
        var strays: [Stray] = []
    }

    struct Stray: Equatable {
        var path: String
        var kind: FolderEntry.Kind
    }

    private let parts: [String]

    init(_ pattern: String) {
        parts = pattern.split(separator: "/").map(String.init).filter { $0 != "." }
    }

    /// The folders before the first part that is a pattern.
    var fixedFolder: String {
        let fixed = parts.dropLast().prefix { !Self.isPattern($0) }
        return fixed.joined(separator: "/")
    }

    /// The pattern as it is written.
    var text: String { parts.joined(separator: "/") }

    /// Whether it stands for one path only.
    var isLiteral: Bool { !parts.contains(where: Self.isPattern) }

    /// Whether a file of this path fits.
    func fits(_ path: String) -> Bool {
        Self.fits(path.split(separator: "/").map(String.init)[...], parts[...])
    }

    /// Whether a file below a folder could fit.
    func mayFit(below folder: String) -> Bool {
        var rest = parts[...]
        for name in folder.split(separator: "/").map(String.init) {
            guard let part = rest.first else { return false }
            if part == "**" { return true }
            if !Self.fits(name, part) { return false }
            rest = rest.dropFirst()
        }
        return !rest.isEmpty
    }

    private static func fits(_ names: ArraySlice<String>, _ parts: ArraySlice<String>) -> Bool {
        guard let part = parts.first else { return names.isEmpty }
        guard let name = names.first else { return false }
        if part == "**" {
            if names.count == 1, parts.count == 1 { return !name.hasPrefix(".") }
            return fits(names, parts.dropFirst())
                || (!name.hasPrefix(".") && fits(names.dropFirst(), parts))
        }
        return fits(name, part) && fits(names.dropFirst(), parts.dropFirst())
    }

    /// Goes through the folders.
    ///
    /// - Parameter list: the names in a folder; `nil` when there is none.
    func matches<Failure: Error>(
        _ list: (String) throws(Failure) -> [FolderEntry]?
    ) throws(Failure) -> Matches {
        var found = Matches()
        try search("", parts[...], list, &found)
        found.files = found.files.uniqueByBytes
        return found
    }

    private func search<Failure: Error>(
        _ folder: String, _ rest: ArraySlice<String>,
        _ list: (String) throws(Failure) -> [FolderEntry]?, _ found: inout Matches
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
                if entry.name.hasPrefix(".") { continue }
                if entry.kind == .folder {
                    if !entry.isLink { try search(path, rest, list, &found) }
                } else if isLast {
                    Self.add(path, entry.kind, to: &found)
                }
            } else if Self.fits(entry.name, part) {
                if isLast {
                    Self.add(path, entry.kind, to: &found)
                } else if entry.kind == .folder {
                    try search(path, rest.dropFirst(), list, &found)
                }
            }
        }
    }

    private static func add(_ path: String, _ kind: FolderEntry.Kind, to found: inout Matches) {
        switch kind {
        case .file: found.files.append(path)
        case .folder: break
        case .other, .nameless: found.strays.append(Stray(path: path, kind: kind))
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
