import CSystem
import Glibc

/// Watches whole folders, which may come, go and be replaced, below a root and outside it.
///
/// A folder that is wanted and not there is waited for in the nearest folder above it. The folder
/// above a watched one is watched for its names, so that a folder which is renamed or replaced is
/// noticed; inside the root that goes up to the root, and one further. Who reads a file has to want
/// its folder first and read afterwards; what `want` returns was not watched before.
///
/// - Thread: one.
public final class FolderWatch {
    /// Why some folders are not watched.
    public struct Refusal: Hashable, Sendable {
        /// `ENOSPC` when the user's limit of watches is reached, `EMFILE` that of instances.
        public var code: Int32
    }

    /// Readable when something happened; below 0 when the system gives no instance.
    public let descriptor: Int32
    /// Set when the system refused to watch a folder for want of resources.
    public private(set) var refusal: Refusal?

    let root: String
    private var wanted: Set<String> = []
    /// The system's numbers of watches, by path, and the paths by number: links may give one
    /// folder several.
    private var numbers: [String: Int32] = [:]
    private var paths: [Int32: [String]] = [:]
    /// Links to files: who watches a folder that one leads to is told of the link.
    private var aliases: [String: Set<String>] = [:]
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)

    private static let nameChanges = UInt32(
        IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF)
    private static let allChanges =
        nameChanges | UInt32(IN_CLOSE_WRITE | IN_MODIFY | IN_ATTRIB)
    private static let options = UInt32(IN_ONLYDIR | IN_EXCL_UNLINK)

    /// - Parameter root: absolute path, without a slash at its end.
    public init(root: String) {
        self.root = root
        descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        if descriptor < 0 { refusal = Refusal(code: errno) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// How many folders are watched.
    public var count: Int { paths.count }

    /// Watches folders from now on.
    ///
    /// - Returns: those that were not watched before and are now.
    public func want(_ folders: some Sequence<String>) -> [String] {
        folders.filter { wanted.insert($0).inserted && place($0) }
    }

    /// All that happened since the last time, in order.
    public func events() -> [FolderEvent] {
        guard descriptor >= 0 else { return [] }
        var found: [FolderEvent] = []
        var trees: Set<String> = []
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            if count <= 0 { break }
            decode(count, &found, &trees)
        }
        if !trees.isEmpty { replace(below: trees) }
        return found
    }
}

extension FolderWatch {
    private func decode(
        _ count: Int, _ found: inout [FolderEvent], _ trees: inout Set<String>
    ) {
        let headSize = MemoryLayout<inotify_event>.size
        var position = 0
        while position + headSize <= count {
            let (number, mask, nameSize) = buffer.withUnsafeBytes { bytes in
                (
                    bytes.loadUnaligned(fromByteOffset: position, as: Int32.self),
                    bytes.loadUnaligned(fromByteOffset: position + 4, as: UInt32.self),
                    Int(bytes.loadUnaligned(fromByteOffset: position + 12, as: UInt32.self))
                )
            }
            let name = buffer[position + headSize..<min(count, position + headSize + nameSize)]
                .prefix { $0 != 0 }
            position += headSize + nameSize
            take(number, mask, String(decoding: name, as: UTF8.self), &found, &trees)
        }
    }

    private func take(
        _ number: Int32, _ mask: UInt32, _ name: String, _ found: inout [FolderEvent],
        _ trees: inout Set<String>
    ) {
        func has(_ bits: Int32) -> Bool { mask & UInt32(bits) != 0 }
        if has(IN_Q_OVERFLOW) {
            // Folders may have been replaced unnoticed.
            trees.insert("")
            trees.formUnion(wanted)
            return found.append(FolderEvent(.overflow, ""))
        }
        let folders = paths[number] ?? []
        if has(IN_IGNORED) { forget(number) }
        for folder in folders {
            if name.isEmpty {
                if folder.isEmpty, has(IN_MOVE_SELF | IN_DELETE_SELF | IN_IGNORED) {
                    found.append(FolderEvent(.rootGone, ""))
                }
                trees.insert(folder)
                found.append(FolderEvent(.tree, folder))
                continue
            }
            let path = Self.join(folder, name)
            if path == root {
                found.append(FolderEvent(.rootGone, ""))
                continue
            }
            if let kind = kind(of: mask, at: path) {
                if kind == .tree { trees.insert(path) }
                found.append(FolderEvent(kind, path))
            }
            if has(IN_CREATE | IN_MOVED_TO), !has(IN_ISDIR) { noteLink(path) }
            if aliases.isEmpty { continue }
            for link in (aliases[absolute(path)] ?? []).sorted() {
                found.append(
                    FolderEvent(
                        has(IN_CLOSE_WRITE | IN_MOVED_TO) ? .saved(isNewName: false) : .touched,
                        link))
            }
        }
    }

    private func kind(of mask: UInt32, at path: String) -> FolderEvent.Kind? {
        let isFolder = mask & UInt32(IN_ISDIR) != 0
        // A link to a folder does not count as one.
        if mask & Self.nameChanges != 0, isFolder || numbers[path] != nil { return .tree }
        if mask & UInt32(IN_MOVED_TO) != 0 { return .saved(isNewName: true) }
        if mask & UInt32(IN_CLOSE_WRITE) != 0 { return .saved(isNewName: false) }
        if mask & UInt32(IN_CREATE) != 0 { return .appeared }
        if mask & UInt32(IN_DELETE | IN_MOVED_FROM) != 0 { return .vanished }
        if isFolder { return mask & UInt32(IN_ATTRIB) != 0 ? .tree : nil }
        return .touched
    }
}

extension FolderWatch {
    /// Begins to watch a folder that is wanted, or what is above it.
    ///
    /// - Returns: whether it is watched itself.
    private func place(_ folder: String) -> Bool {
        let isThere = add(folder, Self.allChanges)
        if isThere { noteLinks(in: folder) }
        var above = folderPath(of: folder)
        while let path = above {
            if numbers[path] != nil { break }
            let isWatched = add(path, Self.nameChanges | UInt32(IN_MASK_ADD))
            // Outside the root one folder that is there is enough.
            if path.hasPrefix("/"), isWatched { break }
            above = folderPath(of: path)
        }
        if folder.isEmpty, let outside = folderPath(of: root) {
            _ = add(outside, Self.nameChanges | UInt32(IN_MASK_ADD))
        }
        return isThere
    }

    /// - Returns: whether the folder is there and watched.
    private func add(_ folder: String, _ changes: UInt32) -> Bool {
        guard descriptor >= 0 else { return false }
        let number = inotify_add_watch(descriptor, absolute(folder), changes | Self.options)
        if number < 0 {
            if errno == ENOSPC { refusal = Refusal(code: errno) }
            release(folder)
            return false
        }
        if numbers[folder] == number { return true }
        release(folder)
        numbers[folder] = number
        paths[number, default: []].append(folder)
        return true
    }

    /// Lets go of the watch that a path had.
    private func release(_ folder: String) {
        guard let number = numbers.removeValue(forKey: folder) else { return }
        paths[number]?.removeAll { $0 == folder }
        if paths[number]?.isEmpty ?? false {
            paths[number] = nil
            inotify_rm_watch(descriptor, number)
        }
    }

    private func forget(_ number: Int32) {
        for folder in paths.removeValue(forKey: number) ?? [] { numbers[folder] = nil }
    }

    /// Watches anew what lies at or below paths that may stand for other folders now.
    private func replace(below trees: Set<String>) {
        var changed = ChangedPaths()
        changed.trees = trees
        for folder in numbers.keys.filter({ !wanted.contains($0) && changed.coversByTree($0) }) {
            _ = add(folder, Self.nameChanges | UInt32(IN_MASK_ADD))
        }
        for folder in wanted where changed.coversByTree(folder) { _ = place(folder) }
    }

    /// Wants the folders that links to files lead to.
    private func noteLinks(in folder: String) {
        guard let stream = opendir(absolute(folder)) else { return }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            guard entry.pointee.d_type == UInt8(DT_LNK) else { continue }
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            noteLink(Self.join(folder, name))
        }
    }

    /// Watches what a link leads to, if it is one; its events are told as the link's too.
    private func noteLink(_ link: String) {
        var byte: CChar = 0
        guard readlink(absolute(link), &byte, 1) > 0, let resolved = realpath(absolute(link), nil)
        else { return }
        defer { free(resolved) }
        let target = String(cString: resolved)
        aliases[target, default: []].insert(link)
        if let folder = folderPath(of: target), numbers[folder] == nil {
            _ = add(folder, Self.allChanges)
        }
    }

    private func absolute(_ folder: String) -> String {
        if folder.hasPrefix("/") { return folder }
        return folder.isEmpty ? root : root + "/" + folder
    }

    private static func join(_ folder: String, _ name: String) -> String {
        folder.isEmpty ? name : folder == "/" ? "/" + name : folder + "/" + name
    }
}
