import Glibc

/// `pipeline watch` under way in a workspace.
final class WatchedProgram {
    let studio: ProgramWorkspace
    let program: RunningProgram
    /// Where the messages of the last step began.
    private var stepStart = 0

    /// Starts it, and waits until it has built and watches.
    ///
    /// - Parameter wrapper: a command that starts the program.
    init(_ studio: ProgramWorkspace, _ arguments: String..., under wrapper: [String] = []) {
        self.studio = studio
        program = studio.start(["watch"] + arguments, under: wrapper)
        _ = program.waits(for: "; Ctrl-C ends")
    }

    deinit {
        program.send(SIGCONT)
        program.send(SIGKILL)
        program.wait()
    }

    /// What it has printed since the last step began.
    var news: String {
        String(decoding: program.messagesSoFar.utf8.dropFirst(stepStart), as: UTF8.self)
    }

    /// Does something and waits until the program has told what is expected.
    func expects(_ words: String, after action: () -> Void) -> Bool {
        stepStart = program.messagesSoFar.utf8.count
        action()
        return waits { self.news.contains(words) }
    }

    /// Waits until something holds, with a bound.
    func waits(_ holds: () -> Bool) -> Bool {
        let deadline = monotonicMicroseconds() + 30_000_000
        while !holds() {
            if monotonicMicroseconds() > deadline || !program.isRunning { return holds() }
            usleep(1000)
        }
        return true
    }

    /// How many builds it has told of.
    var buildCount: Int {
        program.messagesSoFar.split(separator: "\n").count { $0.contains(" nodes; ") }
    }
}

/// A program with a terminal of its own.
final class TerminalProgram {
    let process: pid_t
    let master: Int32
    private(set) var output = ""
    private var status: Int32?

    init(_ command: [String], _ environment: [String: String]) {
        // What posix_openpt, unlockpt and ptsname do, which Swift's module of glibc leaves out.
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (isLocked, number) = (Int32(0), Int32(0))
        let code = ioctl(master, 0x4004_5431, &isLocked) | ioctl(master, 0x8004_5430, &number)
        precondition(master >= 0 && code == 0, "no terminal")
        let name = "/dev/pts/\(number)"
        var size = winsize(ws_row: 30, ws_col: 120, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
        _ = fcntl(master, F_SETFL, O_NONBLOCK)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // The first terminal that the leader of a session opens becomes its own.
        posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, 0, 1)
        posix_spawn_file_actions_adddup2(&actions, 0, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, 0x80)  // POSIX_SPAWN_SETSID
        var variables = environment
        variables["TERM"] = "xterm"
        var words = command.map { strdup($0) } + [nil]
        var lines = variables.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in words + lines { free(text) } }
        var child: pid_t = 0
        let failure = posix_spawnp(&child, command[0], &actions, &attributes, &words, &lines)
        precondition(failure == 0, "cannot start \(command[0])")
        process = child
    }

    deinit {
        if status == nil {
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
        }
        close(master)
    }

    /// Whether keys are shown and gathered into lines, as a shell expects it.
    var isPlain: Bool {
        var mode = termios()
        tcgetattr(master, &mode)
        return mode.c_lflag & tcflag_t(ICANON) != 0 && mode.c_lflag & tcflag_t(ECHO) != 0
    }

    func type(_ keys: String) { _ = write(master, keys, keys.utf8.count) }

    func resize(rows: UInt16) {
        var size = winsize(ws_row: rows, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    }

    /// Waits until it has printed `words` after what was seen before.
    func waits(for words: String) -> Bool {
        let start = output.utf8.count
        let deadline = monotonicMicroseconds() + 30_000_000
        while !String(decoding: output.utf8.dropFirst(start), as: UTF8.self).contains(words) {
            if monotonicMicroseconds() > deadline { return false }
            if !readMore() { usleep(1000) }
        }
        return true
    }

    /// Waits for the end.
    ///
    /// - Returns: the exit status; `nil` when a signal ended it.
    func ends() -> Int32? {
        var state: Int32 = 0
        let deadline = monotonicMicroseconds() + 30_000_000
        while waitpid(process, &state, WNOHANG) == 0 {
            if monotonicMicroseconds() > deadline { return nil }
            if !readMore() { usleep(1000) }
        }
        while readMore() {}
        status = state
        return state & 0x7f == 0 ? (state >> 8) & 0xff : nil
    }

    private func readMore() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 4096)
        let count = read(master, &chunk, chunk.count)
        if count <= 0 { return false }
        output += String(decoding: chunk[..<count], as: UTF8.self)
        return true
    }
}
