/// Gives each row at most one column, so that the sum of the weights is the greatest possible.
///
/// Among equal sums the same is always chosen: weights carry the order of the columns in their low
/// digits. The Hungarian method with potentials, rows added one by one.
///
/// - Parameter weights: one row each; `nil` where the two may not be joined.
/// - Returns: for each row its column.
/// - Complexity: O(rows² × (rows + columns)).
func bestAssignment(_ weights: [[Int?]]) -> [Int?] {
    let rows = weights.count
    guard rows > 0 else { return [] }
    let columns = weights[0].count
    // A column of its own for each row stands for "nothing", at weight 0.
    let width = columns + rows
    func cost(_ row: Int, _ column: Int) -> Int {
        if column >= columns { return column - columns == row ? 0 : Int.max / 8 }
        return weights[row][column].map { -$0 } ?? Int.max / 8
    }
    var search = AssignmentSearch(rows: rows, columns: width)
    for row in 0..<rows { search.add(row, cost) }
    return search.columns(of: rows).map { $0.flatMap { $0 < columns ? $0 : nil } }
}

/// The state of the search; index 0 stands for "none", as the method is usually written.
private struct AssignmentSearch {
    private let width: Int
    private var rowPotential: [Int]
    private var columnPotential: [Int]
    private var owner: [Int]
    private var way: [Int]

    init(rows: Int, columns: Int) {
        width = columns
        rowPotential = Array(repeating: 0, count: rows + 1)
        columnPotential = Array(repeating: 0, count: columns + 1)
        owner = Array(repeating: 0, count: columns + 1)
        way = Array(repeating: 0, count: columns + 1)
    }

    mutating func add(_ row: Int, _ cost: (Int, Int) -> Int) {
        owner[0] = row + 1
        var column = 0
        var least = Array(repeating: Int.max / 4, count: width + 1)
        var isUsed = Array(repeating: false, count: width + 1)
        repeat {
            isUsed[column] = true
            let current = owner[column]
            var (step, next) = (Int.max / 4, 0)
            for other in 1...width where !isUsed[other] {
                let reduced =
                    cost(current - 1, other - 1) - rowPotential[current] - columnPotential[other]
                if reduced < least[other] {
                    least[other] = reduced
                    way[other] = column
                }
                if least[other] < step { (step, next) = (least[other], other) }
            }
            for other in 0...width {
                if isUsed[other] {
                    rowPotential[owner[other]] += step
                    columnPotential[other] -= step
                } else {
                    least[other] -= step
                }
            }
            column = next
        } while owner[column] != 0
        while column != 0 {
            let before = way[column]
            owner[column] = owner[before]
            column = before
        }
    }

    func columns(of rows: Int) -> [Int?] {
        var found = [Int?](repeating: nil, count: rows)
        for column in 1...width where owner[column] > 0 { found[owner[column] - 1] = column - 1 }
        return found
    }
}
