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

    /// Whether a pattern, which may be the name itself, fits a name.
    static func fits(_ name: String, _ pattern: String) -> Bool {
        name == pattern || fnmatch(pattern, name, 0) == 0
    }

    private static func nodes(named target: String, in state: BuildState) -> [NodeID] {
        state.nodes(with: .live).filter { node in
            let name = state.name(of: node)
            if RuleSet.kind(of: name) == target || fits(name, target) { return true }
            return state.facetIDs(of: node).contains { facet in
                state.file(of: facet).map { fits(state.path(of: $0), target) } ?? false
            }
        }
    }
}
