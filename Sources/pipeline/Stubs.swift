import ArgumentParser
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "status")
}
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "explain")
}
struct HealthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "health")
}
struct PluginsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "plugins")
}
struct MapsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "maps")
}
struct DAWCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "daw")
}
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "init")
}
struct CleanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "clean")
}
struct CacheCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "cache")
}
