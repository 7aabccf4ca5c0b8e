import ArgumentParser
import PipelineTasks
import SourceText

struct HealthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health",
        abstract: "Tell on one page how the workspace is, and what would mend it.",
        discussion: """
            From what the last build left; nothing runs. Ends with 0 unless there are errors.
            """)

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try Workspace(global)
        let page = HealthPage(
            workspace, try workspace.inspection(), areas: HealthPage.Area.allCases)
        try page.show(global)
    }
}

extension HealthPage {
    /// Prints the page.
    ///
    /// - Throws: when there are errors, with the lowest code of their kinds.
    func show(_ global: GlobalOptions) throws {
        try global.show(text, json: json)
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
                        ])
                    })),
        ])
    }
}
