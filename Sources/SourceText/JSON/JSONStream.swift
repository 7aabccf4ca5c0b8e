/// JSON text, written piece by piece, without making a value of it first; the same text as
/// `JSONValue.encoded` gives.
///
/// Whoever writes sees to it that names stand in objects only, and that each name has one value.
public struct JSONStream: ~Copyable {
    private var bytes: UnsafeMutablePointer<UInt8>
    private var count = 0
    private var capacity: Int
    private let indent: Int?
    private var depth = 0
    /// Whether a value stands before the next one on its level.
    private var isFollowing = false
    /// Whether a name has been written whose value comes next.
    private var isNamed = false

    /// - Parameter indent: as in `JSONValue.encoded`.
    public init(indent: Int? = nil, reservingBytes capacity: Int = 0) {
        self.indent = indent
        self.capacity = max(64, capacity)
        bytes = .allocate(capacity: self.capacity)
    }

    deinit { bytes.deallocate() }

    /// The whole text.
    public consuming func finish() -> [UInt8] {
        if indent != nil { raw("\n") }
        return Array(UnsafeBufferPointer(start: bytes, count: count))
    }

    /// Writes an object; `body` writes its members.
    public mutating func object(_ body: (inout JSONStream) -> Void) { nest("{", "}", body) }

    /// Writes an array; `body` writes its values.
    public mutating func array(_ body: (inout JSONStream) -> Void) { nest("[", "]", body) }

    /// Writes a member's name; its value must follow.
    public mutating func name(_ name: StaticString) {
        beginEntry()
        makeRoom(name.utf8CodeUnitCount + 4)
        raw("\"")
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

    /// Writes `null`.
    public mutating func null() {
        beginEntry()
        raw("null")
    }

    /// Writes `true` or `false`.
    public mutating func value(_ flag: Bool) {
        beginEntry()
        raw(flag ? "true" : "false")
    }

    /// Writes a whole number.
    public mutating func value(_ number: Int64) {
        beginEntry()
        append(number)
    }

    /// Writes a whole number.
    public mutating func value(_ number: Int) { value(Int64(number)) }

    /// Writes a number, `null` when it is infinite or not a number.
    public mutating func value(_ number: Double) {
        beginEntry()
        append(number)
    }

    /// Writes a text, with what JSON needs escaped.
    public mutating func value(_ text: String) {
        beginEntry()
        append(text)
    }

    /// Writes a name and its value.
    public mutating func member(_ name: StaticString, _ flag: Bool) {
        self.name(name)
        value(flag)
    }

    /// Writes a name and its value.
    public mutating func member(_ name: StaticString, _ number: Int) {
        self.name(name)
        value(number)
    }

    /// Writes a name and its value.
    public mutating func member(_ name: StaticString, _ number: Double) {
        self.name(name)
        value(number)
    }

    /// Writes a name and its value.
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
            if isFollowing { raw(",") }
            newLine()
        }
        isFollowing = true
    }

    private mutating func newLine() {
        guard let indent else { return }
        let blanks = indent * depth
        makeRoom(blanks + 1)
        bytes[count] = 0x0A
        (bytes + count + 1).update(repeating: 0x20, count: blanks)
        count += blanks + 1
    }

    /// Sees to it that `size` more bytes fit.
    private mutating func makeRoom(_ size: Int) {
        if capacity - count >= size { return }
        capacity = max(capacity * 2, count + size)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.update(from: bytes, count: count)
        bytes.deallocate()
        bytes = larger
    }

    private mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        guard let start = text.baseAddress else { return }
        makeRoom(text.count)
        (bytes + count).update(from: start, count: text.count)
        count += text.count
    }

    private mutating func raw(_ text: StaticString) {
        append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func append(_ value: Int64) {
        // The longest has a sign and 19 digits.
        makeRoom(20)
        if value < 0 {
            bytes[count] = UInt8(ascii: "-")
            count += 1
        }
        var rest = value.magnitude
        var digits = 1
        var bound: UInt64 = 10
        while digits < 19, rest >= bound {
            digits += 1
            bound *= 10
        }
        var place = count + digits
        count = place
        for _ in 0..<digits {
            place -= 1
            bytes[place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
    }

    private mutating func append(_ value: Double) {
        guard value.isFinite else { return raw("null") }
        // Negative zero keeps its sign, and so its point.
        if value.magnitude < 0x1p53, value == Double(Int64(value)), value.sign == .plus || value < 0
        {
            return append(Int64(value))
        }
        var text = value.description
        text.withUTF8 { append($0) }
    }

    private mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            makeRoom(utf8.count + 2)
            raw("\"")
            var start = 0
            for place in utf8.indices where Self.needsEscape(utf8[place]) {
                append(UnsafeBufferPointer(rebasing: utf8[start..<place]))
                escape(utf8[place])
                start = place + 1
            }
            append(UnsafeBufferPointer(rebasing: utf8[start...]))
            raw("\"")
        }
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
            var digits = hexadecimal(UInt32(byte), 4)
            digits.withUTF8 { append($0) }
        }
    }
}
