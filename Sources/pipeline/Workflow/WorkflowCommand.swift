import ArgumentParser

struct WorkflowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workflow",
        abstract: "Everything in one go, and how it went, phase by phase.",
        subcommands: [WorkflowCompleteCommand.self, WorkflowHealthCommand.self])
}

struct WorkflowHealthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health", abstract: "The same as 'pipeline health'.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var options: HealthOptions

    func run() throws { try HealthCommand.show(try Workspace(global), global, options) }
}
