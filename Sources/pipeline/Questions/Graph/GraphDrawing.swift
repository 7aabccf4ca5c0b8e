import BuildEngine
import TaskGraph

/// What is drawn of a graph: nodes, and edges from what is read to what reads it.
struct GraphDrawing {
    enum State: String {
        case upToDate = "up to date"
        case planned = "would run"
        case failed
        case errors = "has errors"
        case blocked
    }

    struct Node {
        /// The whole name.
        var name: String
        /// `file`, or a node's kind.
        var kind: String
        /// The name without its kind.
        var label: String
        var state = State.upToDate
    }

    var nodes: [Node] = []
    /// By place in `nodes`; each once, sorted.
    var edges: [Edge] = []

    struct Edge: Hashable, Comparable {
        var from: Int
        var to: Int

        static func < (left: Edge, right: Edge) -> Bool {
            (left.from, left.to) < (right.from, right.to)
        }
    }

    private init() {}

    /// - Parameters:
    ///   - vertices: what of the graph is drawn, and nothing else.
    ///   - planned: names of nodes that a build would look at.
    ///   - withWants: whether to draw edges too along which nothing is read.
    init(
        _ graph: DependencyGraph, of vertices: [Int], planned: Set<String>, withWants: Bool
    ) {
        let sorted = vertices.sorted { graph.vertices[$0].name < graph.vertices[$1].name }
        var places: [Int: Int] = [:]
        for vertex in sorted {
            places[vertex] = nodes.count
            nodes.append(Self.node(graph.vertices[vertex], planned))
        }
        var found = Set<Edge>()
        for (to, vertex) in sorted.enumerated() {
            let sources = graph.reads[vertex] + (withWants ? graph.wants[vertex] : [])
            for source in sources {
                if let from = places[source] { found.insert(Edge(from: from, to: to)) }
            }
        }
        edges = found.sorted()
    }

    private static func node(_ vertex: DependencyGraph.Vertex, _ planned: Set<String>) -> Node {
        if vertex.isFile { return Node(name: vertex.name, kind: "file", label: vertex.name) }
        let kind = RuleSet.kind(of: vertex.name)
        let rest = vertex.name.dropFirst(kind.count + 1)
        var node = Node(
            name: vertex.name, kind: kind, label: rest.isEmpty ? kind : String(rest))
        if vertex.flags.contains(.failed) {
            node.state = .failed
        } else if vertex.flags.contains(.hasErrors) {
            node.state = .errors
        } else if vertex.flags.contains(.blocked) {
            node.state = .blocked
        } else if planned.contains(vertex.name) {
            node.state = .planned
        }
        return node
    }

    /// One node for each kind, with its number of nodes.
    func byKind() -> GraphDrawing {
        var drawing = GraphDrawing()
        let kinds = Set(nodes.map(\.kind)).sorted()
        var places: [String: Int] = [:]
        for kind in kinds {
            places[kind] = drawing.nodes.count
            let members = nodes.filter { $0.kind == kind }
            var node = Node(name: kind, kind: kind, label: counted(members.count, "node"))
            node.state = members.map(\.state).first { $0 != .upToDate } ?? .upToDate
            drawing.nodes.append(node)
        }
        let found = edges.compactMap { edge -> Edge? in
            guard let from = places[nodes[edge.from].kind], let to = places[nodes[edge.to].kind],
                from != to
            else { return nil }
            return Edge(from: from, to: to)
        }
        drawing.edges = Set(found).sorted()
        return drawing
    }

    /// Draws one node for many of a kind that are joined with the same nodes.
    ///
    /// - Parameter limit: so many are drawn one by one.
    mutating func foldTwins(above limit: Int = 12) {
        var sources = Array(repeating: [Int](), count: nodes.count)
        var readers = sources
        for edge in edges {
            sources[edge.to].append(edge.from)
            readers[edge.from].append(edge.to)
        }
        var twins: [[[Int]]: [String: [Int]]] = [:]
        for place in nodes.indices {
            twins[[sources[place], readers[place]], default: [:]][nodes[place].kind, default: []]
                .append(place)
        }
        var gone = Set<Int>()
        for group in twins.values.flatMap(\.values) where group.count > limit {
            let states = Set(group.map { nodes[$0].state })
            for state in states {
                let members = group.filter { nodes[$0].state == state }
                guard members.count > limit, let first = members.first else { continue }
                nodes[first].label = counted(members.count, "node")
                nodes[first].name =
                    "\(nodes[first].kind): \(members.count) nodes, the first is "
                    + nodes[first].name
                gone.formUnion(members.dropFirst())
            }
        }
        remove(gone)
    }

    private mutating func remove(_ gone: Set<Int>) {
        if gone.isEmpty { return }
        var places: [Int: Int] = [:]
        for place in nodes.indices where !gone.contains(place) { places[place] = places.count }
        edges = edges.compactMap { edge in
            guard let from = places[edge.from], let to = places[edge.to] else { return nil }
            return Edge(from: from, to: to)
        }
        nodes = nodes.indices.filter { !gone.contains($0) }.map { nodes[$0] }
    }

    /// Takes away each edge whose ends a longer way joins too.
    ///
    /// - Complexity: O(nodes × edges) at worst; nothing is taken away above 5,000 nodes.
    mutating func dropEdgesWithLongerWays() {
        if nodes.count > 5000 { return }
        var targets = Array(repeating: [Int](), count: nodes.count)
        for edge in edges { targets[edge.from].append(edge.to) }
        edges = edges.filter { edge in
            var seen = Set<Int>()
            var open = targets[edge.from].filter { $0 != edge.to }
            while let next = open.popLast() {
                if next == edge.to { return false }
                if seen.insert(next).inserted { open += targets[next] }
            }
            return true
        }
    }
}
