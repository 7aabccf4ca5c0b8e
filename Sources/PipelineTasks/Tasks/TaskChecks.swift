import Diagnostics
import SourceText

/// Checks tasks against each other and against what the manifest generates: names, owners of
/// outputs, outputs among inputs, and circles.
struct TaskChecks {
    private let tasks: [LocatedTask]
    private let generations: [Manifest.Generation]

    init(_ tasks: [LocatedTask], _ generations: [Manifest.Generation]) {
        self.tasks = tasks
        self.generations = generations
    }

    func report(to fields: inout FieldReader) {
        checkNames(&fields)
        checkOwners(&fields)
        for task in tasks { checkOwnInputs(task, &fields) }
        checkCircles(&fields)
    }

    private func checkNames(_ fields: inout FieldReader) {
        var names = Set<String>()
        for task in tasks where !names.insert(task.task.name).inserted {
            fields.report(
                .error, "duplicate-name",
                "two tasks are called '\(task.task.name)'; give one of them another 'name'",
                at: task.nameRange)
        }
        for task in tasks {
            let others = task.inputs.filter { $0.value.hasPrefix(Manifest.Task.mark) }
                .map { Located(String($0.value.dropFirst(Manifest.Task.mark.count)), at: $0.range) }
            for other in task.after + others where !names.contains(other.value) {
                let nearest = nearestName(to: other.value, among: names.sorted())
                let written =
                    others.contains(other) ? Manifest.Task.mark + other.value : other.value
                fields.report(
                    .error, "unknown-value",
                    "there is no task '\(other.value)'"
                        + (nearest.map { "; did you mean '\($0)'?" } ?? ""),
                    at: other.range,
                    correcting: nearest.map {
                        (written, others.contains(other) ? Manifest.Task.mark + $0 : $0)
                    })
            }
        }
    }

    private func checkOwners(_ fields: inout FieldReader) {
        var folders = generations.map { (path: $0.output, owner: "[[generate]] '\($0.name)'") }
        for task in tasks {
            folders += task.task.outputs.filter(\.isFolder).map { ($0.path, task.owner) }
        }
        var owners = [manifestPath: "you"]
        for generation in generations {
            owners[generation.output] = "[[generate]] '\(generation.name)'"
        }
        for task in tasks {
            for output in task.outputs {
                let path = output.value.path
                let holder = folders.first { path.hasPrefix($0.path + "/") }
                let held = generations.first {
                    output.value.isFolder && $0.output.hasPrefix(path + "/")
                }
                let former = owners.updateValue(task.owner, forKey: path)
                guard
                    let other = former ?? holder?.owner ?? held.map({ "[[generate]] '\($0.name)'" })
                else { continue }
                fields.report(
                    .error, "duplicate-output",
                    "'\(path)' is written by \(other) already; give it one owner",
                    at: output.range)
            }
        }
    }

    /// A task whose own output would be its input never comes to rest.
    private func checkOwnInputs(_ task: LocatedTask, _ fields: inout FieldReader) {
        for input in task.inputs where !input.value.hasPrefix(Manifest.Task.mark) {
            let pattern = GlobPattern(input.value)
            guard let own = task.task.outputs.first(where: { $0.mayBe(in: pattern) }) else {
                continue
            }
            fields.report(
                .error, "output-among-inputs",
                "'\(own.path)', which the task itself makes, is among its inputs "
                    + "'\(input.value)'; write a pattern that leaves it out",
                at: input.range)
        }
    }

    private func checkCircles(_ fields: inout FieldReader) {
        let index = OutputIndex(tasks)
        let before = tasks.map { needed(by: $0, index) }
        // 0 not seen, 1 on the way, 2 done.
        var marks = [Int](repeating: 0, count: tasks.count)
        for start in tasks.indices where marks[start] == 0 {
            var way: [(task: Int, next: Int)] = [(start, 0)]
            marks[start] = 1
            while let top = way.last {
                guard top.next < before[top.task].count else {
                    marks[top.task] = 2
                    way.removeLast()
                    continue
                }
                way[way.count - 1].next += 1
                let other = before[top.task][top.next]
                if marks[other] == 0 {
                    marks[other] = 1
                    way.append((other, 0))
                } else if marks[other] == 1, let first = way.firstIndex(where: { $0.task == other })
                {
                    let names = (way[first...].map(\.task) + [other]).map { tasks[$0].task.name }
                    fields.report(
                        .error, "circle",
                        "task '\(names[0])' needs itself: \(names.joined(separator: " -> "))",
                        at: tasks[other].nameRange)
                }
            }
        }
    }

    /// The tasks that one reads from or comes after.
    private func needed(by task: LocatedTask, _ index: OutputIndex) -> [Int] {
        var found = Set<Int>()
        for name in task.task.after { if let number = index.names[name] { found.insert(number) } }
        for input in task.task.inputs {
            if input.hasPrefix(Manifest.Task.mark) {
                let name = String(input.dropFirst(Manifest.Task.mark.count))
                if let number = index.names[name] { found.insert(number) }
            } else {
                found.formUnion(index.makers(of: GlobPattern(input)))
            }
        }
        // That a task makes its own input is told elsewhere.
        if !task.task.after.contains(task.task.name), let own = index.names[task.task.name] {
            found.remove(own)
        }
        return found.sorted()
    }
}

extension LocatedTask {
    /// The task, as messages name an owner.
    fileprivate var owner: String { "task '\(task.name)'" }
}

/// Who makes which output, found by pattern without looking at all.
private struct OutputIndex {
    private(set) var names: [String: Int] = [:]
    private var files: [(path: String, task: Int)] = []
    private var folders: [(path: String, task: Int)] = []

    init(_ tasks: [LocatedTask]) {
        for (number, task) in tasks.enumerated() {
            names[task.task.name] = number
            for output in task.task.outputs {
                if output.isFolder {
                    folders.append((output.path, number))
                } else {
                    files.append((output.path, number))
                }
            }
        }
        files.sort { $0.path < $1.path }
    }

    func makers(of pattern: GlobPattern) -> [Int] {
        let inFolders = folders.filter { pattern.mayFit(below: $0.path) }.map(\.task)
        let start = pattern.isLiteral ? pattern.text : pattern.fixedFolder
        var low = 0
        var high = files.count
        while low < high {
            let middle = (low + high) / 2
            if files[middle].path < start { low = middle + 1 } else { high = middle }
        }
        let near = files[low...].prefix { $0.path.hasPrefix(start) }
        return inFolders + near.filter { pattern.fits($0.path) }.map(\.task)
    }
}

extension Manifest.Task.Output {
    /// Whether the file fits a pattern, or a file in the folder could.
    func mayBe(in pattern: GlobPattern) -> Bool {
        isFolder ? pattern.mayFit(below: path) : pattern.fits(path)
    }
}
