import Glibc
import Testing

/// The processes behind tasks: they end with the build, however that ends.
@Suite struct TaskProcessTests {
    /// A command that starts a process of its own, says so, and waits.
    private let waiting = task(
        "wait", "command = \"sleep 600 & echo $! > child; echo $$ > leader; sleep 600\"")

    /// The number that a command wrote to a file, once it has.
    private func process(_ file: String, _ studio: ProgramWorkspace) -> pid_t? {
        let deadline = monotonicMicroseconds() + 20_000_000
        while monotonicMicroseconds() < deadline {
            if let text = studio.text(file), text.hasSuffix("\n") {
                return pid_t(text.dropLast())
            }
            usleep(1000)
        }
        return nil
    }

    private func isGone(_ process: pid_t) -> Bool {
        let deadline = monotonicMicroseconds() + 20_000_000
        while monotonicMicroseconds() < deadline {
            // One that nobody has waited for yet has ended all the same.
            let state = fileBytes("/proc/\(process)/stat").map {
                String(decoding: $0, as: UTF8.self)
            }
            if kill(process, 0) != 0 || state?.contains(") Z ") ?? true { return true }
            usleep(1000)
        }
        return false
    }

    private func processes(_ studio: ProgramWorkspace) throws -> [pid_t] {
        [try #require(process("leader", studio)), try #require(process("child", studio))]
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGKILL, SIGSEGV])
    func `a build that ends early takes its commands and their children along`(
        _ signal: Int32
    ) throws {
        let studio = taskStudio(waiting)
        // A crash would be looked into for half a minute.
        studio.environment["SWIFT_BACKTRACE"] = "enable=no"
        let build = studio.start(["build"])
        let children = try processes(studio)
        build.send(signal)
        let result = build.wait()
        if signal == SIGINT || signal == SIGTERM {
            #expect(result.status == 130)
            #expect(!result.messages.contains("error:"), "\(result.messages)")
        }
        for child in children { #expect(isGone(child), "signal \(signal)") }
    }

    @Test func `a second interrupt leaves at once, and what does not want to end is killed`() throws
    {
        let studio = taskStudio(
            task(
                "stubborn",
                "command = \"trap '' TERM; echo $$ > leader; while :; do sleep 1; done\""))
        let build = studio.start(["build"])
        let child = try #require(process("leader", studio))
        build.send(SIGINT)
        #expect(build.waits(for: "interrupt again"))
        build.send(SIGINT)
        #expect(build.wait().status == 130)
        #expect(isGone(child))
    }

    @Test func `a command that takes too long is ended with its children`() throws {
        let studio = taskStudio(waiting + "timeout_seconds = 1\n")
        #expect(studio.run("build").messages.contains("[task.timeout]"))
        for child in try processes(studio) { #expect(isGone(child)) }
    }

    @Test func `what a command leaves running ends with it`() throws {
        let studio = taskStudio(
            task("leave", "command = \"sleep 600 & echo $! > child; true\""))
        #expect(studio.run("build").status == 0)
        #expect(isGone(try #require(process("child", studio))))
    }

    @Test func `the first failure ends other commands when it is to be fast`() throws {
        let studio = taskStudio(
            waiting
                + task(
                    "fail",
                    "command = \"while ! test -s leader; do sleep 0.01; done; exit 1\""))
        let result = studio.run("build", "--fail-fast", "-j", "2")
        #expect(result.status == 1)
        #expect(result.messages.contains("task 'fail' ended with exit status 1"))
        #expect(!result.messages.contains("task 'wait'"))
        for child in try processes(studio) { #expect(isGone(child)) }
    }

    @Test func `a command finds nothing of the program but what it is given`() {
        let studio = taskStudio(
            task("look", "command = \"ls /proc/self/fd; cat; umask\"\njobserver = \"off\""))
        studio.environment["SECRET"] = "1"
        let result = studio.run("build")
        // The three, and the one that `ls` opens for the folder.
        #expect(result.messages.contains("printed:\n0\n1\n2\n3\n0022\n"), "\(result.messages)")
    }

    @Test func `a killed build leaves nothing behind that the next trips over`() throws {
        let studio = taskStudio(
            task(
                "t",
                "command = \"echo half > x; echo $$ > leader; sh a.sh; echo whole > x\"\n"
                    + "inputs = [\"a.sh\"]\noutputs = [\"x\"]"), ["a.sh": "sleep 600"])
        let build = studio.start(["build"])
        _ = try #require(process("leader", studio))
        build.send(SIGKILL)
        build.wait()
        studio.put("a.sh", "true")
        #expect(studio.run("build").status == 0)
        #expect(studio.text("x") == "whole\n")
        #expect(entries(of: studio.root + "/.cache/v1/temporary").isEmpty)
    }
}

/// The job server of GNU make, for commands and for this program.
@Suite struct JobServerTests {
    /// Recipes that run side by side when make may; each notes when it begins and ends.
    private static let makefile = """
        all: $(foreach i,1 2 3 4 5 6,job$(i))
        job%:
        \t@echo "+ $$(date +%s%N)" >> log; sleep 0.05; echo "- $$(date +%s%N)" >> log

        """

    /// How many recipes ran at once at most, and how many ran.
    private func peak(_ studio: ProgramWorkspace) -> (most: Int, count: Int) {
        let events = (studio.text("log") ?? "").split(separator: "\n").compactMap { line in
            UInt64(line.dropFirst(2)).map { (time: $0, step: line.hasPrefix("+") ? 1 : -1) }
        }.sorted { ($0.time, $0.step) < ($1.time, $1.step) }
        var (now, most) = (0, 0)
        for event in events {
            now += event.step
            most = max(most, now)
        }
        return (most, events.count / 2)
    }

    private func makes(_ count: Int) -> ProgramWorkspace {
        let tasks = (0..<count).map { task("make\($0)", "command = [\"make\", \"-f\", \"m.mk\"]") }
        return taskStudio(tasks.joined(), ["m.mk": Self.makefile])
    }

    @Test(arguments: [1, 2, 3]) func `all recipes of all makes together keep to the jobs asked for`(
        _ jobs: Int
    ) {
        let studio = makes(3)
        #expect(studio.run("build", "-j", "\(jobs)").status == 0)
        let (most, count) = peak(studio)
        #expect(count == 18)
        #expect(most <= jobs)
        // A make alone would run one at a time.
        if jobs > 1 { #expect(most > 1) }
    }

    @Test func `a make that runs this program shares its jobs, and gets each back`() {
        let studio = makes(2)
        studio.put(
            "outer.mk",
            """
            all: build
            \t@$(MAKE) -f m.mk
            build:
            \t+@\(Programs.path("pipeline")) build -q -j 8

            """)
        let result = studio.runCommand(["make", "-f", "outer.mk", "-j2"])
        #expect(result.status == 0, "\(result.messages)")
        // Make itself complains when a token is missing at its end, or one too many.
        #expect(!result.messages.contains("INTERNAL"), "\(result.messages)")
        let (most, count) = peak(studio)
        #expect(count == 18)
        #expect(most == 2)
    }

    @Test func `a killed build gives the jobs of its commands back`() {
        let studio = taskStudio(
            (0..<3).map { task("t\($0)", "command = \"echo > begun\($0); sleep 600\"") }.joined())
        // With three jobs, two of the commands hold a token of make's.
        studio.put(
            "outer.mk",
            """
            all:
            \t+@\(Programs.path("pipeline")) build -q -j 8 & \\
            \twhile ! test -e begun0 -a -e begun1 -a -e begun2; do sleep 0.01; done; \\
            \tkill -KILL $$!; wait; true

            """)
        let result = studio.runCommand(["make", "-f", "outer.mk", "-j3"])
        #expect(result.status == 0, "\(result.messages)")
        #expect(!result.messages.contains("INTERNAL"), "\(result.messages)")
    }
}

/// Whether this machine lets bubblewrap make a sandbox.
private let hasSandbox: Bool = {
    let studio = ProgramWorkspace()
    return studio.runCommand(["bwrap", "--ro-bind", "/", "/", "--unshare-all", "true"]).status == 0
}()

/// Commands that see only what they declare.
@Suite(.enabled(if: hasSandbox, "bubblewrap cannot make a sandbox here")) struct SandboxTests {
    @Test func `a file that is not declared is not there, and named`() {
        let studio = taskStudio(
            task(
                "t",
                "command = \"cat {in}; cat sub/hidden.txt || true\"\ninputs = [\"a.txt\"]\n"
                    + "sandbox = true"), ["a.txt": "seen\n", "sub/hidden.txt": "secret\n"])
        let result = studio.run("build")
        #expect(result.status == 1)
        #expect(result.messages.contains("task 't' looked at 'sub/hidden.txt'"))
        #expect(!result.messages.contains("secret"))
    }

    @Test(arguments: ["{out}", "out/x"]) func `a command that declares all runs as without`(
        _ place: String
    ) {
        let studio = taskStudio(
            task(
                "t",
                "command = \"cat {in} > \(place); echo done\"\n"
                    + "inputs = [\"sub/*.txt\"]\noutputs = [\"out/x\"]\nsandbox = true"),
            ["sub/a.txt": "a", "sub/b.txt": "b"])
        let result = studio.run("build")
        #expect(result.status == 0, "\(result.messages)")
        #expect(studio.text("out/x") == "ab")
        #expect(result.messages.contains("done\n"))
    }

    @Test func `writing what is not declared reaches nothing, and is named`() {
        let studio = taskStudio(
            task("t", "command = \"echo > other\"\nsandbox = true"), ["other": "kept"])
        let result = studio.run("build")
        #expect(result.status == 1)
        #expect(result.messages.contains("'other', which it does not declare"))
        #expect(studio.text("other") == "kept")
    }

    @Test func `an option puts every task to the test again`() {
        let studio = taskStudio(task("t", "command = \"cat a.txt\""), ["a.txt": "a"])
        #expect(studio.run("build").status == 0)
        let result = studio.run("build", "--sandbox")
        #expect(result.status == 1)
        #expect(result.messages.contains("looked at 'a.txt'"))
    }

    @Test func `an input cannot be written`() {
        let studio = taskStudio(
            task("t", "command = \"echo b > {in}\"\ninputs = [\"a.txt\"]\nsandbox = true"),
            ["a.txt": "a"])
        #expect(studio.run("build").status == 1)
        #expect(studio.text("a.txt") == "a")
    }
}
