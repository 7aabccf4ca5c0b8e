/// JSON text, written piece by piece, without making a value of it first; the same text as
/// `JSONValue.encoded` gives.
///
/// Whoever writes sees to it that names stand in objects only, and that each name has one value.
public struct JSONStream: Sendable {
    /// UTF-8, without the line feed that `finish` adds.
    public private(set) var bytes: [UInt8] = []
    private let indent: Int?
    private var depth = 0
    /// Whether a value stands before the next one on its level.
    private var isFollowing = false
    /// Whether a name has been written whose value comes next.
    private var isNamed = false

    /// - Parameter indent: as in `JSONValue.encoded`.
    public init(indent: Int? = nil, reservingBytes capacity: Int = 0) {
        self.indent = indent
        bytes.reserveCapacity(capacity)
    }

    /// The whole text.
    public consuming func finish() -> [UInt8] {
        if indent != nil { bytes.append(0x0A) }
        return bytes
    }

    /// Writes an object; `body` writes its members.
    public mutating func object(_ body: (inout JSONStream) -> Void) { nest("{", "}", body) }

    /// Writes an array; `body` writes its values.
    public mutating func array(_ body: (inout JSONStream) -> Void) { nest("[", "]", body) }

    /// Writes a member's name; its value must follow.
    public mutating func name(_ name: StaticString) {
        beginEntry()
        bytes.append(UInt8(ascii: "\""))
        raw(name)
        raw(indent == nil ? "\":" : "\": ")
        isNamed = true
    }

    /// Writes a member's name; its value must follow.
    public mutating func name(_ name: String) {
        beginEntry()
        append(name)
        raw(indent == nil ? ":" : ": ")
        isNamed = true
    }

    public mutating func null() {
        beginEntry()
        raw("null")
    }

    public mutating func value(_ flag: Bool) {
        beginEntry()
        raw(flag ? "true" : "false")
    }

    public mutating func value(_ number: Int64) {
        beginEntry()
        append(number)
    }

    public mutating func value(_ number: Int) { value(Int64(number)) }

    /// Writes a number, `null` when it is infinite or not a number.
    public mutating func value(_ number: Double) {
        beginEntry()
        append(number)
    }

    public mutating func value(_ text: String) {
        beginEntry()
        append(text)
    }

    public mutating func member(_ name: StaticString, _ flag: Bool) {
        self.name(name)
        value(flag)
    }

    public mutating func member(_ name: StaticString, _ number: Int) {
        self.name(name)
        value(number)
    }

    public mutating func member(_ name: StaticString, _ number: Double) {
        self.name(name)
        value(number)
    }

    public mutating func member(_ name: StaticString, _ text: String) {
        self.name(name)
        value(text)
    }

    /// Writes a member that is an object.
    public mutating func object(_ name: StaticString, _ body: (inout JSONStream) -> Void) {
        self.name(name)
        object(body)
    }

    /// Writes a member that is an array.
    public mutating func array(_ name: StaticString, _ body: (inout JSONStream) -> Void) {
        self.name(name)
        array(body)
    }

    private mutating func nest(
        _ open: StaticString, _ close: StaticString, _ body: (inout JSONStream) -> Void
    ) {
        beginEntry()
        raw(open)
        depth += 1
        isFollowing = false
        body(&self)
        depth -= 1
        if isFollowing { newLine() }
        raw(close)
        isFollowing = true
    }

    /// What stands between two entries of a level.
    private mutating func beginEntry() {
        if isNamed {
            isNamed = false
            return
        }
        if depth > 0 {
            if isFollowing { bytes.append(UInt8(ascii: ",")) }
            newLine()
        }
        isFollowing = true
    }

    private mutating func newLine() {
        guard let indent else { return }
        bytes.append(0x0A)
        var left = indent * depth
        while left > 0 {
            let count = min(left, Self.blanks.utf8CodeUnitCount)
            bytes.append(
                contentsOf: UnsafeBufferPointer(start: Self.blanks.utf8Start, count: count))
            left -= count
        }
    }

    private static var blanks: StaticString { "                                " }

    private mutating func raw(_ text: StaticString) {
        bytes.append(
            contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func append(_ value: Int64) {
        if (0..<10).contains(value) { return bytes.append(UInt8(ascii: "0") + UInt8(value)) }
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        var rest = value.magnitude
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    private mutating func append(_ value: Double) {
        guard value.isFinite else { return raw("null") }
        // Negative zero keeps its sign, and so its point.
        if value.magnitude < 0x1p53, value == Double(Int64(value)), value.sign == .plus || value < 0
        {
            return append(Int64(value))
        }
        var text = value.description
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }

    private mutating func append(_ text: String) {
        var text = text
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { utf8 in
            var start = 0
            for (place, byte) in utf8.enumerated() where Self.needsEscape(byte) {
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start..<place]))
                escape(byte)
                start = place + 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start...]))
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7F
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): raw("\\\"")
        case UInt8(ascii: "\\"): raw("\\\\")
        case 0x08: raw("\\b")
        case 0x09: raw("\\t")
        case 0x0A: raw("\\n")
        case 0x0C: raw("\\f")
        case 0x0D: raw("\\r")
        default:
            raw("\\u")
            bytes.append(contentsOf: hexadecimal(UInt32(byte), 4).utf8)
        }
    }
}
