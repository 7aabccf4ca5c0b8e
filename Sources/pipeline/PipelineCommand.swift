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
            BuildCommand.self, WatchCommand.self, StatusCommand.self, ExplainCommand.self,
            GraphCommand.self, QueryCommand.self, HealthCommand.self,
            PluginsCommand.self, MapsCommand.self, DAWCommand.self, WorkflowCommand.self,
            InitCommand.self, SchemaCommand.self, CompletionsCommand.self, ManualCommand.self,
            CleanCommand.self, CacheCommand.self,
        ])
}

extension PipelineCommand {
    /// The command that the arguments mean.
    ///
    /// Only the command that is named sets itself up; the whole tree, which takes milliseconds, is
    /// needed for messages and help alone, and gives those.
    static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
        var type: any ParsableCommand.Type = PipelineCommand.self
        var rest = arguments[...]
        while let word = rest.first,
            let next = type.configuration.subcommands.first(where: {
                $0.configuration.commandName == word
            })
        {
            type = next
            rest = rest.dropFirst()
        }
        if type.configuration.subcommands.isEmpty, let command = try? type.parse(Array(rest)) {
            return command
        }
        return try parseAsRoot(arguments)
    }
}

/// The arguments as the parser takes them.
///
/// Options before the command go to the end, as they are those of every command. The first word is
/// split at its colons: `daw:generate:ardour` is three words; a last part `force`, or
/// `install` behind another command, is the option of that name. The parser's own option for scripts
/// of shells is our command for them.
func normalized(_ arguments: [String]) -> [String] {
    if arguments.count == 2, arguments[0] == "--generate-completion-script" {
        return ["completions", arguments[1]]
    }
    let groups = ["plugins", "maps", "daw", "cache", "workflow"]
    // The word after these is their value, not a command.
    let takesValue = ["-C", "--directory", "--format", "--color", "-j", "--jobs", "--parallel"]
    var place = 0
    while place < arguments.count, arguments[place].hasPrefix("-") {
        place += takesValue.contains(arguments[place]) ? 2 : 1
    }
    guard place < arguments.count else { return arguments }
    var words = arguments[place].split(separator: ":").map(String.init)
    if words.count < 2 || !groups.contains(words[0]) { words = [arguments[place]] }
    if words.count > 1, words.last == "force" { words[words.count - 1] = "--force" }
    if words.count > 2, words.last == "install" { words[words.count - 1] = "--install" }
    let rest = arguments[(place + 1)...]
    let end = rest.firstIndex(of: "--") ?? rest.endIndex
    let options = words[0] == "daw" ? rest[..<end].map(withOwnVersion) : Array(rest[..<end])
    return words + options + arguments[..<place] + rest[end...]
}

/// The option `--version` of a command under another name: when anything about the arguments is
/// wrong, the parser would take it for the question which version the program has.
private func withOwnVersion(_ argument: String) -> String {
    let name = "--version"
    guard argument == name || argument.hasPrefix(name + "=") else { return argument }
    return "--for-version" + argument.dropFirst(name.count)
}
