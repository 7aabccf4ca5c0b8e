import Glibc

extension String {
    /// Whether its bytes come before those of `other`: an order that is the same everywhere.
    func precedesByBytes(_ other: String) -> Bool {
        var (left, right) = (self, other)
        return left.withUTF8 { left in
            right.withUTF8 { right in
                let common = min(left.count, right.count)
                guard common > 0, let first = left.baseAddress, let second = right.baseAddress
                else { return left.count < right.count }
                let order = memcmp(first, second, common)
                return order == 0 ? left.count < right.count : order < 0
            }
        }
    }
}

extension Sequence where Element == String {
    /// In the order of their bytes, which is the same everywhere.
    var sortedByBytes: [String] { sorted { $0.precedesByBytes($1) } }
}

extension [String] {
    /// In the order of their bytes, each once. Cheap when they are so already, as listings are.
    var uniqueByBytes: [String] {
        let isRising = indices.dropFirst().allSatisfy { self[$0 - 1].precedesByBytes(self[$0]) }
        return isRising ? self : Set(self).sortedByBytes
    }
}
