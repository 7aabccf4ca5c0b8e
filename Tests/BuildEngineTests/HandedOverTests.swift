import BuildEngine
import ContentDigest
import Synchronization
import Testing

/// What happens within one build between nodes that make and nodes that read.
@Suite struct HandedOverTests {
    /// Counts how often something happened, by name.
    private final class Counter: Sendable {
        private let counts = Mutex<[String: Int]>([:])

        func add(_ name: String) { counts.withLock { $0[name, default: 0] += 1 } }
        subscript(name: String) -> Int { counts.withLock { $0[name] ?? 0 } }
    }

    private struct Length: Sendable { var value: Int }

    /// Reader nodes `read:N` of one node `make:it`; the root wants `readers` of them.
    private func workspace(
        readers: Int, foreseen: Bool, _ calls: Counter
    ) -> TestWorkspace {
        TestWorkspace(rules: [
            Rule(kind: "workspace", code: testCode) { context throws(Interrupt) in
                for number in 0..<readers { context.demand("read:\(number)") }
                context.demand("make:it")
            },
            Rule(kind: "make", code: testCode) { context throws(Interrupt) in
                calls.add("make")
                context.emit("text", utf8("four"))
            },
            Rule(
                kind: "read", code: testCode, foreseen: { _ in foreseen ? ["make:it"] : [] }
            ) { context throws(Interrupt) in
                calls.add("read")
                let length = try context.value("text", of: "make:it") { bytes in
                    calls.add("decode")
                    return Length(value: bytes.count)
                }
                context.write("out/\(context.subject)", utf8("\(length?.value ?? -1)"))
            },
        ])
    }

    @Test(arguments: [1, 4])
    func `a rule is called once when what it reads was foreseen`(width: Int) throws {
        let calls = Counter()
        let workspace = workspace(readers: 20, foreseen: true, calls)
        try workspace.build(width: width)
        #expect(calls["read"] == 20)
        #expect(workspace.text("out/7") == "4")
    }

    @Test func `what is there already is read without stopping the rule`() throws {
        let calls = Counter()
        let workspace = workspace(readers: 20, foreseen: false, calls)
        try workspace.build(width: 1)
        #expect(calls["read"] == 21)
    }

    @Test func `a part that many read is decoded once`() throws {
        let calls = Counter()
        let workspace = workspace(readers: 20, foreseen: true, calls)
        try workspace.build(width: 1)
        #expect(calls["decode"] == 1)
    }

    @Test func `of a node with many parts, one that was never read before is found`() throws {
        let workspace = TestWorkspace(rules: [
            Rule(kind: "workspace", code: testCode) { context throws(Interrupt) in
                context.demand("read:1")
            },
            Rule(kind: "make", code: testCode) { context throws(Interrupt) in
                for number in 0..<200 { context.emit("part \(number)", utf8("<\(number)>")) }
            },
            Rule(kind: "read", code: testCode) { context throws(Interrupt) in
                let wanted = string(try context.read("wanted") ?? [])
                let part = try context.value("part \(wanted)", of: "make:it")
                context.write("out/1", part ?? utf8("none"))
            },
        ])
        for (wanted, expected) in [("3", "<3>"), ("150", "<150>"), ("999", "none"), ("3", "<3>")] {
            workspace.put("wanted", wanted)
            try workspace.build()
            #expect(workspace.text("out/1") == expected)
        }
    }

    @Test func `after a first failure nothing that waits in line begins`() throws {
        let calls = Counter()
        let workspace = TestWorkspace(rules: [
            Rule(kind: "workspace", code: testCode) { context throws(Interrupt) in
                for number in 0..<100 { context.demand("fail:\(number)") }
            },
            Rule(kind: "fail", code: testCode) { context throws(Interrupt) in
                calls.add("fail")
                throw .failed(
                    .init(.error, "test.failure", "\(context.node) failed", path: ""))
            },
        ])
        var options = BuildOptions()
        options.width = 2
        options.stopsAtFirstFailure = true
        _ = try workspace.engine().build(options, command: "test")
        // At most those that the two threads had begun already.
        #expect(calls["fail"] >= 1)
        #expect(calls["fail"] <= 2)
    }
}
