import ArgumentParser
import SourceText

struct ManualCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manual",
        abstract: "Print the manual page of a command, as man reads it.",
        discussion: """
            Without COMMAND: the page of the program. --list prints the names of all pages. \
            'pipeline manual daw | man -l -' shows one; scripts/man writes all into a folder.
            """)

    @Argument(help: "A command of the program; a group's page has its commands too.")
    var command: String?

    @Flag(help: "Print the names of the pages.")
    var list = false

    func run() throws {
        let help = Array(PipelineCommand._dumpHelp().utf8)
        guard let program = JSONReader.read(help, path: "help").root?["command"] else {
            throw fail("the commands could not be listed", Outcome.otherFailure)
        }
        let pages = ManualPage.shown(program["subcommands"]?.sequence ?? [])
        if list {
            let names = pages.compactMap { $0["commandName"]?.string }
            printResult((["pipeline"] + names.map { "pipeline-\($0)" }).joined(separator: "\n"))
            return printResult("\n")
        }
        guard let command else { return printResult(ManualPage.program(program)) }
        guard let page = pages.first(where: { $0["commandName"]?.string == command }) else {
            throw fail("there is no command '\(command)'", Outcome.arguments)
        }
        printResult(ManualPage.command(page))
    }
}
