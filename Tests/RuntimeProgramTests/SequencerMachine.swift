import Foundation
import Glibc
import Testing

/// Runs a scenario on a kernel that has the ALSA sequencer (`scripts/alsa-vm`), with the debug program, and
/// gives back what the scenario saw.
///
/// A machine that does not start is a failure of the tests, never a reason to leave them out.
enum SequencerMachine {
    /// What became of a run.
    struct Run: @unchecked Sendable {
        // Unchecked: the values of JSON, which nothing changes.
        let facts: [String: Any]
        let status: Int32
        let messages: String

        /// A part of the facts by its path, such as `killed.notes_off`.
        subscript<Value>(_ path: String) -> Value? {
            var found: Any? = facts
            for name in path.split(separator: ".") {
                found = (found as? [String: Any])?[String(name)]
            }
            return found as? Value
        }
    }

    /// - Parameters:
    ///   - scenario: A file of `Scenarios`.
    ///   - options: Of `scripts/alsa-vm/run`.
    ///   - files: What else lies beside the scenario.
    static func run(
        _ scenario: String, _ options: [String] = [], files: [String: [UInt8]] = [:]
    ) -> Run {
        run(scenario, files) { folder in
            [
                packageFolder + "/scripts/alsa-vm/run", "--env",
                "PIPELINE_RUNTIME=/mnt/w/pipeline-runtime",
            ] + options + [folder, "--", "python3", "-B", scenario]
        }
    }

    /// The same on this machine, for what needs no sequencer; with the program where it is, because a copy
    /// cannot be started while a child of another test still holds it open for writing.
    static func runHere(_ scenario: String, files: [String: [UInt8]] = [:]) -> Run {
        run(scenario, files) { folder in
            [
                "/usr/bin/env", "-C", folder, "PIPELINE_RUNTIME=\(program)",
                "PIPELINE_PACKAGE=\(packageFolder)", "/usr/bin/python3", "-B", scenario,
            ]
        }
    }

    private static func run(
        _ scenario: String, _ files: [String: [UInt8]], _ command: (String) -> [String]
    ) -> Run {
        let folder = scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for name in ["machine.py", scenario] {
            let source = packageFolder + "/Tests/RuntimeProgramTests/Scenarios/" + name
            try? FileManager.default.copyItem(atPath: source, toPath: folder + "/" + name)
        }
        for (name, bytes) in files {
            _ = FileManager.default.createFile(atPath: folder + "/" + name, contents: Data(bytes))
        }
        // A copy: the machine sees nothing of a package that lies below /tmp, but this folder.
        try? FileManager.default.copyItem(atPath: program, toPath: folder + "/pipeline-runtime")
        let (output, messages) = (folder + ".out", folder + ".err")
        defer {
            try? FileManager.default.removeItem(atPath: output)
            try? FileManager.default.removeItem(atPath: messages)
        }
        let status = start(command(folder), output: output, messages: messages)
        let printed = FileManager.default.contents(atPath: output) ?? Data()
        let facts = (try? JSONSerialization.jsonObject(with: printed)) as? [String: Any] ?? [:]
        let said = FileManager.default.contents(atPath: messages) ?? Data()
        return Run(facts: facts, status: status, messages: String(decoding: said, as: UTF8.self))
    }

    /// Runs a command to its end, whatever it leaves behind.
    private static func start(_ command: [String], output: String, messages: String) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let flags = O_WRONLY | O_CREAT | O_TRUNC
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, flags, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, messages, flags, 0o600)
        // A thread of the tests takes no signals; what it starts must.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var arguments = command.map { strdup($0) } + [nil]
        defer { for text in arguments { free(text) } }
        var child: pid_t = 0
        guard posix_spawn(&child, command[0], &actions, &attributes, &arguments, environ) == 0
        else {
            return -1
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? status >> 8 & 0xFF : -1
    }

    private static func scratchFolder() -> String {
        let path = NSTemporaryDirectory() + "/alsa-scenario-" + UUID().uuidString
        try? FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
        return path
    }

    private static let packageFolder = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/")
    }()

    /// The debug program: beside the test program, else below the package's folder.
    private static let program: String = {
        let own =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let beside =
            own.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            .joined(separator: "/") + "/pipeline-runtime"
        return FileManager.default.isExecutableFile(atPath: beside)
            ? beside : packageFolder + "/.build/debug/pipeline-runtime"
    }()
}

/// Records what went wrong when a scenario did not come to its end.
func expectEnd(
    of run: SequencerMachine.Run, sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(run.status == 0, "\(run.messages)", sourceLocation: sourceLocation)
    #expect(!run.facts.isEmpty, "\(run.messages)", sourceLocation: sourceLocation)
}
