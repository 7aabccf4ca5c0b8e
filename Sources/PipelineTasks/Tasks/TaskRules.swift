import BuildEngine
import ContentStore
import Diagnostics
import Glibc
import TaskGraph

extension PipelineRules {
    /// Files that a command was found to read besides its inputs, and that other nodes make: the
    /// rule is called again when those have to be made first.
    private struct Discovered: Sendable {
        var made: [TaskInput] = []
    }

    /// Runs a task's command.
    ///
    /// Its node makes `done`, which is always the same, `files` with the paths of its outputs and
    /// the parts of the result that stand for them, `printed`, and the outputs.
    func runTask(_ context: RuleContext) throws(Interrupt) {
        let task = try task(context.subject, context)
        do throws(Interrupt) { try run(task, context) } catch {
            guard case .failed(let finding) = error, finding.path == manifestPath,
                let manifest = (try? disk().read(manifestPath))??.bytes
            else { throw error }
            throw .failed(finding.located(at: task.name, in: manifest))
        }
    }

    private func run(_ task: Manifest.Task, _ context: RuleContext) throws(Interrupt) {
        try context.prepare(task.after.map(NodeName.task))
        for other in task.after { _ = try context.required("done", of: NodeName.task(other)) }
        guard let inputs = try inputs(of: task, context) else { return }
        try context.prepare(inputs.filter(\.isMade).map(\.node))
        var known: [TaskInput] = []
        for input in inputs {
            guard let input = try take(input, of: task, context) else { return }
            known.append(input)
        }
        var discovered = context.memo as? Discovered ?? Discovered()
        for input in discovered.made { _ = try take(input, of: task, context) }
        var surroundings = TaskSurroundings(task, context.surroundings)
        try surroundings.inherit(variables, context)
        let run = TaskRun(
            task, inputs: known, surroundings: surroundings, settings, runner(), disk(),
            program: try program(
                of: task, known, surroundings.variables["PATH"] ?? "", context))
        // The outputs lie in a folder of the run until they are where they belong.
        context.tidy = { run.tidy() }
        let product = try product(of: run, known, &discovered, context)
        if let path = context.changedInput(), context.round > 0 {
            throw .failed(.inputChanges(task, path))
        }
        emit(product, context)
    }

    private func emit(_ product: TaskProduct, _ context: RuleContext) {
        context.emit("done", [1])
        let rows = product.files.map {
            [$0.path, outputFacet($0.path, isExecutable: $0.isExecutable)]
        }
        context.emit("files", TextRows(rows).bytes)
        if !product.printed.isEmpty { context.emit(printedFacet, product.printed) }
        for file in product.files {
            context.write(file.path, file.bytes, isExecutable: file.isExecutable, from: file.made)
        }
    }

    /// The inputs of a task in their order; `nil` when that is told elsewhere to be impossible.
    private func inputs(
        of task: Manifest.Task, _ context: RuleContext
    ) throws(Interrupt) -> [TaskInput]? {
        if let bytes = try context.value("inputs " + task.name, of: NodeName.manifest) {
            return TextRows(bytes).rows.compactMap(TaskInput.init)
        }
        if task.inputs.isEmpty { return [] }
        let bytes = try context.required("files", of: NodeName.inputs(task.name))
        return TextRows(bytes).rows.compactMap(TaskInput.init)
    }

    /// Makes sure that an input is on the disk, and enters it into the account.
    ///
    /// - Returns: `nil`, with an error reported, when there is no such file.
    private func take(
        _ input: TaskInput, of task: Manifest.Task, _ context: RuleContext
    ) throws(Interrupt) -> TaskInput? {
        var input = input
        if input.isMade, input.facet.isEmpty {
            let name = String(input.node.dropFirst(Manifest.Task.mark.count))
            input.facet = try context.output(input.path, ofTask: name)?.facet ?? ""
        }
        let isThere: Bool
        if input.isMade {
            isThere =
                input.facet.isEmpty
                ? false : try !context.digest(input.facet, of: input.node).isAbsent
            if isThere {
                try context.place(
                    input.path, facet: input.facet, of: input.node,
                    temporaryFolder: settings.temporaryFolder)
            }
        } else {
            isThere = try context.digest(ofFile: input.path) != nil
        }
        if isThere { return input }
        context.report([Self.nothingFits(input.path, task, GlobPattern(input.path))])
        return nil
    }

    /// Runs the command until what it read besides its inputs stood still.
    private func product(
        of run: TaskRun, _ inputs: [TaskInput], _ discovered: inout Discovered,
        _ context: RuleContext
    ) throws(Interrupt) -> TaskProduct {
        for _ in 0..<3 {
            let start = fileStampNow()
            let product: TaskProduct
            do throws(TaskFailure) { product = try run.run() } catch {
                if error == .cancelled { throw .cancelled }
                throw .failed(error.diagnostic(of: run))
            }
            let given = Set(inputs.map(\.path))
            var isSteady = true
            for path in product.read where !given.contains(path) {
                if try !discover(path, since: start, &discovered, context) { isSteady = false }
            }
            if isSteady { return product }
        }
        throw .failed(.inputChanges(run.task, "a file that its depfile names"))
    }

    /// Enters a file that the command read into the account.
    ///
    /// - Returns: `false` when the command may have read another content.
    private func discover(
        _ path: String, since start: Int64, _ discovered: inout Discovered, _ context: RuleContext
    ) throws(Interrupt) -> Bool {
        let identity = (try? disk().identity(of: path)) ?? .absent
        let isOld = max(identity.changed, identity.modified) < start
        guard let input = try maker(of: path, context) else {
            return try context.digest(ofFile: path) == nil || isOld
        }
        if discovered.made.contains(input) {
            _ = try context.digest(input.facet, of: input.node)
            return true
        }
        discovered.made.append(input)
        context.memo = discovered
        let digest = try context.digest(input.facet, of: input.node)
        let found = (try? disk().digest(of: path))??.digest
        try context.place(
            path, facet: input.facet, of: input.node, temporaryFolder: settings.temporaryFolder)
        return isOld && found == digest
    }

    /// The program that a command begins with, as an absolute path; every place where it was looked
    /// for is part of the account.
    private func program(
        of task: Manifest.Task, _ inputs: [TaskInput], _ searchPath: String, _ context: RuleContext
    ) throws(Interrupt) -> String {
        if task.isForShell { return try found("/bin/sh", context) ? "/bin/sh" : "" }
        let paths = CommandPaths(
            name: task.name,
            inputs: inputs.map { PathText.relative($0.path, from: task.folder) }, outputs: [])
        let name = paths.expanded(CommandWord(task.words[0])).first ?? ""
        if name.contains("/") {
            let path = PathText.inWorkspace(name, from: task.folder, root: settings.root)
            if let made = try maker(of: path, context) {
                try context.place(
                    path, facet: made.facet, of: made.node,
                    temporaryFolder: settings.temporaryFolder)
                return settings.absolute(path)
            }
            if try found(path, context) { return settings.absolute(path) }
            throw .failed(.noProgram(task, name, searched: nil))
        }
        for folder in searchPath.split(separator: ":") where folder.hasPrefix("/") {
            if try found("\(folder)/\(name)", context) { return "\(folder)/\(name)" }
        }
        throw .failed(.noProgram(task, name, searched: searchPath))
    }

    private func found(_ program: String, _ context: RuleContext) throws(Interrupt) -> Bool {
        try context.digest(ofFile: program, known: programs) != nil
            && access(settings.absolute(program), X_OK) == 0
    }
}
