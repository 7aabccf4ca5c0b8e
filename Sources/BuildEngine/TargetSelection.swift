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
        let isPattern = target.utf8.contains { "*?[\\".utf8.contains($0) }
        if !isPattern { return nodes(plainlyNamed: target, in: state) }
        let exact = state.find(node: target)
        // Names are compared where they lie: there may be very many.
        return state.nodes(with: .live).filter { node in
            if node == exact { return true }
            if state.nodeNames.withCString(node.number, { fnmatch(target, $0, 0) }) == 0 {
                return true
            }
            return state.facetIDs(of: node).contains { facet in
                state.file(of: facet).map { fits(state.path(of: $0), target) } ?? false
            }
        }
    }

    /// What a text that is no pattern names: a node, all of a kind, or who writes an output.
    private static func nodes(
        plainlyNamed target: String, in state: BuildState
    ) -> [NodeID] {
        var found = Set<NodeID>()
        let isKind = !target.utf8.contains(UInt8(ascii: ":"))
        let length = target.utf8.count
        target.withCString { kind in
            for node in isKind ? state.nodes(with: .live) : [] {
                let isOfKind = state.nodeNames.withCString(node.number) { name in
                    guard strncmp(name, kind, length) == 0 else { return 1 }
                    return name[length] == 0 || UInt8(bitPattern: name[length]) == UInt8(ascii: ":")
                        ? 0 : 1
                }
                if isOfKind == 0 { found.insert(node) }
            }
        }
        if let node = state.find(node: target), state.flags(of: node).contains(.live) {
            found.insert(node)
        }
        if let file = state.find(path: target) {
            for facet in state.writers(of: [file]).values { found.insert(state.owner(of: facet)) }
        }
        return found.sorted()
    }
}
