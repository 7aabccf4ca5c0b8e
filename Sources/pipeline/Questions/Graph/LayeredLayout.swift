/// Places for the nodes of a graph in columns, so that edges run from left to right.
///
/// Nodes go as far right as what reads them lets them; long edges get way points in the columns
/// between, so that they run around nodes; the order in each column is found by sweeps that bring
/// every node near the middle of its neighbours. The same graph always gets the same places.
struct LayeredLayout {
    /// A node, or a way point of a long edge.
    struct Place {
        /// Place in the graph's nodes; `nil` for a way point.
        var node: Int?
        var column: Int
        /// From the top of the column, in rows.
        var row = 0.0
    }

    private(set) var places: [Place] = []
    /// Places of each column from top to bottom.
    private(set) var columns: [[Int]] = []
    /// For each edge the places that it runs through, from left to right.
    private(set) var ways: [[Int]] = []

    /// What a way point takes up, in rows.
    private static let wayPointHeight = 0.35

    init(nodeCount: Int, edges: [GraphDrawing.Edge]) {
        let column = Self.columns(nodeCount, edges)
        places = (0..<nodeCount).map { Place(node: $0, column: column[$0]) }
        for edge in edges {
            var way = [edge.from]
            if column[edge.to] > column[edge.from] + 1 {
                for between in column[edge.from] + 1..<column[edge.to] {
                    way.append(places.count)
                    places.append(Place(node: nil, column: between))
                }
            }
            ways.append(way + [edge.to])
        }
        columns = Array(repeating: [], count: (column.max() ?? -1) + 1)
        for (place, found) in places.enumerated() { columns[found.column].append(place) }
        order()
        spread()
    }

    /// The column of each node: behind all that it reads, and right before what reads it.
    private static func columns(_ count: Int, _ edges: [GraphDrawing.Edge]) -> [Int] {
        var column = [Int](repeating: 0, count: count)
        var readers = Array(repeating: [Int](), count: count)
        var open = [Int](repeating: 0, count: count)
        for edge in edges {
            readers[edge.from].append(edge.to)
            open[edge.to] += 1
        }
        var sorted = (0..<count).filter { open[$0] == 0 }
        var next = 0
        while next < sorted.count {
            let node = sorted[next]
            next += 1
            for reader in readers[node] {
                column[reader] = max(column[reader], column[node] + 1)
                open[reader] -= 1
                if open[reader] == 0 { sorted.append(reader) }
            }
        }
        for node in sorted.reversed() {
            if let nearest = readers[node].map({ column[$0] }).min() { column[node] = nearest - 1 }
        }
        // What nobody is joined with stands first.
        let least = column.min() ?? 0
        return column.map { $0 - least }
    }

    /// Orders every column by the middle of its neighbours, to and fro, and keeps the best.
    private mutating func order() {
        var before = Array(repeating: [Int](), count: places.count)
        var after = before
        for way in ways {
            for (from, to) in zip(way, way.dropFirst()) {
                before[to].append(from)
                after[from].append(to)
            }
        }
        number()
        for sweep in 0..<12 {
            let isForward = sweep.isMultiple(of: 2)
            for column in isForward ? Array(columns.indices) : columns.indices.reversed() {
                let neighbours = isForward ? before : after
                let wanted = columns[column].map { place -> Double in
                    let rows = neighbours[place].map { places[$0].row }
                    return rows.isEmpty
                        ? places[place].row : rows.reduce(0, +) / Double(rows.count)
                }
                let sorted = zip(columns[column], wanted).enumerated().sorted {
                    $0.element.1 != $1.element.1
                        ? $0.element.1 < $1.element.1 : $0.offset < $1.offset
                }
                columns[column] = sorted.map(\.element.0)
                number(column)
            }
        }
    }

    private mutating func number() { for column in columns.indices { number(column) } }

    /// Gives the places of a column rows around the middle.
    private mutating func number(_ column: Int) {
        let heights = columns[column].map { places[$0].node == nil ? Self.wayPointHeight : 1 }
        var row = -heights.reduce(0, +) / 2
        for (place, height) in zip(columns[column], heights) {
            places[place].row = row + height / 2
            row += height
        }
    }

    /// Moves everything so that the top row is 0.
    private mutating func spread() {
        let top = places.map(\.row).min() ?? 0
        for place in places.indices { places[place].row -= top }
    }

    /// How many rows there are.
    var height: Double { (places.map(\.row).max() ?? 0) + 1 }
}
