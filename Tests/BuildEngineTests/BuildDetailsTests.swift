import BuildEngine
import Synchronization
import Testing

/// What observers and the report are told when details are asked for.
@Suite struct BuildDetailsTests {
    private func workspace() -> TestWorkspace {
        let workspace = TestWorkspace(rules: ModelGraph.rules)
        workspace.put("defs/0", "f:0")
        workspace.put("defs/1", "n:0")
        workspace.put("defs/2", "f:1")
        workspace.put("files/0", "x")
        return workspace
    }

    private func detailed(
        _ workspace: TestWorkspace
    ) throws -> (report: BuildReport, events: [BuildEvent]) {
        let events = Mutex<[BuildEvent]>([])
        let report = try workspace.build(observe: { event in
            events.withLock { $0.append(event) }
        }) { $0.tellsDetails = true }
        return (report, events.withLock { $0 })
    }

    @Test func `every node that runs is decided, started, worked for and ended, in this order`()
        throws
    {
        let (report, events) = try detailed(workspace())
        for node in report.executed {
            let words = events.compactMap { event -> String? in
                switch event {
                case .decided(node, .run): "decided"
                case .started(node, _): "started"
                case .worked(node, _): "worked"
                case .ended(let outcome) where outcome.node == node: "ended"
                default: nil
                }
            }
            #expect(words.first == "decided" && words.last == "ended", "\(node): \(words)")
            #expect(words.contains("started") && words.contains("worked"), "\(node): \(words)")
        }
    }

    @Test func `two threads' work never overlaps itself`() throws {
        let (_, events) = try detailed(workspace())
        var ends: [Int: UInt64] = [:]
        var count = 0
        for case .worked(_, let slice) in events {
            #expect(slice.start >= ends[slice.thread] ?? 0)
            #expect(slice.end >= slice.start)
            ends[slice.thread] = slice.end
            count += 1
        }
        #expect(count >= 4)
    }

    @Test func `a build that does nothing lists its nodes, all of them hits`() throws {
        let workspace = workspace()
        try workspace.build()
        let (report, _) = try detailed(workspace)
        let details = try #require(report.details)
        #expect(details.nodes.map(\.name) == ["join:0", "join:1", "join:2", "workspace"])
        #expect(details.cache.hits == 4)
        #expect(details.cache.misses == 0)
        #expect(details.criticalPath.isEmpty)
    }

    @Test func `the critical path goes from a node to one that needs it`() throws {
        let (report, _) = try detailed(workspace())
        let path = try #require(report.details).criticalPath.map(\.node)
        #expect([["join:0", "join:1"], ["join:2"], ["workspace"]].contains(path), "\(path)")
    }

    @Test func `misses and stored bytes are what ran`() throws {
        let workspace = workspace()
        try workspace.build()
        workspace.put("files/0", "yy")
        let (report, _) = try detailed(workspace)
        let cache = try #require(report.details).cache
        #expect(cache.misses == 2)
        #expect(cache.hits == 2)
        #expect(cache.stores > 0 && cache.storedBytes > 0)
    }

    @Test func `equal inputs give equal keys, and others another`() throws {
        let workspace = workspace()
        let first = try detailed(workspace).report.outcome(of: "join:0")?.key
        workspace.put("files/0", "yy")
        let second = try detailed(workspace).report.outcome(of: "join:0")?.key
        workspace.put("files/0", "x")
        let third = try detailed(workspace).report.outcome(of: "join:0")?.key
        #expect(first != nil && first != second)
        #expect(third == first)
    }

    @Test func `without being asked for, no details are told`() throws {
        let events = Mutex(0)
        let report = try workspace().build(observe: { event in
            switch event {
            case .decided, .worked: events.withLock { $0 += 1 }
            default: break
            }
        }) { _ in }
        #expect(report.details == nil)
        #expect(events.withLock { $0 } == 0)
    }
}
