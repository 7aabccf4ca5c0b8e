import ArgumentParser

/// The version that `--version` shows; cached results depend on the build id, not on it.
let programVersion = "0.1.0"

struct PipelineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pipeline",
        abstract: "Builds DAW files and runtime maps from controller maps and real plugins.",
        discussion: """
            Commands of groups may be joined by a colon: 'plugins:list' is 'plugins list'.
            Exit codes: 0 ok, 1 other failure, 2 arguments or manifest, 3 file not found, \
            4 validation, 5 extraction, 6 generation, 70 our bug, 130 interrupted.
            """,
        version: "pipeline \(programVersion)",
        subcommands: [
            BuildCommand.self, StatusCommand.self, ExplainCommand.self, HealthCommand.self,
            PluginsCommand.self, MapsCommand.self, DAWCommand.self, InitCommand.self,
            CleanCommand.self, CacheCommand.self,
        ])
}

/// Splits `group:command` into two words, and `daw:generate:ardour` into three, in the first word
/// that is no option; a last part `force` becomes the option of that name.
func splitColons(_ arguments: [String]) -> [String] {
    let groups = ["plugins", "maps", "daw", "cache"]
    var place = 0
    while place < arguments.count, arguments[place].hasPrefix("-") {
        // The word after these is their value, not a command.
        let takesValue = ["-C", "--directory", "--format", "--color", "-j", "--jobs"]
        place += takesValue.contains(arguments[place]) ? 2 : 1
    }
    guard place < arguments.count else { return arguments }
    var words = arguments[place].split(separator: ":").map(String.init)
    guard words.count > 1, groups.contains(words[0]) else { return arguments }
    if words.last == "force" { words[words.count - 1] = "--force" }
    return Array(arguments[..<place]) + words + Array(arguments[(place + 1)...])
}
