import ArgumentParser
import Glibc

do {
    var command = try RuntimeCommand.parseAsRoot()
    try command.run()
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
