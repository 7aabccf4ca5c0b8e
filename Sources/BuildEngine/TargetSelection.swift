import Glibc
import TaskGraph

/// The nodes that a user's targets name: by node name, by kind, by pattern, or by output path.
struct TargetSelection {
    private(set) var nodes: [NodeID] = []
    /// Targets that named nothing.
    private(set) var unknown: [String] = []

    init(_ targets: [String], in state: BuildState) {
        var chosen = Set<NodeID>()
        for target in targets {
            let found = Self.nodes(named: target, in: state)
            if found.isEmpty { unknown.append(target) }
            chosen.formUnion(found)
        }
        nodes = chosen.sorted()
    }

    private static func nodes(named target: String, in state: BuildState) -> [NodeID] {
        state.nodes(with: .live).filter { node in
            let name = state.name(of: node)
            if name == target || RuleSet.kind(of: name) == target { return true }
            if fnmatch(target, name, 0) == 0 { return true }
            return state.facetIDs(of: node).contains { facet in
                state.file(of: facet).map { fnmatch(target, state.path(of: $0), 0) == 0 } ?? false
            }
        }
    }
}
