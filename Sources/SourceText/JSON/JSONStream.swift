/// JSON text, written piece by piece, without making a value of it first; the same text as
/// `JSONValue.encoded` gives.
///
/// Whoever writes sees to it that names stand in objects only, and that each name has one value.
public struct JSONStream: ~Copyable {
    private var text: ByteText
    /// Blanks for each level.
    private let step: Int
    private let hasLines: Bool
    private var depth = 0
    /// Whether a value stands before the next one on its level.
    private var isFollowing = false
    /// Whether a name has been written whose value comes next.
    private var isNamed = false

    /// - Parameter indent: as in `JSONValue.encoded`.
    public init(indent: Int? = nil, reservingBytes capacity: Int = 0) {
        step = indent ?? 0
        hasLines = indent != nil
        text = ByteText(reservingBytes: capacity)
    }

    /// The whole text.
    public consuming func finish() -> [UInt8] {
        if hasLines { text.raw("\n") }
        return text.finish()
    }

    /// Writes an object; `body` writes its members.
    public mutating func object(_ body: (inout JSONStream) -> Void) {
        nest(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
    }

    /// Writes an array; `body` writes its values.
    public mutating func array(_ body: (inout JSONStream) -> Void) {
        nest(UInt8(ascii: "["), UInt8(ascii: "]"), body)
    }

    /// Writes a member's name; its value must follow.
    public mutating func name(_ name: StaticString) {
        let size = name.utf8CodeUnitCount
        beginEntry(size + 4)
        text.write(UInt8(ascii: "\""))
        text.write(UnsafeBufferPointer(start: name.utf8Start, count: size))
        text.write(UInt8(ascii: "\""))
        endName()
    }

    /// Writes a member's name; its value must follow.
    public mutating func name(_ name: String) {
        beginEntry(2)
        append(name)
        text.makeRoom(2)
        endName()
    }

    /// Writes `null`.
    public mutating func null() {
        beginEntry(0)
        text.raw("null")
    }

    /// Writes `true` or `false`.
    public mutating func value(_ flag: Bool) {
        beginEntry(0)
        text.raw(flag ? "true" : "false")
    }

    /// Writes a whole number.
    public mutating func value(_ number: Int64) {
        beginEntry(ByteText.longestInteger)
        text.add(number)
    }

    /// Writes a whole number.
    public mutating func value(_ number: Int) { value(Int64(number)) }

    /// Writes a number, `null` when it is infinite or not a number.
    public mutating func value(_ number: Double) {
        beginEntry(ByteText.longestInteger)
        append(number)
    }

    /// Writes a text, with what JSON needs escaped.
    public mutating func value(_ value: String) {
        beginEntry(2)
        append(value)
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
        _ open: UInt8, _ close: UInt8, _ body: (inout JSONStream) -> Void
    ) {
        beginEntry(1)
        text.write(open)
        depth += 1
        isFollowing = false
        body(&self)
        depth -= 1
        text.makeRoom(margin + 1)
        if isFollowing { newLine() }
        text.write(close)
        isFollowing = true
    }

    private mutating func endName() {
        text.write(UInt8(ascii: ":"))
        if hasLines { text.write(0x20) }
        isNamed = true
    }

    /// What stands between two entries of a level; `size` more bytes fit after it.
    private mutating func beginEntry(_ size: Int) {
        text.makeRoom(margin + 1 + size)
        if isNamed {
            isNamed = false
            return
        }
        if depth > 0 {
            if isFollowing { text.write(UInt8(ascii: ",")) }
            newLine()
        }
        isFollowing = true
    }

    // MARK: - Bytes

    /// Room for a new line with its blanks, which are written eight at a time.
    private var margin: Int { depth &* step &+ 9 }

    /// There must be room.
    @inline(__always)
    private mutating func newLine() {
        guard hasLines else { return }
        text.write(0x0A)
        text.write(blanks: depth &* step)
    }

    // MARK: - Values

    private mutating func append(_ value: Double) {
        guard value.isFinite else { return text.raw("null") }
        // Negative zero keeps its sign, and so its point.
        if value.magnitude < 0x1p53, value == Double(Int64(value)), value.sign == .plus || value < 0
        {
            return text.add(Int64(value))
        }
        var digits = value.description
        digits.withUTF8 { text.add($0) }
    }

    private mutating func append(_ value: String) {
        // Nearly every text lies in one piece, and need not be copied to be looked at.
        let wasWritten: Void? = value.utf8.withContiguousStorageIfAvailable { quote($0) }
        if wasWritten != nil { return }
        var value = value
        value.withUTF8 { quote($0) }
    }

    private mutating func quote(_ utf8: UnsafeBufferPointer<UInt8>) {
        text.makeRoom(utf8.count + 2)
        text.write(UInt8(ascii: "\""))
        var start = 0
        var place = Self.nextEscape(in: utf8, from: 0)
        while place < utf8.count {
            text.write(UnsafeBufferPointer(rebasing: utf8[start..<place]))
            escape(utf8[place])
            start = place + 1
            text.makeRoom(utf8.count - start + 1)
            place = Self.nextEscape(in: utf8, from: start)
        }
        text.write(UnsafeBufferPointer(rebasing: utf8[start...]))
        text.write(UInt8(ascii: "\""))
    }

    private static func nextEscape(in utf8: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var place = start
        let bytes = UnsafeRawBufferPointer(utf8)
        while place &+ 8 <= utf8.count,
            !mayNeedEscape(bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
        { place &+= 8 }
        while place < utf8.count, !needsEscape(utf8[place]) { place &+= 1 }
        return place
    }

    /// Whether any of eight bytes may need it; never wrong when it says no.
    private static func mayNeedEscape(_ word: UInt64) -> Bool {
        let quotes = word ^ 0x2222_2222_2222_2222
        let slashes = word ^ 0x5C5C_5C5C_5C5C_5C5C
        let deletes = word ^ 0x7F7F_7F7F_7F7F_7F7F
        let each: UInt64 = 0x0101_0101_0101_0101
        // What is too small borrows into its highest bit.
        let found =
            ((word &- 0x2020_2020_2020_2020) & ~word) | ((quotes &- each) & ~quotes)
            | ((slashes &- each) & ~slashes) | ((deletes &- each) & ~deletes)
        return found & 0x8080_8080_8080_8080 != 0
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7F
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): text.raw("\\\"")
        case UInt8(ascii: "\\"): text.raw("\\\\")
        case 0x08: text.raw("\\b")
        case 0x09: text.raw("\\t")
        case 0x0A: text.raw("\\n")
        case 0x0C: text.raw("\\f")
        case 0x0D: text.raw("\\r")
        default:
            text.raw("\\u")
            var digits = hexadecimal(UInt32(byte), 4)
            digits.withUTF8 { text.add($0) }
        }
    }
}
