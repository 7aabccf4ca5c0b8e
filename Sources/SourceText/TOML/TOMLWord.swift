/// Why a word is not a value; follows the word in a message.
struct TOMLWordProblem: Error, Equatable {
    var message: String

    init(_ message: String) { self.message = message }

    static let notAValue = TOMLWordProblem("is not a value; text goes in quotes")
}

/// What a word outside quotes means: a number, a date, or one of the few names.
func tomlWord(_ word: [UInt8]) -> Result<SourceScalar.Kind, TOMLWordProblem> {
    switch String(decoding: word, as: UTF8.self) {
    case "true": return .success(.boolean(true))
    case "false": return .success(.boolean(false))
    case "inf", "+inf": return .success(.real(.infinity))
    case "-inf": return .success(.real(-.infinity))
    case "nan", "+nan", "-nan": return .success(.real(.nan))
    default: break
    }
    if isDigit(word[0]) {
        if word.contains(UInt8(ascii: ":")) || word.count > 4 && word[4] == UInt8(ascii: "-") {
            return TOMLDate(word).isReal
                ? .success(.string)
                : .failure(.init("is not a date or time; write it like 2025-09-23T07:30:00Z"))
        }
        if word.count > 1, word[0] == 0x30, let radix = radixes[word[1]] {
            return radixNumber(word, radix)
        }
    }
    return decimalNumber(word)
}

private let radixes: [UInt8: Int64] = [
    UInt8(ascii: "x"): 16, UInt8(ascii: "o"): 8, UInt8(ascii: "b"): 2,
]

private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

private let tooLarge = TOMLWordProblem("needs more than 64 bits; use a smaller number")
private let misplacedLine = TOMLWordProblem("has a '_' that does not stand between two digits")

/// The word without its underscores; `nil` when one does not stand between two digits.
private func withoutUnderscores(_ word: [UInt8], isDigit: (UInt8) -> Bool) -> [UInt8]? {
    guard word.contains(UInt8(ascii: "_")) else { return word }
    for (place, byte) in word.enumerated() where byte == UInt8(ascii: "_") {
        guard place > 0, place + 1 < word.count, isDigit(word[place - 1]), isDigit(word[place + 1])
        else { return nil }
    }
    return word.filter { $0 != UInt8(ascii: "_") }
}

private func radixNumber(
    _ word: [UInt8], _ radix: Int64
) -> Result<SourceScalar.Kind, TOMLWordProblem> {
    func digit(_ byte: UInt8) -> Int64? {
        hexadecimalDigit(byte).map(Int64.init).flatMap { $0 < radix ? $0 : nil }
    }
    guard let digits = withoutUnderscores(Array(word[2...]), isDigit: { digit($0) != nil }) else {
        return .failure(misplacedLine)
    }
    if digits.isEmpty { return .failure(.notAValue) }
    var value: Int64 = 0
    for byte in digits {
        guard let digit = digit(byte) else { return .failure(.notAValue) }
        guard let sum = shifted(value, radix: radix, adding: digit) else {
            return .failure(tooLarge)
        }
        value = sum
    }
    return .success(.integer(value))
}

/// `[+-]?(0|[1-9][0-9]*)`, then for reals `(\.[0-9]+)?([eE][+-]?[0-9]+)?`.
private func decimalNumber(_ word: [UInt8]) -> Result<SourceScalar.Kind, TOMLWordProblem> {
    guard let number = withoutUnderscores(word, isDigit: isDigit) else {
        return .failure(word.contains(where: isDigit) ? misplacedLine : .notAValue)
    }
    var rest = number[...]
    func passDigits() -> Int {
        let count = rest.prefix(while: isDigit).count
        rest = rest.dropFirst(count)
        return count
    }
    if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
    let first = rest.first
    let whole = passDigits()
    if whole == 0 { return .failure(.notAValue) }
    if whole > 1, first == UInt8(ascii: "0") {
        return .failure(.init("starts with a needless 0; leave it out"))
    }
    if rest.isEmpty {
        return decimalInteger(number.span).map { .success(.integer($0)) } ?? .failure(tooLarge)
    }
    if rest.first == UInt8(ascii: ".") {
        rest.removeFirst()
        if passDigits() == 0 { return .failure(.init("has no digit after the '.'; add one")) }
    }
    if let letter = rest.first, letter | 0x20 == UInt8(ascii: "e") {
        rest.removeFirst()
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        if passDigits() == 0 { return .failure(.init("has no digit after the 'e'; add one")) }
    }
    if !rest.isEmpty { return .failure(.notAValue) }
    return .success(.real(decimalNumber(number.span)))
}
