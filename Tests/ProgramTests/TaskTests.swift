import Glibc
import Testing

/// A workspace with tasks and nothing else.
func taskStudio(_ tasks: String, _ files: [String: String] = [:]) -> ProgramWorkspace {
    ProgramWorkspace(["pipeline.toml": "schema = 1\n" + tasks].merging(files) { $1 })
}

func task(_ name: String, _ rest: String) -> String {
    "[[task]]\nname = \"\(name)\"\n\(rest)\n"
}

extension ProgramWorkspace {
    /// How often a command has added a line to a file outside the graph.
    func runs(_ log: String = "log") -> Int {
        text(log)?.split(separator: "\n").count ?? 0
    }
}

/// Commands of the user as nodes: when they run, and what their results are.
@Suite struct TaskTests {
    private let upper = task(
        "upper",
        """
        command = "echo run >> log; tr a-z A-Z < {in} > {out}"
        inputs = ["a.txt"]
        outputs = ["out/A.txt"]
        """)

    @Test func `a command runs once, and again when its input changes`() {
        let studio = taskStudio(upper, ["a.txt": "one"])
        #expect(studio.run("build").status == 0)
        #expect(studio.text("out/A.txt") == "ONE")
        studio.run("build")
        #expect(studio.runs() == 1)
        studio.put("a.txt", "two")
        studio.run("build")
        #expect(studio.text("out/A.txt") == "TWO")
        #expect(studio.runs() == 2)
    }

    @Test func `going back brings the old result from the store without running`() {
        let studio = taskStudio(upper, ["a.txt": "one"])
        studio.run("build")
        studio.put("a.txt", "two")
        studio.run("build")
        studio.put("a.txt", "one")
        let (_, report) = studio.build()
        #expect(studio.text("out/A.txt") == "ONE")
        #expect(studio.runs() == 2)
        #expect(report.nodes.count == 1)
    }

    @Test func `a lost output is brought back without running`() {
        let studio = taskStudio(upper, ["a.txt": "one"])
        studio.run("build")
        studio.remove("out")
        studio.run("build")
        #expect(studio.text("out/A.txt") == "ONE")
        #expect(studio.runs() == 1)
    }

    @Test func `an equal output stops the wave`() {
        let first = task(
            "first",
            """
            command = "head -n 1 {in} > {out}"
            inputs = ["a.txt"]
            outputs = ["head.txt"]
            """)
        let second = task(
            "second", "command = \"echo run >> log; cat {in}\"\ninputs = [\"head.txt\"]")
        let studio = taskStudio(first + second, ["a.txt": "one\ntwo\n"])
        studio.run("build")
        studio.put("a.txt", "one\nthree\n")
        #expect(studio.run("build").messages.contains("1 run of"))
        #expect(studio.runs() == 1)
    }

    @Test func `a pattern sees what another task is to make, not what lies there`() {
        let make = task(
            "make",
            "command = \"mkdir -p made; cp a.txt made/new.txt\"\ninputs = [\"a.txt\"]\n"
                + "outputs = [\"made/\"]")
        let list = task(
            "list",
            "command = \"echo {in} > {out}\"\ninputs = [\"made/*.txt\"]\noutputs = [\"list\"]")
        // The reader stands first, and an old file lies where the other task writes.
        let studio = taskStudio(list + make, ["a.txt": "a", "made/old.txt": "old"])
        #expect(studio.run("build").status == 0)
        #expect(studio.text("list") == "made/new.txt\n")
        #expect(studio.text("made/old.txt") == "old")
        #expect(studio.run("build").messages.contains("nothing to do"))
    }

    @Test func `a task reads what the program generates, and runs after it`() {
        let studio = TinyStudio.workspace()
        let manifest = studio.text("pipeline.toml") ?? ""
        studio.put(
            "pipeline.toml",
            manifest
                + task(
                    "sizes",
                    "command = \"wc -c {in} > {out}\"\n"
                        + "inputs = [\"outputs/resolved/*.json\"]\noutputs = [\"sizes.txt\"]"))
        #expect(studio.run("build").status == 0)
        let made = studio.tree("outputs/resolved").keys.sorted()
        #expect(!made.isEmpty)
        for path in made { #expect(studio.text("sizes.txt")?.contains(path) == true) }
        #expect(studio.run("build").messages.contains("nothing to do"))
    }

    @Test func `a task may make a map that is then validated`() throws {
        let studio = TinyStudio.workspace()
        let before = studio.tree("inputs")
        studio.run("build")
        let wanted = studio.tree("outputs")
        let map = try #require(
            before.keys.sorted().first { $0.hasPrefix("inputs/maps/") && $0.hasSuffix(".yaml") })
        studio.put("source.txt", before[map] ?? [])
        studio.remove(map)
        let manifest = studio.text("pipeline.toml") ?? ""
        studio.put(
            "pipeline.toml",
            manifest
                + task(
                    "map",
                    "command = [\"cp\", \"{in}\", \"{out}\"]\ninputs = [\"source.txt\"]\n"
                        + "outputs = [\"\(map)\"]"))
        let result = studio.run("build")
        #expect(result.status == 0, "\(result.messages)")
        #expect(studio.tree("outputs") == wanted)
        #expect(studio.run("build").messages.contains("nothing to do"))
    }

    @Test func `what a command printed is shown again when its result is taken from the store`() {
        let studio = taskStudio(
            task("say", "command = \"cat {in}; echo aside >&2\"\ninputs = [\"a.txt\"]"),
            ["a.txt": "one\n"])
        #expect(studio.run("build").messages.contains("one\naside\n"))
        studio.put("a.txt", "two\n")
        #expect(studio.run("build").messages.contains("two\naside\n"))
        studio.put("a.txt", "one\n")
        let again = studio.run("build")
        #expect(again.messages.contains("one\naside\n"))
        #expect(again.messages.contains("0 run, 1 restored"))
    }

    @Test func `a folder's files keep their modes, and those not made any more go`() {
        let studio = taskStudio(
            task(
                "folder",
                "command = \"mkdir -p d/x; cp a.txt d/x/$(cat a.txt); cp a.txt d/run; chmod +x d/run\"\n"
                    + "inputs = [\"a.txt\"]\noutputs = [\"d/\"]"), ["a.txt": "one"])
        studio.run("build")
        #expect(studio.tree("d").keys.sorted() == ["d/run", "d/x/one"])
        studio.put("a.txt", "two")
        studio.run("build")
        #expect(studio.tree("d").keys.sorted() == ["d/run", "d/x/two"])
        studio.remove("d")
        studio.run("build")
        #expect(access(studio.root + "/d/run", X_OK) == 0)
        #expect(access(studio.root + "/d/x/two", X_OK) != 0)
    }

    @Test func `what a depfile names becomes an input`() {
        let studio = taskStudio(
            task(
                "c",
                "command = \"cat {in} $(cat {in}) > {out}; printf 'x: b\\\\\\\\ b.txt\\\\n' > {depfile}\"\n"
                    + "inputs = [\"a.txt\"]\noutputs = [\"x\"]\ndepfile = \"x.d\""),
            ["a.txt": "/dev/null", "b b.txt": "1"])
        let first = studio.run("build")
        #expect(first.status == 0, "\(first.messages)")
        #expect(studio.run("build").messages.contains("nothing to do"))
        studio.put("b b.txt", "2")
        #expect(studio.run("build", "--explain").messages.contains("b b.txt changed"))
    }

    @Test func `an inherited variable is an input, any other is not there`() {
        let studio = taskStudio(
            task(
                "e",
                "command = \"echo $A-$B-$C > {out}\"\noutputs = [\"x\"]\n"
                    + "environment = { A = \"fixed\", inherit = [\"B\"] }"))
        studio.environment["C"] = "hidden"
        studio.run("build")
        #expect(studio.text("x") == "fixed--\n")
        studio.environment["B"] = "given"
        studio.run("build")
        #expect(studio.text("x") == "fixed-given-\n")
        studio.environment["C"] = "other"
        #expect(studio.run("build").messages.contains("nothing to do"))
    }

    @Test func `another program under the same name makes a task run again`() {
        let studio = taskStudio(
            task(
                "t",
                "command = [\"tool\", \"{out}\"]\noutputs = [\"x\"]\n"
                    + "environment = { inherit = [\"PATH\"] }"),
            ["bin/tool": "#!/bin/sh\necho 1 > $1\n"])
        chmod(studio.root + "/bin/tool", 0o755)
        studio.environment["PATH"] = studio.root + "/bin:/usr/bin:/bin"
        studio.run("build")
        #expect(studio.text("x") == "1\n")
        studio.put("bin/tool", "#!/bin/sh\necho 2 > $1\n")
        studio.run("build")
        #expect(studio.text("x") == "2\n")
    }

    @Test func `a former output goes when its task does`() {
        let studio = taskStudio(upper, ["a.txt": "one"])
        studio.run("build")
        studio.put("pipeline.toml", "schema = 1\n")
        studio.run("build")
        #expect(!studio.exists("out/A.txt"))
    }

    @Test func `a dry run names a task and does not run it`() {
        let studio = taskStudio(upper, ["a.txt": "one"])
        studio.run("build")
        studio.put("a.txt", "two")
        #expect(studio.run("build", "--dry-run").output.contains("task:upper: a.txt changed"))
        #expect(studio.runs() == 1)
    }
}
