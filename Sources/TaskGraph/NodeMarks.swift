/// Marks the nodes that a build has to do something about or tell of, so that these few are found
/// without looking at all there are; and counts those that are live.
struct NodeMarks: Sendable {
    /// How many nodes are live.
    private(set) var liveCount = 0
    /// One bit a node, by number.
    private var words: [UInt64] = []

    /// A node with any of these flags is marked.
    private static let marking: NodeFlags = [
        .suspect, .failed, .blocked, .hasErrors, .hasFindings, .needsRepair, .reachChanged,
    ]

    init() {}

    init(_ nodes: Table<NodeRecord>) {
        words = [UInt64](repeating: 0, count: (nodes.count + 63) / 64)
        nodes.forEachPart { start, records in
            for index in records.indices {
                let flags = records[index].flags
                if flags.contains(.live) { liveCount += 1 }
                if Self.marks(flags) { mark(start + index) }
            }
        }
    }

    /// Whether a node with these flags is marked.
    static func marks(_ flags: NodeFlags) -> Bool { !flags.isDisjoint(with: marking) }

    /// Whether each of these flags by itself marks a node.
    static func marksAll(_ flags: NodeFlags) -> Bool {
        !flags.isEmpty && flags.isSubset(of: marking)
    }

    mutating func change(_ node: NodeID, from old: NodeFlags, to new: NodeFlags) {
        if old.contains(.live) { liveCount -= 1 }
        if new.contains(.live) { liveCount += 1 }
        let isMarked = Self.marks(new)
        if isMarked == Self.marks(old) { return }
        if isMarked { mark(node.index) } else { words[node.index / 64] &= ~Self.bit(node.index) }
    }

    /// Calls `body` with each marked node, by number.
    func forEach(_ body: (NodeID) -> Void) {
        for index in words.indices where words[index] != 0 {
            var left = words[index]
            while left != 0 {
                body(NodeID(UInt32(index * 64 + left.trailingZeroBitCount)))
                left &= left - 1
            }
        }
    }

    private mutating func mark(_ index: Int) {
        while words.count <= index / 64 { words.append(0) }
        words[index / 64] |= Self.bit(index)
    }

    private static func bit(_ index: Int) -> UInt64 { 1 << UInt64(index % 64) }
}
