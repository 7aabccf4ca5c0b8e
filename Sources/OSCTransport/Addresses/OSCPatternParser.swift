/// What is wrong with an address, and at which byte.
public struct OSCPatternError: Error, Sendable, Equatable {
    /// What there is to be wrong.
    public enum Problem: Sendable, Equatable {
        case noSlash, bracketNotClosed, braceNotClosed, strayByte(UInt8)
    }

    public var problem: Problem
    public var offset: Int
}

extension OSCPatternError: CustomStringConvertible {
    /// One sentence with the place.
    public var description: String {
        switch problem {
        case .noSlash: "byte \(offset): the address must begin with '/'"
        case .bracketNotClosed: "byte \(offset): the '[' has no ']'"
        case .braceNotClosed: "byte \(offset): the '{' has no '}'"
        case .strayByte(let byte):
            "byte \(offset): \(byte == 0x20 ? "a blank" : "'\(Character(Unicode.Scalar(byte)))'")"
                + " has no place in an address"
        }
    }
}

/// Takes a pattern apart.
struct OSCPatternParser {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func parts() throws(OSCPatternError) -> [OSCPattern.Part] {
        guard bytes.first == UInt8(ascii: "/") else {
            throw OSCPatternError(problem: .noSlash, offset: 0)
        }
        var parts: [OSCPattern.Part] = []
        while place < bytes.count {
            // At a slash.
            place += 1
            if place < bytes.count, bytes[place] == UInt8(ascii: "/") {
                if parts.last != .anyParts { parts.append(.anyParts) }
                // The second slash may begin the next part, or nothing.
                if place + 1 == bytes.count { place += 1 }
                continue
            }
            parts.append(.steps(try steps()))
        }
        return parts
    }

    private mutating func steps() throws(OSCPatternError) -> [OSCPattern.Step] {
        var steps: [OSCPattern.Step] = []
        while place < bytes.count, bytes[place] != UInt8(ascii: "/") {
            let byte = bytes[place]
            switch byte {
            case UInt8(ascii: "?"):
                steps.append(.any)
                place += 1
            case UInt8(ascii: "*"):
                if steps.last != .anyText { steps.append(.anyText) }
                place += 1
            case UInt8(ascii: "["): steps.append(.set(try set()))
            case UInt8(ascii: "{"): steps.append(.choice(try choice()))
            case UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ","), UInt8(ascii: "#"), 0x20:
                throw OSCPatternError(problem: .strayByte(byte), offset: place)
            default:
                steps.append(.byte(byte))
                place += 1
            }
        }
        return steps
    }

    private mutating func set() throws(OSCPatternError) -> OSCByteSet {
        let start = place
        var set = OSCByteSet()
        place += 1
        if place < bytes.count, bytes[place] == UInt8(ascii: "!") {
            set.isNegated = true
            place += 1
        }
        while place < bytes.count, bytes[place] != UInt8(ascii: "]") {
            let first = bytes[place]
            if first == UInt8(ascii: "/") { break }
            if place + 2 < bytes.count, bytes[place + 1] == UInt8(ascii: "-"),
                bytes[place + 2] != UInt8(ascii: "]")
            {
                let last = bytes[place + 2]
                if first <= last { set.insert(first...last) }
                place += 3
            } else {
                set.insert(first...first)
                place += 1
            }
        }
        guard place < bytes.count, bytes[place] == UInt8(ascii: "]") else {
            throw OSCPatternError(problem: .bracketNotClosed, offset: start)
        }
        place += 1
        return set
    }

    private mutating func choice() throws(OSCPatternError) -> [[UInt8]] {
        let start = place
        var texts: [[UInt8]] = [[]]
        place += 1
        while place < bytes.count, bytes[place] != UInt8(ascii: "}") {
            if bytes[place] == UInt8(ascii: "/") { break }
            if bytes[place] == UInt8(ascii: ",") {
                texts.append([])
            } else {
                texts[texts.count - 1].append(bytes[place])
            }
            place += 1
        }
        guard place < bytes.count, bytes[place] == UInt8(ascii: "}") else {
            throw OSCPatternError(problem: .braceNotClosed, offset: start)
        }
        place += 1
        return texts
    }
}
