import BuildEngine
import ContentDigest
import Foundation
import TaskGraph
import Testing

@Suite struct IncrementalTests {
    private func chain() throws -> TestWorkspace {
        let workspace = TestWorkspace(rules: ModelGraph.rules)
        workspace.put("files/a", "aa")
        workspace.put("defs/1", "f:a")
        workspace.put("defs/2", "n:1")
        workspace.put("defs/3", "n:2")
        try workspace.build()
        return workspace
    }

    @Test func `a result that stays equal stops the wave`() throws {
        let workspace = try chain()
        workspace.put("files/a", "bb")
        let report = try workspace.build()
        #expect(report.executed == ["join:1"])
        #expect(workspace.text("out/1") == "(bb)")
    }

    @Test func `what depends on a changed result runs, with the reason`() throws {
        let workspace = try chain()
        workspace.put("files/a", "longer")
        let report = try workspace.build()
        #expect(report.executed == ["join:1", "join:2"])
        guard case .inputChanged("files/a", _, _) = report.outcome(of: "join:1")?.reason,
            case .resultChanged("join:1", "half", _, _) = report.outcome(of: "join:2")?.reason
        else {
            Issue.record("wrong reasons: \(report.outcomes)")
            return
        }
    }

    @Test func `a former state comes back from the store without running`() throws {
        let workspace = try chain()
        workspace.put("files/a", "longer")
        try workspace.build()
        workspace.put("files/a", "aa")
        let report = try workspace.build()
        #expect(report.executed.isEmpty)
        #expect(report.count(.restored) == 2)
        #expect(workspace.text("out/1") == "(aa)")
    }

    @Test func `new stamps over old content run nothing`() throws {
        let workspace = try chain()
        for file in ["files/a", "defs/1", "defs/2", "out/3"] {
            workspace.put(file, workspace.text(file) ?? "")
        }
        let report = try workspace.build()
        #expect(report.outcomes.isEmpty)
    }

    @Test func `an edited output and a lost one are brought back without running`() throws {
        let workspace = try chain()
        workspace.put("out/1", "edited")
        workspace.remove("out/2")
        let report = try workspace.build()
        #expect(report.executed.isEmpty)
        #expect(report.count(.repaired) == 2)
        #expect(workspace.text("out/1") == "(aa)")
        #expect(workspace.text("out/2") == "(4)")
    }

    @Test func `a file that was looked for and appears makes its reader run`() throws {
        let workspace = TestWorkspace(rules: ModelGraph.rules)
        workspace.put("defs/1", "f:later")
        try workspace.build()
        #expect(workspace.text("out/1") == "(-)")
        workspace.put("files/later", "here")
        #expect(try workspace.build().executed == ["join:1"])
        #expect(workspace.text("out/1") == "(here)")
    }

    @Test func `outputs of a node that is gone are removed, edited ones are kept`() throws {
        let workspace = try chain()
        workspace.put("out/2", "mine now")
        workspace.remove("defs/2")
        workspace.remove("defs/3")
        let report = try workspace.build()
        #expect(report.removed == ["out/3"])
        #expect(workspace.text("out/2") == "mine now")
        #expect(report.diagnostics.map(\.diagnostic.code) == ["build.stale-output-edited"])
    }

    @Test func `a node that needs itself is told the circle`() throws {
        let workspace = TestWorkspace(rules: ModelGraph.rules)
        workspace.put("defs/1", "n:2")
        workspace.put("defs/2", "n:1")
        workspace.put("defs/3", "f:x")
        let report = try workspace.build()
        #expect(report.count(.failed) >= 1)
        #expect(report.diagnostics.contains { $0.diagnostic.code == "build.circle" })
        #expect(workspace.text("out/3") == "(-)")
    }

    @Test func `a node before which errors were found keeps its last good output`() throws {
        let workspace = try chain()
        workspace.put("defs/1", "f:a BAD")
        let report = try workspace.build()
        #expect(report.executed == ["join:1"])
        #expect(workspace.text("out/1") == "(aa)")
        #expect(workspace.text("out/2") == "(4)")
        let again = try workspace.build()
        #expect(again.outcomes.isEmpty)
        #expect(again.diagnostics.map(\.diagnostic.code) == ["test.bad"])
    }

    @Test func `a lost store and a node with errors do not chase each other`() throws {
        let workspace = try chain()
        workspace.put("defs/1", "f:a BAD")
        try workspace.build()
        workspace.remove(".cache/v1/pack")
        workspace.put("defs/2", "n:1 f:a")
        let report = try workspace.build()
        #expect(report.diagnostics.contains { $0.diagnostic.code == "test.bad" })
        workspace.put("defs/1", "f:a")
        try workspace.build()
        #expect(workspace.text("out/2") == "(4aa)")
        #expect(try workspace.build().outcomes.isEmpty)
    }

    @Test func `another program looks at everything, and what is equal stops there`() throws {
        let workspace = try chain()
        workspace.program = ContentDigest(high: 2, low: 2)
        let report = try workspace.build()
        #expect(report.outcomes.isEmpty)
        workspace.rules = workspace.rules.map {
            Rule(kind: $0.kind, code: ContentDigest(high: 9, low: 9), run: $0.run)
        }
        workspace.program = ContentDigest(high: 3, low: 3)
        #expect(try workspace.build().executed.count == 4)
        #expect(try workspace.build().outcomes.isEmpty)
    }

    @Test func `a target builds what it needs and nothing else`() throws {
        let workspace = TestWorkspace(rules: ModelGraph.rules)
        workspace.put("defs/1", "f:a")
        workspace.put("defs/2", "n:1")
        workspace.put("defs/3", "f:b")
        let report = try workspace.build(["join:2"])
        #expect(report.executed == ["join:1", "join:2", "workspace"])
        #expect(workspace.text("out/3") == nil)
        #expect(try workspace.build(["out/3"]).executed == [])
        #expect(try workspace.build(["join:nothing"]).unknownTargets == ["join:nothing"])
        #expect(try workspace.build().executed == ["join:3"])
    }

    @Test func `a dry run tells what would run and writes nothing`() throws {
        let workspace = try chain()
        workspace.put("files/a", "longer")
        let plan = try workspace.build(dryRun: true).planned
        #expect(plan.map(\.node) == ["join:1", "join:2", "join:3"])
        #expect(plan[0].reason?.description.hasPrefix("files/a changed") ?? false)
        #expect(workspace.text("out/1") == "(aa)")
        #expect(try workspace.build().executed == ["join:1", "join:2"])
    }

    @Test func `a thousand edits of equal size without a pause are all seen`() throws {
        let workspace = TestWorkspace(rules: ModelGraph.rules)
        workspace.put("defs/1", "f:a")
        for round in 0..<200 {
            let text = String(1000 + round)
            workspace.put("files/a", text)
            try workspace.build(width: 1)
            #expect(workspace.text("out/1") == "(\(text))")
        }
    }
}
