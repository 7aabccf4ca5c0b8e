/// Why bytes are not a text that a reader accepts, and where.
struct TextProblem: Equatable {
    var offset: Int
    var message: String
}

/// Which characters a format allows besides the printable ones.
enum TextRule {
    /// All but control characters; a carriage return may stand alone.
    case json
    /// As `json`, without U+007F and without lone carriage returns.
    case toml
    /// As `toml`, without the control characters and line breaks above U+007F.
    case yaml
}

/// Finds the first byte that is not UTF-8, and the first character that `rule` does not allow.
///
/// - Complexity: O(`bytes.count`); about 1 ns a byte.
func firstTextProblem(in bytes: [UInt8], rule: TextRule) -> TextProblem? {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
        return TextProblem(offset: 0, message: "the file is UTF-16, but must be UTF-8")
    }
    var offset = 0
    while offset < bytes.count {
        if offset + 8 <= bytes.count, isPlainText(bytes, at: offset) {
            offset += 8
            continue
        }
        let byte = bytes[offset]
        if byte >= 0x20, byte < 0x7F || byte == 0x0A {
            offset += 1
            continue
        }
        guard let (scalar, length) = decodedScalar(in: bytes, at: offset) else {
            return TextProblem(
                offset: offset,
                message: "the byte \(hexadecimal(UInt32(byte), 2)) is not UTF-8 here; "
                    + "save the file as UTF-8")
        }
        let follower = offset + 1 < bytes.count ? bytes[offset + 1] : 0
        if let message = problem(with: scalar, followedBy: follower, rule: rule) {
            return TextProblem(offset: offset, message: message)
        }
        offset += length
    }
    return nil
}

/// Whether the eight bytes at `offset` are all printable ASCII or line feeds.
private func isPlainText(_ bytes: [UInt8], at offset: Int) -> Bool {
    let word = bytes.withUnsafeBytes {
        $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }
    let (ones, highs): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
    // Line feeds, as marked exactly by the highest bits, become asterisks.
    let feeds = word ^ (ones &* 0x0A)
    let marks = ~(((feeds & ~highs) &+ ~highs) | feeds) & highs
    let plain = word | marks >> 2
    // A byte below 0x20 borrows into its high bit, 0x7F is carried into it.
    return (plain | (plain &- ones &* 0x20) | (plain &+ ones)) & highs == 0
}

/// What is wrong with a character, when something is.
private func problem(with scalar: UInt32, followedBy next: UInt8, rule: TextRule) -> String? {
    switch scalar {
    case 0x09, 0x0A: return nil
    case 0x0D:
        if rule == .json || next == 0x0A { return nil }
        return "a carriage return stands alone; end the line with a line feed"
    case 0x00..<0x20: break
    case 0x7F:
        if rule == .json { return nil }
    case 0x80..<0xA0, 0x2028, 0x2029:
        if rule != .yaml { return nil }
    default: return nil
    }
    return "the control character U+\(hexadecimal(scalar, 4)) may not stand here; "
        + "remove it, or write it as an escape in quotes"
}

/// The character that starts at `offset` and its length in bytes; `nil` when it is not UTF-8.
func decodedScalar(in bytes: [UInt8], at offset: Int) -> (scalar: UInt32, length: Int)? {
    let first = bytes[offset]
    if first < 0x80 { return (UInt32(first), 1) }
    let length: Int
    var scalar: UInt32
    switch first {
    case 0xC2...0xDF: (length, scalar) = (2, UInt32(first & 0x1F))
    case 0xE0...0xEF: (length, scalar) = (3, UInt32(first & 0x0F))
    case 0xF0...0xF4: (length, scalar) = (4, UInt32(first & 0x07))
    default: return nil
    }
    guard offset + length <= bytes.count else { return nil }
    for index in offset + 1..<offset + length {
        guard bytes[index] & 0xC0 == 0x80 else { return nil }
        scalar = scalar << 6 | UInt32(bytes[index] & 0x3F)
    }
    let least: UInt32 = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000
    guard scalar >= least, Unicode.Scalar(scalar) != nil else { return nil }
    return (scalar, length)
}

/// Upper-case hexadecimal digits, at least `width` of them.
func hexadecimal(_ value: UInt32, _ width: Int) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
