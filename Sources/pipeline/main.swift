import ArgumentParser

// Asking for the version must cost next to nothing, so it does not set up the parser.
_ = processStart
let arguments = Array(CommandLine.arguments.dropFirst())
if arguments == ["--version"] {
    printResult("pipeline \(programVersion)\n")
} else if arguments.first == "---completion" {
    // What a shell asks for what to offer; no command that anyone ran.
    PipelineCommand.main(arguments)
} else {
    do {
        if arguments == ["build"] {
            try BuildCommand.runPlain()
        } else {
            var command = try PipelineCommand.parsed(normalized(arguments))
            try command.run()
        }
        RunHistory.Command.note(normalized(arguments), exitCode: 0)
    } catch {
        let code = PipelineCommand.exitCode(for: error)
        RunHistory.Command.note(normalized(arguments), exitCode: code.rawValue)
        end(with: error)
    }
}
