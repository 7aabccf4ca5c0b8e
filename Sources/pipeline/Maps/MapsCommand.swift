import ArgumentParser

struct MapsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "maps",
        abstract: "List, check, show, mend, make and migrate maps.",
        subcommands: [
            MapsListCommand.self, MapsValidateCommand.self, MapsCheckCommand.self,
            MapsShowCommand.self, MapsFixCommand.self, MapsMatchCommand.self, MapsInitCommand.self,
            MapsMigrateCommand.self,
        ])
}
