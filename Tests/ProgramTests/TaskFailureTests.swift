import Glibc
import Testing

/// Commands that fail: nothing is remembered, nothing good is lost, only what depends waits.
@Suite struct TaskFailureTests {
    private struct Failing: CustomTestStringConvertible {
        var rest: String
        var code: String
        var words: String
        var testDescription: String { code + ": " + rest }
    }

    private static let failing = [
        Failing(
            rest: "command = \"echo why; exit 3\"", code: "task.failed",
            words: "ended with exit status 3"),
        Failing(
            rest: "command = \"kill -KILL $$\"", code: "task.failed", words: "ended by signal 9"),
        Failing(
            rest: "command = \"true\"\noutputs = [\"x\"]", code: "task.missing-output",
            words: "did not make its output 'x'"),
        Failing(
            rest: "command = \"mkdir x\"\noutputs = [\"x\"]", code: "task.wrong-output",
            words: "a folder, not a file"),
        Failing(
            rest: "command = \"rmdir x; echo > x\"\noutputs = [\"x/\"]", code: "task.wrong-output",
            words: "a file, not a folder"),
        Failing(
            rest: "command = \"ln -s /etc/passwd {out}\"\noutputs = [\"x\"]",
            code: "task.wrong-output", words: "a link"),
        Failing(
            rest: "command = \"date +%N > a.txt\"\ninputs = [\"a.txt\"]",
            code: "task.input-changes", words: "must not write to its inputs"),
        Failing(
            rest: "command = \"echo > {out}; echo > {out}.more\"\noutputs = [\"x\"]",
            code: "task.undeclared-output", words: "wrote 'x.more'"),
        Failing(
            rest: "command = [\"no-such-program\"]", code: "task.no-program",
            words: "there is no program 'no-such-program'"),
        Failing(
            rest: "command = \"sleep 60\"\ntimeout_seconds = 1", code: "task.timeout",
            words: "took longer than 1 s"),
        Failing(
            rest: "command = \"true\"\ninputs = [\"missing.txt\"]", code: "task.no-input",
            words: "there is no 'missing.txt'"),
    ]

    @Test(arguments: failing) private func `a failure is told, tried again, and never a result`(
        _ failing: Failing
    ) {
        let studio = taskStudio(task("t", failing.rest), ["a.txt": "a"])
        for _ in 0..<2 {
            let result = studio.run("build")
            #expect(result.status == 1)
            #expect(result.messages.contains("[\(failing.code)]"), "\(result.messages)")
            #expect(result.messages.contains(failing.words), "\(result.messages)")
        }
        #expect(!studio.exists("x"))
    }

    @Test func `a failure shows the command and the end of what it printed`() {
        let studio = taskStudio(
            task("t", "command = \"seq 100; echo oops >&2; cat {in}; false\"\ninputs = [\"a b\"]"),
            ["a b": "inside\n"])
        let messages = studio.run("build").messages
        #expect(messages.contains("pipeline.toml:3:8: error"))
        #expect(messages.contains("command: seq 100; echo oops >&2; cat 'a b'; false"))
        #expect(messages.contains("the last 20 of 102 lines"))
        #expect(messages.contains("| oops\n") && messages.contains("| inside\n"))
    }

    @Test(arguments: ["{out}", "x"]) func `the old output stays when a command fails`(
        _ place: String
    ) {
        let studio = taskStudio(
            task(
                "t",
                "command = \"echo new > \(place); sh a.sh\"\ninputs = [\"a.sh\"]\noutputs = [\"x\"]"
            ), ["a.sh": "exit 0"])
        #expect(studio.run("build").status == 0)
        studio.edit("pipeline.toml", "echo new", "echo newer")
        studio.put("a.sh", "exit 1")
        #expect(studio.run("build").status == 1)
        #expect(studio.text("x") == "new\n")
        studio.put("a.sh", "exit 0")
        #expect(studio.run("build").status == 0)
        #expect(studio.text("x") == "newer\n")
    }

    @Test func `only what depends on a failed task waits`() {
        let studio = taskStudio(
            task("bad", "command = \"false\"\noutputs = [\"b\"]")
                + task("reader", "command = \"cat {in}\"\ninputs = [\"b\"]")
                + task("later", "command = \"true\"\nafter = [\"bad\"]")
                + task("other", "command = \"echo > {out}\"\noutputs = [\"o\"]"))
        let (_, report) = studio.build()
        #expect(studio.exists("o"))
        #expect(report.names("failed") == ["task:bad"])
        #expect(report.names("blocked") == ["task:later", "task:reader"])
    }
}
