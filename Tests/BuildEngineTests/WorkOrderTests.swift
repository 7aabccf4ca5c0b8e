import BuildEngine
import Glibc
import Synchronization
import Testing

/// In which order nodes begin, and what is told while they run.
@Suite struct WorkOrderTests {
    /// A workspace whose root wants some nodes, of which the rule says how long each may take.
    private func workspace(
        _ nodes: [String], estimate: (@Sendable (String) -> UInt64)? = nil,
        doing work: @escaping @Sendable (RuleContext) -> Void = { _ in }
    ) -> TestWorkspace {
        TestWorkspace(rules: [
            Rule(kind: "workspace", code: testCode, wantsNodes: true) {
                context throws(Interrupt) in
                try context.prepare(nodes)
                for node in nodes { _ = try context.value("value", of: node) }
            },
            Rule(kind: "work", code: testCode, estimate: estimate) { context in
                work(context)
                context.emit("value", utf8(context.node))
            },
        ])
    }

    private let nodes = ["work:1", "work:30", "work:2", "work:400"]

    @Test func `what may take longest is begun first`() throws {
        let workspace = workspace(nodes, estimate: { UInt64(RuleSet.subject(of: $0)) ?? 0 })
        let report = try workspace.build(width: 1)
        #expect(
            report.outcomes.map(\.node) == ["work:400", "work:30", "work:2", "work:1", "workspace"])
    }

    @Test func `without estimates nodes begin as they are asked for`() throws {
        let workspace = workspace(nodes)
        let report = try workspace.build(width: 1)
        #expect(report.outcomes.map(\.node) == nodes + ["workspace"])
    }

    /// Whether the observer has been told of a node.
    private final class Told: Sendable {
        let node: String
        private let isTold = Mutex(false)

        init(of node: String) { self.node = node }

        func note(_ event: BuildEvent) {
            guard case .working(let nodes, _) = event, nodes.contains(where: { $0.node == node })
            else { return }
            isTold.withLock { $0 = true }
        }

        /// Waits until it has, at most 20 seconds.
        func wait() -> Bool {
            for _ in 0..<20_000 {
                if isTold.withLock({ $0 }) { return true }
                usleep(1000)
            }
            return false
        }
    }

    @Test(arguments: [1, 2])
    func `a node that does not end is told of while it runs`(width: Int) throws {
        let told = Told(of: "work:slow")
        let wasTold = Mutex(false)
        let workspace = workspace(
            ["work:slow"],
            doing: { _ in
                let found = told.wait()
                wasTold.withLock { $0 = found }
            })
        var options = BuildOptions()
        options.width = width
        options.tellsProgress = true
        _ = try workspace.engine().build(options, command: "test", observe: { told.note($0) })
        #expect(wasTold.withLock { $0 })
    }

    @Test func `nothing of this is told unless it is asked for`() throws {
        let count = Mutex(0)
        let workspace = workspace(nodes)
        _ = try workspace.engine().build(
            BuildOptions(), command: "test",
            observe: { event in
                if case .working = event { count.withLock { $0 += 1 } }
            })
        #expect(count.withLock { $0 } == 0)
    }
}
