import BuildEngine
import FileWatching
import Synchronization
import Testing

/// A node that fails is tried once in a build, whatever else the build goes on to do.
@Suite struct FailedOnceTests {
    private final class Calls: Sendable {
        private let names = Mutex<[String]>([])

        func note(_ name: String) { names.withLock { $0.append(name) } }

        /// How often a node was run since the last question.
        func count(of name: String) -> Int {
            names.withLock { names in
                defer { names = [] }
                return names.count { $0 == name }
            }
        }
    }

    /// `reader` needs `maker`, which fails when its file says so; `other` needs neither.
    private func workspace(_ calls: Calls) -> TestWorkspace {
        let root = Rule(kind: "workspace", code: testCode) { context throws(Interrupt) in
            for name in ["reader", "other"] { context.demand(name) }
        }
        let maker = Rule(kind: "maker", code: testCode) { context throws(Interrupt) in
            calls.note(context.node)
            let text = string(try context.read("in.txt") ?? [])
            if text == "bad" {
                throw .failed(.init(.error, "test.bad", "it is bad", path: "in.txt"))
            }
            context.emit("value", utf8(text))
        }
        let reader = Rule(kind: "reader", code: testCode) { context throws(Interrupt) in
            context.write("out.txt", try context.value("value", of: "maker") ?? [])
        }
        let other = Rule(kind: "other", code: testCode) { context throws(Interrupt) in
            context.emit("value", try context.read("other.txt") ?? [])
        }
        let made = TestWorkspace(rules: [root, maker, reader, other])
        made.put("in.txt", "good")
        made.put("other.txt", "good")
        return made
    }

    @Test func `in a build of few changes`() throws {
        let calls = Calls()
        let workspace = workspace(calls)
        try workspace.build()
        _ = calls.count(of: "maker")
        workspace.put("in.txt", "bad")
        let report = try workspace.build()
        #expect(calls.count(of: "maker") == 1)
        #expect(report.outcome(of: "maker")?.kind == .failed)
        #expect(report.outcome(of: "reader")?.kind == .blocked)
    }

    @Test func `in a build of a watch, and again in the next`() throws {
        let calls = Calls()
        let workspace = workspace(calls)
        let resident = ResidentBuild(try workspace.engine())
        func build(_ paths: ChangedPaths) throws -> BuildReport {
            try resident.build(BuildOptions(), at: paths, command: "test")
        }
        _ = try build(.all)
        _ = calls.count(of: "maker")
        workspace.put("in.txt", "bad")
        var changed = ChangedPaths()
        changed.files = ["in.txt"]
        let report = try build(changed)
        #expect(calls.count(of: "maker") == 1)
        #expect(report.outcomes.count { $0.kind == .failed } == 1)
        #expect(report.outcome(of: "reader")?.kind == .blocked)
        changed.files = ["other.txt"]
        _ = try build(changed)
        #expect(calls.count(of: "maker") == 1)
    }
}
