import TaskGraph

/// Whose findings are told.
///
/// A node may look at many others to find the few that are wanted. What those found that it passed
/// over concerns nobody, unless the user named them.
struct HeardNodes {
    private let rules: RuleSet
    private let state: BuildState
    /// Nodes that were wanted, not only read; looked up when the first is asked about.
    private var wanted: Set<NodeID>?
    private let targets: [String]

    /// - Parameter targets: What the user asked for.
    init(_ rules: RuleSet, in state: BuildState, targets: [String] = []) {
        self.rules = rules
        self.state = state
        self.targets = targets
    }

    /// Whether what a node found is told.
    mutating func contains(_ node: NodeID) -> Bool {
        if rules.rule(for: state.name(of: node))?.tellsUnasked ?? true { return true }
        let known = wanted ?? asked()
        wanted = known
        return known.contains(node)
    }

    private func asked() -> Set<NodeID> {
        var found = Set(TargetSelection(targets, in: state).nodes)
        for node in state.nodes(with: [.live, .demands]) {
            for case .facet(let facet) in state.dependencies(of: node) where state.isPresence(facet)
            {
                found.insert(state.owner(of: facet))
            }
        }
        return found
    }
}
