import ArgumentParser

struct MapsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "maps",
        abstract: "List, check, show, mend, migrate and make maps.",
        subcommands: [
            MapsListCommand.self, MapsValidateCommand.self, MapsCheckCommand.self,
            MapsShowCommand.self, MapsFixCommand.self, MapsMatchCommand.self,
            MapsMigrateCommand.self, MapsInitCommand.self,
        ])
}
