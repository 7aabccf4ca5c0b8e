import SourceText

/// Collects JSON text as bytes; equal values always give equal bytes.
struct JSONText: ~Copyable {
    private var text: ByteText

    init(reservingBytes capacity: Int) { text = ByteText(reservingBytes: capacity) }

    /// The whole text.
    consuming func finish() -> [UInt8] { text.finish() }

    /// Text that is JSON already.
    mutating func raw(_ piece: StaticString) { text.raw(piece) }

    /// `"text"`, with quotes, backslashes and control characters escaped and all else as UTF-8.
    mutating func string(_ value: String) {
        text.add(UInt8(ascii: "\""))
        let wasWritten: Void? = value.utf8.withContiguousStorageIfAvailable { escaped($0) }
        if wasWritten == nil {
            var value = value
            value.withUTF8 { escaped($0) }
        }
        text.add(UInt8(ascii: "\""))
    }

    private mutating func escaped(_ utf8: UnsafeBufferPointer<UInt8>) {
        var start = 0
        for position in utf8.indices where Self.needsEscape(utf8[position]) {
            text.add(UnsafeBufferPointer(rebasing: utf8[start..<position]))
            escape(utf8[position])
            start = position + 1
        }
        text.add(UnsafeBufferPointer(rebasing: utf8[start...]))
    }

    /// The shortest decimal text that reads back as `value`; whole numbers without a point.
    ///
    /// - Precondition: `value` is finite.
    mutating func number(_ value: Double) {
        precondition(value.isFinite, "JSON has no text for infinity or NaN")
        if value.magnitude < 0x1p53, value == Double(Int64(value)) {
            text.add(Int64(value))
        } else {
            var digits = value.description
            digits.withUTF8 { text.add($0) }
        }
    }

    mutating func number(_ value: Int) { text.add(Int64(value)) }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): raw("\\\"")
        case UInt8(ascii: "\\"): raw("\\\\")
        case 0x0A: raw("\\n")
        case 0x0D: raw("\\r")
        case 0x09: raw("\\t")
        default:
            raw("\\u00")
            for digit in [byte >> 4, byte & 15] {
                text.add(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
    }
}
