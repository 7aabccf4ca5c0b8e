/// How late messages left: a count for each power of two of nanoseconds.
@frozen public struct LatenessHistogram: Sendable, Equatable {
    /// Counts; place 0 is below 1 ns, place n is 2ⁿ⁻¹ up to 2ⁿ ns, the last all that is later.
    public static let places = 36

    /// One count a place.
    public var counts: [UInt64]

    /// Nothing counted.
    public init() {
        counts = Array(repeating: 0, count: Self.places)
    }

    /// The place of a lateness.
    ///
    /// - Thread: real-time. Does not block.
    @inlinable @inline(__always)
    public static func place(of nanoseconds: UInt64) -> Int {
        let place = 64 &- nanoseconds.leadingZeroBitCount
        return place < 36 ? place : 35
    }

    /// The upper bound of a place in nanoseconds, which belongs to the next; `nil` for the last.
    public static func bound(of place: Int) -> UInt64? {
        place < places - 1 ? 1 << UInt64(place) : nil
    }

    /// All messages counted.
    public var total: UInt64 { counts.reduce(0, +) }

    /// Counts one lateness.
    public mutating func add(_ nanoseconds: UInt64) {
        counts[Self.place(of: nanoseconds)] += 1
    }

    /// Adds another histogram's counts.
    public mutating func merge(_ other: LatenessHistogram) {
        for place in counts.indices { counts[place] += other.counts[place] }
    }

    /// A lateness that this share of the messages does not exceed, in nanoseconds: the bound of its place.
    ///
    /// - Parameter share: 0...1; 0.99 for the 99th percentile.
    /// - Returns: `nil` when nothing was counted, or when it lies in the last place.
    public func quantile(_ share: Double) -> UInt64? {
        let total = total
        guard total > 0 else { return nil }
        var seen: UInt64 = 0
        for place in counts.indices {
            seen += counts[place]
            if Double(seen) >= share * Double(total) { return Self.bound(of: place) }
        }
        return nil
    }
}
