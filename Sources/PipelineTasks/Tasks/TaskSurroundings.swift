import BuildEngine
import ContentStore
import Glibc

/// What a command finds around it: nothing of the program's own environment that is not declared.
struct TaskSurroundings {
    /// The variables but those that name folders of the run.
    var variables: [String: String]
    var umask: UInt32

    /// Where programs are searched when a task says nothing.
    static let searchPath = "/usr/local/bin:/usr/bin:/bin"

    private let task: Manifest.Task

    /// - Parameter given: what no result may depend on; a verification gives other values.
    init(_ task: Manifest.Task, _ given: Surroundings) {
        self.task = task
        umask = given.umask
        variables = ["PATH": Self.searchPath, "LC_ALL": given.locale, "TZ": given.timeZone]
        variables.merge(task.environment) { $1 }
    }

    /// Takes over the variables that the task names, which become part of its account.
    mutating func inherit(
        _ source: InheritedVariables, _ context: RuleContext
    ) throws(Interrupt) {
        for name in task.inherited where task.environment[name] == nil {
            variables[name] = try source.value(of: name, context)
        }
    }
}

/// Variables of the program's environment that tasks take over, each kept as a file, so that another
/// value is a changed input like any other.
///
/// - Thread: any.
final class InheritedVariables: Sendable {
    private let disk: Disk
    private let folder: String
    private let temporaryFolder: String

    /// - Parameter cache: the engine's folder, below the disk's root.
    init(on disk: Disk, cache: String) {
        self.disk = disk
        folder = cache + "/environment"
        temporaryFolder = cache + "/temporary"
    }

    /// Brings the files up to date before a build looks at them.
    func refresh() {
        for entry in (try? disk.list(folder))?.entries ?? [] { keep(entry.name) }
    }

    /// - Returns: `nil` for a variable that is not set, which is recorded too.
    func value(of name: String, _ context: RuleContext) throws(Interrupt) -> String? {
        keep(name)
        guard let bytes = try context.read("\(folder)/\(name)"), bytes.first == 0x3D else {
            return nil
        }
        return String(decoding: bytes.dropFirst(), as: UTF8.self)
    }

    /// The file's content is `=` and the value, or nothing for a variable that is not set.
    private func keep(_ name: String) {
        let value = getenv(name).map { "=" + String(cString: $0) } ?? ""
        let path = "\(folder)/\(name)"
        if (try? disk.read(path))??.bytes == Array(value.utf8) { return }
        try? disk.makeFolder(temporaryFolder)
        _ = try? disk.replace(path, with: Array(value.utf8), temporaryFolder: temporaryFolder)
    }
}
