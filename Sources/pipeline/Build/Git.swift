import ArgumentParser
import BuildEngine
import CSystem
import Glibc

/// Questions to git about the workspace.
struct Git {
    /// Absolute path of the workspace.
    let root: String

    /// The files that differ from a revision: changed, new and deleted, committed or not.
    ///
    /// - Throws: when that cannot be told; the message says why, and what to do.
    func changes(since revision: String) throws -> ChangeHint {
        let shallow = try ask(["rev-parse", "--is-shallow-repository"], nil)
        let commit = try commit(revision, isShallow: shallow == ["true"])
        let differing = try names([
            "diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--relative", commit,
            "--",
        ])
        let untracked = try names(["ls-files", "-z", "--others", "--exclude-standard"])
        let tracked = try names(["ls-files", "-z"])
        let changed = differing.union(untracked)
        return ChangeHint(changed: changed, tracked: tracked.union(changed))
    }

    private func commit(_ revision: String, isShallow: Bool) throws -> String {
        // What begins with a hyphen would be taken for an option.
        let found =
            revision.hasPrefix("-")
            ? nil : try ask(["rev-parse", "--verify", "--quiet", "\(revision)^{commit}"], 1)
        if let commit = found?.first { return commit }
        let remedy =
            isShallow
            ? "this clone is shallow and may lack it: fetch it first, "
                + "for example with 'git fetch --unshallow' or fetch-depth: 0"
            : "'git log' lists what there is"
        throw fail(
            "--since: git knows no commit '\(revision)' here; \(remedy)", Outcome.arguments)
    }

    private func names(_ arguments: [String]) throws -> Set<String> {
        let result = try run(arguments)
        guard result.status == 0 else { throw complaint(result.messages) }
        return Set(
            result.output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
    }

    /// - Parameter missing: the exit status that stands for no answer.
    /// - Returns: the lines of the answer; `nil` for none.
    private func ask(_ arguments: [String], _ missing: Int32?) throws -> [String]? {
        let result = try run(arguments)
        if result.status == missing { return nil }
        guard result.status == 0 else { throw complaint(result.messages) }
        return String(decoding: result.output, as: UTF8.self).split(separator: "\n").map(
            String.init)
    }

    private func complaint(_ messages: String) -> ExitCode {
        if messages.contains("not a git repository") {
            return fail(
                "--since: \(root) is in no git repository, so what changed is not known; "
                    + "'pipeline build' without it looks at everything", Outcome.arguments)
        }
        let first = messages.split(separator: "\n").first ?? "it gives no reason"
        return fail("--since: git refuses: \(first)", Outcome.arguments)
    }

    private func run(
        _ arguments: [String]
    ) throws -> (status: Int32, output: [UInt8], messages: String) {
        let (output, messages) = (pipeline_memory_file("git"), pipeline_memory_file("git"))
        guard output >= 0, messages >= 0 else {
            throw fail("--since: cannot start git", Outcome.otherFailure)
        }
        defer {
            close(output)
            close(messages)
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, messages, 2)
        let words = (["git", "-C", root] + arguments).map { strdup($0) } + [nil]
        let variables = Self.environment.map { strdup($0) } + [nil]
        defer { for text in words + variables { free(text) } }
        var process: pid_t = 0
        let code = posix_spawnp(&process, "git", &actions, nil, words, variables)
        guard code == 0 else {
            throw fail(
                "--since needs git, which cannot be started: \(String(cString: strerror(code)))",
                Outcome.otherFailure)
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let text = String(decoding: Self.content(messages), as: UTF8.self)
        let ended = status & 0x7f == 0 ? (status >> 8) & 0xff : 128
        return (ended, Self.content(output), text)
    }

    /// Our own, but English, and so that git writes nothing.
    private static var environment: [String] {
        let file = open("/proc/self/environ", O_RDONLY | O_CLOEXEC)
        defer { close(file) }
        let own = content(file).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        let ours = ["LC_ALL=", "LANGUAGE=", "GIT_OPTIONAL_LOCKS="]
        return own.filter { text in !ours.contains { text.hasPrefix($0) } }
            + ["LC_ALL=C", "GIT_OPTIONAL_LOCKS=0"]
    }

    /// All bytes of a file, from its beginning.
    private static func content(_ file: Int32) -> [UInt8] {
        lseek(file, 0, SEEK_SET)
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(file, &part, part.count)
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return bytes }
            bytes += part[..<count]
        }
    }
}
