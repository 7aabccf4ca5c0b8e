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
    private func run(_ words: [String], with variables: [String] = []) -> Int32 {
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] =
            (["PATH=/usr/bin:/bin"] + variables).map { strdup($0) } + [nil]
        defer { for text in arguments + environment { free(text) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        var process: pid_t = 0
        guard posix_spawnp(&process, words[0], &actions, nil, &arguments, &environment) == 0 else {
            return -1
        }
        var status: Int32 = 0
        waitpid(process, &status, 0)
        return status
    }

    private func number(in path: String) -> Int? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = fread(&bytes, 1, bytes.count, file)
        return Int(String(decoding: bytes.prefix(count), as: UTF8.self).filter(\.isNumber))
    }

    @Test(arguments: ["pass", "map"])
    func `100,000 messages from ring or controller to door ask for no memory`(
        subject: String
    ) throws {
        var template = Array("/tmp/pipeline-allocations-XXXXXX".utf8CString)
        let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        defer { for name in ["count", "counter.so"] { unlink("\(folder)/\(name)") } }
        defer { rmdir(folder) }
        let source = packageFolder + "/scripts/benchmark/runtime/allocations.c"
        let compiled = run(
            ["cc", "-O1", "-shared", "-fPIC", "-o", "\(folder)/counter.so", source])
        #expect(compiled == 0)
        let program = builtProgram("pipeline-runtime")
        let counts = [1_000, 101_000].map { messages -> Int? in
            let status = run(
                [program, "measure", subject, "--count", "\(messages)"],
                with: [
                    "LD_PRELOAD=\(folder)/counter.so", "COUNT_ALLOCATIONS=\(folder)/count",
                ])
            return status == 0 ? number(in: "\(folder)/count") : nil
        }
        let few = try #require(counts[0])
        let many = try #require(counts[1])
        #expect(few > 0, "the counter counted nothing")
        // What is printed at the end is longer when the numbers are.
        #expect(many - few <= 8, "\(many - few) allocations for 100,000 messages")
    }
}
