import CSystem
import Glibc

extension WorkerProcess.End {
    /// What a crashing worker writes before the number of pages it has mapped.
    private static let crashMark = "pipeline-scan: address space in pages at the crash: "

    /// Why the worker ended, in the words of a failure.
    ///
    /// A failed allocation shows as a crash; it counts as lack of memory when three quarters of the
    /// address space that the worker may have were in use.
    func reason(_ limits: WorkerLimits) -> ExtractionFailure.Reason {
        let signal = pipeline_wait_signal(status)
        guard signal != 0 else { return .exited(code: pipeline_wait_exit(status)) }
        if signal == SIGXCPU || signal == SIGKILL && hasUsedUp(limits) {
            return .outOfProcessorTime(seconds: limits.timeoutSeconds)
        }
        if signal == SIGXFSZ {
            return .wroteTooMuch(
                megabytes: Int(WorkerLimits.writtenMegabytes),
                isPrinted: logSize >= WorkerLimits.writtenMegabytes << 20)
        }
        if let bytes = addressSpaceAtCrash, bytes > limits.memoryMegabytes << 20 / 4 * 3 {
            return .outOfMemory(limitMegabytes: limits.memoryMegabytes)
        }
        return .killed(signal: signal, name: Self.name(ofSignal: signal))
    }

    /// Whether a process used the processor for as long as one may.
    private func hasUsedUp(_ limits: WorkerLimits) -> Bool {
        guard let processorNanoseconds else { return false }
        return processorNanoseconds / 1_000_000_000 >= UInt64(limits.timeoutSeconds)
    }

    private var addressSpaceAtCrash: Int? {
        let line = logLines.last { $0.hasPrefix(Self.crashMark) }
        // A plugin may print such a line too, with any number.
        return line.flatMap { UInt32($0.dropFirst(Self.crashMark.count)) }.map { Int($0) * 4096 }
    }

    /// What plugins and libraries printed last: without our own mark, five lines at most.
    var logTail: String {
        logLines.filter { !$0.hasPrefix(Self.crashMark) }.suffix(5).joined(separator: "\n")
    }

    private static func name(ofSignal signal: Int32) -> String {
        names[signal] ?? "signal \(signal)"
    }

    private static let names: [Int32: String] = [
        SIGHUP: "SIGHUP", SIGINT: "SIGINT", SIGQUIT: "SIGQUIT", SIGILL: "SIGILL",
        SIGTRAP: "SIGTRAP", SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE",
        SIGKILL: "SIGKILL", SIGSEGV: "SIGSEGV", SIGPIPE: "SIGPIPE", SIGALRM: "SIGALRM",
        SIGTERM: "SIGTERM", SIGXFSZ: "SIGXFSZ", SIGSYS: "SIGSYS",
    ]
}
