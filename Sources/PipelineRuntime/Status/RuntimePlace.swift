import Glibc

/// Where a running `run` can be reached: two sockets in a folder for its user alone.
struct RuntimePlace {
    let name: String

    /// - Throws: `RuntimeTrouble`, for a name that is no name of a file.
    init(_ name: String) throws(RuntimeTrouble) {
        guard !name.isEmpty, !name.contains("/"), !name.hasPrefix(".") else {
            throw RuntimeTrouble(description: "'\(name)' is no name: it names a socket too")
        }
        self.name = name
    }

    /// Questions and their answers.
    var status: String { "\(Self.folder)/\(name).sock" }
    /// Timed messages as lines of JSON.
    var input: String { "\(Self.folder)/\(name).input.sock" }

    /// In the user's folder for such things; without one, in a folder of our own below /tmp.
    static var folder: String {
        if let found = getenv("XDG_RUNTIME_DIR").map({ String(cString: $0) }), found.hasPrefix("/")
        {
            return "\(found)/pipeline-runtime"
        }
        return "/tmp/pipeline-runtime-\(getuid())"
    }

    /// Makes the folder, which must be ours.
    ///
    /// - Throws: `RuntimeTrouble`, when it cannot be made or is another user's.
    static func makeFolder() throws(RuntimeTrouble) {
        let folder = folder
        if mkdir(folder, 0o700) != 0, errno != EEXIST {
            throw RuntimeTrouble(description: "\(folder): \(systemMessage(errno))")
        }
        var found = stat()
        guard lstat(folder, &found) == 0, found.st_uid == getuid(),
            found.st_mode & S_IFMT == S_IFDIR
        else {
            throw RuntimeTrouble(description: "\(folder) belongs to somebody else")
        }
    }
}
