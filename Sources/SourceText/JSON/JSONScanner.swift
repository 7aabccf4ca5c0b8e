/// Goes through JSON without building a tree, for readers that know what must come.
///
/// It knows no places and reports nothing: whatever is wrong or merely unusual, an escape in a text
/// for example, ends the reading with `Unusual`, and `JSONReader` has the word. What it accepts,
/// `JSONReader` reads the same, as long as the caller minds second keys.
public struct JSONScanner {
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
            let bytes = Array(text.utf8)
            self.init(bytes, 0..<bytes.count)
        }

        fileprivate init?(_ bytes: [UInt8], _ range: Range<Int>) {
            guard range.count <= 16 else { return nil }
            var (low, high): (UInt64, UInt64) = (0, 0)
            for index in range.lowerBound..<min(range.upperBound, range.lowerBound + 8) {
                low = low << 8 | UInt64(bytes[index])
            }
            for index in range.dropFirst(8) { high = high << 8 | UInt64(bytes[index]) }
            (self.low, self.high) = (low, high)
        }
    }

    private let bytes: [UInt8]
    private var offset = 0
    /// Whether a collection has just begun, so that no comma is due.
    private var isFirst = false

    /// - Returns: `nil` when the bytes are no text that JSON allows.
    public init?(_ bytes: [UInt8]) {
        guard firstTextProblem(in: bytes, rule: .json) == nil else { return nil }
        self.bytes = bytes
    }

    // MARK: - Collections

    /// Passes `{`; `nextKey` follows until it gives `nil`.
    public mutating func beginObject() throws(Unusual) { try begin(UInt8(ascii: "{")) }

    /// Passes `[`; `nextElement` follows until it says that there is none.
    public mutating func beginArray() throws(Unusual) { try begin(UInt8(ascii: "[")) }

    /// The next key of an object, with the colon passed; `nil` at the end, which is passed.
    public mutating func nextKey() throws(Unusual) -> Word? {
        guard try advance(to: UInt8(ascii: "}")) else { return nil }
        let range = try text()
        guard let word = Word(bytes, range) else { throw Unusual() }
        skipSpace()
        try pass(UInt8(ascii: ":"))
        skipSpace()
        return word
    }

    /// As `nextKey`, for keys that may be any text.
    public mutating func nextName() throws(Unusual) -> String? {
        guard try advance(to: UInt8(ascii: "}")) else { return nil }
        let name = try string()
        skipSpace()
        try pass(UInt8(ascii: ":"))
        skipSpace()
        return name
    }

    /// Whether an array has a further element, which is next then; its end is passed.
    public mutating func nextElement() throws(Unusual) -> Bool {
        try advance(to: UInt8(ascii: "]"))
    }

    /// Passes the end of the text; nothing but space may come before it.
    public mutating func finish() throws(Unusual) {
        skipSpace()
        guard offset == bytes.count else { throw Unusual() }
    }

    private mutating func begin(_ bracket: UInt8) throws(Unusual) {
        skipSpace()
        try pass(bracket)
        isFirst = true
    }

    private mutating func advance(to closing: UInt8) throws(Unusual) -> Bool {
        skipSpace()
        if byte == closing {
            offset += 1
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

    // MARK: - Values

    /// A text.
    public mutating func string() throws(Unusual) -> String {
        let range = try text()
        return String(decoding: bytes[range], as: UTF8.self)
    }

    /// A text of up to 16 bytes.
    public mutating func word() throws(Unusual) -> Word {
        let range = try text()
        guard let word = Word(bytes, range) else { throw Unusual() }
        return word
    }

    /// `true` or `false`.
    public mutating func boolean() throws(Unusual) -> Bool {
        if passes("true") { return true }
        if passes("false") { return false }
        throw Unusual()
    }

    /// A whole number from 0.
    public mutating func count() throws(Unusual) -> Int {
        let (range, isWhole) = try digits()
        guard isWhole, let value = decimalInteger(bytes.span.extracting(range)), value >= 0 else {
            throw Unusual()
        }
        return Int(value)
    }

    /// A number, or `nil` for `null`.
    public mutating func number() throws(Unusual) -> Double? {
        if passes("null") { return nil }
        let (range, isWhole) = try digits()
        let spelling = bytes.span.extracting(range)
        if isWhole, let value = decimalInteger(spelling) { return Double(value) }
        let value = decimalNumber(spelling)
        guard value.isFinite else { throw Unusual() }
        return value
    }

    /// Whether an object is next.
    public var isAtObject: Bool { byte == UInt8(ascii: "{") }

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
    /// The byte here; 0 at the end. A text that was checked holds no 0.
    private var byte: UInt8 { offset < bytes.count ? bytes[offset] : 0 }

    private mutating func skipSpace() {
        while true {
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D: offset += 1
            default: return
            }
        }
    }

    private mutating func pass(_ expected: UInt8) throws(Unusual) {
        guard byte == expected, offset < bytes.count else { throw Unusual() }
        offset += 1
    }

    private mutating func passes(_ word: StaticString) -> Bool {
        let end = offset + word.utf8CodeUnitCount
        guard end <= bytes.count else { return false }
        for index in 0..<word.utf8CodeUnitCount
        where bytes[offset + index] != word.utf8Start[index] {
            return false
        }
        offset = end
        return true
    }

    /// Passes a text in quotes; gives the range inside them.
    private mutating func text() throws(Unusual) -> Range<Int> {
        try pass(UInt8(ascii: "\""))
        let start = offset
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "\"") {
                offset += 1
                return start..<offset - 1
            }
            if byte < 0x20 || byte == UInt8(ascii: "\\") { throw Unusual() }
            offset += 1
        }
        throw Unusual()
    }

    /// Passes a number; says whether it has neither fraction nor exponent.
    private mutating func digits() throws(Unusual) -> (range: Range<Int>, isWhole: Bool) {
        let start = offset
        if byte == UInt8(ascii: "-") { offset += 1 }
        let leading = byte
        let whole = passDigits()
        guard whole > 0, leading != UInt8(ascii: "0") || whole == 1 else { throw Unusual() }
        var isWhole = true
        if byte == UInt8(ascii: ".") {
            isWhole = false
            offset += 1
            guard passDigits() > 0 else { throw Unusual() }
        }
        if byte | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            offset += 1
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { offset += 1 }
            guard passDigits() > 0 else { throw Unusual() }
        }
        return (start..<offset, isWhole)
    }

    private mutating func passDigits() -> Int {
        let start = offset
        while byte &- 0x30 < 10 { offset += 1 }
        return offset - start
    }
}
