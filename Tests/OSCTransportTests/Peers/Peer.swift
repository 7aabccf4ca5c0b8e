import Glibc
import Testing

/// A program of others, and what it prints.
final class Peer {
    private var process: pid_t = 0
    private var output: Int32 = -1
    private(set) var text = ""

    /// Starts a program, looked for on the PATH; its errors are read with its output.
    ///
    /// - Throws: when there is none: a test that needs it fails.
    init(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
        posix_spawn_file_actions_addclose(&actions, ends[0])
        posix_spawn_file_actions_addclose(&actions, ends[1])
        var words = ([program] + arguments).map { strdup($0) } + [nil]
        var variables = inherited(environment).map { strdup($0) } + [nil]
        defer { for word in words + variables { free(word) } }
        // The threads of tests block signals, which programs would take over.
        var attributes = posix_spawnattr_t()
        var noSignals = sigset_t()
        sigemptyset(&noSignals)
        posix_spawnattr_init(&attributes)
        posix_spawnattr_setsigmask(&attributes, &noSignals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        defer { posix_spawnattr_destroy(&attributes) }
        let code = posix_spawnp(&process, program, &actions, &attributes, &words, &variables)
        close(ends[1])
        output = ends[0]
        try #require(code == 0, "\(program) is not installed; see scripts/setup")
        _ = fcntl(output, F_SETFL, O_NONBLOCK)
    }

    deinit {
        // Some have folders and programs of their own to clear away.
        kill(process, SIGTERM)
        if !eventually({ waitpid(process, nil, WNOHANG) == process }) {
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
        }
        close(output)
    }

    /// Waits until the output says something, a minute at most when the program prints seldom.
    ///
    /// - Parameter again: done every 20 ms until then.
    func says(_ isSaid: (String) -> Bool, doing again: () -> Void = {}) -> Bool {
        for _ in 0..<3000 {
            if isSaid(text) { return true }
            again()
            var wanted = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            if poll(&wanted, 1, 20) > 0, !read() { return isSaid(text) }
        }
        return isSaid(text)
    }

    func says(_ part: String, doing again: () -> Void = {}) -> Bool {
        says({ $0.contains(part) }, doing: again)
    }

    /// Waits for the program's end.
    func ends() -> Int32 {
        _ = says { _ in false }
        var status: Int32 = 0
        return waitpid(process, &status, 0) == process ? status : -1
    }

    private func read() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(output, &bytes, bytes.count)
        if count > 0 { text += String(decoding: bytes.prefix(count), as: UTF8.self) }
        return count > 0 || (count < 0 && errno == EAGAIN)
    }
}

/// This process's variables with some set anew.
private func inherited(_ changes: [String: String]) -> [String] {
    let names = ["PATH", "HOME", "LANG", "TMPDIR", "PYENV_ROOT"]
    var all: [String: String] = [:]
    for name in names { all[name] = getenv(name).map { String(cString: $0) } }
    return all.merging(changes) { $1 }.map { "\($0)=\($1)" }
}

/// A port that nobody uses now.
func freePort(_ kind: __socket_type = SOCK_DGRAM) -> UInt16 {
    let descriptor = socket(AF_INET, Int32(kind.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            _ = bind(descriptor, $0, size)
            _ = getsockname(descriptor, $0, &size)
        }
    }
    return UInt16(bigEndian: address.sin_port)
}
