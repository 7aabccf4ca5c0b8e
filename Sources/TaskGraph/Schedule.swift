/// Decides which node is looked at next, and ends when every node that may differ has been.
///
/// The *cone* is every suspect node and all that depend on one. A node of the cone is ready when
/// those of its recorded dependencies that are in the cone are done. A node that asks for more while
/// it runs waits until that is done too, and is then looked at again. Pure: it starts nothing.
public struct Schedule: Sendable {
    enum Phase: UInt8, Sendable {
        case outside, pending, ready, running, waiting, done
    }

    /// What is known of a node of the cone.
    private struct Place: Sendable {
        var urgency: UInt64 = 0
        /// Dependencies that are not done yet.
        var open: Int32 = 0
        var phase = Phase.outside
    }

    private var places = SparseTable(Place())
    /// What was to be looked at from the beginning.
    private var cone: [NodeID] = []
    private var edges = ConeEdges()
    private var heap = ReadyHeap()
    /// Who waits for a node because it asked for it.
    private var waiters: [NodeID: [NodeID]] = [:]
    /// What a waiting node asked for and has not got.
    private var wants: [NodeID: Set<NodeID>] = [:]
    private var unfinished = 0
    /// Nodes whose recorded dependencies are not all done; others have no reader to be told.
    private var pendingCount = 0
    private var runningCount = 0
    private let estimate: @Sendable (String) -> UInt64

    /// - Parameters:
    ///   - reasons: the flags that make a node one to be looked at.
    ///   - estimate: microseconds that a node may take by its name; asked for those of which no time is
    ///     recorded.
    ///   - wanted: which nodes to look at; `nil` for all.
    public init(
        _ state: inout BuildState, for reasons: NodeFlags = .suspect,
        estimate: @escaping @Sendable (String) -> UInt64 = { _ in 0 },
        wanted: ((NodeID) -> Bool)? = nil
    ) {
        self.estimate = estimate
        let suspects = state.nodes(with: .live, any: reasons).filter { wanted?($0) ?? true }
        cone = grow(from: suspects, in: &state, wanted: wanted)
        weigh(in: state)
        for node in cone where places[node.index].open == 0 { makeReady(node) }
    }

    /// The nodes of the cone that decide which nodes there are, and those they need for that.
    public func planningNodes(in state: BuildState) -> Set<NodeID> {
        var pending = cone.filter { state.flags(of: $0).contains(.demands) }
        var found = Set(pending)
        while let node = pending.popLast() {
            for case .facet(let facet) in state.dependencies(of: node) {
                let owner = state.owner(of: facet)
                guard places[owner.index].phase != .outside, !state.isPresence(facet) else {
                    continue
                }
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
            guard let stuck = places.firstIndex(where: { $0.phase == .pending }) else { return nil }
            makeReady(NodeID(UInt32(stuck)))
        }
        guard let node = heap.pop() else { return nil }
        places[node.index].phase = .running
        runningCount += 1
        return node
    }

    /// Adds a node that is demanded now and was not in the cone; it is as urgent as it takes long.
    public mutating func add(_ node: NodeID, in state: BuildState) {
        guard places[node.index].phase == .outside else { return }
        enter(node)
        if places[node.index].urgency == 0 {
            places[node.index].urgency = time(of: node, in: state) + 1
        }
        makeReady(node)
    }

    /// Adds a node again that was done, because its result turned out to be lost.
    public mutating func reopen(_ node: NodeID, in state: BuildState) {
        if places[node.index].phase == .done { places[node.index].phase = .outside }
        add(node, in: state)
    }

    /// Whether a node still has to be looked at.
    public func isOpen(_ node: NodeID) -> Bool {
        let phase = places[node.index].phase
        return phase != .outside && phase != .done
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
        places[node.index].phase = .waiting
        wants[node] = Set(missing)
        for other in missing { waiters[other, default: []].append(node) }
        return nil
    }

    /// A running node is done, whatever came of it.
    public mutating func finish(_ node: NodeID, in state: BuildState) {
        runningCount -= 1
        unfinished -= 1
        places[node.index].phase = .done
        for waiter in waiters.removeValue(forKey: node) ?? [] {
            wants[waiter]?.remove(node)
            if wants[waiter]?.isEmpty ?? false {
                wants[waiter] = nil
                makeReady(waiter)
            }
        }
        if pendingCount == 0 { return }
        // What pends has the dependencies still that it had when the cone was made.
        edges.forEachReader(of: node) { reader in
            guard places[reader.index].phase == .pending else { return }
            places[reader.index].open -= 1
            if places[reader.index].open <= 0 { makeReady(reader) }
        }
    }

    private mutating func enter(_ node: NodeID) {
        places[node.index].phase = .pending
        pendingCount += 1
        unfinished += 1
    }

    private mutating func makeReady(_ node: NodeID) {
        if places[node.index].phase == .pending { pendingCount -= 1 }
        places[node.index].phase = .ready
        heap.push(node, urgency: places[node.index].urgency)
    }

    /// Everything that depends on `suspects`, themselves included; also counts for each how many of
    /// the cone it depends on.
    private mutating func grow(
        from suspects: [NodeID], in state: inout BuildState, wanted: ((NodeID) -> Bool)?
    ) -> [NodeID] {
        if suspects.isEmpty { return [] }
        state.indexReadersIfStale()
        edges = ConeEdges()
        let late = state.lateReaders()
        var readers: [NodeID] = []
        var cone = suspects
        for node in suspects { enter(node) }
        var next = 0
        while next < cone.count {
            let node = cone[next]
            next += 1
            edges.begin(node)
            readers.removeAll(keepingCapacity: true)
            state.addReaders(ofPartsOf: node, late, to: &readers)
            for reader in readers where reader != node {
                if places[reader.index].phase == .outside {
                    guard state.flags(of: reader).contains(.live), wanted?(reader) ?? true else {
                        continue
                    }
                    enter(reader)
                    cone.append(reader)
                }
                if edges.add(reader) { places[reader.index].open += 1 }
            }
        }
        return cone
    }

    /// Microseconds that a node took last, else those that it may take.
    private func time(of node: NodeID, in state: BuildState) -> UInt64 {
        let recorded = state.costMicroseconds(of: node)
        return recorded > 0 ? UInt64(recorded) : estimate(state.name(of: node))
    }

    /// Gives each node of the cone the time of the longest way from it to an end.
    private mutating func weigh(in state: BuildState) {
        var order = cone.filter { places[$0.index].open == 0 }
        var done = SparseTable(Int32(0))
        var next = 0
        while next < order.count {
            edges.forEachReader(of: order[next]) { reader in
                done[reader.index] += 1
                if done[reader.index] == places[reader.index].open { order.append(reader) }
            }
            next += 1
        }
        for node in order.reversed() {
            var longest: UInt64 = 0
            edges.forEachReader(of: node) { longest = max(longest, places[$0.index].urgency) }
            places[node.index].urgency = longest + time(of: node, in: state) + 1
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

/// For each node of a cone, the nodes of it that depend on parts of its result, each once.
private struct ConeEdges: Sendable {
    private struct Place: Sendable {
        /// Where a node's readers begin, + 1; 0 for a node that is not in the cone.
        var start: UInt32 = 0
        /// The node that this reader was last added to, + 1.
        var addedTo: UInt32 = 0
    }

    private var places = SparseTable(Place())
    /// All readers, node by node, each group ended by `end`.
    private var readers: [UInt32] = []
    private var current: UInt32 = 0

    private static let end = UInt32.max

    /// Begins the group of a node.
    mutating func begin(_ node: NodeID) {
        if current != 0 { readers.append(Self.end) }
        current = node.number + 1
        places[node.index].start = UInt32(readers.count) + 1
    }

    /// - Returns: `false` when the current node has this reader already.
    mutating func add(_ reader: NodeID) -> Bool {
        if places[reader.index].addedTo == current { return false }
        places[reader.index].addedTo = current
        readers.append(reader.number)
        return true
    }

    func forEachReader(of node: NodeID, _ body: (NodeID) -> Void) {
        let start = places[node.index].start
        if start == 0 { return }
        var position = Int(start) - 1
        while position < readers.count, readers[position] != Self.end {
            body(NodeID(readers[position]))
            position += 1
        }
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
