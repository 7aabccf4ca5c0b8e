import Glibc
import Testing

@testable import PluginExtraction

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

    @Test func `a worker whose parent is gone ends its module, and leaves no folder`() throws {
        let scratch = ScratchFolder()
        let module = try MisbehavingLibrary.make("sleep", in: scratch)
        mkdir(scratch.path + "/base", 0o755)
        var ends: (Int32, Int32) = (-1, -1)
        _ = withUnsafeMutableBytes(of: &ends) {
            socketpair(
                AF_UNIX, Int32(SOCK_STREAM.rawValue), 0,
                $0.bindMemory(to: Int32.self).baseAddress)
        }
        // Not by the shell, which closes descriptors of one digit only.
        #expect(fcntl(ends.0, F_SETFD, FD_CLOEXEC) == 0)
        let frame = ScanRequest.describe(module).frame
        #expect(write(ends.0, frame, frame.count) == frame.count)
        // The shell's child is the worker; it ends when the channel does.
        let line = output(
            of: "'\(workerProgram)' --channel \(ends.1) --folder '\(scratch.path)/base' "
                + "</dev/null >/dev/null 2>&1 & echo $!")
        close(ends.1)
        let worker = try #require(pid_t(line.filter(\.isNumber)))
        let deadline = time(nil) + 20
        func files() -> String { output(of: "ls '\(scratch.path)/base'") }
        while files().isEmpty, time(nil) < deadline { sched_yield() }
        #expect(!files().isEmpty)
        close(ends.0)
        while isRunning(worker), time(nil) < deadline { sched_yield() }
        #expect(!isRunning(worker))
        #expect(access(scratch.path + "/base", F_OK) != 0)
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
