/// The number that decimal digits spell: sign, digits, fraction and exponent, without underscores.
///
/// Short numbers are computed exactly from their digits; others go through the standard library.
/// `digits` must have been checked against the format's grammar.
func decimalNumber(_ digits: Span<UInt8>) -> Double {
    var mantissa: UInt64 = 0
    var exponent = 0
    var count = 0
    var index = 0
    let negative = digits.count > 0 && digits[0] == UInt8(ascii: "-")
    if digits.count > 0, negative || digits[0] == UInt8(ascii: "+") { index = 1 }
    var afterPoint = false
    while index < digits.count {
        let byte = digits[index]
        if byte == UInt8(ascii: ".") {
            afterPoint = true
        } else if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
            mantissa = mantissa &* 10 &+ UInt64(byte &- UInt8(ascii: "0"))
            if mantissa > 0 { count += 1 }
            if afterPoint { exponent -= 1 }
        } else {
            return slowDecimalNumber(digits)
        }
        index += 1
    }
    // 15 digits and powers of ten up to 22 are exact in a Double, so one division rounds once.
    guard count <= 15, exponent >= -22 else { return slowDecimalNumber(digits) }
    let value = exponent == 0 ? Double(mantissa) : Double(mantissa) / powersOfTen[-exponent]
    return negative ? -value : value
}

private let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
]

/// - Returns: Infinity for what is too large.
private func slowDecimalNumber(_ digits: Span<UInt8>) -> Double {
    let text = String(unsafeUninitializedCapacity: digits.count) { buffer in
        for index in digits.indices { buffer[index] = digits[index] }
        return digits.count
    }
    return Double(text) ?? .nan
}

/// The whole number that decimal digits with an optional sign spell; `nil` when it does not fit.
func decimalInteger(_ digits: Span<UInt8>) -> Int64? {
    guard digits.count > 0 else { return nil }
    let negative = digits[0] == UInt8(ascii: "-")
    var index = negative || digits[0] == UInt8(ascii: "+") ? 1 : 0
    guard index < digits.count else { return nil }
    var value: Int64 = 0
    while index < digits.count {
        let digit = Int64(digits[index]) - 48
        guard (0...9).contains(digit) else { return nil }
        let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
        let (sum, over) = product.subtractingReportingOverflow(digit)
        if tooLarge || over { return nil }
        value = sum
        index += 1
    }
    // Counted downwards, because the least number has no positive counterpart.
    if negative { return value }
    return value == .min ? nil : -value
}
