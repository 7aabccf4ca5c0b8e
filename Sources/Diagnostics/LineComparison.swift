/// Finds which lines two texts have in common, in order.
struct LineComparison {
    /// One line of either text, or of both.
    struct Step: Equatable {
        /// Which line of the old text; `nil` when it is added.
        var old: Int?
        /// Which line of the new text; `nil` when it is removed.
        var new: Int?

        var isKept: Bool { old != nil && new != nil }
    }

    /// Parts with more pairs of lines than this, and no line to hold on to, are replaced whole.
    private static let pairLimit = 1_000_000

    /// Lines as numbers; equal lines have equal ones.
    private let old: [Int]
    private let new: [Int]
    private var result: [Step] = []

    init(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) {
        var numbers: [ArraySlice<UInt8>: Int] = [:]
        func number(_ line: ArraySlice<UInt8>) -> Int {
            if let known = numbers[line] { return known }
            numbers[line] = numbers.count
            return numbers.count - 1
        }
        self.old = old.map(number)
        self.new = new.map(number)
    }

    /// Every line of both texts in order; where lines differ, the removed ones first.
    mutating func steps() -> [Step] {
        result = []
        compare(0..<old.count, 0..<new.count)
        return result
    }

    private mutating func compare(_ olds: Range<Int>, _ news: Range<Int>) {
        var (olds, news) = (olds, news)
        while let a = olds.first, let b = news.first, old[a] == new[b] {
            result.append(Step(old: a, new: b))
            (olds, news) = (a + 1..<olds.upperBound, b + 1..<news.upperBound)
        }
        var equalAtEnd = 0
        while let a = olds.last, let b = news.last, old[a] == new[b] {
            equalAtEnd += 1
            (olds, news) = (olds.lowerBound..<a, news.lowerBound..<b)
        }
        compareMiddle(olds, news)
        for offset in 0..<equalAtEnd {
            result.append(Step(old: olds.upperBound + offset, new: news.upperBound + offset))
        }
    }

    private mutating func compareMiddle(_ olds: Range<Int>, _ news: Range<Int>) {
        if olds.isEmpty || news.isEmpty { return replace(olds, news) }
        var anchors = anchors(olds, news)
        if anchors.isEmpty { anchors = longestCommon(olds, news) }
        if anchors.isEmpty { return replace(olds, news) }
        var (oldNext, newNext) = (olds.lowerBound, news.lowerBound)
        for anchor in anchors {
            compare(oldNext..<anchor.old, newNext..<anchor.new)
            result.append(Step(old: anchor.old, new: anchor.new))
            (oldNext, newNext) = (anchor.old + 1, anchor.new + 1)
        }
        compare(oldNext..<olds.upperBound, newNext..<news.upperBound)
    }

    private mutating func replace(_ olds: Range<Int>, _ news: Range<Int>) {
        for line in olds { result.append(Step(old: line, new: nil)) }
        for line in news { result.append(Step(old: nil, new: line)) }
    }

    /// Lines that both parts have exactly once, the longest run of them that rises in both.
    private func anchors(_ olds: Range<Int>, _ news: Range<Int>) -> [(old: Int, new: Int)] {
        var places: [Int: (old: Int, new: Int, olds: Int, news: Int)] = [:]
        for line in olds {
            let seen = places[old[line]]?.olds ?? 0
            places[old[line]] = (line, 0, seen + 1, 0)
        }
        for line in news {
            guard var place = places[new[line]] else { continue }
            (place.new, place.news) = (line, place.news + 1)
            places[new[line]] = place
        }
        let pairs = places.values.filter { $0.olds == 1 && $0.news == 1 }
            .map { (old: $0.old, new: $0.new) }.sorted { $0.old < $1.old }
        return longestRising(pairs)
    }

    /// The longest part of `pairs` whose second numbers rise, by patience sorting.
    private func longestRising(_ pairs: [(old: Int, new: Int)]) -> [(old: Int, new: Int)] {
        var tops: [Int] = []
        var before: [Int?] = []
        for (index, pair) in pairs.enumerated() {
            var (low, high) = (0, tops.count)
            while low < high {
                let middle = (low + high) / 2
                if pairs[tops[middle]].new < pair.new { low = middle + 1 } else { high = middle }
            }
            before.append(low > 0 ? tops[low - 1] : nil)
            if low == tops.count { tops.append(index) } else { tops[low] = index }
        }
        var run: [(old: Int, new: Int)] = []
        var next = tops.last
        while let index = next {
            run.append(pairs[index])
            next = before[index]
        }
        return run.reversed()
    }

    /// A longest common part, by comparing every line with every other; empty for large parts.
    private func longestCommon(_ olds: Range<Int>, _ news: Range<Int>) -> [(old: Int, new: Int)] {
        guard olds.count * news.count <= Self.pairLimit else { return [] }
        let width = news.count + 1
        var lengths = [Int32](repeating: 0, count: (olds.count + 1) * width)
        for i in (0..<olds.count).reversed() {
            for j in (0..<news.count).reversed() {
                let isEqual = old[olds.lowerBound + i] == new[news.lowerBound + j]
                lengths[i * width + j] =
                    isEqual
                    ? lengths[(i + 1) * width + j + 1] + 1
                    : max(lengths[(i + 1) * width + j], lengths[i * width + j + 1])
            }
        }
        var common: [(old: Int, new: Int)] = []
        var (i, j) = (0, 0)
        while i < olds.count, j < news.count {
            if old[olds.lowerBound + i] == new[news.lowerBound + j] {
                common.append((olds.lowerBound + i, news.lowerBound + j))
                (i, j) = (i + 1, j + 1)
            } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
                i += 1
            } else {
                j += 1
            }
        }
        return common
    }
}
