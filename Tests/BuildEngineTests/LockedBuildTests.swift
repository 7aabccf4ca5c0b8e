import BuildEngine
import Testing

@Suite struct LockedBuildTests {
    private func chain() throws -> TestWorkspace {
        let workspace = TestWorkspace(rules: ModelGraph.rules)
        workspace.put("defs/0", "f:0")
        workspace.put("defs/1", "f:1")
        workspace.put("files/0", "x")
        workspace.put("files/1", "x")
        try workspace.build()
        return workspace
    }

    private func locked(_ workspace: TestWorkspace) throws -> BuildReport {
        try workspace.build { $0.isLocked = true }
    }

    @Test func `outputs that are as they must be pass`() throws {
        let workspace = try chain()
        #expect(try locked(workspace).differences.isEmpty)
    }

    @Test func `outputs that are there pass in a workspace that was never built`() throws {
        let workspace = try chain()
        workspace.remove(".cache")
        let report = try locked(workspace)
        #expect(report.executed.count == 3)
        #expect(report.differences.isEmpty)
    }

    @Test func `an output that would change is told of and stays`() throws {
        let workspace = try chain()
        workspace.put("files/0", "yy")
        let report = try locked(workspace)
        let difference = try #require(report.differences.first)
        #expect(report.differences.count == 1)
        #expect(difference.node == "join:0" && difference.path == "out/0")
        #expect(difference.kind == .changed && difference.wanted == utf8("(yy)"))
        #expect(workspace.text("out/0") == "(x)")
    }

    @Test func `an output that is not there is told of and not made`() throws {
        let workspace = try chain()
        workspace.remove("out/1")
        let report = try locked(workspace)
        #expect(report.differences.map(\.path) == ["out/1"])
        #expect(report.differences.first?.kind == .created)
        #expect(workspace.text("out/1") == nil)
    }

    @Test func `an output that nothing makes any more is told of and stays`() throws {
        let workspace = try chain()
        workspace.remove("defs/1")
        let report = try locked(workspace)
        #expect(report.differences.map(\.path) == ["out/1"])
        #expect(report.differences.first?.kind == .removed)
        #expect(report.removed.isEmpty)
        #expect(workspace.text("out/1") == "(x)")
    }

    @Test func `it is told again until a build is free to change it, which runs nothing`() throws {
        let workspace = try chain()
        workspace.put("files/0", "yy")
        workspace.remove("defs/1")
        let first = try locked(workspace)
        let second = try locked(workspace)
        #expect(second.executed.isEmpty)
        #expect(second.differences == first.differences)
        let free = try workspace.build()
        #expect(free.executed.isEmpty)
        #expect(workspace.text("out/0") == "(yy)")
        #expect(workspace.text("out/1") == nil)
        #expect(try locked(workspace).differences.isEmpty)
    }

    @Test func `a result that comes from the store is not written either`() throws {
        let workspace = try chain()
        workspace.put("files/0", "yy")
        try workspace.build()
        workspace.put("files/0", "x")
        let report = try locked(workspace)
        #expect(report.outcome(of: "join:0")?.kind == .restored)
        #expect(report.differences.map(\.path) == ["out/0"])
        #expect(workspace.text("out/0") == "(yy)")
    }
}
