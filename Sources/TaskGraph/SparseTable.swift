/// A value for every number, of which only few differ from the first: memory is taken, piece by
/// piece, for what was set.
struct SparseTable<Value: Sendable>: Sendable {
    private let initial: Value
    /// Pieces of `size` values; an empty one holds the initial value only.
    private var pieces: [[Value]] = []

    private static var size: Int { 256 }

    /// - Parameter initial: what every number stands for at first.
    init(_ initial: Value) { self.initial = initial }

    subscript(index: Int) -> Value {
        get {
            let piece = index / Self.size
            guard piece < pieces.count, !pieces[piece].isEmpty else { return initial }
            return pieces[piece][index % Self.size]
        }
        _modify {
            let piece = index / Self.size
            while pieces.count <= piece { pieces.append([]) }
            if pieces[piece].isEmpty {
                pieces[piece] = [Value](repeating: initial, count: Self.size)
            }
            yield &pieces[piece][index % Self.size]
        }
    }

    /// The first number whose value was set to one that fits.
    func firstIndex(where fits: (Value) -> Bool) -> Int? {
        for piece in pieces.indices {
            if let place = pieces[piece].firstIndex(where: fits) {
                return piece * Self.size + place
            }
        }
        return nil
    }
}
