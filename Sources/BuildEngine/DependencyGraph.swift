import TaskGraph

/// The files and nodes of a workspace with what each depends on, for questions about the whole.
///
/// A vertex is a number; nodes come first, by number, then files. A file that a node writes depends
/// on that node. An edge is either *read*, so that a change may run along it, or only *wanted*: one
/// node wants the other built.
public struct DependencyGraph: Sendable {
    public struct Vertex: Sendable, Equatable {
        /// The node's name or the file's path; a folder's listing ends with a slash.
        public var name: String
        public var isFile: Bool
        /// Of a node; empty for files.
        public var flags: NodeFlags
    }

    public private(set) var vertices: [Vertex] = []
    /// For each vertex what it reads, in the order it asked; each once.
    public private(set) var reads: [[Int]] = []
    /// For each vertex the nodes that it wants built without reading from them.
    public private(set) var wants: [[Int]] = []
    /// The other way round: who reads or wants it, by number.
    public private(set) var readers: [[Int]] = []
    public private(set) var wanters: [[Int]] = []

    /// The graph as the last build left it, of all nodes that the root leads to.
    public init(_ inspection: BuildInspection) {
        let state = inspection.state
        var vertexOfNode: [NodeID: Int] = [:]
        var vertexOfFile: [FileID: Int] = [:]
        let nodes = inspection.liveNodes
        for node in nodes {
            vertexOfNode[node] = add(state.name(of: node), flags: state.flags(of: node))
        }
        func vertex(_ file: FileID) -> Int {
            if let known = vertexOfFile[file] { return known }
            let isListing = state.record(of: file).flags.contains(.listing)
            let made = add(state.path(of: file) + (isListing ? "/" : ""), isFile: true)
            vertexOfFile[file] = made
            return made
        }
        for (node, from) in vertexOfNode.sorted(by: { $0.value < $1.value }) {
            for item in state.dependencies(of: node) {
                switch item {
                case .file(let file): connect(from, reads: vertex(file))
                case .facet(let facet):
                    guard let to = vertexOfNode[state.owner(of: facet)] else { continue }
                    if state.isPresence(facet) {
                        wants[from].append(to)
                    } else {
                        connect(from, reads: to)
                    }
                }
            }
            for file in state.facetIDs(of: node).compactMap({ state.file(of: $0) }) {
                connect(vertex(file), reads: from)
            }
        }
        finish()
    }

    /// A graph from names, for tests and for parts of a graph.
    ///
    /// - Parameter edges: from what reads to what is read, by place in `names`.
    public init(nodes names: [String], files: [String] = [], edges: [(Int, Int)]) {
        for name in names { _ = add(name) }
        for name in files { _ = add(name, isFile: true) }
        for (from, to) in edges { connect(from, reads: to) }
        finish()
    }

    private mutating func add(_ name: String, isFile: Bool = false, flags: NodeFlags = []) -> Int {
        vertices.append(Vertex(name: name, isFile: isFile, flags: flags))
        reads.append([])
        wants.append([])
        return vertices.count - 1
    }

    private mutating func connect(_ from: Int, reads to: Int) {
        if from != to { reads[from].append(to) }
    }

    private mutating func finish() {
        readers = Array(repeating: [], count: vertices.count)
        wanters = readers
        for from in vertices.indices {
            var seen = Set<Int>()
            reads[from].removeAll { !seen.insert($0).inserted }
            wants[from].removeAll { !seen.insert($0).inserted }
            for to in reads[from] { readers[to].append(from) }
            for to in wants[from] { wanters[to].append(from) }
        }
    }

    /// All that can be reached from some vertices, these included.
    ///
    /// - Parameters:
    ///   - steps: how many edges far at most; `nil` for any number.
    ///   - next: where the edges of a vertex lead.
    /// - Complexity: linear in the edges that are followed.
    public func reach(
        from start: Set<Int>, steps: Int? = nil, _ next: (Int) -> [Int]
    ) -> Set<Int> {
        var found = start
        var edge = start.sorted()
        var step = 0
        while !edge.isEmpty, step < steps ?? .max {
            var following: [Int] = []
            for vertex in edge {
                for other in next(vertex) where found.insert(other).inserted {
                    following.append(other)
                }
            }
            edge = following
            step += 1
        }
        return found
    }

    /// What some vertices were made from: all they read or want, directly or not.
    public func dependencies(of start: Set<Int>, steps: Int? = nil) -> Set<Int> {
        reach(from: start, steps: steps) { reads[$0] + wants[$0] }
    }

    /// What depends on some vertices, directly or not, if only by wanting them.
    public func dependants(of start: Set<Int>, steps: Int? = nil) -> Set<Int> {
        reach(from: start, steps: steps) { readers[$0] + wanters[$0] }
    }

    /// What a change in some vertices may change.
    public func affected(by start: Set<Int>) -> Set<Int> {
        reach(from: start) { readers[$0] }
    }

    /// A shortest way along what is read or wanted.
    ///
    /// - Returns: the vertices of the way, both ends included; empty when there is none.
    public func path(from starts: Set<Int>, to ends: Set<Int>) -> [Int] {
        var cameFrom: [Int: Int] = [:]
        var edge = starts.sorted()
        for start in edge { cameFrom[start] = start }
        while !edge.isEmpty {
            var following: [Int] = []
            for vertex in edge {
                if ends.contains(vertex) { return way(to: vertex, cameFrom) }
                for other in reads[vertex] + wants[vertex] where cameFrom[other] == nil {
                    cameFrom[other] = vertex
                    following.append(other)
                }
            }
            edge = following
        }
        return []
    }

    private func way(to end: Int, _ cameFrom: [Int: Int]) -> [Int] {
        var way = [end]
        while let last = way.last, let before = cameFrom[last], before != last {
            way.append(before)
        }
        return way.reversed()
    }
}
