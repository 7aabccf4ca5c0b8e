/// Goes through JSON without building a tree, for readers that know what must come.
///
/// It knows no places and reports nothing: whatever is wrong or merely unusual, an escape in a text
/// for example, ends the reading with `Unusual`, and `JSONReader` has the word. What it accepts,
/// `JSONReader` reads the same, as long as the caller minds second keys.
public struct JSONScanner: ~Copyable {
    /// The text is wrong, or not of the kind that is read here.
    public struct Unusual: Error {
        /// Thrown by callers too, at what they do not know.
        public init() {}
    }

    /// A text of up to 16 bytes, to be compared at once.
    public struct Word: Hashable, Sendable {
        let low, high: UInt64

        /// The word of a text; `nil` when it is longer.
        public init?(_ text: String) {
            var padded = Array(text.utf8)
            let count = padded.count
            guard count <= 16 else { return nil }
            padded += Array(repeating: 0, count: 16 - count)
            self = padded.withUnsafeBytes { Word(UnsafeRawPointer($0.baseAddress), count) }
        }

        /// Of `count` bytes, at most 16; as many must be there to be looked at.
        fileprivate init(_ start: UnsafeRawPointer?, _ count: Int) {
            guard let start else {
                (low, high) = (0, 0)
                return
            }
            let first = UInt64(littleEndian: start.loadUnaligned(as: UInt64.self))
            let second = UInt64(
                littleEndian: start.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            // Shifts by 64 and more give 0.
            low = first & ~(UInt64.max << UInt64(8 * count))
            high = second & ~(UInt64.max << UInt64(8 * max(0, count - 8)))
        }
    }

    /// The text and `padding` bytes of 0, which no text holds; owned.
    private let bytes: UnsafeMutablePointer<UInt8>
    private let end: UnsafeMutablePointer<UInt8>
    private var next: UnsafeMutablePointer<UInt8>
    /// Whether a collection has just begun, so that no comma is due.
    private var isFirst = false

    /// As many as are looked at together.
    private static let padding = 16

    /// - Returns: `nil` when the bytes are no text that JSON allows.
    public init?(_ text: [UInt8]) {
        guard firstTextProblem(in: text, rule: .json) == nil else { return nil }
        bytes = .allocate(capacity: text.count + Self.padding)
        end = bytes + text.count
        next = bytes
        _ = UnsafeMutableBufferPointer(start: bytes, count: text.count).initialize(from: text)
        end.initialize(repeating: 0, count: Self.padding)
    }

    deinit { bytes.deallocate() }

    // MARK: - Collections

    /// Passes `{`; `nextKey` follows until it gives `nil`.
    public mutating func beginObject() throws(Unusual) { try begin(UInt8(ascii: "{")) }

    /// Passes `[`; `nextElement` follows until it says that there is none.
    public mutating func beginArray() throws(Unusual) { try begin(UInt8(ascii: "[")) }

    /// The next key of an object, with the colon passed; `nil` at the end, which is passed.
    public mutating func nextKey() throws(Unusual) -> Word? {
        guard try advance(to: UInt8(ascii: "}")) else { return nil }
        let key = try word()
        try passColon()
        return key
    }

    /// As `nextKey`, for keys that may be any text.
    public mutating func nextName() throws(Unusual) -> String? {
        guard try advance(to: UInt8(ascii: "}")) else { return nil }
        let name = try string()
        try passColon()
        return name
    }

    /// Whether an array has a further element, which is next then; its end is passed.
    public mutating func nextElement() throws(Unusual) -> Bool {
        try advance(to: UInt8(ascii: "]"))
    }

    /// Passes the end of the text; nothing but space may come before it.
    public mutating func finish() throws(Unusual) {
        skipSpace()
        guard next == end else { throw Unusual() }
    }

    private mutating func begin(_ bracket: UInt8) throws(Unusual) {
        skipSpace()
        try pass(bracket)
        isFirst = true
    }

    @inline(__always)
    private mutating func advance(to closing: UInt8) throws(Unusual) -> Bool {
        skipSpace()
        if byte == closing {
            next += 1
            isFirst = false
            return false
        }
        if !isFirst {
            try pass(UInt8(ascii: ","))
            skipSpace()
            if byte == closing { throw Unusual() }
        }
        isFirst = false
        return true
    }

    @inline(__always)
    private mutating func passColon() throws(Unusual) {
        skipSpace()
        try pass(UInt8(ascii: ":"))
        skipSpace()
    }

    // MARK: - Values

    /// A text.
    public mutating func string() throws(Unusual) -> String {
        String(decoding: try text(), as: UTF8.self)
    }

    /// A text of up to 16 bytes.
    public mutating func word() throws(Unusual) -> Word {
        let text = try text()
        guard text.count <= 16 else { throw Unusual() }
        return Word(UnsafeRawPointer(text.baseAddress), text.count)
    }

    /// `true` or `false`.
    public mutating func boolean() throws(Unusual) -> Bool {
        if passes("true") { return true }
        if passes("false") { return false }
        throw Unusual()
    }

    /// A whole number from 0.
    public mutating func count() throws(Unusual) -> Int {
        let number = try digits()
        guard number.isWhole else { throw Unusual() }
        if number.count <= 18, !number.isNegative { return Int(number.mantissa) }
        guard let value = decimalInteger(spelling(of: number).span), value >= 0 else {
            throw Unusual()
        }
        return Int(value)
    }

    /// A number, or `nil` for `null`.
    public mutating func number() throws(Unusual) -> Double? {
        if byte == UInt8(ascii: "n"), passes("null") { return nil }
        let number = try digits()
        // As many digits as are exact.
        if number.isWhole, number.count <= 15 {
            let value = Int64(number.mantissa)
            return Double(number.isNegative ? -value : value)
        }
        let spelling = spelling(of: number).span
        if number.isWhole, let value = decimalInteger(spelling) { return Double(value) }
        let value = decimalNumber(spelling)
        guard value.isFinite else { throw Unusual() }
        return value
    }

    /// How much of the text is left: no list that comes has as many elements.
    public var remainingBytes: Int { end - next }

    /// Whether an object is next.
    public var isAtObject: Bool { byte == UInt8(ascii: "{") }

    /// Whether an array is next.
    public var isAtArray: Bool { byte == UInt8(ascii: "[") }

    /// Passes a single value, or a list of single values.
    public mutating func skipValue() throws(Unusual) {
        guard byte == UInt8(ascii: "[") else { return try skipScalar() }
        try beginArray()
        while try nextElement() { try skipScalar() }
    }

    private mutating func skipScalar() throws(Unusual) {
        switch byte {
        case UInt8(ascii: "\""): _ = try text()
        case UInt8(ascii: "t"), UInt8(ascii: "f"): _ = try boolean()
        default: _ = try number()
        }
    }
}

// MARK: - Bytes

extension JSONScanner {
    /// A number as it is written, with its digits as one whole number when they are few.
    private struct Digits {
        var start: UnsafeMutablePointer<UInt8>
        var length = 0
        var mantissa: UInt64 = 0
        var count = 0
        var isNegative = false
        /// Whether it has neither fraction nor exponent.
        var isWhole = true
    }

    /// The byte here; 0 at the end.
    private var byte: UInt8 {
        @inline(__always) get { next.pointee }
    }

    @inline(__always)
    private mutating func skipSpace() {
        // Of the bytes up to the blank, the text holds only those that are space, and its end is 0.
        while next.pointee &- 1 < 0x20 { next += 1 }
    }

    @inline(__always)
    private mutating func pass(_ expected: UInt8) throws(Unusual) {
        guard byte == expected else { throw Unusual() }
        next += 1
    }

    private mutating func passes(_ word: StaticString) -> Bool {
        for index in 0..<word.utf8CodeUnitCount where next[index] != word.utf8Start[index] {
            return false
        }
        next += word.utf8CodeUnitCount
        return true
    }

    /// Passes a text in quotes; gives what is inside them.
    @inline(__always)
    private mutating func text() throws(Unusual) -> UnsafeBufferPointer<UInt8> {
        try pass(UInt8(ascii: "\""))
        let start = next
        while true {
            let word = UInt64(
                littleEndian: UnsafeRawPointer(next).loadUnaligned(as: UInt64.self))
            let marks = Self.ends(in: word)
            if marks != 0 {
                next += marks.trailingZeroBitCount / 8
                break
            }
            next += 8
        }
        let text = UnsafeBufferPointer(start: UnsafePointer(start), count: next - start)
        try pass(UInt8(ascii: "\""))
        return text
    }

    /// Marks the first of eight bytes that ends a text or may not be in one.
    @inline(__always)
    private static func ends(in word: UInt64) -> UInt64 {
        let each: UInt64 = 0x0101_0101_0101_0101
        let quotes = word ^ 0x2222_2222_2222_2222
        let slashes = word ^ 0x5C5C_5C5C_5C5C_5C5C
        // What is too small borrows into its highest bit; only a mark above the first may be wrong.
        let found =
            ((word &- 0x2020_2020_2020_2020) & ~word) | ((quotes &- each) & ~quotes)
            | ((slashes &- each) & ~slashes)
        return found & 0x8080_8080_8080_8080
    }

    private mutating func digits() throws(Unusual) -> Digits {
        var number = Digits(start: next)
        if byte == UInt8(ascii: "-") {
            number.isNegative = true
            next += 1
        }
        let first = next
        passDigits(&number.mantissa)
        number.count = next - first
        guard number.count > 0, first.pointee != UInt8(ascii: "0") || number.count == 1 else {
            throw Unusual()
        }
        if byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e") {
            number.isWhole = false
            try passFraction()
        }
        number.length = next - number.start
        return number
    }

    private mutating func passFraction() throws(Unusual) {
        var ignored: UInt64 = 0
        if byte == UInt8(ascii: ".") {
            next += 1
            guard passDigits(&ignored) > 0 else { throw Unusual() }
        }
        if byte | 0x20 == UInt8(ascii: "e") {
            next += 1
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { next += 1 }
            guard passDigits(&ignored) > 0 else { throw Unusual() }
        }
    }

    @inline(__always) @discardableResult
    private mutating func passDigits(_ value: inout UInt64) -> Int {
        let start = next
        while byte &- 0x30 < 10 {
            value = value &* 10 &+ UInt64(byte &- 0x30)
            next += 1
        }
        return next - start
    }

    private func spelling(of number: Digits) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: UnsafePointer(number.start), count: number.length)
    }
}
