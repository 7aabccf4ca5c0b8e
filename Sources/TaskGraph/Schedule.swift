/// Decides which node is looked at next, and ends when every node that may differ has been.
///
/// The *cone* is every suspect node and all that depend on one. A node of the cone is ready when
/// those of its recorded dependencies that are in the cone are done. A node that asks for more while
/// it runs waits until that is done too, and is then looked at again. Pure: it starts nothing.
public struct Schedule: Sendable {
    enum Phase: UInt8, Sendable {
        case outside, pending, ready, running, waiting, done
    }

    private var phases: [Phase]
    /// Dependencies that are not done yet, per node.
    private var open: [Int32]
    private var urgency: [UInt64]
    private var heap = ReadyHeap()
    /// Who waits for a node because it asked for it.
    private var waiters: [NodeID: [NodeID]] = [:]
    /// What a waiting node asked for and has not got.
    private var wants: [NodeID: Set<NodeID>] = [:]
    private var unfinished = 0
    /// Nodes whose recorded dependencies are not all done; others have no reader to be told.
    private var pendingCount = 0
    private var runningCount = 0

    /// - Parameters:
    ///   - reasons: the flags that make a node one to be looked at.
    ///   - wanted: which nodes to look at; `nil` for all.
    public init(
        _ state: inout BuildState, for reasons: NodeFlags = .suspect,
        wanted: ((NodeID) -> Bool)? = nil
    ) {
        phases = [Phase](repeating: .outside, count: state.nodeCount)
        open = [Int32](repeating: 0, count: state.nodeCount)
        urgency = [UInt64](repeating: 0, count: state.nodeCount)
        let suspects = state.nodes(with: .live, any: reasons).filter { wanted?($0) ?? true }
        let cone = grow(from: suspects, in: &state, wanted: wanted)
        for node in cone { open[node.index] = openDependencies(of: node, in: state) }
        weigh(cone, in: state)
        for node in cone where open[node.index] == 0 { makeReady(node) }
    }

    /// The nodes of the cone that decide which nodes there are, and those they need for that.
    public func planningNodes(in state: BuildState) -> Set<NodeID> {
        var pending = state.nodes(with: .demands).filter { phases[$0.index] != .outside }
        var found = Set(pending)
        while let node = pending.popLast() {
            for case .facet(let facet) in state.dependencies(of: node) {
                let owner = state.owner(of: facet)
                guard phases[owner.index] != .outside, !state.isPresence(facet) else { continue }
                if found.insert(owner).inserted { pending.append(owner) }
            }
        }
        return found
    }

    /// Whether everything that may differ has been looked at.
    public var isFinished: Bool { unfinished == 0 }

    /// How many nodes are still to be looked at.
    public var remaining: Int { unfinished }

    /// Whether a node is ready to be looked at.
    public var hasReady: Bool { !heap.isEmpty }

    /// The most urgent ready node, now running; `nil` when none is ready.
    ///
    /// When nothing is ready, nothing runs, and yet nodes are left, their recorded dependencies
    /// form a circle that may be out of date: the first of them is then looked at again.
    public mutating func next() -> NodeID? {
        if heap.isEmpty, runningCount == 0, unfinished > 0 {
            guard let stuck = phases.firstIndex(of: .pending) else { return nil }
            makeReady(NodeID(UInt32(stuck)))
        }
        guard let node = heap.pop() else { return nil }
        phases[node.index] = .running
        runningCount += 1
        return node
    }

    /// Adds a node that is demanded now and was not in the cone.
    public mutating func add(_ node: NodeID, in state: BuildState) {
        extend(to: state.nodeCount)
        guard phases[node.index] == .outside else { return }
        enter(node)
        makeReady(node)
    }

    /// Adds a node again that was done, because its result turned out to be lost.
    public mutating func reopen(_ node: NodeID, in state: BuildState) {
        extend(to: state.nodeCount)
        if phases[node.index] == .done { phases[node.index] = .outside }
        add(node, in: state)
    }

    /// Whether a node still has to be looked at.
    public func isOpen(_ node: NodeID) -> Bool {
        guard node.index < phases.count else { return false }
        return phases[node.index] != .outside && phases[node.index] != .done
    }

    /// A running node needs others first.
    ///
    /// - Returns: the circle, when one of them waits for `node` in the end; nothing is changed then.
    public mutating func wait(_ node: NodeID, for others: [NodeID]) -> [NodeID]? {
        let missing = others.filter(isOpen)
        for other in missing {
            if let path = waitPath(from: other, to: node) { return [node] + path }
        }
        runningCount -= 1
        if missing.isEmpty {
            makeReady(node)
            return nil
        }
        phases[node.index] = .waiting
        wants[node] = Set(missing)
        for other in missing { waiters[other, default: []].append(node) }
        return nil
    }

    /// A running node is done, whatever came of it.
    public mutating func finish(_ node: NodeID, in state: BuildState) {
        runningCount -= 1
        unfinished -= 1
        phases[node.index] = .done
        for waiter in waiters.removeValue(forKey: node) ?? [] {
            wants[waiter]?.remove(node)
            if wants[waiter]?.isEmpty ?? false {
                wants[waiter] = nil
                makeReady(waiter)
            }
        }
        if pendingCount == 0 { return }
        for reader in state.readers(of: state.valueFacets(of: node))
        where reader.index < phases.count {
            guard phases[reader.index] == .pending, reader != node else { continue }
            open[reader.index] -= 1
            if open[reader.index] <= 0 { makeReady(reader) }
        }
    }

    private mutating func extend(to count: Int) {
        while phases.count < count {
            phases.append(.outside)
            open.append(0)
            urgency.append(0)
        }
    }

    private mutating func enter(_ node: NodeID) {
        phases[node.index] = .pending
        pendingCount += 1
        unfinished += 1
    }

    private mutating func makeReady(_ node: NodeID) {
        if phases[node.index] == .pending { pendingCount -= 1 }
        phases[node.index] = .ready
        heap.push(node, urgency: urgency[node.index])
    }

    /// Everything that depends on `suspects`, themselves included.
    private mutating func grow(
        from suspects: [NodeID], in state: inout BuildState, wanted: ((NodeID) -> Bool)?
    ) -> [NodeID] {
        if !suspects.isEmpty { state.indexReadersIfStale() }
        var cone: [NodeID] = []
        var frontier = suspects
        while !frontier.isEmpty {
            var fresh: [NodeID] = []
            for node in frontier where phases[node.index] == .outside {
                enter(node)
                fresh.append(node)
            }
            cone += fresh
            frontier = state.readers(of: fresh.flatMap { state.valueFacets(of: $0) })
                .filter { node in
                    state.flags(of: node).contains(.live) && phases[node.index] == .outside
                        && (wanted?(node) ?? true)
                }
        }
        return cone
    }

    private func openDependencies(of node: NodeID, in state: BuildState) -> Int32 {
        var owners = Set<NodeID>()
        for packed in state.packedDependencies(of: node) {
            guard case .facet(let facet) = Item(packed: packed), !state.isPresence(facet) else {
                continue
            }
            let owner = state.owner(of: facet)
            if owner != node, phases[owner.index] == .pending { owners.insert(owner) }
        }
        return Int32(owners.count)
    }

    /// Gives each node of the cone the recorded time of the longest way from it to an end.
    private mutating func weigh(_ cone: [NodeID], in state: BuildState) {
        var order = cone.filter { open[$0.index] == 0 }
        var left = open
        var next = 0
        while next < order.count {
            for reader in state.readers(of: state.valueFacets(of: order[next]))
            where phases[reader.index] == .pending {
                left[reader.index] -= 1
                if left[reader.index] == 0 { order.append(reader) }
            }
            next += 1
        }
        for node in order.reversed() {
            var longest: UInt64 = 0
            for reader in state.readers(of: state.valueFacets(of: node))
            where phases[reader.index] == .pending {
                longest = max(longest, urgency[reader.index])
            }
            urgency[node.index] = longest + UInt64(state.costMicroseconds(of: node)) + 1
        }
    }

    /// The chain of waiting nodes that leads from one to another.
    private func waitPath(from start: NodeID, to goal: NodeID) -> [NodeID]? {
        if start == goal { return [start] }
        for next in wants[start, default: []].sorted() {
            if let rest = waitPath(from: next, to: goal) { return [start] + rest }
        }
        return nil
    }
}

/// Ready nodes, the most urgent first; equally urgent ones by number.
private struct ReadyHeap: Sendable {
    private var entries: [(urgency: UInt64, node: NodeID)] = []

    var isEmpty: Bool { entries.isEmpty }

    mutating func push(_ node: NodeID, urgency: UInt64) {
        entries.append((urgency, node))
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard precedes(child, parent) else { break }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    mutating func pop() -> NodeID? {
        guard let first = entries.first else { return nil }
        let last = entries.removeLast()
        if !entries.isEmpty {
            entries[0] = last
            sink()
        }
        return first.node
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var best = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < entries.count && precedes(child, best) {
                best = child
            }
            if best == parent { return }
            entries.swapAt(parent, best)
            parent = best
        }
    }

    private func precedes(_ a: Int, _ b: Int) -> Bool {
        let (left, right) = (entries[a], entries[b])
        return left.urgency != right.urgency
            ? left.urgency > right.urgency : left.node < right.node
    }
}
