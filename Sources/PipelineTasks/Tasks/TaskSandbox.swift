import BuildEngine
import ContentStore
import Glibc

/// Runs a task where nothing is there but what it declares: bubblewrap makes the folders, the kernel
/// tells which files the command asked for.
extension TaskRun {
    private static let bubblewrap = "/usr/bin/bwrap"

    /// Folders of the system, which every command may read.
    private static let systemFolders = [
        "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc",
    ]

    /// Where looking is no reading of a file: the kernel's own, and what the sandbox makes anew.
    private static let harmless = systemFolders + ["/proc", "/sys", "/dev", "/run", "/var"]

    /// Stands for the workspace in the sandbox; what the command writes ends up here.
    private var tree: String { folder + "/.tree" }

    func runInSandbox(_ original: Command) throws(TaskFailure) -> TaskProduct {
        guard access(Self.bubblewrap, X_OK) == 0 else {
            throw .noSandbox("there is no \(Self.bubblewrap); Debian's package is 'bubblewrap'")
        }
        try taking("") { () throws(FileError) in try prepareTree() }
        var command = original
        command.program = Self.bubblewrap
        command.words =
            ["bwrap"] + arguments(original.folder) + ["--", program]
            + original.words.dropFirst()
        command.folder = settings.root
        command.tellsLooks = true
        let result = runner.run(command)
        if case .exited(1) = result.end, result.printed.starts(with: "bwrap: ".utf8) {
            let text = String(decoding: result.printed.dropFirst(7), as: UTF8.self)
            throw .noSandbox(String(text.prefix { $0 != "\n" }))
        }
        if result.end == .cancelled { throw .cancelled }
        let looks = undeclared(result.looks)
        if !looks.isEmpty { throw .undeclaredInputs(looks, result.printed) }
        if let number = result.looksRefused, result.end != .exited(0) {
            let note =
                "\n(the kernel does not tell which files it looked for: "
                + "\(String(cString: strerror(number))))\n"
            var told = result
            told.printed += Array(note.utf8)
            try check(told)
        }
        try check(result)
        try findUndeclaredInTree()
        var product = try collect(from: tree)
        product.printed = result.printed
        return product
    }

    private func prepareTree() throws(FileError) {
        try disk.makeFolder(tree)
        for (output, place) in zip(task.outputs, outputPlaces) where place == nil {
            let needed = output.isFolder ? output.path : PathText.folder(output.path)
            if !needed.isEmpty { try disk.makeFolder("\(tree)/\(needed)") }
        }
        if !task.folder.isEmpty { try disk.makeFolder("\(tree)/\(task.folder)") }
    }

    /// The files that the sandbox shows, as the workspace names them.
    private var shown: [String] {
        inputs.map(\.path)
            + (program.hasPrefix(settings.root + "/") ? [settings.relative(program)] : [])
    }

    private func arguments(_ workingFolder: String) -> [String] {
        var words = ["--unshare-all", "--die-with-parent"]
        for folder in Self.systemFolders { words += ["--ro-bind-try", folder, folder] }
        words += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]
        if !Self.isOfSystem(program), !program.hasPrefix(settings.root + "/") {
            words += ["--ro-bind", program, program]
        }
        let root = settings.root
        words += ["--bind", "\(root)/\(tree)", root]
        words += ["--bind", "\(root)/\(folder)", "\(root)/\(folder)"]
        for path in Set(shown).sorted() {
            words += ["--ro-bind", "\(root)/\(path)", "\(root)/\(path)"]
        }
        return words + ["--chdir", workingFolder]
    }

    private static func isOfSystem(_ path: String) -> Bool {
        harmless.contains { path == $0 || path.hasPrefix($0 + "/") }
    }

    /// The files that the command looked at though they are not declared, and that are there.
    private func undeclared(_ looks: Set<String>) -> [String] {
        let root = settings.root
        let declared = Set(shown).union(task.outputs.map(\.path))
        let folders = Set(
            (Array(declared) + [folder + "/.tmp", task.folder]).flatMap { path in
                PathText.ancestors(path)
            }
        ).union([task.folder])
        var found = Set<String>()
        for look in looks {
            let path = PathText.simplified(look)
            if path == root || root.hasPrefix(path == "/" ? path : path + "/") { continue }
            let name = settings.relative(path)
            if name == path, Self.isOfSystem(path) || path == program { continue }
            if declared.contains(name) || folders.contains(name) { continue }
            if name == folder || name.hasPrefix(folder + "/") { continue }
            if task.outputs.contains(where: { $0.holds(name) }) { continue }
            let identity = (try? disk.identity(of: name)) ?? .absent
            // Folders outside are only ways to somewhere.
            if identity.isAbsent || (name == path && identity.isFolder) { continue }
            found.insert(name)
        }
        return found.sortedByBytes
    }

    /// What the command wrote in the workspace besides its outputs.
    private func findUndeclaredInTree() throws(TaskFailure) {
        let written = try taking("") { () throws(FileError) in try disk.contents(below: tree) }
            .map { String($0.path.dropFirst(tree.utf8.count + 1)) }
        let shown = Set(shown)
        let extra = written.filter { path in
            !shown.contains(path) && path != task.depfile
                && !task.outputs.contains { $0.holds(path) }
        }
        if !extra.isEmpty { throw .undeclaredOutputs(extra.sortedByBytes) }
    }
}
