import BuildEngine
import ContentStore
import Diagnostics

/// What a run of a command made.
struct TaskProduct {
    struct File {
        /// Where it belongs.
        var path: String
        var bytes: [UInt8]
        var isExecutable: Bool
        /// Where it is.
        var made: String
    }

    var files: [File] = []
    var printed: [UInt8] = []
    /// Files that the depfile names.
    var read: [String] = []
}

/// One task's command with all that it is run with.
///
/// The run has a folder of its own. What the command names by `{out}` lies there from the
/// beginning; an output that it writes by a path of its own is taken there afterwards, and what
/// stood in its place comes back. So the workspace changes only when all went well, and then by
/// renaming.
struct TaskRun {
    let task: Manifest.Task
    let inputs: [TaskInput]
    let disk: Disk
    let program: String
    /// The run's own folder.
    let folder: String
    /// What a person would type.
    let commandLine: String
    private let words: [String]
    private let surroundings: TaskSurroundings
    let settings: RuleSettings
    let runner: CommandRunner
    /// Where each output is made, in the order of the task's outputs; `nil` for its own place.
    let outputPlaces: [String?]

    init(
        _ task: Manifest.Task, inputs: [TaskInput], surroundings: TaskSurroundings,
        _ settings: RuleSettings, _ runner: CommandRunner, _ disk: Disk, program: String
    ) {
        self.task = task
        self.inputs = inputs
        self.surroundings = surroundings
        self.settings = settings
        self.runner = runner
        self.disk = disk
        self.program = program
        folder = "\(settings.temporaryFolder)/task-\(task.name)"
        let parsed = task.words.map { CommandWord($0) }
        outputPlaces = Self.places(of: task, parsed, in: folder)
        let depfile = task.depfile.map { [folder] in
            parsed.contains { $0.parts.contains(.depfile) } ? folder + "/.depfile" : $0
        }
        let outputs = zip(task.outputs, outputPlaces).map { $1 ?? $0.path }
        func written(_ path: String) -> String { PathText.relative(path, from: task.folder) }
        let paths = CommandPaths(
            name: task.name, inputs: inputs.map { written($0.path) },
            outputs: outputs.map(written), depfile: depfile.map(written))
        words =
            task.isForShell
            ? ["/bin/sh", "-c", parsed.first.map(paths.expandedForShell) ?? ""]
            : parsed.flatMap(paths.expanded)
        let declared = CommandPaths(
            name: task.name, inputs: paths.inputs, outputs: task.outputs.map { written($0.path) },
            depfile: task.depfile.map(written))
        commandLine =
            task.isForShell
            ? parsed.first.map(declared.expandedForShell) ?? ""
            : parsed.flatMap(declared.expanded).map(shellQuoted).joined(separator: " ")
    }

    private static func places(
        of task: Manifest.Task, _ words: [CommandWord], in folder: String
    ) -> [String?] {
        let named = words.reduce(into: Set<Int>()) {
            $0.formUnion($1.outputs(of: task.outputs.count))
        }
        let names = task.outputs.map { PathText.name($0.path) }
        return task.outputs.indices.map { index in
            guard named.contains(index) else { return nil }
            let isAlone = names.count { $0 == names[index] } == 1 && !names[index].hasPrefix(".")
            return isAlone ? "\(folder)/\(names[index])" : "\(folder)/\(index)/\(names[index])"
        }
    }

    /// Removes what the run left in its folder.
    func tidy() {
        // Mostly only the folders are left.
        let isTidy: Void? = try? disk.removeFolder(folder + "/.tmp")
        if isTidy != nil, (try? disk.removeFolder(folder)) != nil { return }
        try? disk.removeTree(folder)
    }

    var isSandboxed: Bool { task.isSandboxed || settings.sandboxesTasks }

    /// Runs the command once.
    func run() throws(TaskFailure) -> TaskProduct {
        do throws(FileError) { try prepare() } catch {
            throw .cannotTake(error.path, error.reason)
        }
        var command = Command(
            program: program, words: words,
            folder: task.folder.isEmpty
                ? settings.root : PathText.simplified("\(settings.root)/\(task.folder)"))
        command.environment = surroundings.variables
        let temporary = settings.absolute(folder + "/.tmp")
        for name in ["HOME", "TMPDIR"] where command.environment[name] == nil {
            command.environment[name] = temporary
        }
        command.timeoutSeconds = task.timeoutSeconds
        command.umask = surroundings.umask
        command.jobServer = task.jobServer
        if isSandboxed { return try runInSandbox(command) }
        return try runInPlace(command)
    }

    private func runInPlace(_ command: Command) throws(TaskFailure) -> TaskProduct {
        let aside = try setAside()
        let result = runner.run(command)
        let product: Result<TaskProduct, TaskFailure>
        do throws(TaskFailure) {
            try check(result)
            var made = try collect(from: "")
            made.printed = result.printed
            product = .success(made)
        } catch {
            product = .failure(error)
        }
        try putBack(aside)
        return try product.get()
    }

    private func prepare() throws(FileError) {
        try disk.removeTree(folder)
        try disk.makeFolder(folder + "/.tmp")
        for (output, place) in zip(task.outputs, outputPlaces) {
            guard let place else { continue }
            let needed = output.isFolder ? place : PathText.folder(place)
            if needed != folder { try disk.makeFolder(needed) }
        }
    }

    /// Throws when the command did not end well.
    func check(_ result: CommandResult) throws(TaskFailure) {
        switch result.end {
        case .exited(0): return
        case .exited(let status): throw .exited(status, result.printed)
        case .killed(let signal): throw .killed(signal: signal, result.printed)
        case .timedOut: throw .timedOut(result.printed)
        case .cancelled: throw .cancelled
        case .cannotStart(let number): throw .cannotStart(program, number)
        }
    }
}

/// Outputs that a command writes in their own places.
extension TaskRun {
    private func former(_ index: Int) -> String { "\(folder)/.old/\(index)" }

    /// Moves what stands in the places of outputs out of the way, so that nothing old is taken for
    /// new.
    ///
    /// - Returns: which outputs had something there.
    private func setAside() throws(TaskFailure) -> [Int] {
        var moved: [Int] = []
        for (index, output) in task.outputs.enumerated() where outputPlaces[index] == nil {
            do throws(FileError) {
                if try !disk.identity(of: output.path, followsLinks: false).isAbsent {
                    guard try disk.relocate(output.path, to: former(index)) else {
                        throw FileError("move", output.path, 18)
                    }
                    moved.append(index)
                }
                let needed = output.isFolder ? output.path : PathText.folder(output.path)
                if !needed.isEmpty { try disk.makeFolder(needed) }
            } catch {
                try putBack(moved)
                throw .cannotTake(output.path, error.reason)
            }
        }
        return moved
    }

    /// Takes what the command left in the places of outputs away, and moves back what stood there.
    private func putBack(_ moved: [Int]) throws(TaskFailure) {
        for (index, output) in task.outputs.enumerated() where outputPlaces[index] == nil {
            do throws(FileError) {
                try disk.removeTree(output.path)
                if moved.contains(index) { _ = try disk.relocate(former(index), to: output.path) }
            } catch {
                throw .cannotTake(output.path, error.reason)
            }
        }
    }

    /// Takes what the command made into the run's folder.
    ///
    /// - Parameter tree: where the outputs are that it wrote in their own places; empty for the
    ///   workspace.
    func collect(from tree: String) throws(TaskFailure) -> TaskProduct {
        var product = TaskProduct()
        for (index, output) in task.outputs.enumerated() {
            var made = outputPlaces[index] ?? ""
            if made.isEmpty {
                made = "\(folder)/.new/\(index)"
                let place = tree.isEmpty ? output.path : "\(tree)/\(output.path)"
                _ = try taking(output.path) { () throws(FileError) in
                    let isThere = try !disk.identity(of: place, followsLinks: false).isAbsent
                    return isThere ? try disk.relocate(place, to: made) : false
                }
            }
            try take(output, at: made, into: &product)
        }
        try findUndeclared()
        if task.depfile != nil { product.read = try readDepfile(in: tree) }
        return product
    }

    private func take(
        _ output: Manifest.Task.Output, at made: String, into product: inout TaskProduct
    ) throws(TaskFailure) {
        let identity = try taking(output.path) { () throws(FileError) in
            try disk.identity(of: made, followsLinks: false)
        }
        if identity.isAbsent { throw .missingOutput(output.path, []) }
        guard output.isFolder else {
            return try take(output.path, made, identity, into: &product)
        }
        guard identity.isFolder else {
            throw .wrongType(output.path, found: "a file, not a folder")
        }
        let contents = try taking(output.path) { () throws(FileError) in
            try disk.contents(below: made)
        }
        for (path, identity) in contents {
            let place = output.path + path.dropFirst(made.utf8.count)
            try take(place, path, identity, into: &product)
        }
    }

    private func take(
        _ path: String, _ made: String, _ identity: FileIdentity, into product: inout TaskProduct
    ) throws(TaskFailure) {
        if identity.isFolder { throw .wrongType(path, found: "a folder, not a file") }
        guard identity.isRegularFile else {
            throw .wrongType(path, found: "a link or a special file")
        }
        let bytes = try taking(path) { () throws(FileError) in try disk.read(made)?.bytes }
        guard let bytes else { throw .missingOutput(path, []) }
        product.files.append(
            .init(
                path: path, bytes: bytes, isExecutable: identity.mode & 0o100 != 0, made: made))
    }

    /// What lies in the run's folder beside the outputs was written by mistake, or is an output that
    /// is not declared.
    private func findUndeclared() throws(TaskFailure) {
        let found = try taking("") { () throws(FileError) in try disk.list(folder)?.entries ?? [] }
        let own = Set(outputPlaces.compactMap { $0 })
        var extra: [String] = []
        for entry in found where !entry.name.hasPrefix(".") {
            let path = "\(folder)/\(entry.name)"
            if own.contains(path) { continue }
            let files = try taking("") { () throws(FileError) in
                if entry.kind == .folder { return try disk.contents(below: path).map(\.path) }
                return [path]
            }
            extra += files.filter { file in
                !own.contains(file) && !own.contains { file.hasPrefix($0 + "/") }
            }
        }
        if !extra.isEmpty { throw .undeclaredOutputs(extra.map(PathText.name).sorted()) }
    }

    private func readDepfile(in tree: String) throws(TaskFailure) -> [String] {
        guard let depfile = task.depfile else { return [] }
        let isOwn = task.words.contains { CommandWord($0).parts.contains(.depfile) }
        let path = isOwn ? folder + "/.depfile" : tree.isEmpty ? depfile : "\(tree)/\(depfile)"
        let bytes = try taking(depfile) { () throws(FileError) in try disk.read(path)?.bytes }
        guard let bytes else { throw .missingOutput(depfile, []) }
        if !isOwn { try? disk.removeTree(path) }
        return Depfile(bytes).prerequisites
            .map { PathText.inWorkspace($0, from: task.folder, root: settings.root) }
            .filter { path in
                !path.hasPrefix(settings.temporaryFolder + "/")
                    && !task.outputs.contains { $0.holds(path) } && !path.isEmpty
            }
    }

    func taking<Value>(
        _ path: String, _ body: () throws(FileError) -> Value
    ) throws(TaskFailure) -> Value {
        do throws(FileError) { return try body() } catch {
            throw .cannotTake(path, error.reason)
        }
    }
}
