import ContentDigest
import Testing

@testable import TaskGraph

@Suite struct ScheduleTests {
    /// Records nodes `name: [what it depends on]` with a cost, all suspect.
    private func state(_ nodes: [(name: String, needs: [String], cost: UInt32)]) -> BuildState {
        var state = BuildState()
        for node in nodes { _ = state.intern(node: node.name) }
        for node in nodes {
            let items = node.needs.map { need in
                Item.facet(state.intern(facet: "value", of: state.intern(node: need)))
            }
            _ = state.record(
                state.intern(node: node.name), dependencies: items,
                facets: [
                    FacetResult(
                        name: "value", digest: ContentDigest(high: 1, low: 1),
                        artifact: ArtifactRef(offset: 0, length: 0))
                ], flags: [], trace: 1, costMicroseconds: node.cost)
        }
        for node in state.nodes(with: .live) { state.insert(.suspect, into: node) }
        return state
    }

    private func order(_ state: inout BuildState) -> [String] {
        var schedule = Schedule(&state)
        var names: [String] = []
        while let node = schedule.next() {
            names.append(state.name(of: node))
            schedule.finish(node, in: state)
        }
        #expect(schedule.isFinished)
        return names
    }

    private func next(_ schedule: inout Schedule) throws -> NodeID {
        let node = schedule.next()
        return try #require(node)
    }

    @Test func `the longest way to an end comes first`() {
        var state = state([
            ("short", [], 10), ("end", ["long"], 500), ("long", [], 1), ("middle", [], 100),
        ])
        #expect(order(&state) == ["long", "end", "middle", "short"])
    }

    @Test func `equally urgent nodes come by number`() {
        var state = state([("c", [], 5), ("a", [], 5), ("b", [], 5)])
        #expect(order(&state) == ["c", "a", "b"])
    }

    @Test func `a node comes after all it depends on`() {
        var state = state([("d", ["b", "c"], 1), ("b", ["a"], 1), ("c", ["a"], 9), ("a", [], 1)])
        #expect(order(&state) == ["a", "c", "b", "d"])
    }

    @Test func `a recorded circle does not stop the schedule`() {
        var state = state([("a", ["b"], 1), ("b", ["a"], 1), ("c", [], 1)])
        #expect(order(&state).sorted() == ["a", "b", "c"])
    }

    @Test func `a node that waits goes on when what it waits for is done`() throws {
        var state = state([("a", [], 9), ("b", [], 1)])
        var schedule = Schedule(&state)
        let (a, b) = (try next(&schedule), try next(&schedule))
        let circle = schedule.wait(a, for: [b])
        #expect(circle == nil)
        let nothing = schedule.next()
        #expect(nothing == nil)
        schedule.finish(b, in: state)
        #expect(try next(&schedule) == a)
        schedule.finish(a, in: state)
        #expect(schedule.isFinished)
    }

    @Test func `nodes that wait for each other are told the circle`() throws {
        var state = state([("a", [], 9), ("b", [], 1)])
        var schedule = Schedule(&state)
        let (a, b) = (try next(&schedule), try next(&schedule))
        _ = schedule.wait(a, for: [b])
        let circle = schedule.wait(b, for: [a])
        #expect(circle == [b, a, b])
        schedule.finish(b, in: state)
        #expect(try next(&schedule) == a)
    }

    @Test func `a node that waits for what is done is ready at once`() throws {
        var state = state([("a", [], 9), ("b", [], 1)])
        var schedule = Schedule(&state)
        let first = try next(&schedule)
        schedule.finish(first, in: state)
        let second = try next(&schedule)
        let circle = schedule.wait(second, for: [first])
        #expect(circle == nil)
        #expect(try next(&schedule) == second)
    }

    /// The order in which nodes run that are demanded one after another, once all are known.
    private func order(
        demanding names: [String], in state: inout BuildState,
        estimate: @escaping @Sendable (String) -> UInt64
    ) -> [String] {
        var schedule = Schedule(&state, estimate: estimate) { _ in false }
        for name in names { schedule.add(state.intern(node: name), in: state) }
        var order: [String] = []
        while let node = schedule.next() {
            order.append(state.name(of: node))
            schedule.finish(node, in: state)
        }
        return order
    }

    @Test func `of nodes that are demanded, the one that took longest last time comes first`() {
        var state = state([("a", [], 20), ("b", [], 700), ("c", [], 300)])
        #expect(order(demanding: ["a", "b", "c"], in: &state) { _ in 0 } == ["b", "c", "a"])
    }

    @Test func `nodes that never ran are ordered by what they may take`() {
        var state = BuildState()
        let order = order(demanding: ["a", "bbb", "cc"], in: &state) { UInt64($0.count) }
        #expect(order == ["bbb", "cc", "a"])
    }

    @Test func `a recorded time counts, whatever the estimate`() {
        var state = state([("quick", [], 5), ("slow", [], 50)])
        let order = order(demanding: ["quick", "slow", "new"], in: &state) { name in
            ["quick": 1000, "new": 20][name] ?? 0
        }
        #expect(order == ["slow", "new", "quick"])
    }

    @Test func `what a build left undone is ordered by estimates too`() {
        var state = BuildState()
        for name in ["a", "bbb", "cc"] {
            state.insert([.live, .suspect], into: state.intern(node: name))
        }
        var schedule = Schedule(&state, estimate: { UInt64($0.count) })
        var order: [String] = []
        while let node = schedule.next() {
            order.append(state.name(of: node))
            schedule.finish(node, in: state)
        }
        #expect(order == ["bbb", "cc", "a"])
    }
}
