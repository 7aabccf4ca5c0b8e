import BuildEngine
import TaskGraph

/// Which tasks own which files and folders of the workspace.
struct TaskOwners: Sendable {
    private var files: [String: String] = [:]
    private var folders: [(path: String, task: String)] = []

    init(_ rows: TextRows) {
        for row in rows.rows where row.count == 3 {
            if row[2] == "d" { folders.append((row[0], row[1])) } else { files[row[0]] = row[1] }
        }
    }

    init(_ context: RuleContext) throws(Interrupt) {
        self =
            try context.value("owned", of: NodeName.manifest) { TaskOwners(TextRows($0)) }
            ?? TaskOwners(TextRows(nil))
    }

    /// One row an output: path, task, and `d` for a folder.
    static func rows(_ tasks: [Manifest.Task]) -> TextRows {
        TextRows(
            tasks.flatMap { task in
                task.outputs.map { [$0.path, task.name, $0.isFolder ? "d" : "f"] }
            })
    }

    /// The task that makes a file, or all that lies in a folder.
    func owner(of path: String) -> String? {
        if let task = files[path] { return task }
        return folders.first { path == $0.path || path.hasPrefix($0.path + "/") }?.task
    }

    /// The task that makes exactly this file.
    func maker(of file: String) -> String? { files[file] }

    /// The tasks that may make a file that fits, by name.
    func makers(fitting pattern: GlobPattern) -> [String] {
        var found = Set(folders.filter { pattern.mayFit(below: $0.path) }.map(\.task))
        if pattern.isLiteral {
            if let task = files[pattern.text] { found.insert(task) }
        } else {
            for (path, task) in files where pattern.fits(path) { found.insert(task) }
        }
        return found.sorted()
    }
}

/// A file that a command reads.
struct TaskInput: Equatable {
    var path: String
    /// The node that makes it, and the part of its result that stands for it; empty for a source.
    var node = ""
    var facet = ""

    var isMade: Bool { !node.isEmpty }

    init(path: String, node: String = "", facet: String = "") {
        self.path = path
        self.node = node
        self.facet = facet
    }

    init?(_ row: [String]) {
        guard row.count == 3 else { return nil }
        self.init(path: row[0], node: row[1], facet: row[2])
    }

    var row: [String] { [path, node, facet] }
}

extension RuleContext {
    /// The content of a file that may be made by a task.
    func readMade(_ path: String) throws(Interrupt) -> [UInt8]? {
        guard let task = try TaskOwners(self).owner(of: path) else { return try read(path) }
        guard let made = try output(path, ofTask: task) else { return nil }
        return try value(made.facet, of: made.node)
    }

    /// A file that a task makes, if it does.
    func output(_ path: String, ofTask task: String) throws(Interrupt) -> TaskInput? {
        try outputs(ofTask: task).first { $0.path == path }
    }

    /// All files that a task made.
    func outputs(ofTask task: String) throws(Interrupt) -> [TaskInput] {
        let node = NodeName.task(task)
        return try rows("files", of: node).rows.filter { $0.count == 2 }
            .map { TaskInput(path: $0[0], node: node, facet: $0[1]) }
    }
}
