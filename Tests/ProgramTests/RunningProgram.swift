import Glibc

/// What a program printed, and how it ended.
struct ProgramResult {
    var output: String
    var messages: String
    /// The exit status; `nil` when a signal ended it.
    var status: Int32?
    /// The signal that ended it.
    var signal: Int32?
    var timedOut = false
}

/// A program under way.
final class RunningProgram {
    let process: pid_t
    private let output: String
    private var result: ProgramResult?

    /// - Parameters:
    ///   - command: absolute path, or a name that the search path knows, and arguments.
    ///   - output: path that the files for standard output and error begin with.
    init(_ command: [String], _ environment: [String: String], output: String) {
        self.output = output
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        let flags = O_WRONLY | O_CREAT | O_TRUNC
        posix_spawn_file_actions_addopen(&actions, 1, output + ".out", flags, 0o644)
        posix_spawn_file_actions_addopen(&actions, 2, output + ".err", flags, 0o644)
        var arguments = command.map { strdup($0) } + [nil]
        var variables = environment.sorted { $0.key < $1.key }.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var child: pid_t = 0
        let code = posix_spawnp(&child, command[0], &actions, nil, &arguments, &variables)
        precondition(code == 0, "cannot start \(command[0]): \(String(cString: strerror(code)))")
        process = child
    }

    deinit { if result == nil { _ = wait(timeoutSeconds: 0) } }

    /// Sends a signal, unless the program has been waited for.
    func send(_ signal: Int32) { if result == nil { kill(process, signal) } }

    /// Waits for the end; kills the program when it takes too long.
    @discardableResult
    func wait(timeoutSeconds: Int = 60) -> ProgramResult {
        if let result { return result }
        var status: Int32 = 0
        var timedOut = false
        let deadline = monotonicMicroseconds() + UInt64(timeoutSeconds) * 1_000_000
        var pause: UInt32 = 200
        while waitpid(process, &status, WNOHANG) == 0 {
            if monotonicMicroseconds() > deadline {
                timedOut = true
                kill(process, SIGKILL)
                waitpid(process, &status, 0)
                break
            }
            usleep(pause)
            pause = min(5000, pause * 2)
        }
        let signal = status & 0x7f
        let ended = ProgramResult(
            output: text(".out"), messages: text(".err"),
            status: signal == 0 ? (status >> 8) & 0xff : nil, signal: signal == 0 ? nil : signal,
            timedOut: timedOut)
        result = ended
        return ended
    }

    /// Whether it has not ended yet.
    var isRunning: Bool {
        var information = siginfo_t()
        let flags = WEXITED | WNOHANG | WNOWAIT
        return result == nil && waitid(P_PID, id_t(process), &information, flags) == 0
            && information.si_signo == 0
    }

    /// What it has printed so far to standard error.
    var messagesSoFar: String { text(".err") }

    /// What it has printed so far to standard output.
    var outputSoFar: String { text(".out") }

    /// Waits until it has printed `words` to standard error.
    func waits(for words: String, timeoutSeconds: Int = 20) -> Bool {
        let deadline = monotonicMicroseconds() + UInt64(timeoutSeconds) * 1_000_000
        while !messagesSoFar.contains(words) {
            if monotonicMicroseconds() > deadline { return false }
            usleep(500)
        }
        return true
    }

    private func text(_ suffix: String) -> String {
        String(decoding: fileBytes(output + suffix) ?? [], as: UTF8.self)
    }
}

func monotonicMicroseconds() -> UInt64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return UInt64(now.tv_sec) * 1_000_000 + UInt64(now.tv_nsec) / 1000
}
