import BuildEngine
import ContentDigest
import Diagnostics
import Foundation
import Testing

/// Builds that end before their end, and state that was spoiled meanwhile.
@Suite struct CutShortTests {
    /// Longer than the pause between two writes of the journal.
    private static let slow: UInt32 = 70_000

    private func two() throws -> TestWorkspace {
        let workspace = TestWorkspace(rules: ModelGraph.rules)
        workspace.put("defs/1", "f:a")
        workspace.put("defs/2", "n:1")
        try workspace.build()
        return workspace
    }

    @Test func `a build whose last node is journalled at once is remembered whole`() throws {
        let workspace = TestWorkspace(rules: [
            Rule(kind: "workspace", code: testCode) { context throws(Interrupt) in
                usleep(Self.slow)
                context.emit("value", [1])
            }
        ])
        #expect(try workspace.build().executed == ["workspace"])
        let again = try workspace.build()
        #expect(again.outcomes.isEmpty)
        // Nothing but the look at the files: the state says that nothing is open.
        #expect(again.phases.map(\.name) == ["look at files"])
    }

    @Test func `a first build that dies is gone on with`() throws {
        let workspace = TestWorkspace(rules: ModelGraph.rules)
        let left = TestWorkspace(rules: ModelGraph.rules)
        for node in 0..<6 { workspace.put("defs/\(node)", "f:a") }
        workspace.rules = workspace.rules.map { rule in
            Rule(kind: rule.kind, code: rule.code) {
                [from = workspace.root, to = left.root]
                context throws(Interrupt) in
                // What a kill at this instant leaves behind.
                if context.subject == "5" { copyFolder(from, to) }
                usleep(Self.slow / 2)
                try rule.run(context)
            }
        }
        try workspace.build(width: 1)
        let report = try left.build()
        #expect(report.executed.contains("join:5"))
        #expect(report.executed.count < 4, "\(report.executed)")
        for node in 0..<6 { #expect(left.text("out/\(node)") == "(-)") }
        #expect(try left.build().outcomes.isEmpty)
    }

    @Test func `a file left by a killed build does not stop the next`() throws {
        let workspace = try two()
        workspace.put(".cache/v1/temporary/123-1", "torn")
        workspace.put("defs/3", "f:b")
        let report = try workspace.build()
        #expect(report.count(.failed) == 0)
        #expect(workspace.text("out/3") == "(-)")
        #expect(workspace.text(".cache/v1/temporary/123-1") == nil)
    }

    @Test func `a build of targets leaves it to the next to remove what nothing makes`() throws {
        let workspace = try two()
        workspace.remove("defs/2")
        try workspace.build(["join:1"])
        try workspace.build()
        #expect(workspace.text("out/2") == nil)
    }

    @Test func `an interrupted build leaves it to the next to remove what nothing makes`() throws {
        let workspace = try two()
        workspace.put("files/a", "longer")
        workspace.remove("defs/2")
        let engine = try workspace.engine()
        var options = BuildOptions()
        options.width = 1
        let report = try engine.build(
            options, command: "test",
            observe: { event in
                if case .ended(let outcome) = event, outcome.node == "workspace" { engine.cancel() }
            })
        #expect(report.wasInterrupted)
        try workspace.build()
        #expect(workspace.text("out/2") == nil)
        #expect(workspace.text("out/1") == "(longer)")
        #expect(try workspace.build().outcomes.isEmpty)
    }

    @Test func `a build of targets repairs no other output`() throws {
        let workspace = try two()
        workspace.put("out/1", "spoiled")
        workspace.put("out/2", "spoiled")
        try workspace.build(["join:1"])
        #expect(workspace.text("out/1") == "(-)")
        #expect(workspace.text("out/2") == "spoiled")
        try workspace.build()
        #expect(workspace.text("out/2") == "(1)" || workspace.text("out/2") == "(3)")
    }

    @Test func `an error whose findings the store has lost is found again in the same build`()
        throws
    {
        let workspace = try two()
        workspace.put("defs/1", "f:a BAD")
        #expect(try workspace.build().diagnostics.map(\.diagnostic.code) == ["test.bad"])
        workspace.remove(".cache/v1/pack")
        let report = try workspace.build()
        #expect(report.diagnostics.map(\.diagnostic.code) == ["test.bad"])
        #expect(try workspace.build().outcomes.isEmpty)
    }

    @Test func `two nodes that write one file are told at every build`() throws {
        let workspace = TestWorkspace(rules: [
            Rule(kind: "workspace", code: testCode) { context throws(Interrupt) in
                context.demand("put:1")
                context.demand("put:2")
            },
            Rule(kind: "put", code: testCode) { context throws(Interrupt) in
                let text = try context.read("text/" + context.subject) ?? []
                context.write("out/" + string(text), text)
            },
        ])
        workspace.put("text/1", "a")
        workspace.put("text/2", "b")
        #expect(try workspace.build().diagnostics.isEmpty)
        workspace.put("text/2", "a")
        for _ in 0..<3 {
            #expect(
                try workspace.build().diagnostics.map(\.diagnostic.code) == ["build.shared-output"])
        }
        workspace.put("text/2", "c")
        #expect(try workspace.build().diagnostics.isEmpty)
        #expect(workspace.text("out/a") == "a")
        #expect(workspace.text("out/b") == nil)
        #expect(workspace.text("out/c") == "c")
        #expect(try workspace.build().outcomes.isEmpty)
    }
}

private func copyFolder(_ from: String, _ to: String) {
    try? FileManager.default.removeItem(atPath: to)
    try? FileManager.default.copyItem(atPath: from, toPath: to)
}
