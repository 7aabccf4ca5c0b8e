import CSystem
import Glibc

/// A running worker: a process group of its own, a channel, and what it prints.
///
/// Has one owner at a time: the pool's idle list, or the thread that talks to it.
struct WorkerProcess {
    let process: pid_t
    let channel: WorkerChannel
    /// The memory file behind the worker's standard output and error.
    let log: Int32
    var answered = 0
    var residentBytes: UInt64 = 0

    /// Kills the whole process group; harmless when it is gone already.
    func kill() { Glibc.kill(-process, SIGKILL) }

    /// How a worker ended.
    struct End {
        var status: Int32
        /// Processor time of a module's process; `nil` for the worker's own end.
        var processorNanoseconds: UInt64?
        /// The last lines of its standard output and error.
        var logLines: [String]
        /// How much there was, in bytes.
        var logSize: UInt64 = 0
    }

    /// How a module's process ended, with what it printed.
    func end(ofModule end: ModuleEnd) -> End {
        End(
            status: end.status, processorNanoseconds: end.processorNanoseconds,
            logLines: lastLogLines(), logSize: UInt64(max(0, lseek(log, 0, SEEK_END))))
    }

    /// Waits for the worker to end by itself, but not long; then kills what is left of its group,
    /// takes its status, and frees the descriptors.
    consuming func end(afterMilliseconds patience: Int) -> End {
        if patience > 0 { waitForExit(milliseconds: patience) }
        kill()
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        let lines = lastLogLines()
        close(channel.descriptor)
        close(log)
        return End(status: status, logLines: lines)
    }

    private func waitForExit(milliseconds: Int) {
        let descriptor = pipeline_process_descriptor(process)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let deadline = Deadline(milliseconds: milliseconds)
        var entry = pollfd(descriptor: descriptor)
        while poll(&entry, 1, deadline.remainingMilliseconds) < 0 && errno == EINTR {}
    }

    /// The last lines of what the worker printed, at most 2,000 bytes.
    private func lastLogLines() -> [String] {
        let size = lseek(log, 0, SEEK_END)
        guard size > 0 else { return [] }
        let start = max(0, size - 2000)
        let bytes = [UInt8](unsafeUninitializedCapacity: 2000) { buffer, initialized in
            initialized = max(0, pread(log, buffer.baseAddress, 2000, start))
        }
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        let whole = start > 0 && lines.count > 1 ? lines.dropFirst() : lines[...]
        return whole.map { String(decoding: $0, as: UTF8.self) }
    }
}
