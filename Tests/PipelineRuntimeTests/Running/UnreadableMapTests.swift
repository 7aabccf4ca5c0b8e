import Glibc
import RuntimeMap
import Testing

@testable import pipeline_runtime

/// What `run` says of a map that it cannot play, before anything sounds.
@Suite struct UnreadableMapTests {
    /// How `run` ends with a file of these bytes.
    private func trouble(_ bytes: [UInt8]) throws -> RuntimeTrouble {
        var name = Array("/tmp/unreadable-map-XXXXXX".utf8CString)
        let file = mkstemp(&name)
        try #require(file >= 0)
        defer {
            close(file)
            unlink(name)
        }
        try #require(write(file, bytes, bytes.count) == bytes.count)
        let path = name.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        return try trouble(path: path)
    }

    private func trouble(path: String) throws -> RuntimeTrouble {
        let command = try #require(try RunCommand.parse([path, "--no-guard"]) as RunCommand?)
        return try #require(throws: RuntimeTrouble.self) { try command.run() }
    }

    private let map = RuntimeMap(
        name: "old", device: RuntimeDevice(manufacturer: "", model: ""), plugin: nil, bindings: []
    ).binary()

    @Test func `a file that is not there ends with 3`() throws {
        let trouble = try trouble(path: "/nowhere/a.runtimemap")
        #expect(trouble.exitCode == .notFound)
        #expect(trouble.description == "/nowhere/a.runtimemap: open: No such file or directory")
    }

    @Test func `a newer and an older map end with 4, and say what would help`() throws {
        var bytes = map
        bytes[8] = 99
        let newer = try trouble(bytes)
        #expect(newer.exitCode == .invalid)
        #expect(newer.description.contains("version 99"))
        #expect(newer.description.contains("update pipeline-runtime"))
        bytes[8] = 1
        #expect(try trouble(bytes).description.contains("pipeline build"))
    }

    @Test func `a torn map, an empty file and another file end with 4`() throws {
        for bytes in [Array(map.dropLast()), [], Array(repeating: 0x20, count: 100)] {
            #expect(try trouble(bytes).exitCode == .invalid)
        }
    }
}
