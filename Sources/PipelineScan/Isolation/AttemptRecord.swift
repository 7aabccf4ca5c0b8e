import CSystem
import Diagnostics
import Glibc

/// What a module tried while its process was kept from it: the judge and the witness.
struct AttemptRecord {
    private enum Kind: Int32, CaseIterable {
        case network = 1, process, signal, write
        /// Of these there may be some.
        case thread, memory
        /// Many do so at once, and mean nothing by it.
        case display = 0

        var code: String {
            switch self {
            case .network: "plugin.tried-network"
            case .process, .thread: "plugin.tried-process"
            case .signal: "plugin.tried-signal"
            case .write, .memory: "plugin.tried-write"
            case .display: "plugin.tried-display"
            }
        }
    }

    /// Where it may write, if anywhere.
    let folder: String?
    /// The module's process, whose number no text may hold.
    let process: pid_t
    private var deeds: [Kind: Set<String>] = [:]
    private var changes = 0
    private var threads = 0
    private var memoryFiles = 0

    /// So much may be written, made and removed in the private folder.
    private static let mostChanges = 1000
    /// So many bytes may be in the private folder when another file is opened to be written, and so many
    /// of its files may be open.
    private static let mostBytes: UInt64 = 64 << 20
    private static let mostOpenFiles: Int32 = 16
    /// So many threads may be started, and files made in memory.
    private static let mostThreads = 512
    private static let mostMemoryFiles = 16
    /// So many different things are told of.
    private static let mostDeeds = 1000

    init(folder: String?, process: pid_t) {
        self.folder = folder
        self.process = process
    }

    /// Decides on an attempt and keeps in mind what was refused.
    ///
    /// - Returns: 0 to let it through, or the errno it fails with.
    mutating func judge(_ attempt: pipeline_attempt) -> Int32 {
        guard let kind = Kind(rawValue: attempt.kind) else { return EACCES }
        if attempt.is_own != 0 { return 0 }
        var deed = String(cString: attempt.deed)
        let path = simplified(String(cString: attempt.path))
        switch kind {
        case .network:
            if path.contains("/nscd/") { return ECONNREFUSED }
            if path.contains("X11-unix") || path.contains("wayland-") {
                record("connect to the display", .display)
                return EACCES
            }
            if !path.isEmpty {
                deed += " " + shown(path)
            } else if !deed.hasPrefix("open"), !deed.hasPrefix("ask") {
                // A socket that it does not have, as others than local ones are refused.
                return EBADF
            }
        case .write:
            let other = simplified(String(cString: attempt.other_path))
            if let verdict = verdictOnWriting(deed, path, other) { return verdict }
            if !path.isEmpty { deed += " " + shown(path) }
            if !other.isEmpty { deed += " as " + shown(other) }
        case .process:
            if !path.isEmpty { deed += " " + shown(path) }
        case .thread:
            threads += 1
            if threads <= Self.mostThreads { return 0 }
            record("start more than \(Self.mostThreads) threads", .process)
            return EAGAIN
        case .memory:
            memoryFiles += 1
            if memoryFiles <= Self.mostMemoryFiles { return 0 }
            record("make more than \(Self.mostMemoryFiles) files in memory", .write)
            return ENFILE
        case .signal, .display: break
        }
        record(deed, kind)
        return EACCES
    }

    private mutating func record(_ deed: String, _ kind: Kind) {
        guard deeds[kind, default: []].count < Self.mostDeeds else { return }
        deeds[kind, default: []].insert(deed)
    }

    /// - Returns: `nil` when the writing is refused and worth telling.
    private mutating func verdictOnWriting(_ deed: String, _ path: String, _ other: String)
        -> Int32?
    {
        if isPrivate(path), other.isEmpty || isPrivate(other) {
            return verdictOnChange(deed)
        }
        if Self.harmless.contains(path) { return 0 }
        if isOfOtherProcess(path) {
            record("change what /proc tells of another process", .write)
            return EACCES
        }
        // What changes nothing, and what programs ask for without meaning harm.
        if path.hasPrefix("/proc/") || path.hasPrefix("/dev/pts/") || path == "/dev/tty" {
            return EACCES
        }
        let isThere = access(path, F_OK) == 0
        if deed == "make the folder", isThere { return EEXIST }
        if deed == "remove", !isThere { return ENOENT }
        return nil
    }

    /// Decides on a change in the private folder, which is not there to fill the disk.
    private mutating func verdictOnChange(_ deed: String) -> Int32 {
        changes += 1
        if changes > Self.mostChanges {
            record("write more than \(Self.mostChanges) times into its private folder", .write)
            return EDQUOT
        }
        guard deed == "write", let folder else { return 0 }
        if pipeline_files_open_beneath(process, folder) >= Self.mostOpenFiles {
            record("keep more than \(Self.mostOpenFiles) files of its private folder open", .write)
            return EDQUOT
        }
        if pipeline_bytes_beneath(folder, Self.mostBytes) > Self.mostBytes {
            record("write more than \(Self.mostBytes >> 20) MB into its private folder", .write)
            return EDQUOT
        }
        return 0
    }

    /// Whether a path is of a process with a number, and that is not this one's.
    private func isOfOtherProcess(_ path: String) -> Bool {
        let parts = path.split(separator: "/", maxSplits: 2)
        guard parts.count > 1, parts[0] == "proc", let number = Int32(parts[1]) else {
            return false
        }
        return number != process && access("/proc/\(process)/task/\(number)", F_OK) != 0
    }

    private static let harmless: Set = ["/dev/null", "/dev/zero", "/dev/full"]

    private func isPrivate(_ path: String) -> Bool {
        guard let folder else { return false }
        return path == folder || path.hasPrefix(folder + "/")
    }

    /// Without empty parts, `.` and `..`, as far as words alone tell.
    private func simplified(_ path: String) -> String {
        guard path.hasPrefix("/") else { return path }
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// A path without what differs from run to run: in folders for passing files only the folder.
    private func shown(_ path: String) -> String {
        if isPrivate(path) { return "its private folder" }
        for passing in ["/tmp", "/var/tmp", "/dev/shm", "/run/user"]
        where path.hasPrefix(passing + "/") {
            return "a file in " + passing
        }
        let number = "\(process)"
        return path.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0 == number ? "PID" : String($0) }.joined(separator: "/")
    }

    /// What it tried, one finding a kind; and what it left in its HOME.
    func findings(path: String, written: [String]) -> [Diagnostic] {
        var findings = Kind.allCases.compactMap { kind in
            deeds[kind].map { deeds in
                Diagnostic(
                    kind == .display ? .info : .warning, kind.code,
                    "while it was opened, the plugin tried to \(listed(deeds.sorted())); "
                        + "that was refused",
                    path: path)
            }
        }
        if !written.isEmpty {
            findings.append(
                Diagnostic(
                    .info, "plugin.wrote-files",
                    "while it was opened, the plugin wrote \(listed(written)) into its HOME, which was "
                        + "an empty folder made for it",
                    path: path))
        }
        return findings
    }

    private func listed(_ texts: [String]) -> String {
        let most = 5
        if texts.count > most {
            return texts.prefix(most).joined(separator: ", ") + " and \(texts.count - most) more"
        }
        guard let last = texts.last, texts.count > 1 else { return texts.first ?? "" }
        return texts.dropLast().joined(separator: ", ") + " and " + last
    }
}
