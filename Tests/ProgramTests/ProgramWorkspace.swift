import Glibc

/// A workspace in a folder of its own, removed with it, on which the built programs are run.
///
/// The programs see an environment of their own: no installed plugin, an empty home folder, English.
final class ProgramWorkspace {
    /// The folder with the manifest.
    let root: String
    /// Holds the workspace, the home folder and what the programs print.
    private let place: String
    var environment: [String: String]
    private var runCount = 0

    /// - Parameters:
    ///   - files: contents by path.
    ///   - parent: the folder to make it in.
    init(_ files: [String: String] = [:], in parent: String = "/tmp") {
        var template = Array((parent + "/pipeline-program-XXXXXX").utf8CString)
        place = mkdtemp(&template).map { String(cString: $0) } ?? parent + "/pipeline-no-folder"
        root = place + "/workspace"
        chmod(place, 0o755)
        mkdir(root, 0o755)
        mkdir(place + "/home", 0o755)
        environment = [
            "PATH": "/usr/bin:/bin", "HOME": place + "/home", "LANG": "C.UTF-8",
            "LV2_PATH": place + "/no-plugins",
        ]
        for (path, text) in files { put(path, text) }
    }

    deinit { removeTree(place) }

    /// Writes a file, in place when it is there, with the folders above it.
    func put(_ path: String, _ text: String) { put(path, Array(text.utf8)) }

    func put(_ path: String, _ bytes: [UInt8]) {
        let full = root + "/" + path
        var folder = root
        for part in path.split(separator: "/").dropLast() {
            folder += "/" + part
            mkdir(folder, 0o755)
        }
        let file = open(full, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        precondition(file >= 0, "cannot write \(full): \(String(cString: strerror(errno)))")
        precondition(write(file, bytes, bytes.count) == bytes.count, "cannot write \(full)")
        close(file)
    }

    /// Replaces the first occurrence of `old` in a file, which must be there.
    func edit(_ path: String, _ old: String, _ new: String) {
        guard let text = self.text(path), let range = text.firstRange(of: old) else {
            preconditionFailure("\(path) does not hold '\(old)'")
        }
        put(path, text.replacingCharacters(in: range, with: new))
    }

    func remove(_ path: String) { removeTree(root + "/" + path) }

    func exists(_ path: String) -> Bool { access(root + "/" + path, F_OK) == 0 }

    func text(_ path: String) -> String? {
        bytes(path).map { String(decoding: $0, as: UTF8.self) }
    }

    func bytes(_ path: String) -> [UInt8]? { fileBytes(root + "/" + path) }

    /// The regular files below a folder, by path relative to the workspace, with their contents.
    func tree(_ folder: String) -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        for path in filesBelow(root + "/" + folder) {
            found[String(path.dropFirst(root.utf8.count + 1))] = fileBytes(path)
        }
        return found
    }

    /// Runs `pipeline` in the workspace and waits for it.
    @discardableResult
    func run(
        _ arguments: String..., under wrapper: [String] = [], timeoutSeconds: Int = 60
    ) -> ProgramResult {
        start(arguments, under: wrapper).wait(timeoutSeconds: timeoutSeconds)
    }

    /// The same; the workspace lives until the program has ended.
    func run(_ arguments: [String]) -> ProgramResult { start(arguments).wait() }

    /// Starts `pipeline` in the workspace.
    ///
    /// - Parameter wrapper: a command that starts the program, as `["unshare", "-m"]`.
    func start(_ arguments: [String], under wrapper: [String] = []) -> RunningProgram {
        runCount += 1
        return RunningProgram(
            ["env", "-C", root] + wrapper + [Programs.path("pipeline")] + arguments, environment,
            output: "\(place)/run-\(runCount)")
    }

    /// Runs any command in the workspace and waits for it.
    func runCommand(_ command: [String], timeoutSeconds: Int = 60) -> ProgramResult {
        runCount += 1
        return RunningProgram(
            ["env", "-C", root] + command, environment, output: "\(place)/run-\(runCount)"
        ).wait(timeoutSeconds: timeoutSeconds)
    }

    /// Builds and gives the report that `--report` writes.
    func build(_ arguments: String...) -> (result: ProgramResult, report: ProgramReport) {
        let path = place + "/report.json"
        unlink(path)
        let result = start(["build", "--report", path] + arguments).wait()
        return (result, ProgramReport(fileBytes(path) ?? []))
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}

/// Where the programs lie that these tests are about.
enum Programs {
    /// The folder of the debug build: beside the test program, else below the package's folder.
    static let folder: String = {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = max(0, readlink("/proc/self/exe", &buffer, buffer.count - 1))
        let own = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let beside = own.lastIndex(of: "/").map { String(own[..<$0]) } ?? "."
        return access(beside + "/pipeline", X_OK) == 0 ? beside : packageFolder + "/.build/debug"
    }()

    static func path(_ name: String) -> String { folder + "/" + name }
}

/// The folder with `Package.swift`.
let packageFolder: String = {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast(3).joined(separator: "/")
}()

func fileBytes(_ path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while true {
        let count = read(file, &chunk, chunk.count)
        if count < 0 { return nil }
        if count == 0 { return bytes }
        bytes += chunk[..<count]
    }
}

/// The entries of a folder, sorted; links are not followed.
func entries(of folder: String) -> [(name: String, isFolder: Bool)] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var found: [(name: String, isFolder: Bool)] = []
    while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name == "." || name == ".." { continue }
        found.append((name, entry.pointee.d_type == UInt8(DT_DIR)))
    }
    return found.sorted { $0.name < $1.name }
}

func filesBelow(_ folder: String) -> [String] {
    entries(of: folder).flatMap { entry in
        let path = folder + "/" + entry.name
        return entry.isFolder ? filesBelow(path) : [path]
    }
}

func removeTree(_ path: String) {
    for entry in entries(of: path) {
        let child = path + "/" + entry.name
        if entry.isFolder { removeTree(child) } else { unlink(child) }
    }
    if rmdir(path) != 0 { unlink(path) }
}
