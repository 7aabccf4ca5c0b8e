import BuildEngine
import ContentStore
import Diagnostics

extension PipelineRules {
    /// Hands on each task by itself, so that a change in one concerns only that one.
    func emitTasks(of manifest: Manifest, _ context: RuleContext) {
        context.emit("tasks", TextRows(manifest.tasks.map(\.name)).bytes)
        let owned = TaskOwners.rows(manifest.tasks)
        context.emit("owned", owned.bytes)
        let owners = TaskOwners(owned)
        for task in manifest.tasks {
            context.emit("task " + task.name, task.fields.bytes)
            if let inputs = task.plainInputs(owners, manifest.generations) {
                context.emit("inputs " + task.name, TextRows(inputs.map(\.row)).bytes)
            }
        }
    }

    /// A task as the manifest says it.
    func task(_ name: String, _ context: RuleContext) throws(Interrupt) -> Manifest.Task {
        let bytes = try context.required("task " + name, of: NodeName.manifest)
        guard let task = Manifest.Task(TextRows(bytes)) else {
            throw .blocked(by: NodeName.manifest)
        }
        return task
    }

    /// Finds the files that a task's patterns mean: those of the workspace that nothing makes, and
    /// those that other nodes make, whether they are there yet or not.
    func findInputs(_ context: RuleContext) throws(Interrupt) {
        let task = try task(context.subject, context)
        let owners = try TaskOwners(context)
        let generations = try generations(context)
        var found: [TaskInput] = []
        for input in task.inputs {
            if input.hasPrefix(Manifest.Task.mark) {
                let other = String(input.dropFirst(Manifest.Task.mark.count))
                try context.prepare([NodeName.task(other)])
                found += try context.outputs(ofTask: other)
                continue
            }
            let pattern = GlobPattern(input)
            var fitting = try filesOfTasks(fitting: pattern, owners, context)
            for generation in generations where pattern.mayFit(below: generation.output) {
                fitting += try files(of: generation, fitting: pattern, context)
            }
            fitting += try sources(fitting: pattern, owners, generations, context)
            if fitting.isEmpty { context.report([Self.nothingFits(input, task, pattern)]) }
            found += fitting.sorted { $0.path.precedesByBytes($1.path) }
        }
        var seen = Set<String>()
        let unique = found.filter { seen.insert($0.path).inserted }
        if !context.hasErrors { context.emit("files", TextRows(unique.map(\.row)).bytes) }
    }

    static func nothingFits(
        _ input: String, _ task: Manifest.Task, _ pattern: GlobPattern
    ) -> Diagnostic {
        pattern.isLiteral
            ? Diagnostic(
                .error, "task.no-input",
                "there is no '\(input)', which is an input of task '\(task.name)'",
                path: manifestPath)
            : Diagnostic(
                .warning, "task.no-input",
                "no file fits '\(input)', the inputs of task '\(task.name)'", path: manifestPath)
    }

    /// The files of the workspace that fit and that nothing makes.
    private func sources(
        fitting pattern: GlobPattern, _ owners: TaskOwners, _ generations: [Manifest.Generation],
        _ context: RuleContext
    ) throws(Interrupt) -> [TaskInput] {
        func isMade(_ path: String) -> Bool {
            owners.owner(of: path) != nil
                || generations.contains { path == $0.output || path.hasPrefix($0.output + "/") }
        }
        let found = try pattern.matches { folder throws(Interrupt) in
            // What an earlier build left there says nothing.
            isMade(folder) ? nil : try context.list(folder)
        }
        return found.files.filter { !isMade($0) }.map { TaskInput(path: $0) }
    }

    /// The files that tasks make and that fit.
    func filesOfTasks(
        fitting pattern: GlobPattern, _ owners: TaskOwners, _ context: RuleContext
    ) throws(Interrupt) -> [TaskInput] {
        let makers = owners.makers(fitting: pattern)
        try context.prepare(makers.map(NodeName.task))
        var found: [TaskInput] = []
        for maker in makers {
            found += try context.outputs(ofTask: maker).filter { pattern.fits($0.path) }
        }
        return found
    }

    /// The node that makes a file, and the part of its result; `nil` for a source.
    func maker(of path: String, _ context: RuleContext) throws(Interrupt) -> TaskInput? {
        if let task = try TaskOwners(context).owner(of: path) {
            return try context.output(path, ofTask: task)
        }
        for generation in try generations(context) where path.hasPrefix(generation.output + "/") {
            return try files(of: generation, fitting: GlobPattern(path), context).first
        }
        return nil
    }

    /// The files of a generation that fit, as far as they are made.
    private func files(
        of generation: Manifest.Generation, fitting pattern: GlobPattern, _ context: RuleContext
    ) throws(Interrupt) -> [TaskInput] {
        let planned = try plannedFiles(of: generation, context)
            .filter { pattern.fits($0.path) }
        try context.prepare(planned.map(\.node))
        var made: [TaskInput] = []
        for (path, node) in planned {
            let facet = outputFacet(path)
            if try !context.digest(facet, of: node).isAbsent {
                made.append(TaskInput(path: path, node: node, facet: facet))
            }
        }
        return made
    }

    /// The files that a generation is to make, and the node that makes each.
    private func plannedFiles(
        of generation: Manifest.Generation, _ context: RuleContext
    ) throws(Interrupt) -> [(path: String, node: String)] {
        guard generation.target.isPerMap else {
            let rows = try context.rows("outputs", of: NodeName.plan(generation.name)).rows
            return rows.filter { $0.count == 2 }.map { ($0[0], $0[1]) }
        }
        let folders = try mapFolders(context)
        let maps = TextRows(try context.required("paths", of: NodeName.maps)).texts
        return maps.flatMap { map in
            let path = outputPath(of: map, generation, folders)
            let node = NodeName.generate(generation.name, map)
            return generation.target.fileExtensions.map { ("\(path).\($0)", node) }
        }
    }
}

extension Manifest.Task {
    /// The inputs when they are known without looking: paths that nothing makes, or one task as a
    /// file of its own.
    fileprivate func plainInputs(
        _ owners: TaskOwners, _ generations: [Manifest.Generation]
    ) -> [TaskInput]? {
        var found: [TaskInput] = []
        for input in inputs {
            let pattern = GlobPattern(input)
            if input.hasPrefix(Self.mark) || !pattern.isLiteral { return nil }
            if generations.contains(where: { pattern.mayFit(below: $0.output) }) { return nil }
            if let maker = owners.maker(of: input) {
                found.append(TaskInput(path: input, node: NodeName.task(maker)))
            } else if owners.owner(of: input) == nil {
                found.append(TaskInput(path: input))
            } else {
                return nil
            }
        }
        var seen = Set<String>()
        return found.filter { seen.insert($0.path).inserted }
    }
}
