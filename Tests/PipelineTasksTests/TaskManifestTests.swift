import Diagnostics
import Testing

@testable import PipelineTasks

@Suite struct TaskManifestTests {
    private func read(_ text: String) -> (manifest: Manifest?, diagnostics: [Diagnostic]) {
        Manifest.read(Array(("schema = 1\n" + text).utf8), path: "pipeline.toml")
    }

    @Test func `a task is read, and comes back from its rows`() throws {
        let read = read(
            """
            [[task]]
            name = "manual"
            command = ["pandoc", "-o", "{out}", "{in}"]
            inputs = ["./docs//*.md", "pictures/"]
            outputs = ["outputs/manual.html", "outputs/site/"]
            environment = { LANG = "C", inherit = ["HOME", "TERM"] }
            directory = "docs"
            timeout_seconds = 5
            depfile = "manual.d"
            sandbox = true
            jobserver = "fifo"
            """)
        #expect(read.diagnostics.isEmpty)
        let task = try #require(read.manifest?.tasks.first)
        #expect(task.inputs == ["docs/*.md", "pictures/**"])
        #expect(task.outputs.map(\.path) == ["outputs/manual.html", "outputs/site"])
        #expect(task.outputs.map(\.isFolder) == [false, true])
        #expect(task.inherited == ["HOME", "TERM"])
        #expect(Manifest.Task(TextRows(task.fields.bytes)) == task)
    }

    @Test(arguments: [
        ("name = \"a\"", "manifest.missing-key"),
        ("command = \"x\"", "manifest.missing-key"),
        ("name = \"a b\"\ncommand = \"x\"", "manifest.unknown-value"),
        ("name = \"a\"\ncommand = []", "manifest.unknown-value"),
        ("name = \"a\"\ncommand = 3", "manifest.wrong-type"),
        ("name = \"a\"\ncommand = \"x\"\ninput = [\"b\"]", "manifest.unknown-key"),
        ("name = \"a\"\ncommand = \"x\"\ninputs = [\"../b\"]", "manifest.path-outside"),
        ("name = \"a\"\ncommand = \"x\"\noutputs = [\"/etc/b\"]", "manifest.path-outside"),
        ("name = \"a\"\ncommand = \"x\"\ndirectory = \"..\"", "manifest.path-outside"),
        ("name = \"a\"\ncommand = \"x\"\noutputs = [\"*.txt\"]", "manifest.unknown-value"),
        ("name = \"a\"\ncommand = \"x\"\noutputs = [\"b\", \"b\"]", "manifest.duplicate-output"),
        ("name = \"a\"\ncommand = \"x\"\noutputs = [\"b/\", \"b/c\"]", "manifest.duplicate-output"),
        (
            "name = \"a\"\ncommand = \"x\"\noutputs = [\"pipeline.toml\"]",
            "manifest.duplicate-output"
        ),
        (
            "name = \"a\"\ncommand = \"x\"\ninputs = [\"*.txt\"]\noutputs = [\"b.txt\"]",
            "manifest.output-among-inputs"
        ),
        (
            "name = \"a\"\ncommand = \"x\"\ninputs = [\"**/*.txt\"]\noutputs = [\"b/\"]",
            "manifest.output-among-inputs"
        ),
        ("name = \"a\"\ncommand = \"x\"\nafter = [\"b\"]", "manifest.unknown-value"),
        ("name = \"a\"\ncommand = \"x\"\nafter = [\"a\"]", "manifest.circle"),
        ("name = \"a\"\ncommand = \"x {outputs}\"", "manifest.unknown-value"),
        ("name = \"a\"\ncommand = \"x {out[1]}\"\noutputs = [\"b\"]", "manifest.out-of-range"),
        ("name = \"a\"\ncommand = \"x {depfile}\"", "manifest.missing-key"),
        ("name = \"a\"\ncommand = \"x\"\nenvironment = { A = 1 }", "manifest.wrong-type"),
        (
            "name = \"a\"\ncommand = \"x\"\nenvironment = { \"A-B\" = \"1\" }",
            "manifest.unknown-value"
        ),
        ("name = \"a\"\ncommand = \"x\"\ntimeout_seconds = 0", "manifest.out-of-range"),
    ]) func `what cannot be meant is an error`(text: String, code: String) {
        let found = read("[[task]]\n" + text).diagnostics
        #expect(found.map(\.code) == [code])
        #expect(found.first?.range != nil)
    }

    @Test func `two tasks that need each other are a circle`() {
        let found = read(
            """
            [[task]]
            name = "a"
            command = "x"
            inputs = ["b/*.txt"]
            outputs = ["a.txt"]
            [[task]]
            name = "b"
            command = "x"
            inputs = ["a.txt"]
            outputs = ["b/"]
            """
        ).diagnostics
        #expect(found.map(\.code) == ["manifest.circle"])
        #expect(found.first?.message.contains("a -> b -> a") == true)
    }

    @Test func `a task may not write where files are generated`() {
        let found = read(
            """
            [maps]
            include = ["inputs/maps/*.yaml"]
            [[generate]]
            target = "ardour"
            output = "outputs/ardour"
            [[task]]
            name = "a"
            command = "x"
            outputs = ["outputs/ardour/b.map"]
            """
        ).diagnostics
        #expect(found.map(\.code) == ["manifest.duplicate-output"])
        #expect(found.first?.message.contains("[[generate]] 'ardour'") == true)
    }

    @Test func `a misspelt task is corrected`() {
        let found = read(
            """
            [[task]]
            name = "manual"
            command = "x"
            [[task]]
            name = "b"
            command = "x"
            inputs = ["task:manaul"]
            """
        ).diagnostics
        #expect(found.map(\.fixIt?.message) == ["use 'task:manual'"])
    }
}

@Suite struct CommandWordTests {
    private let paths = CommandPaths(
        name: "n", inputs: ["a b", "c"], outputs: ["o"], depfile: "d")

    @Test(arguments: [
        ("{in}", ["a b", "c"]), ("-I{in}", ["-Ia b", "-Ic"]), ("{in[1]}", ["c"]),
        ("{out}.log", ["o.log"]), ("{name}-{depfile}", ["n-d"]), ("{{in}", ["{in}"]),
        ("${in}", ["${in}"]), ("{print $1}", ["{print $1}"]), ("{in[9]}", []), ("", [""]),
    ]) func `a word becomes as many words as it names paths`(word: String, words: [String]) {
        #expect(paths.expanded(CommandWord(word)) == words)
    }

    @Test func `a shell gets paths quoted`() {
        #expect(paths.expandedForShell(CommandWord("cat {in} >{out}")) == "cat 'a b' c >o")
        #expect(shellQuoted("it's") == "'it'\\''s'")
    }
}

@Suite struct DepfileTests {
    @Test(arguments: [
        ("a.o: b.c c.h\n", ["b.c", "c.h"]),
        ("a.o: b.c", ["b.c"]),
        ("a.o: b.c \\\n  c.h\n", ["b.c", "c.h"]),
        ("a.o: b.c \\\r\n  c.h\r\n", ["b.c", "c.h"]),
        ("a.o: with\\ blank.c\n", ["with blank.c"]),
        ("a.o: no\\#1.c d$$.h\n", ["no#1.c", "d$.h"]),
        ("a.o b.o: c.c\nd.o: e.c c.c\n", ["c.c", "e.c"]),
        ("a.o: b.h\n\nb.h:\n", ["b.h"]),
        ("a.o:b.c\n", ["b.c"]),
        ("a.o: b:c.h back\\slash\n", ["b:c.h", "back\\slash"]),
        ("# words: none\na.o: b.c # c.h\n", ["b.c"]),
        ("a.o \\\n : b.c\n", ["b.c"]),
        ("", []), (":", []), ("a.o:\\", []), ("\\\n\\\n", []),
    ]) func `prerequisites are read as make reads them`(text: String, wanted: [String]) {
        #expect(Depfile(Array(text.utf8)).prerequisites == wanted)
    }

    @Test func `any bytes are read to their end`() {
        var random = SystemRandomNumberGenerator()
        let bytes = Array("a :\\\n\r#$ \u{0}".utf8)
        for _ in 0..<2000 {
            let text = (0..<20).map { _ in bytes.randomElement(using: &random) ?? 0 }
            let found = Depfile(text).prerequisites
            #expect(!found.contains(""), "\(text)")
            #expect(found.allSatisfy { !$0.contains("\n") }, "\(text)")
        }
    }
}

@Suite struct GlobPatternFitTests {
    @Test(arguments: [
        ("a/*.txt", "a/b.txt", true), ("a/*.txt", "a/b/c.txt", false),
        ("a/**/*.txt", "a/b/c.txt", true), ("a/**/*.txt", "a/c.txt", true),
        ("a/**", "a/b/c", true), ("a/**", "a/.b", false), ("**", "a", true), ("a", "a", true),
        ("*", "a/b", false),
    ]) func `a path fits as the listing of folders would find it`(
        pattern: String, path: String, fits: Bool
    ) {
        #expect(GlobPattern(pattern).fits(path) == fits)
    }

    @Test(arguments: [
        ("a/*.txt", "a", true), ("a/*.txt", "a/b", false), ("**/*.txt", "a/b", true),
        ("a/b.txt", "c", false), ("a", "a", false),
    ]) func `a pattern tells whether it reaches into a folder`(
        pattern: String, folder: String, reaches: Bool
    ) {
        #expect(GlobPattern(pattern).mayFit(below: folder) == reaches)
    }
}
