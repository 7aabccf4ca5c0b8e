import ArgumentParser

struct PluginsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugins",
        abstract: "List, extract, show, search, compare and pin plugins.",
        discussion: """
            Plugins of six formats are known: lv2, ladspa, dssi, clap, vst3 and vst2. Wherever a command \
            takes a plugin it may be named by its id, its name, a pattern ('*mda*') or its file; \
            with a format before it ('vst3:ZamComp'), only that format's are meant.
            """,
        subcommands: [
            PluginsListCommand.self, PluginsExtractCommand.self, PluginsShowCommand.self,
            PluginsDiffCommand.self, PluginsSearchCommand.self, PluginsPinCommand.self,
            PluginsHealthCommand.self,
        ])
}

struct PluginsHealthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health",
        abstract: "Tell how the tools, plugins and pinned descriptors are.",
        discussion: """
            What could not be read and why, with a remedy; how plugins are kept from doing harm here; \
            pinned descriptors that installed plugins differ from. From what the last build left; nothing \
            runs without --fix.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var fixing: FixOption

    func run() throws {
        let workspace = try Workspace(global)
        if fixing.fix {
            try HealthMending(workspace: workspace, global: global).run(onlyPlugins: true)
        }
        try HealthPage(
            workspace, try workspace.inspection(), areas: [.state, .tools, .plugins, .pins]
        ).show(global)
    }
}
