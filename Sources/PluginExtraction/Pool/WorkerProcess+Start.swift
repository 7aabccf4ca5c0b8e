import CSystem
import Glibc

extension WorkerProcess {
    /// The number under which the worker finds its end of the channel.
    private static let channelNumber: Int32 = 3

    /// Starts a worker with nothing of ours but the channel, a log, and a declared environment.
    ///
    /// - Parameter home: an empty folder that stands for HOME.
    /// - Throws: `.cannotStart` with the errno.
    static func start(
        program: String, limits: WorkerLimits, home: String
    ) throws(ExtractionFailure.Reason) -> WorkerProcess {
        let (ours, theirs) = try channelEnds(program)
        defer { close(theirs) }
        let log = pipeline_raise_descriptor(pipeline_memory_file("pipeline-scan"))
        guard log >= 0 else {
            close(ours)
            throw .cannotStart(program: program, number: -log)
        }
        var process: pid_t = 0
        let arguments = [
            program, "--channel", "\(channelNumber)", "--memory-mb", "\(limits.memoryMegabytes)",
            "--cpu-seconds", "\(limits.timeoutSeconds)", "--parent", "\(getpid())",
            "--memory-log", "1", "--folder", home,
        ]
        let result = spawn(program, arguments, environment(home), theirs, log, &process)
        guard result == 0 else {
            close(ours)
            close(log)
            throw .cannotStart(program: program, number: result)
        }
        return WorkerProcess(
            process: process, channel: WorkerChannel(descriptor: ours), log: log)
    }

    private static func channelEnds(
        _ program: String
    ) throws(ExtractionFailure.Reason) -> (ours: Int32, theirs: Int32) {
        var ends: (Int32, Int32) = (-1, -1)
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let result = withUnsafeMutableBytes(of: &ends) {
            socketpair(AF_UNIX, kind, 0, $0.bindMemory(to: Int32.self).baseAddress)
        }
        guard result == 0 else { throw .cannotStart(program: program, number: errno) }
        let (ours, theirs) = (pipeline_raise_descriptor(ends.0), pipeline_raise_descriptor(ends.1))
        guard ours >= 0, theirs >= 0 else {
            if ours >= 0 { close(ours) }
            if theirs >= 0 { close(theirs) }
            throw .cannotStart(program: program, number: EMFILE)
        }
        return (ours, theirs)
    }

    private static func environment(_ home: String) -> [String] {
        let folders = ["HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"]
        return folders.map { "\($0)=\(home)" } + [
            "LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin", "SWIFT_BACKTRACE=enable=no",
        ]
    }

    /// - Returns: 0 or the errno.
    private static func spawn(
        _ program: String, _ arguments: [String], _ environment: [String], _ channel: Int32,
        _ log: Int32, _ process: inout pid_t
    ) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, log, 1)
        posix_spawn_file_actions_adddup2(&actions, log, 2)
        posix_spawn_file_actions_adddup2(&actions, channel, channelNumber)
        pipeline_spawn_close_from(&actions, channelNumber + 1)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        // A session is a group too, and has no terminal, which a plugin could type into or be stopped by.
        pipeline_spawn_in_session(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        return withCStrings(arguments) { arguments in
            withCStrings(environment) { environment in
                posix_spawn(&process, program, &actions, &attributes, arguments, environment)
            }
        }
    }
}

/// Lends the texts as the null-ended table C wants.
private func withCStrings<Result>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
    let table = texts.map { strdup($0) } + [nil]
    defer { for text in table { free(text) } }
    return body(table)
}
