import BuildEngine
import Testing

@Suite struct AskedForTests {
    private func chain() throws -> TestWorkspace {
        let workspace = TestWorkspace(rules: ModelGraph.rules)
        workspace.put("files/a", "aa")
        workspace.put("defs/1", "f:a")
        workspace.put("defs/2", "n:1")
        workspace.put("defs/3", "n:2")
        try workspace.build()
        return workspace
    }

    @Test func `what is asked for runs again, and what depends on it does not`() throws {
        let workspace = try chain()
        let report = try workspace.build(["join:2"], rerun: ["join:2"])
        #expect(report.executed == ["join:2"])
        #expect(report.outcome(of: "join:2")?.reason == .asked)
        #expect(try workspace.build().outcomes.isEmpty)
    }

    @Test func `cleaning removes what was written as it was written, and nothing else`() throws {
        let workspace = try chain()
        workspace.put("out/2", "edited")
        let engine = try workspace.engine()
        let planned = try engine.clean(removesCache: false, isDryRun: true, command: "test")
        #expect(planned.edited == ["out/2"])
        #expect(workspace.text("out/1") != nil)
        let report = try engine.clean(removesCache: false, isDryRun: false, command: "test")
        #expect(report == planned)
        #expect(workspace.text("out/1") == nil)
        #expect(workspace.text("out/2") == "edited")
        let build = try workspace.build()
        #expect(build.executed.isEmpty)
        #expect(workspace.text("out/1") == "(aa)")
    }

    @Test func `an inspection tells how each output is`() throws {
        let workspace = try chain()
        workspace.put("out/2", "edited")
        workspace.remove("out/3")
        let outputs = try workspace.engine().inspect()?.outputs ?? []
        #expect(outputs.map(\.path) == ["out/1", "out/2", "out/3"])
        #expect(outputs.map(\.condition) == [.asWritten, .edited, .missing])
        #expect(outputs.map(\.node) == ["join:1", "join:2", "join:3"])
    }
}
