import CSystem
import Glibc

/// Which protections this machine's kernel gives the processes that plugins are opened in.
public struct WorkerIsolation: Sendable, Equatable {
    /// A protection that a kernel, or a container's rules, may lack.
    public enum Measure: String, Sendable, CaseIterable {
        case landlock, seccomp, notices, namespace

        /// As a page of facts names it.
        public var title: String {
            switch self {
            case .landlock: "writing limited to a private folder (Landlock)"
            case .seccomp: "no processes, signals and sockets (seccomp)"
            case .notices: "attempts told of (seccomp notices)"
            case .namespace: "no network (namespace)"
            }
        }

        /// What is lost without it.
        public var loss: String {
            switch self {
            case .landlock:
                "this kernel has no Landlock: plugins that are opened could write wherever their user can"
            case .seccomp:
                "seccomp is not allowed here: plugins that are opened could start processes and speak "
                    + "to others on this machine"
            case .notices:
                "seccomp notices are not allowed here: what plugins try while they are opened is not told"
            case .namespace:
                "network namespaces are not allowed here"
            }
        }
    }

    /// Those that hold.
    public var measures: [Measure]

    /// Those that do not.
    public var missing: [Measure] { Measure.allCases.filter { !measures.contains($0) } }

    /// Has the worker program try them all on a process that does nothing; that takes some milliseconds.
    ///
    /// - Returns: `nil` when the program does not run.
    public init?(program: String) {
        let answer = pipeline_raise_descriptor(pipeline_memory_file("isolation"))
        guard answer >= 0 else { return nil }
        defer { close(answer) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, answer, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        pipeline_spawn_close_from(&actions, 3)
        var process: pid_t = 0
        let arguments = [strdup(program), strdup("--isolation"), nil]
        defer { for argument in arguments { free(argument) } }
        var environment: [UnsafeMutablePointer<CChar>?] = [nil]
        guard
            posix_spawn(&process, program, &actions, nil, arguments, &environment) == 0
        else { return nil }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        let text = [UInt8](unsafeUninitializedCapacity: 1024) { space, initialized in
            initialized = max(0, pread(answer, space.baseAddress, space.count, 0))
        }
        guard status == 0, !text.isEmpty else { return nil }
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
        measures = Measure.allCases.filter { lines.contains("\($0.rawValue) yes") }
    }
}
