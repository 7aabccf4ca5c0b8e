import Glibc
import Testing

@testable import PluginExtraction

/// Programs that stand in for the worker and do all that a worker must not.
@Suite struct FakeWorkerTests {
    let scratch = ScratchFolder()

    private func reason(_ script: String, seconds: Int = 20) throws -> ExtractionFailure {
        let pool = WorkerPool(
            program: scratch.program(script), limits: WorkerLimits(timeoutSeconds: seconds), size: 1
        )
        return try failure { () throws(ExtractionFailure) in
            try pool.identify(PluginModule(.lv2, "/b"))
        }
    }

    @Test func `a program that is not there is named`() throws {
        let pool = WorkerPool(program: "/nonexistent/scan")
        let failure = try failure { () throws(ExtractionFailure) in
            try pool.describe(PluginModule(.lv2, "/b"))
        }
        #expect(failure.reason == .cannotStart(program: "/nonexistent/scan", number: ENOENT))
        #expect(failure.diagnostic.code == "extract.worker-missing")
    }

    @Test func `an exit is told with its code and last words`() throws {
        let failure = try reason("echo one; echo two >&2; exit 7")
        #expect(failure.reason == .exited(code: 7))
        #expect(failure.logTail == "one\ntwo")
        #expect(failure.diagnostic.notes.count == 1)
    }

    @Test func `a worker that gets no process for a module blames the machine`() throws {
        let pool = WorkerPool(program: scratch.program("exit 4"), size: 1)
        let failure = try failure { () throws(ExtractionFailure) in
            try pool.identify(PluginModule(.clap, "/p.clap"))
        }
        #expect(!failure.isOfTheModule)
        #expect(failure.diagnostic.code == "extract.worker-missing")
    }

    @Test func `a crash is told with its signal`() throws {
        #expect(try reason("kill -SEGV $$").reason == .killed(signal: SIGSEGV, name: "SIGSEGV"))
        #expect(try reason("kill -ABRT $$").reason == .killed(signal: SIGABRT, name: "SIGABRT"))
    }

    @Test func `a program that hangs is ended at the time limit`() throws {
        #expect(try reason("exec sleep 1000", seconds: 1).reason == .timedOut(seconds: 1))
    }

    @Test func `a program that closes its channel and lives on is ended`() throws {
        #expect(
            try reason("exec 3>&-; exec sleep 1000").reason
                == .killed(signal: SIGKILL, name: "SIGKILL"))
    }

    @Test(arguments: [
        "printf '\\377\\377\\377\\377' >&3; exec sleep 9",
        "printf '\\004\\0\\0\\0junk' >&3; exec sleep 9",
        "printf '\\014\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\011\\0\\0\\0' >&3; exec sleep 9",
        "printf '\\030\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\001\\0\\0\\0\\377\\377\\377\\377\\0\\0\\0\\0\\0\\0\\0\\0' >&3; exec sleep 9",
        "printf '\\030\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\002\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0' >&3; exec sleep 9",
    ])
    func `an answer that makes no sense is an error with a reason`(script: String) throws {
        guard case .malformedReply(let problem) = try reason(script).reason else {
            Issue.record("expected a malformed reply")
            return
        }
        #expect(!problem.isEmpty)
    }

    @Test func `half an answer is the exit that cut it`() throws {
        #expect(try reason("printf '\\100\\0\\0\\0abc' >&3; exit 3").reason == .exited(code: 3))
    }

    @Test func `children of a worker end with it`() throws {
        let failure = try reason("sleep 1000 & echo $!; wait", seconds: 1)
        let child = try #require(pid_t(failure.logTail))
        let state = output(of: "cut -d' ' -f3 /proc/\(child)/stat 2>/dev/null")
        #expect(state.isEmpty || state == "Z\n")
    }

    @Test func `a worker gets a declared environment and no descriptor of ours`() throws {
        // Inheritable on purpose, and known again by its name.
        let secret = open("/proc/self/oom_score", O_RDONLY)
        defer { close(secret) }
        let failure = try reason(
            "env | cut -d= -f1 | sort | tr '\\n' ' '; echo; ls -l /proc/$$/fd >\"$HOME/fds\"; "
                + "grep -c oom_score \"$HOME/fds\"; rm \"$HOME/fds\"; exit 1")
        let lines = failure.logTail.split(separator: "\n")
        let allowed = [
            "HOME", "LC_ALL", "PATH", "PWD", "SWIFT_BACKTRACE", "TMPDIR", "XDG_CACHE_HOME",
            "XDG_CONFIG_HOME", "XDG_DATA_HOME",
        ]
        #expect(lines.first?.split(separator: " ").map(String.init) == allowed)
        #expect(lines.last == "0")
    }
}
