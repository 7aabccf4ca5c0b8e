/// A question about a graph, as `deps(outputs/a.map) - kind(pin)` asks it.
///
/// Words are nodes, kinds, patterns and paths. Functions and the operators `+`, `-` and `^` (or
/// `union`, `except` and `intersect`) take sets and give sets.
public indirect enum GraphQuery: Sendable, Equatable {
    /// What a word names, with its column in the question, counted from 1.
    case word(String, column: Int)
    case union(GraphQuery, GraphQuery)
    case except(GraphQuery, GraphQuery)
    case intersect(GraphQuery, GraphQuery)
    case dependencies(GraphQuery, steps: Int?)
    case dependants(GraphQuery, steps: Int?)
    case affected(GraphQuery)
    case kind(String, GraphQuery)
    case filter(String, GraphQuery)
    case nodes(GraphQuery)
    case files(GraphQuery)
    case inputs(GraphQuery)
    case outputs(GraphQuery)
    case state(NodeState, GraphQuery)
    case path(GraphQuery, GraphQuery)
    case allPaths(GraphQuery, GraphQuery)

    /// What can be asked of a node's last build, and of the next one.
    public enum NodeState: String, Sendable, CaseIterable {
        case failed, blocked, findings, errors, planned
    }
}

/// Why a question could not be read or answered.
public struct QueryProblem: Error, Equatable, Sendable {
    /// In the question, counted from 1.
    public var column: Int
    public var message: String

    public init(column: Int, _ message: String) {
        self.column = column
        self.message = message
    }
}

/// Answers questions about one graph.
public struct QueryEvaluation {
    private let graph: DependencyGraph
    /// Names of nodes that a build would run or restore.
    private let planned: Set<String>
    /// What a word names, by its place in `graph.vertices`.
    private let matches: (String) -> [Int]

    public init(
        _ graph: DependencyGraph, planned: Set<String> = [],
        matches: @escaping (String) -> [Int]
    ) {
        self.graph = graph
        self.planned = planned
        self.matches = matches
    }

    /// The vertices that a question means: those of `path` in the order of the way, others by name.
    public func answer(_ query: GraphQuery) throws(QueryProblem) -> [Int] {
        if case .path(let from, let to) = query {
            return graph.path(from: try set(from), to: try set(to))
        }
        return try set(query).sorted { graph.vertices[$0].name < graph.vertices[$1].name }
    }

    private func set(_ query: GraphQuery) throws(QueryProblem) -> Set<Int> {
        switch query {
        case .word(let word, let column):
            let found = matches(word)
            if found.isEmpty {
                throw QueryProblem(
                    column: column, "'\(word)' is no node, kind, pattern, output or input")
            }
            return Set(found)
        case .union(let left, let right): return try set(left).union(set(right))
        case .except(let left, let right): return try set(left).subtracting(set(right))
        case .intersect(let left, let right): return try set(left).intersection(set(right))
        case .dependencies(let of, let steps):
            return graph.dependencies(of: try set(of), steps: steps)
        case .dependants(let of, let steps):
            return graph.dependants(of: try set(of), steps: steps)
        case .affected(let by): return graph.affected(by: try set(by))
        case .path(let from, let to):
            return Set(graph.path(from: try set(from), to: try set(to)))
        case .allPaths(let from, let to):
            return graph.dependencies(of: try set(from)).intersection(
                graph.dependants(of: try set(to)))
        default: return try selected(query)
        }
    }

    /// The functions that take some of a set, or step once from it.
    private func selected(_ query: GraphQuery) throws(QueryProblem) -> Set<Int> {
        switch query {
        case .kind(let kind, let of):
            return try set(of).filter {
                RuleSet.kind(of: graph.vertices[$0].name) == kind && !isFile($0)
            }
        case .filter(let pattern, let of):
            return try set(of).filter { TargetSelection.fits(graph.vertices[$0].name, pattern) }
        case .nodes(let of): return try set(of).filter { !isFile($0) }
        case .files(let of): return try set(of).filter(isFile)
        case .inputs(let of):
            return Set(try set(of).flatMap { graph.reads[$0] }.filter(isFile))
        case .outputs(let of):
            return Set(
                try set(of).flatMap { node in
                    graph.readers[node].filter { isFile($0) && graph.reads[$0].contains(node) }
                })
        case .state(let state, let of): return try set(of).filter { holds(state, $0) }
        default: return []
        }
    }

    private func isFile(_ vertex: Int) -> Bool { graph.vertices[vertex].isFile }

    private func holds(_ state: GraphQuery.NodeState, _ vertex: Int) -> Bool {
        let found = graph.vertices[vertex]
        if found.isFile { return false }
        return switch state {
        case .failed: found.flags.contains(.failed)
        case .blocked: found.flags.contains(.blocked)
        case .findings: !found.flags.isDisjoint(with: [.hasFindings, .hasErrors])
        case .errors: found.flags.contains(.hasErrors)
        case .planned: planned.contains(found.name)
        }
    }
}
