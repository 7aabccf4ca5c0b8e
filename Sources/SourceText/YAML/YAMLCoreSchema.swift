/// What a plain scalar means by the core schema of YAML 1.2.
///
/// One deviation: a decimal number that starts with a needless zero, such as `012`, is text.
/// Readers disagree about whether it is 12 or 10, and maps use it for names.
///
/// - Complexity: O(n) for what starts like a number, O(1) for most others.
func coreSchemaKind(_ text: Span<UInt8>) -> SourceScalar.Kind {
    guard text.count > 0 else { return .null }
    switch text[0] {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
        UInt8(ascii: "."):
        return numberKind(text) ?? .string
    case UInt8(ascii: "~"): return text.count == 1 ? .null : .string
    case UInt8(ascii: "n"), UInt8(ascii: "N"):
        return matches(text, "null", "Null", "NULL") ? .null : .string
    case UInt8(ascii: "t"), UInt8(ascii: "T"):
        return matches(text, "true", "True", "TRUE") ? .boolean(true) : .string
    case UInt8(ascii: "f"), UInt8(ascii: "F"):
        return matches(text, "false", "False", "FALSE") ? .boolean(false) : .string
    default: return .string
    }
}

private func matches(_ text: Span<UInt8>, _ words: StaticString...) -> Bool {
    words.contains { equal(text, from: 0, $0) }
}

/// Whether `text` from `start` to its end is `word`.
private func equal(_ text: Span<UInt8>, from start: Int, _ word: StaticString) -> Bool {
    guard text.count - start == word.utf8CodeUnitCount else { return false }
    var index = start
    for byte in word.description.utf8 {
        if text[index] != byte { return false }
        index += 1
    }
    return true
}

private func numberKind(_ text: Span<UInt8>) -> SourceScalar.Kind? {
    let signed = text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+")
    let start = signed ? 1 : 0
    guard start < text.count else { return nil }
    if text[start] == UInt8(ascii: "."), text.count - start == 4 {
        if [".inf", ".Inf", ".INF"].contains(where: { equal(text, from: start, $0) }) {
            return .real(text[0] == UInt8(ascii: "-") ? -.infinity : .infinity)
        }
        if !signed, [".nan", ".NaN", ".NAN"].contains(where: { equal(text, from: 0, $0) }) {
            return .real(.nan)
        }
    }
    if !signed, text.count > 2, text[0] == UInt8(ascii: "0") {
        if text[1] == UInt8(ascii: "x") { return radixKind(text, radix: 16) }
        if text[1] == UInt8(ascii: "o") { return radixKind(text, radix: 8) }
    }
    return decimalKind(text, from: start)
}

/// `[0-9]+` is whole; `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?` is not.
private func decimalKind(_ text: Span<UInt8>, from start: Int) -> SourceScalar.Kind? {
    var index = start
    let whole = digits(text, &index)
    if whole > 1, text[start] == UInt8(ascii: "0") { return nil }
    if index == text.count { return decimalInteger(text).map { .integer($0) } ?? real(text) }
    if text[index] == UInt8(ascii: ".") {
        index += 1
        let fraction = digits(text, &index)
        if whole == 0, fraction == 0 { return nil }
    } else if whole == 0 {
        return nil
    }
    if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
        index += 1
        let sign = index < text.count ? text[index] : 0
        if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { index += 1 }
        if digits(text, &index) == 0 { return nil }
    }
    return index == text.count ? real(text) : nil
}

private func real(_ text: Span<UInt8>) -> SourceScalar.Kind { .real(decimalNumber(text)) }

/// Passes the digits at `index`, and counts them.
private func digits(_ text: Span<UInt8>, _ index: inout Int) -> Int {
    let start = index
    while index < text.count, text[index] >= 0x30, text[index] <= 0x39 { index += 1 }
    return index - start
}

/// `0x…` and `0o…`; `nil` when a digit is none, a number when it needs more than 63 bits.
private func radixKind(_ text: Span<UInt8>, radix: Int64) -> SourceScalar.Kind? {
    var value: Int64? = 0
    var approximate = 0.0
    for index in 2..<text.count {
        guard let digit = hexadecimalDigit(text[index]).map(Int64.init), digit < radix else {
            return nil
        }
        value = value.flatMap { shifted($0, radix: radix, adding: digit) }
        approximate = approximate * Double(radix) + Double(digit)
    }
    return value.map { .integer($0) } ?? .real(approximate)
}

/// One more digit at the end of a number; `nil` when the number no longer fits.
func shifted(_ value: Int64, radix: Int64, adding digit: Int64) -> Int64? {
    let (product, tooLarge) = value.multipliedReportingOverflow(by: radix)
    let (sum, over) = product.addingReportingOverflow(digit)
    return tooLarge || over ? nil : sum
}

/// The value of a hexadecimal digit.
func hexadecimalDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46: UInt32(byte - 0x41 + 10)
    case 0x61...0x66: UInt32(byte - 0x61 + 10)
    default: nil
    }
}
