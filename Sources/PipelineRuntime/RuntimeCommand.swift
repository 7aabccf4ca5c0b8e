import ArgumentParser

/// The version that `--version` shows: that of `pipeline`, whose maps it plays.
let programVersion = "0.1.0"

/// `pipeline-runtime`.
struct RuntimeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pipeline-runtime",
        abstract: "Plays maps: what a controller sends comes in, MIDI and OSC go out, on time.",
        discussion: """
            Exit codes: 0 done, 1 failure, 2 arguments, 3 a file, port or running program that is not \
            there, 4 a map or message that says what cannot be, 130 interrupted.
            """,
        version: "pipeline-runtime \(programVersion)",
        subcommands: [
            RunCommand.self, PortsCommand.self, SendCommand.self, PlayCommand.self,
            PanicCommand.self,
            StatsCommand.self, MonitorCommand.self, LearnCommand.self, DoctorCommand.self,
            BenchCommand.self, ServiceCommand.self,
            GuardCommand.self, MeasureCommand.self,
        ])
}
