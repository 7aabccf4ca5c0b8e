import CSystem
import FileWatching
import Glibc

/// The files of the maps that are played, and which of them may have changed.
///
/// For the control thread. A build replaces a file by renaming; folders above it may go and come back.
final class MapFiles {
    /// As they were asked for, for a person.
    let paths: [String]
    private let watch: FolderWatch
    /// Without a slash at the start: relative to the root of all files.
    private let places: [String]

    /// - Parameter paths: By the places of the maps; relative ones count from the folder this is called in.
    init(_ paths: [String]) {
        self.paths = paths
        let here = Self.currentFolder()
        places = paths.map { Self.components($0.hasPrefix("/") ? $0 : here + "/" + $0) }
        watch = FolderWatch(root: "")
        _ = watch.want(Set(places.compactMap { folderPath(of: $0) }).sorted())
    }

    /// Readable when something happened; below 0 when the system has no watches left.
    var descriptor: Int32 { watch.descriptor }

    /// Why files are not watched, for a person; `nil` when they are.
    var problem: String? { watch.refusal.map { systemMessage($0.code) } }

    /// Maps whose files may be others since the last time.
    func changed() -> [Int] {
        var found: Set<Int> = []
        for event in watch.events() {
            for place in places.indices where concerns(event, places[place]) {
                found.insert(place)
            }
        }
        return found.sorted()
    }

    private func concerns(_ event: FolderEvent, _ file: String) -> Bool {
        switch event.kind {
        case .saved, .vanished: event.path == file
        case .tree: event.path.isEmpty || file == event.path || file.hasPrefix(event.path + "/")
        case .overflow, .rootGone: true
        // What is being written is read when it has been closed.
        case .touched, .appeared: false
        }
    }

    /// The bytes of a map's file as they are now.
    ///
    /// - Throws: `RuntimeRefusal` with what the system says.
    func read(_ place: Int) throws(RuntimeRefusal) -> [UInt8] {
        try Self.read("/" + places[place])
    }

    /// All bytes of a file: a copy, as another program may cut the file short at any time.
    ///
    /// - Throws: `RuntimeRefusal` with what the system says.
    static func read(_ path: String) throws(RuntimeRefusal) -> [UInt8] {
        let file = try RuntimeRefusal.descriptor(
            "open", pipeline_open(AT_FDCWD, path, O_RDONLY | O_NONBLOCK, 0))
        defer { closeDescriptor(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < mostBytes {
            let count = Glibc.read(file, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw RuntimeRefusal(operation: "read", errno: errno) }
            if count == 0 { break }
            bytes += buffer.prefix(count)
        }
        return bytes
    }

    /// Far above any map.
    private static let mostBytes = 1 << 28

    private static func currentFolder() -> String {
        guard let path = getcwd(nil, 0) else { return "" }
        defer { free(path) }
        return String(cString: path)
    }

    /// A path without empty parts, `.` and `..`; links are not followed, as they may lead elsewhere later.
    private static func components(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") {
            switch part {
            case ".": break
            case "..": _ = parts.popLast()
            default: parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }
}
