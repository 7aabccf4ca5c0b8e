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

    /// What zsh offers for a line: its completion functions run with `compadd` and `_describe`
    /// replaced, in a pseudo terminal of its own.
    private func zsh(_ line: String, in place: ProgramWorkspace) -> String {
        place.put(
            "ask.zsh",
            """
            zmodload zsh/zpty
            zpty shell zsh -f -i
            zpty -w shell "PROMPT=; fpath=($PWD \\$fpath); autoload -Uz compinit; compinit -u -D"
            zpty -w shell "bindkey '^I' complete-word; zstyle ':completion:*' list-prompt ''"
            zpty -w shell "LISTMAX=0; setopt AUTO_LIST; bindkey '^T' list-choices; print rea''dy"
            zpty -m -r shell seen '*ready*'
            zpty -w -n shell '\(line)'$'\\x14'
            zpty -w -n shell $'\\x15print do\\'\\'ne\\n'
            zpty -r -m shell seen '*done*'
            print -r -- "$seen"
            """)
        return place.runCommand(["zsh", "-f", "ask.zsh"]).output
    }

    @Test func `zsh completes commands of groups`() {
        let place = place()
        let seen = zsh("pipeline maps ", in: place)
        #expect(seen.contains("validate") && seen.contains("migrate"), "\(seen)")
        #expect(!seen.contains("uninstall"))
    }
}
