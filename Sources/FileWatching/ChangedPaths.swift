/// What may have changed since the last look, as far as anybody told.
///
/// Paths are relative to the watched root, or absolute outside it; the root itself is the empty path.
public struct ChangedPaths: Sendable, Equatable {
    /// Files whose content or stamps may be others.
    public var files: Set<String> = []
    /// Folders in which names came or went.
    public var folders: Set<String> = []
    /// Folders or files of which anything at or below may be another.
    public var trees: Set<String> = []
    /// Nobody knows what changed: only a look at everything tells.
    public var everything = false

    public init() {}

    /// The note that nothing is known any more.
    public static var all: ChangedPaths {
        var paths = ChangedPaths()
        paths.everything = true
        return paths
    }

    /// Whether nothing may have changed.
    public var isEmpty: Bool {
        !everything && files.isEmpty && folders.isEmpty && trees.isEmpty
    }

    /// Adds what another note tells.
    public mutating func formUnion(_ other: ChangedPaths) {
        files.formUnion(other.files)
        folders.formUnion(other.folders)
        trees.formUnion(other.trees)
        everything = everything || other.everything
    }

    /// Whether a path is one of `trees` or lies below one.
    public func coversByTree(_ path: String) -> Bool {
        if trees.isEmpty { return false }
        if trees.contains(path) || trees.contains("") && !path.hasPrefix("/") { return true }
        var above = folderPath(of: path)
        while let folder = above, !folder.isEmpty {
            if trees.contains(folder) { return true }
            above = folderPath(of: folder)
        }
        return false
    }
}

/// The folder that a path lies in: empty for a name in the root, `nil` for the root itself and `/`.
public func folderPath(of path: String) -> String? {
    if path.isEmpty || path == "/" { return nil }
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}
