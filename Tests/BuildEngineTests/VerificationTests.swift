import BuildEngine
import Diagnostics
import Foundation
import Synchronization
import Testing

/// Second runs that find what is not the same every time.
@Suite struct VerificationTests {
    /// How often a rule was called; a rule that depends on it gives another result each time.
    private final class Counter: Sendable {
        private let count = Mutex(0)
        func next() -> Int {
            count.withLock {
                $0 += 1
                return $0
            }
        }
    }

    private func workspace(
        _ run: @escaping @Sendable (RuleContext) throws(Interrupt) -> Void
    ) -> TestWorkspace {
        TestWorkspace(rules: [
            Rule(kind: "workspace", code: testCode) { context throws(Interrupt) in
                context.demand("make")
            },
            Rule(kind: "make", code: testCode, run: run),
        ])
    }

    private func verified(
        _ workspace: TestWorkspace, surroundings: Surroundings = Surroundings(),
        targets: [String] = []
    ) throws -> BuildReport {
        try workspace.build {
            $0.targets = targets
            $0.verification = Verification(
                width: 3, surroundings: surroundings, prepare: {}, restore: {})
        }
    }

    @Test func `what is the same every time passes, built or up to date`() throws {
        let workspace = TestWorkspace(rules: ModelGraph.rules)
        workspace.put("defs/0", "f:0")
        workspace.put("defs/1", "n:0 BAD")
        workspace.put("defs/2", "n:1")
        for _ in 0..<2 {
            let report = try verified(workspace)
            #expect(report.verifiedCount == 4)
            #expect(!report.diagnostics.contains { $0.diagnostic.code.hasPrefix("build.") })
        }
    }

    @Test func `an output that differs is an error with node, file and first byte`() throws {
        let counter = Counter()
        let workspace = workspace { context in
            context.write("out/a", utf8("head\nrun \(counter.next())\n"))
        }
        let report = try verified(workspace)
        let finding = try #require(report.diagnostics.first)
        #expect(finding.node == "make")
        #expect(finding.diagnostic.code == "build.not-reproducible")
        #expect(finding.diagnostic.severity == .error)
        #expect(finding.diagnostic.path == "out/a")
        #expect(finding.diagnostic.message.contains("byte 10 (line 2)"))
        #expect(workspace.text("out/a") == "head\nrun 1\n")
    }

    @Test func `a part that is only passed on is compared too`() throws {
        let counter = Counter()
        let workspace = workspace { context in context.emit("part", [UInt8(counter.next())]) }
        let messages = try verified(workspace).diagnostics.map(\.diagnostic.message)
        #expect(messages.count == 1)
        #expect(messages.first?.contains("part 'part' of its result") ?? false)
    }

    @Test func `findings are compared too`() throws {
        let counter = Counter()
        let workspace = workspace { context in
            context.report([
                Diagnostic(.warning, "test.count", "run \(counter.next())", path: "")
            ])
        }
        let codes = try verified(workspace).diagnostics.map(\.diagnostic.code)
        #expect(codes.contains("build.not-reproducible"))
    }

    @Test func `a node that fails the second time is an error`() throws {
        let counter = Counter()
        let workspace = workspace { context throws(Interrupt) in
            if counter.next() > 1 {
                throw .failed(Diagnostic(.error, "test.fail", "out of luck", path: ""))
            }
        }
        let messages = try verified(workspace).diagnostics.map(\.diagnostic.message)
        #expect(messages == ["make ran well once, but not the second time: out of luck"])
    }

    @Test func `a rule sees the other surroundings the second time`() throws {
        var other = Surroundings()
        other.umask = 0o077
        let workspace = workspace { context in
            context.write("out/a", utf8("\(context.surroundings.umask)"))
        }
        let report = try verified(workspace, surroundings: other)
        #expect(report.diagnostics.map(\.diagnostic.code) == ["build.not-reproducible"])
    }

    @Test func `the next build knows nothing of the second run`() throws {
        let counter = Counter()
        let workspace = workspace { context in
            context.write("out/a", utf8("\(counter.next())"))
        }
        _ = try verified(workspace)
        let next = try workspace.build()
        #expect(next.outcomes.isEmpty)
        #expect(next.diagnostics.isEmpty)
        #expect(workspace.text("out/a") == "1")
    }

    @Test func `a file that changes between the runs is no fault of the node`() throws {
        let workspace = TestWorkspace(rules: ModelGraph.rules)
        workspace.put("defs/0", "f:0")
        workspace.put("files/0", "x")
        let path = workspace.root + "/files/0"
        let report = try workspace.build {
            $0.verification = Verification(
                width: 1, surroundings: Surroundings(),
                prepare: { try? "yy".write(toFile: path, atomically: false, encoding: .utf8) },
                restore: {})
        }
        #expect(report.diagnostics.map(\.diagnostic.code) == ["build.not-compared"])
        #expect(report.diagnostics.map(\.diagnostic.severity) == [.warning])
    }

    @Test func `only what the targets need is run again`() throws {
        let workspace = TestWorkspace(rules: ModelGraph.rules)
        workspace.put("defs/0", "f:0")
        workspace.put("defs/1", "n:0")
        workspace.put("defs/2", "f:0")
        #expect(try verified(workspace, targets: ["join:1"]).verifiedCount == 2)
    }
}
