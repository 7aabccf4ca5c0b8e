import ArgumentParser
import Glibc

// Asking for the version must cost next to nothing, and 'run' waits for its guard: neither sets up the
// parser.
let words = Array(CommandLine.arguments.dropFirst())
do {
    if words == ["--version"] {
        print("pipeline-runtime \(programVersion)")
    } else if words == ["guard"] {
        try GuardCommand().run()
    } else {
        var command = try RuntimeCommand.parseAsRoot()
        try command.run()
    }
} catch let trouble as RuntimeTrouble {
    StandardStream.say(trouble.description)
    exit(trouble.exitCode.rawValue)
} catch {
    let code = RuntimeCommand.exitCode(for: error)
    // Arguments that make no sense end every program of ours alike.
    guard code == .validationFailure else { RuntimeCommand.exit(withError: error) }
    StandardStream.messages.write(RuntimeCommand.fullMessage(for: error))
    exit(RuntimeTrouble.ExitCode.arguments.rawValue)
}
