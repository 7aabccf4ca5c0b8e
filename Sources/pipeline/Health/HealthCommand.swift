import ArgumentParser
import FileWatching
import Glibc
import PipelineTasks
import SourceText

struct HealthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health",
        abstract: "Tell on one page how the workspace is, and what would mend it.",
        discussion: """
            From what the last build left; nothing runs without --fix. Ends with 0 unless there are errors. Every \
            command and build leaves a line in .cache/history, which --performance and --memory \
            read.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var options: HealthOptions

    func run() throws { try Self.show(try Workspace(global), global, options) }

    /// Shows the page, or the parts that were asked for.
    static func show(
        _ workspace: Workspace, _ global: GlobalOptions, _ options: HealthOptions
    ) throws {
        if options.watch { return try watch(workspace, global, options) }
        if options.fixing.fix {
            try HealthMending(workspace: workspace, global: global).run(onlyPlugins: false)
        }
        let sections = try options.sections(workspace)
        if sections.isEmpty || options.detailed {
            let page = HealthPage(
                workspace, try workspace.inspection(), areas: HealthPage.Area.allCases)
            try page.show(global, with: sections)
            return
        }
        try global.show(
            sections.map(\.text).joined(separator: "\n"),
            json: .object(sections.map { .init($0.name, $0.json) }))
    }

    /// Shows the parts again whenever the history grew, until the user interrupts.
    private static func watch(
        _ workspace: Workspace, _ global: GlobalOptions, _ options: HealthOptions
    ) throws {
        let clears = isatty(STDOUT_FILENO) == 1 && global.format == .table
        let history = FolderWatch(root: workspace.root)
        _ = history.want([folderPath(of: RunHistory.path) ?? ""])
        while true {
            if clears { printResult("\u{1B}[2J\u{1B}[H") }
            let sections = try options.sections(workspace)
            try global.show(
                sections.map(\.text).joined(separator: "\n"),
                json: .object(sections.map { .init($0.name, $0.json) }))
            waitForChange(of: RunHistory.path, history)
        }
    }

    /// Waits until a file changed; where the system gives nothing to wait with, half a second.
    private static func waitForChange(of path: String, _ folder: FolderWatch) {
        if folder.refusal != nil {
            usleep(500_000)
            return
        }
        while true {
            var waited = pollfd(fd: folder.descriptor, events: Int16(POLLIN), revents: 0)
            poll(&waited, 1, -1)
            let isMeant = folder.events().contains {
                $0.path == path || $0.kind == .overflow || $0.kind == .tree
            }
            if isMeant { return }
        }
    }
}

extension HealthPage {
    /// Prints the page, and other pages after it.
    ///
    /// - Throws: when there are errors, with the lowest code of their kinds.
    func show(
        _ global: GlobalOptions, with others: [(name: String, text: String, json: JSONValue)] = []
    ) throws {
        let text = ([text] + others.map { "\($0.name)\n\($0.text)" }).joined(separator: "\n")
        var members = json
        if case .object(let own) = json {
            members = .object(own + others.map { .init($0.name, $0.json) })
        }
        try global.show(text, json: members)
        if exitCode != 0 { throw ExitCode(exitCode) }
    }

    private var text: String {
        var text = ""
        for area in areas {
            var title = area.rawValue
            for fact in facts where fact.area == area {
                text += title + String(repeating: " ", count: max(1, 9 - title.count))
                text += fact.text + "\n"
                title = ""
            }
            for problem in problems where problem.area == area {
                text += "         \(problem.severity.rawValue): \(problem.message)\n"
                text += "           \(problem.remedy)\n"
            }
        }
        let errors = problems.count { $0.severity == .error }
        let warnings = problems.count { $0.severity == .warning }
        text +=
            errors + warnings == 0
            ? "\nno problems\n" : "\n\(counted(errors, "error")), \(counted(warnings, "warning"))\n"
        return text
    }

    private var json: JSONValue {
        .object([
            .init("healthy", .bool(exitCode == 0)), .init("exitCode", .integer(Int64(exitCode))),
            .init(
                "facts",
                .array(
                    facts.map { fact in
                        .object([
                            .init("area", .string(fact.area.rawValue)),
                            .init("text", .string(fact.text)),
                        ])
                    })),
            .init(
                "problems",
                .array(
                    problems.map { problem in
                        .object([
                            .init("area", .string(problem.area.rawValue)),
                            .init("severity", .string(problem.severity.rawValue)),
                            .init("message", .string(problem.message)),
                            .init("remedy", .string(problem.remedy)),
                            .init("code", .string(problem.code)),
                            .init("path", .string(problem.path)),
                        ])
                    })),
        ])
    }
}
