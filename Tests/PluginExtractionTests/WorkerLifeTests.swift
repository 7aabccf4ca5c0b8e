import Glibc
import Testing

@Suite struct WorkerLifeTests {
    @Test func `a worker does not outlive a killed parent`() throws {
        let scratch = ScratchFolder()
        let pipe = scratch.path + "/requests"
        mkfifo(pipe, 0o600)
        let kept = open(pipe, O_RDWR)  // keeps the worker waiting for a request
        defer { close(kept) }
        let parent = scratch.write(
            """
            '\(workerProgram)' --channel 0 --parent $$ <'\(pipe)' >/dev/null 2>&1 &
            echo $!
            kill -9 $$
            """, to: "parent.sh")
        let line = output(of: "sh '\(parent)'").filter(\.isNumber)
        let worker = try #require(pid_t(line))
        let end = time(nil) + 10
        while isRunning(worker), time(nil) < end { sched_yield() }
        #expect(!isRunning(worker))
    }

    @Test func `a worker that is not its parent's child ends at once`() {
        let status = output(of: "'\(workerProgram)' --channel 0 --parent 1 </dev/null; echo $?")
        #expect(status == "0\n")
    }

    @Test func `a worker started without a channel says how it is used`() {
        let text = output(of: "'\(workerProgram)' 2>&1; echo $?")
        #expect(text.contains("usage: pipeline-scan --channel"))
        #expect(text.hasSuffix("2\n"))
    }

    /// Whether the process is there and no zombie.
    private func isRunning(_ process: pid_t) -> Bool {
        let state = output(of: "cut -d' ' -f3 /proc/\(process)/stat 2>/dev/null")
        return !state.isEmpty && state != "Z\n"
    }
}
