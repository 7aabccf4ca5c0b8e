import Testing

/// The completion scripts, asked in their shells.
@Suite struct CompletionsTests {
    private func place() -> ProgramWorkspace {
        let place = ProgramWorkspace()
        place.environment["PATH"] = Programs.folder + ":/usr/bin:/bin"
        for shell in ["bash", "zsh", "fish"] {
            let result = place.run("completions", shell)
            #expect(result.status == 0, "\(result.messages)")
            place.put(shell == "zsh" ? "_pipeline" : "script.\(shell)", result.output)
        }
        return place
    }

    /// What bash offers for a line.
    private func bash(_ words: [String], in place: ProgramWorkspace) -> [Substring] {
        let line = words.joined(separator: " ")
        let quoted = words.map { "'\($0)'" }.joined(separator: " ")
        place.put(
            "ask.bash",
            """
            source ./script.bash
            COMP_WORDS=(\(quoted)); COMP_CWORD=\(words.count - 1); COMP_LINE='\(line)'
            COMP_POINT=\(line.utf8.count); COMP_TYPE=9; COMP_KEY=9
            name=$(complete -p pipeline | sed 's/.*-F \\([^ ]*\\).*/\\1/')
            "$name" pipeline '\(words.last ?? "")' '\(words.dropLast().last ?? "")' 2>/dev/null
            printf '%s\\n' "${COMPREPLY[@]}"
            """)
        return place.runCommand(["bash", "ask.bash"]).output
            .split(separator: "\n").map { $0.prefix { $0 != " " } }
    }

    private func fish(_ line: String, in place: ProgramWorkspace) -> [Substring] {
        place.put("ask.fish", "source script.fish\ncomplete -C '\(line)'\n")
        return place.runCommand(["fish", "--no-config", "ask.fish"]).output
            .split(separator: "\n").map { $0.prefix { $0 != "\t" } }
    }

    @Test func `bash completes commands, commands of groups and options`() {
        let place = place()
        #expect(bash(["pipeline", "ma"], in: place).contains("maps"))
        #expect(
            Set(bash(["pipeline", "maps", ""], in: place)).isSuperset(of: ["list", "validate"]))
        #expect(bash(["pipeline", "build", "--ex"], in: place).contains("--explain"))
        #expect(!bash(["pipeline", "ma"], in: place).contains("build"))
    }

    @Test func `fish completes commands, commands of groups and options`() {
        let place = place()
        #expect(fish("pipeline ma", in: place).contains("maps"))
        #expect(Set(fish("pipeline maps ", in: place)).isSuperset(of: ["list", "validate"]))
        #expect(fish("pipeline build --ex", in: place).contains("--explain"))
        #expect(!fish("pipeline ma", in: place).contains("build"))
    }

    @Test func `zsh takes the script as the completion of pipeline, with the commands of groups`() {
        let place = place()
        place.put("_pipeline", place.run("completions", "zsh").output)
        let load = """
            fpath=($PWD $fpath); autoload -Uz compinit; compinit -u -D; autoload +X _pipeline
            print -r -- "for pipeline: $_comps[pipeline]"; functions _pipeline
            """
        let result = place.runCommand(["zsh", "-f", "-c", load])
        #expect(result.status == 0, "\(result.messages)")
        #expect(result.output.hasPrefix("for pipeline: _pipeline\n"))
        #expect(result.output.contains("'validate:") && result.output.contains("'migrate:"))
    }
}
