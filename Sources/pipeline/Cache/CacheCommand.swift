import ArgumentParser

struct CacheCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache", abstract: "Look after what builds keep.",
        subcommands: [
            CacheStatsCommand.self, CacheWarmCommand.self, CacheCollectCommand.self,
            CacheVerifyCommand.self, CacheClearCommand.self,
        ])
}
