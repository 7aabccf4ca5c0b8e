import Glibc
import Testing

/// `pipeline watch`, without a terminal.
@Suite struct WatchCommandTests {
    private static let map = "inputs/maps/gain.yaml"
    private static let output = "outputs/resolved/gain.json"
    private let studio = TinyStudio.workspace()

    /// Gives the map another name: its outputs change with it.
    private func rename(to name: String) {
        studio.edit(Self.map, "name: Gain on Desk", "name: \(name)")
    }

    /// What a build from nothing makes of the same inputs.
    private func expectOutputsOfCleanBuild() {
        let other = ProgramWorkspace()
        for (path, bytes) in studio.tree("inputs") { other.put(path, bytes) }
        other.put("pipeline.toml", studio.bytes("pipeline.toml") ?? [])
        other.run("build")
        #expect(studio.tree("outputs") == other.tree("outputs"))
    }

    /// How editors save; `$1` is the file, standard input its new content.
    static let saves: [(editor: String, script: String)] = [
        ("in place, as VS Code", #"cat > "$1""#),
        ("renamed into place", #"cat > "$1.tmp"; mv "$1.tmp" "$1""#),
        (
            "vim with a backup and its probe",
            #"touch .s.swp 4913; rm 4913; mv "$1" "$1~"; cat > "$1"; chmod 644 "$1"; rm "$1~" .s.swp"#
        ),
        (
            "emacs with its lock and automatic save",
            #"d=$(dirname "$1"); ln -s me@host.1:2 "$d/.#gain.yaml"; cat > "$d/#gain.yaml#"; cp "$1" "$1~"; cat "$d/#gain.yaml#" > "$1"; rm "$d/#gain.yaml#" "$d/.#gain.yaml""#
        ),
        ("sed -i", #"sed -i 's/Gain on Desk/Gain on Bench/' "$1""#),
        ("in two writes", #"exec 3> "$1"; head -c 20 >&3; cat >&3"#),
        ("removed and made anew, as git", #"rm "$1"; cat > "$1""#),
    ]

    @Test(arguments: saves.indices)
    func `a save is built, however the editor does it`(index: Int) {
        let watched = WatchedProgram(studio)
        studio.put(
            "new", (studio.text(Self.map) ?? "").replacing("Gain on Desk", with: "Gain on Bench"))
        let script = "set -- \(Self.map); { \(Self.saves[index].script); } < new"
        let isTold = watched.expects("\(Self.map): ") {
            _ = studio.runCommand(["sh", "-c", script])
        }
        #expect(isTold, "\(watched.program.messagesSoFar)")
        let isBuilt = watched.waits {
            studio.text(Self.output)?.contains("Gain on Bench") ?? false
        }
        #expect(isBuilt, "\(watched.news)")
        #expect(!watched.news.contains("error"), "\(watched.news)")
        expectOutputsOfCleanBuild()
    }

    @Test func `own writes cause no build`() {
        let watched = WatchedProgram(studio)
        #expect(watched.expects(Self.map) { rename(to: "One") })
        #expect(
            watched.expects("inputs/maps/tone.yaml") {
                studio.edit("inputs/maps/tone.yaml", "name: Tone on Desk", "name: Two")
            })
        #expect(watched.buildCount == 3, "\(watched.program.messagesSoFar)")
    }

    @Test func `a comment runs one node and writes nothing`() {
        let watched = WatchedProgram(studio)
        #expect(watched.expects("1 run of") { studio.edit(Self.map, "schema", "# c\nschema") })
        #expect(watched.news.contains("0 files written"))
    }

    @Test func `a broken map is told, its last good output stays, and mending it is told`() {
        let watched = WatchedProgram(studio)
        let good = studio.tree("outputs")
        #expect(watched.expects("1 error") { studio.edit(Self.map, "drive", "drivel") })
        #expect(watched.news.contains("[map.unknown-parameter]"), "\(watched.news)")
        #expect(studio.tree("outputs") == good)
        #expect(watched.expects("\(Self.map): mended") { studio.edit(Self.map, "drivel", "drive") })
        #expect(studio.tree("outputs") == good)
    }

    @Test func `an output that is edited or lost is brought back`() {
        let watched = WatchedProgram(studio)
        let good = studio.tree("outputs")
        #expect(watched.expects("1 repaired") { studio.put(Self.output, "edited") })
        #expect(watched.expects("1 repaired") { studio.remove("outputs/runtime/tone.json") })
        #expect(studio.tree("outputs") == good)
    }

    @Test func `a changed manifest is planned anew`() {
        let watched = WatchedProgram(studio)
        let without = TinyStudio.manifest.replacing(
            "[[generate]]\ntarget = \"runtime\"\noutput = \"outputs/runtime\"\n", with: "")
        #expect(watched.expects("pipeline.toml: ") { studio.put("pipeline.toml", without) })
        #expect(watched.waits { !studio.exists("outputs/runtime/gain.json") })
        #expect(
            watched.expects("pipeline.toml: ") {
                studio.put("pipeline.toml", TinyStudio.manifest)
            })
        #expect(watched.waits { studio.exists("outputs/runtime/gain.json") })
    }

    @Test func `under a broken manifest the last good one goes on`() {
        let watched = WatchedProgram(studio)
        #expect(
            watched.expects("1 error") { studio.edit("pipeline.toml", "schema = 1", "schema = ") })
        #expect(watched.expects("\(Self.map): ") { rename(to: "Still built") })
        #expect(watched.waits { studio.text(Self.output)?.contains("Still built") ?? false })
        #expect(
            watched.expects("pipeline.toml: mended") {
                studio.edit("pipeline.toml", "schema = ", "schema = 1")
            })
    }

    @Test func `a map in new folders is found, and is gone with them`() {
        let watched = WatchedProgram(studio)
        let text = TinyStudio.tone.replacing("Tone on Desk", with: "Deep")
        studio.put("aside/deep/x.yaml", text)
        #expect(
            watched.expects(" nodes; ") {
                _ = studio.runCommand(["mv", "aside", "inputs/maps/new"])
            })
        #expect(watched.waits { studio.exists("outputs/resolved/new/deep/x.json") })
        #expect(
            watched.expects("inputs/maps/new/deep/x.yaml: ") {
                studio.edit("inputs/maps/new/deep/x.yaml", "Deep", "Deeper")
            })
        studio.remove("inputs/maps/new")
        #expect(watched.waits { !studio.exists("outputs/resolved/new/deep/x.json") })
        expectOutputsOfCleanBuild()
    }

    @Test func `a switch of many files at once ends as a build from nothing does`() {
        let studios = [LargeStudio(count: 200), LargeStudio(count: 150, version: 2)]
        let studio = ProgramWorkspace(studios[0].files)
        let watched = WatchedProgram(studio)
        _ = watched.waits { studio.exists("outputs/resolved/m-199.json") }
        let oracle = ProgramWorkspace(studios[1].files)
        oracle.run("build")
        for path in studio.tree("inputs").keys { studio.remove(path) }
        for (path, text) in studios[1].files.sorted(by: { $0.key < $1.key }) {
            studio.put(path, text)
        }
        let wanted = oracle.tree("outputs")
        #expect(watched.waits { studio.tree("outputs") == wanted })
    }

    @Test func `events that the system drops lose nothing`() {
        let watched = WatchedProgram(studio)
        watched.program.send(SIGSTOP)
        // More than the queue holds; equal events one after another are told once.
        for _ in 0..<9000 {
            for name in ["gain", "tone"] {
                utimensat(AT_FDCWD, studio.root + "/inputs/maps/\(name).yaml", nil, 0)
            }
        }
        #expect(
            watched.expects(Self.map) {
                rename(to: "After the flood")
                watched.program.send(SIGCONT)
            })
        #expect(watched.waits { studio.text(Self.output)?.contains("After the flood") ?? false })
    }

    @Test func `above the system's limit of watches changes are found by looking`() {
        let script = "echo 3 > /proc/sys/user/max_inotify_watches; exec \"$0\" \"$@\""
        let watched = WatchedProgram(
            studio, under: ["unshare", "-U", "--map-root-user", "sh", "-c", script])
        #expect(watched.program.messagesSoFar.contains("fs.inotify.max_user_watches is reached"))
        #expect(watched.expects(Self.map) { rename(to: "Found") })
    }

    @Test func `a removed workspace ends it with a clear message`() {
        let watched = WatchedProgram(studio)
        removeTree(studio.root)
        let result = watched.program.wait()
        #expect(result.status == 3)
        #expect(result.messages.contains("is gone or was moved"), "\(result.messages)")
    }

    @Test func `without its manifest nothing is built, and with it all is again`() {
        let watched = WatchedProgram(studio)
        #expect(watched.expects("pipeline.toml is gone") { studio.remove("pipeline.toml") })
        rename(to: "Meanwhile")
        #expect(
            watched.expects(" nodes; ") { studio.put("pipeline.toml", TinyStudio.manifest) })
        #expect(studio.text(Self.output)?.contains("Meanwhile") ?? false)
    }

    @Test func `a removed cache costs a build of everything and no output`() {
        let watched = WatchedProgram(studio)
        let good = studio.tree("outputs")
        studio.remove(".cache")
        #expect(
            watched.expects("0 files written") { studio.edit(Self.map, "schema", "# c\nschema") })
        #expect(studio.tree("outputs") == good)
        #expect(watched.expects("1 run of") { studio.edit(Self.map, "# c", "# d") })
    }

    @Test func `another build at the same time does no harm`() {
        let watched = WatchedProgram(studio)
        for number in 0..<5 {
            rename(to: "Gain on Desk \(number)")
            let other = studio.run("build")
            #expect(other.status == 0, "\(other.messages)")
            studio.edit(Self.map, "name: Gain on Desk \(number)", "name: Gain on Desk")
        }
        rename(to: "The last")
        #expect(watched.waits { studio.text(Self.output)?.contains("The last") ?? false })
        expectOutputsOfCleanBuild()
        let last = studio.run("build")
        #expect(last.messages.contains("nothing to do"), "\(last.messages)")
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func `a signal ends it with 130`(signal: Int32) {
        let watched = WatchedProgram(studio)
        watched.program.send(signal)
        #expect(watched.program.wait().status == 130)
    }

    @Test func `as JSON there is one object a line, one line a build`() {
        let watched = WatchedProgram(studio, "--format", "json")
        rename(to: "In JSON")
        _ = watched.waits { watched.program.outputSoFar.split(separator: "\n").count > 1 }
        watched.program.send(SIGINT)
        let lines = watched.program.wait().output.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(
            lines.last?.contains("\"changed\":[\"\(Self.map)\"]") ?? false, "\(lines.last ?? "")")
    }

    @Test func `a plugin that is installed meanwhile is picked up, and so is a newer one`() {
        studio.edit(
            "pipeline.toml", "[maps]",
            "[[plugins]]\nformat = \"lv2\"\ninclude = [\"urn:new:*\"]\n\n[maps]")
        let folder = String(studio.root.dropLast("workspace".count)) + "lv2"
        mkdir(folder, 0o755)
        studio.environment["LV2_PATH"] = folder
        studio.put("inputs/maps/new.yaml", Self.newMap)
        let watched = WatchedProgram(studio)
        #expect(watched.program.messagesSoFar.contains("inputs/maps/new.yaml"))
        #expect(!studio.exists("outputs/resolved/new.json"))
        for (name, text) in Self.bundle { studio.put("bundle/\(name)", text) }
        #expect(
            watched.expects("inputs/maps/new.yaml: mended") {
                _ = studio.runCommand(["cp", "-r", "bundle", folder + "/new.lv2"])
            }, "\(watched.program.messagesSoFar)")
        #expect(studio.exists("outputs/resolved/new.json"))
        studio.edit("bundle/new.ttl", "Loudness", "Volume")
        #expect(
            watched.expects("new.ttl: ") {
                _ = studio.runCommand(["cp", "bundle/new.ttl", folder + "/new.lv2/new.ttl"])
            })
    }

    private static let newMap = """
        schema: 2
        name: New
        device: acme/desk
        channel: 5
        plugin: { format: lv2, uri: "urn:new:plugin" }
        controls:
          - { id: knob-3, name: Loudness, parameter: { symbol: loudness } }

        """

    private static let bundle = [
        "manifest.ttl": """
        @prefix lv2: <http://lv2plug.in/ns/lv2core#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        <urn:new:plugin> a lv2:Plugin ; lv2:binary <new.so> ; rdfs:seeAlso <new.ttl> .

        """,
        "new.ttl": """
        @prefix doap: <http://usefulinc.com/ns/doap#> .
        @prefix lv2: <http://lv2plug.in/ns/lv2core#> .
        <urn:new:plugin> a lv2:Plugin ;
            doap:name "New" ; doap:license <http://opensource.org/licenses/mit> ;
            lv2:port [
                a lv2:InputPort, lv2:ControlPort ;
                lv2:index 0 ; lv2:symbol "loudness" ; lv2:name "Loudness" ;
                lv2:minimum 0.0 ; lv2:maximum 1.0 ; lv2:default 0.25
            ] .

        """,
    ]
}

/// `pipeline watch` on a terminal.
@Suite struct WatchScreenTests {
    private let studio = TinyStudio.workspace()

    private func watch() -> TerminalProgram {
        let command = ["env", "-C", studio.root, Programs.path("pipeline"), "watch"]
        let program = TerminalProgram(command, studio.environment)
        _ = program.waits(for: "watching")
        return program
    }

    @Test func `the key q ends it with 0 and gives the terminal back`() {
        let program = watch()
        #expect(!program.isPlain)
        program.type("q")
        #expect(program.ends() == 0)
        #expect(program.isPlain)
        #expect(program.output.contains("\u{1B}[?1049l"))
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT])
    func `a signal gives the terminal back`(signal: Int32) {
        let program = watch()
        kill(program.process, signal)
        #expect(program.ends() == 130)
        #expect(program.isPlain)
        #expect(program.output.contains("\u{1B}[?1049l"))
    }

    @Test func `a crash gives the terminal back`() {
        let program = watch()
        kill(program.process, SIGSEGV)
        #expect(program.ends() == nil)
        #expect(program.isPlain)
    }

    @Test func `a broken map is shown, and the key e tells why each node ran`() {
        let program = watch()
        studio.edit("inputs/maps/gain.yaml", "drive", "drivel")
        #expect(program.waits(for: "map.unknown-parameter"), "\(program.output)")
        program.type("e")
        #expect(program.waits(for: "e findings"), "\(program.output)")
        #expect(program.output.contains("inputs/maps/gain.yaml changed ("))
    }

    @Test func `another size of the terminal has it drawn anew`() {
        let program = watch()
        program.resize(rows: 12)
        #expect(program.waits(for: "\u{1B}[2J"))
        program.type("q")
        #expect(program.ends() == 0)
    }
}
