/// Why a message from the other side of a channel cannot be read.
package struct WireError: Error, Equatable {
    package var message: String
}

/// Takes one message apart; trusts nothing in it.
package struct WireReader {
    private let bytes: [UInt8]
    private var position = 0

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    private var remaining: Int { bytes.count - position }

    package mutating func number() throws(WireError) -> UInt32 {
        guard remaining >= 4 else { throw WireError(message: "it ends within a number") }
        var value: UInt32 = 0
        for shift in 0..<4 { value |= UInt32(bytes[position + shift]) << UInt32(8 * shift) }
        position += 4
        return value
    }

    package mutating func long() throws(WireError) -> UInt64 {
        let low = try number()
        return UInt64(try number()) << 32 | UInt64(low)
    }

    package mutating func blob() throws(WireError) -> [UInt8] {
        let count = Int(try number())
        guard remaining >= count else {
            throw WireError(message: "it announces \(count) bytes and holds \(remaining)")
        }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    package mutating func text() throws(WireError) -> String {
        guard let text = String(validating: try blob(), as: UTF8.self) else {
            throw WireError(message: "a text in it is not UTF-8")
        }
        return text
    }

    package mutating func list<Element>(
        _ read: (inout WireReader) throws(WireError) -> Element
    ) throws(WireError) -> [Element] {
        let count = Int(try number())
        guard count <= remaining else {
            throw WireError(message: "it announces \(count) items in \(remaining) bytes")
        }
        var elements: [Element] = []
        for _ in 0..<count { elements.append(try read(&self)) }
        return elements
    }

    package func end() throws(WireError) {
        guard remaining == 0 else {
            throw WireError(message: "\(remaining) bytes are left over")
        }
    }
}
