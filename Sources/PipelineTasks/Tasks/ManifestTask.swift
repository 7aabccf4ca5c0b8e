import BuildEngine

extension Manifest {
    /// A command of the user, as a node of the graph.
    public struct Task: Sendable, Equatable {
        /// Names its node, `task:NAME`; unique.
        public var name: String
        /// The command's words with placeholders; one text when a shell is to read it.
        public var words: [String]
        /// Whether the one word is a text for `/bin/sh`.
        public var isForShell = false
        /// Patterns of paths, or `task:NAME` for all that a task makes.
        public var inputs: [String] = []
        /// What the command makes.
        public var outputs: [Output] = []
        /// Variables with fixed values.
        public var environment: [String: String] = [:]
        /// Variables that are taken over from the environment of the program.
        public var inherited: [String] = []
        /// Working directory; empty for the workspace.
        public var folder = ""
        /// How long the command may take; `nil` for as long as it likes.
        public var timeoutSeconds: Int?
        /// A file in make's syntax that the command writes, with what it read besides.
        public var depfile: String?
        /// Whether the command sees nothing but what it declares.
        public var isSandboxed = false
        /// Tasks that come first.
        public var after: [String] = []
        /// How the job server is offered.
        public var jobServer = JobServerStyle.pipe

        /// A task that reads and makes nothing.
        public init(name: String, words: [String]) {
            self.name = name
            self.words = words
        }

        /// A file, or a folder with all that is in it, that a task makes.
        public struct Output: Sendable, Equatable, Hashable {
            public var path: String
            public var isFolder: Bool

            /// Whether a path is this file, or below this folder.
            func holds(_ other: String) -> Bool {
                isFolder ? other.hasPrefix(path + "/") : other == path
            }
        }
    }
}

extension Manifest.Task {
    /// Stands before a task's name among the inputs.
    static let mark = "task:"

    /// For a part of a node's result: one row a field, its name first.
    var fields: TextRows {
        let limit = timeoutSeconds.map { ["\($0)"] } ?? []
        var rows = [
            ["name", name], ["words"] + words, ["inputs"] + inputs,
            ["outputs"] + outputs.map { ($0.isFolder ? "d" : "f") + $0.path },
            ["inherited"] + inherited, ["folder", folder], ["timeout"] + limit,
            ["depfile"] + (depfile.map { [$0] } ?? []), ["after"] + after,
            ["jobserver", jobServer.rawValue],
            ["flags", isForShell ? "shell" : "", isSandboxed ? "sandbox" : ""],
        ]
        let variables = environment.sorted { $0.key < $1.key }
        rows.append(["environment"] + variables.flatMap { [$0.key, $0.value] })
        return TextRows(rows)
    }

    /// - Returns: `nil` for rows that are not those of a task.
    init?(_ rows: TextRows) {
        let fields = Dictionary(
            rows.rows.map { ($0.first ?? "", Array($0.dropFirst())) }, uniquingKeysWith: { $1 })
        guard let name = fields["name"]?.first, let words = fields["words"] else { return nil }
        self.init(name: name, words: words)
        inputs = fields["inputs"] ?? []
        outputs = (fields["outputs"] ?? []).map {
            Output(path: String($0.dropFirst()), isFolder: $0.hasPrefix("d"))
        }
        inherited = fields["inherited"] ?? []
        folder = fields["folder"]?.first ?? ""
        timeoutSeconds = fields["timeout"]?.first.flatMap { Int($0) }
        depfile = fields["depfile"]?.first
        after = fields["after"] ?? []
        jobServer = fields["jobserver"]?.first.flatMap(JobServerStyle.init) ?? .pipe
        isForShell = fields["flags"]?.contains("shell") ?? false
        isSandboxed = fields["flags"]?.contains("sandbox") ?? false
        let variables = fields["environment"] ?? []
        for index in stride(from: 0, to: variables.count - 1, by: 2) {
            environment[variables[index]] = variables[index + 1]
        }
    }
}
