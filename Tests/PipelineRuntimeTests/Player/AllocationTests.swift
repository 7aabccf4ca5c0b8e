import Glibc
import Testing

/// The folder with `Package.swift`.
private let packageFolder: String = {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast(4).joined(separator: "/")
}()

/// The debug build, which lies beside the test program.
private func builtProgram(_ name: String) -> String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = max(0, readlink("/proc/self/exe", &buffer, buffer.count - 1))
    let own = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let beside = own.lastIndex(of: "/").map { String(own[..<$0]) } ?? "."
    let program = beside + "/" + name
    return access(program, X_OK) == 0 ? program : packageFolder + "/.build/debug/" + name
}

/// The program under a counter of what it asks the allocator for.
@Suite struct AllocationTests {
    private func run(
        _ words: [String], with variables: [String] = [], output: String = "/dev/null"
    ) -> Int32 {
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] =
            (["PATH=/usr/bin:/bin"] + variables).map { strdup($0) } + [nil]
        defer { for text in arguments + environment { free(text) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT, 0o600)
        var process: pid_t = 0
        guard posix_spawnp(&process, words[0], &actions, nil, &arguments, &environment) == 0 else {
            return -1
        }
        var status: Int32 = 0
        waitpid(process, &status, 0)
        return status
    }

    /// A figure of the one JSON object in a file.
    private func figure(_ name: String, in path: String) -> Int? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = fread(&bytes, 1, bytes.count, file)
        let words = String(decoding: bytes.prefix(count), as: UTF8.self)
            .split { " {},:\n".contains($0) }
        guard let place = words.firstIndex(of: "\"\(name)\""), place + 1 < words.count else {
            return nil
        }
        return Int(words[place + 1])
    }

    @Test(arguments: ["pass", "map"])
    func `100,000 messages from ring or controller to door ask for no memory at all`(
        subject: String
    ) throws {
        var template = Array("/tmp/pipeline-allocations-XXXXXX".utf8CString)
        let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        defer { for name in ["figures", "counter.so"] { unlink("\(folder)/\(name)") } }
        defer { rmdir(folder) }
        let source = packageFolder + "/scripts/benchmark/runtime/allocations.c"
        let compiled = run(
            ["cc", "-O1", "-shared", "-fPIC", "-o", "\(folder)/counter.so", source])
        #expect(compiled == 0)
        let status = run(
            [builtProgram("pipeline-runtime"), "measure", subject, "--count", "100000"],
            with: ["LD_PRELOAD=\(folder)/counter.so"], output: "\(folder)/figures")
        #expect(status == 0)
        let before = try #require(figure("allocations_before", in: "\(folder)/figures"))
        #expect(before > 0, "the counter counted nothing")
        #expect(figure("allocations", in: "\(folder)/figures") == 0)
    }
}
