/// The candidate within `limit` edits of `name`, ignoring case; the first of the nearest.
///
/// An edit inserts, removes, replaces or swaps neighbouring characters.
///
/// - Returns: `nil` when none is near enough, or when `name` is so short that all are.
public func nearestName(
    to name: String, among candidates: [String], within limit: Int = 2
) -> String? {
    let wanted = Array(name.lowercased().unicodeScalars)
    var best: (distance: Int, candidate: String)?
    for candidate in candidates {
        let letters = Array(candidate.lowercased().unicodeScalars)
        guard abs(letters.count - wanted.count) <= limit else { continue }
        let distance = editDistance(wanted, letters)
        guard distance <= limit, distance < max(wanted.count, letters.count) else { continue }
        if best.map({ distance < $0.distance }) ?? true { best = (distance, candidate) }
    }
    return best?.candidate
}

/// Number of edits between two texts, by the optimal string alignment rule.
private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var before: [Int] = []
    var previous = Array(0...b.count)
    for i in a.indices {
        var row = [i + 1]
        for j in b.indices {
            var cost = min(previous[j + 1], row[j]) + 1
            cost = min(cost, previous[j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                cost = min(cost, before[j - 1] + 1)
            }
            row.append(cost)
        }
        before = previous
        previous = row
    }
    return previous[b.count]
}
