/// An address of OSC with wildcards: `?`, `*`, `[a-z]`, `[!a-z]`, `{one,two}` inside a part, and `//`
/// for any number of parts.
///
/// Matching follows sets of places and never goes back, so that no pattern takes long.
///
/// - Source: OSC 1.0, OSC Message Dispatching and Pattern Matching; `//` from OSC 1.1.
public struct OSCPattern: Sendable, Hashable {
    /// What one step of a part accepts.
    enum Step: Sendable, Hashable {
        case byte(UInt8)
        case any
        case anyText
        case set(OSCByteSet)
        case choice([[UInt8]])
    }

    enum Part: Sendable, Hashable {
        case steps([Step])
        /// `//`
        case anyParts
    }

    let parts: [Part]
    /// Whether the address has no wildcard, and so means itself only.
    public let isPlain: Bool

    /// - Throws: the byte at which the pattern breaks off or breaks the rules.
    public init(_ text: String) throws(OSCPatternError) {
        var parser = OSCPatternParser(Array(text.utf8))
        parts = try parser.parts()
        isPlain = parts.allSatisfy { part in
            guard case .steps(let steps) = part else { return false }
            return steps.allSatisfy { if case .byte = $0 { true } else { false } }
        }
    }

    /// Whether an address without wildcards is meant.
    ///
    /// - Complexity: O(length of the pattern × length of the address).
    public func matches(_ address: String) -> Bool {
        let bytes = Array(address.utf8)
        guard bytes.first == UInt8(ascii: "/") else { return false }
        let names = bytes.dropFirst().split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        // Which counts of names the parts so far can have taken.
        var reached: Set<Int> = [0]
        for part in parts {
            switch part {
            case .anyParts:
                guard let first = reached.min() else { return false }
                reached = Set(first...names.count)
            case .steps(let steps):
                reached = Set(
                    reached.filter { $0 < names.count && accepts(steps, names[$0]) }.map { $0 + 1 })
            }
            if reached.isEmpty { return false }
        }
        return reached.contains(names.count)
    }

    private func accepts(_ steps: [Step], _ name: ArraySlice<UInt8>) -> Bool {
        let name = Array(name)
        var reached = [Bool](repeating: false, count: name.count + 1)
        reached[0] = true
        for step in steps {
            reached = places(after: step, from: reached, in: name)
            if !reached.contains(true) { return false }
        }
        return reached[name.count]
    }

    /// Where a step can end that begins at one of the marked places.
    private func places(after step: Step, from reached: [Bool], in name: [UInt8]) -> [Bool] {
        var next = [Bool](repeating: false, count: reached.count)
        if case .anyText = step {
            guard let first = reached.firstIndex(of: true) else { return next }
            for place in first..<next.count { next[place] = true }
            return next
        }
        for place in reached.indices where reached[place] {
            switch step {
            case .byte(let byte):
                if place < name.count, name[place] == byte { next[place + 1] = true }
            case .any: if place < name.count { next[place + 1] = true }
            case .set(let set):
                if place < name.count, set.contains(name[place]) { next[place + 1] = true }
            case .choice(let texts):
                for text in texts where name[place...].starts(with: text) {
                    next[place + text.count] = true
                }
            case .anyText: break
            }
        }
        return next
    }
}

/// Which bytes a `[…]` accepts.
struct OSCByteSet: Sendable, Hashable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0
    var isNegated = false

    mutating func insert(_ range: ClosedRange<UInt8>) {
        for byte in range where byte < 128 {
            if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
        }
    }

    func contains(_ byte: UInt8) -> Bool {
        if byte >= 128 { return isNegated }
        let bit = byte < 64 ? low >> UInt64(byte) & 1 : high >> UInt64(byte - 64) & 1
        return (bit == 1) != isNegated
    }
}
