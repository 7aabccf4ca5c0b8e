import ArgumentParser

struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions",
        abstract: "Print the completion script of a shell.",
        discussion: """
            bash: source <(pipeline completions bash). \
            zsh: pipeline completions zsh > FOLDER/_pipeline, a folder of fpath. \
            fish: pipeline completions fish > ~/.config/fish/completions/pipeline.fish.
            """)

    enum Shell: String, ExpressibleByArgument, CaseIterable { case bash, zsh, fish }

    @Argument(help: "Whose script.")
    var shell: Shell

    func run() throws {
        let kind: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        var script = PipelineCommand.completionScript(for: kind)
        if shell == .fish {
            // What the parser writes to ask for the cursor's place works in an interactive fish alone.
            script = script.replacing(
                "(__pipeline_tokens -tC)", with: "(string length -- \"$(commandline -ct)\")")
        }
        printResult(script + "\n")
    }
}
