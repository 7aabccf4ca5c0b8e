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

    /// The same place with something built, so that there is something to offer.
    private func studio() -> ProgramWorkspace {
        let place = place()
        for (path, text) in TinyStudio.files { place.put(path, text) }
        place.run("build")
        return place
    }

    @Test func `bash completes targets, behind their colons too`() {
        let place = studio()
        #expect(bash(["pipeline", "build", ""], in: place).contains("validate"))
        #expect(bash(["pipeline", "build", "vali"], in: place).contains("validate"))
        // Bash takes the colon for a word of its own.
        let found = bash(["pipeline", "explain", "validate", ":", "inputs/maps/g"], in: place)
        #expect(found == ["inputs/maps/gain.yaml"])
        let behind = bash(["pipeline", "build", "generate", ":", "runtime", ":", "in"], in: place)
        let maps = ["base", "gain", "tone"].map { "inputs/maps/\($0).yaml" }
        #expect(behind.map(String.init) == maps)
        let output = bash(["pipeline", "build", "outputs/res"], in: place)
        #expect(output == ["outputs/resolved/gain.json", "outputs/resolved/tone.json"])
    }

    @Test func `fish completes targets, maps, plugins, controllers and generations`() {
        let place = studio()
        #expect(fish("pipeline build generate:ard", in: place) == ["generate:ardour:acme-desk"])
        #expect(fish("pipeline maps show inputs/maps/to", in: place) == ["inputs/maps/tone.yaml"])
        #expect(
            fish("pipeline plugins show http://example.org/g", in: place)
                == ["http://example.org/gain"])
        #expect(
            fish("pipeline plugins show lv2:http://example.org/g", in: place)
                == ["lv2:http://example.org/gain"])
        #expect(
            fish("pipeline plugins show lv2:Tiny\\ g", in: place).contains("lv2:Tiny gain"))
        #expect(fish("pipeline plugins show lv", in: place) == ["lv2:"])
        #expect(
            Set(fish("pipeline plugins list --type ", in: place)).isSuperset(of: ["clap", "vst3"]))
        #expect(fish("pipeline maps init --device ac", in: place) == ["acme/desk"])
        #expect(Set(fish("pipeline daw generate ", in: place)).isSuperset(of: ["ardour", "all"]))
    }

    @Test func `zsh is offered targets with their colons escaped`() {
        let place = studio()
        place.environment["SAP_SHELL"] = "zsh"
        let words = ["pipeline", "build", "validate:inputs/maps/g"]
        let found = place.run(
            "---completion", "build", "--", "positional@0", "2", "22", words[0], words[1], words[2])
        // The parser ends its answer with a line of a blank, which its script takes off again.
        let offers = found.output.split(separator: "\n").filter { $0 != " " }
        #expect(offers == ["validate\\:inputs/maps/gain.yaml"], "\(found.messages)")
    }

    @Test func `where nothing was built nothing is offered, and nothing said`() {
        let place = place()
        #expect(fish("pipeline build gen", in: place).isEmpty)
        let asked = place.run(
            "---completion", "build", "--", "positional@0", "2", "0", "pipeline", "build", "")
        #expect(asked.status == 0 && asked.messages.isEmpty)
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `the parser's own option prints the script of the shell that it names`(shell: String) {
        let place = place()
        let asked = place.run("--generate-completion-script", shell)
        #expect(asked.status == 0)
        let own = place.run("completions", shell).output
        #expect(asked.output.split(separator: "\n") == own.split(separator: "\n"))
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
