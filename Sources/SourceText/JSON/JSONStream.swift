/// JSON text, written piece by piece, without making a value of it first; the same text as
/// `JSONValue.encoded` gives.
///
/// Whoever writes sees to it that names stand in objects only, and that each name has one value.
public struct JSONStream: ~Copyable {
    private var bytes: UnsafeMutablePointer<UInt8>
    private var count = 0
    private var capacity: Int
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
        self.capacity = max(64, capacity)
        bytes = .allocate(capacity: self.capacity)
    }

    deinit { bytes.deallocate() }

    /// The whole text.
    public consuming func finish() -> [UInt8] {
        if hasLines { raw("\n") }
        return Array(UnsafeBufferPointer(start: bytes, count: count))
    }

    /// Writes an object; `body` writes its members.
    public mutating func object(_ body: (inout JSONStream) -> Void) { nest(UInt8(ascii: "{"), UInt8(ascii: "}"), body) }

    /// Writes an array; `body` writes its values.
    public mutating func array(_ body: (inout JSONStream) -> Void) { nest(UInt8(ascii: "["), UInt8(ascii: "]"), body) }

    /// Writes a member's name; its value must follow.
    public mutating func name(_ name: StaticString) {
        let size = name.utf8CodeUnitCount
        beginEntry(size + 4)
        put(UInt8(ascii: "\""))
        put(UnsafeBufferPointer(start: name.utf8Start, count: size))
        put(UInt8(ascii: "\""))
        endName()
    }

    /// Writes a member's name; its value must follow.
    public mutating func name(_ name: String) {
        beginEntry(2)
        append(name)
        makeRoom(2)
        endName()
    }

    /// Writes `null`.
    public mutating func null() {
        beginEntry(0)
        raw("null")
    }

    /// Writes `true` or `false`.
    public mutating func value(_ flag: Bool) {
        beginEntry(0)
        raw(flag ? "true" : "false")
    }

    /// Writes a whole number.
    public mutating func value(_ number: Int64) {
        beginEntry(Self.longestInteger)
        append(number)
    }

    /// Writes a whole number.
    public mutating func value(_ number: Int) { value(Int64(number)) }

    /// Writes a number, `null` when it is infinite or not a number.
    public mutating func value(_ number: Double) {
        beginEntry(Self.longestInteger)
        append(number)
    }

    /// Writes a text, with what JSON needs escaped.
    public mutating func value(_ text: String) {
        beginEntry(2)
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
        _ open: UInt8, _ close: UInt8, _ body: (inout JSONStream) -> Void
    ) {
        beginEntry(1)
        put(open)
        depth += 1
        isFollowing = false
        body(&self)
        depth -= 1
        makeRoom(margin + 1)
        if isFollowing { newLine() }
        put(close)
        isFollowing = true
    }

    private mutating func endName() {
        put(UInt8(ascii: ":"))
        if hasLines { put(0x20) }
        isNamed = true
    }

    /// What stands between two entries of a level; `size` more bytes fit after it.
    private mutating func beginEntry(_ size: Int) {
        makeRoom(margin + 1 + size)
        if isNamed {
            isNamed = false
            return
        }
        if depth > 0 {
            if isFollowing { put(UInt8(ascii: ",")) }
            newLine()
        }
        isFollowing = true
    }

    // MARK: - Bytes

    /// A sign and 19 digits.
    private static let longestInteger = 20

    /// Room for a new line with its blanks, which are written eight at a time.
    private var margin: Int { depth &* step &+ 9 }

    /// There must be room.
    @inline(__always)
    private mutating func put(_ byte: UInt8) {
        bytes[count] = byte
        count &+= 1
    }

    /// There must be room.
    @inline(__always)
    private mutating func put(_ text: UnsafeBufferPointer<UInt8>) {
        guard let start = text.baseAddress else { return }
        (bytes + count).update(from: start, count: text.count)
        count &+= text.count
    }

    /// There must be room.
    @inline(__always)
    private mutating func newLine() {
        guard hasLines else { return }
        put(0x0A)
        let blanks = depth &* step
        let start = UnsafeMutableRawPointer(bytes + count)
        var place = 0
        while place < blanks {
            start.storeBytes(of: 0x2020_2020_2020_2020, toByteOffset: place, as: UInt64.self)
            place &+= 8
        }
        count &+= blanks
    }

    /// Sees to it that `size` more bytes fit.
    @inline(__always)
    private mutating func makeRoom(_ size: Int) {
        if capacity &- count < size { grow(size) }
    }

    @inline(never)
    private mutating func grow(_ size: Int) {
        capacity = max(capacity * 2, count + size)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.update(from: bytes, count: count)
        bytes.deallocate()
        bytes = larger
    }

    private mutating func raw(_ text: StaticString) {
        makeRoom(text.utf8CodeUnitCount)
        put(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    // MARK: - Values

    private mutating func append(_ value: Int64) {
        makeRoom(Self.longestInteger)
        if value < 0 { put(UInt8(ascii: "-")) }
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
        text.withUTF8 { text in
            makeRoom(text.count)
            put(text)
        }
    }

    private mutating func append(_ text: String) {
        // Nearly every text lies in one piece, and need not be copied to be looked at.
        let wasWritten: Void? = text.utf8.withContiguousStorageIfAvailable { quote($0) }
        if wasWritten != nil { return }
        var text = text
        text.withUTF8 { quote($0) }
    }

    private mutating func quote(_ utf8: UnsafeBufferPointer<UInt8>) {
        makeRoom(utf8.count + 2)
        put(UInt8(ascii: "\""))
        var start = 0
        var place = Self.nextEscape(in: utf8, from: 0)
        while place < utf8.count {
            put(UnsafeBufferPointer(rebasing: utf8[start..<place]))
            escape(utf8[place])
            start = place + 1
            makeRoom(utf8.count - start + 1)
            place = Self.nextEscape(in: utf8, from: start)
        }
        put(UnsafeBufferPointer(rebasing: utf8[start...]))
        put(UInt8(ascii: "\""))
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
        let each: UInt64 = 0x0101_0101_0101_0101
        // A byte that is 0 sets its highest bit.
        func zeros(_ word: UInt64) -> UInt64 { word &- each & ~word }
        let controls = word &- 0x20 &* each & ~word
        let found =
            controls | zeros(word ^ 0x22 &* each) | zeros(word ^ 0x5C &* each)
            | zeros(word ^ 0x7F &* each)
        return found & 0x80 &* each != 0
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
            digits.withUTF8 { digits in
                makeRoom(digits.count)
                put(digits)
            }
        }
    }
}
