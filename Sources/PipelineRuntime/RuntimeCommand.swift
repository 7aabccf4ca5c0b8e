import ArgumentParser

/// `pipeline-runtime`.
struct RuntimeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pipeline-runtime",
        abstract: "Plays maps: what a controller sends comes in, MIDI and OSC go out, on time.",
        subcommands: [RunCommand.self, PortsCommand.self, GuardCommand.self, MeasureCommand.self])
}
