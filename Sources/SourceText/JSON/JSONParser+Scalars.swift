import Diagnostics

extension JSONParser {
    /// Reads a string from its opening up to behind its closing quote.
    mutating func string() throws(ReadingStopped) -> String {
        let opening = cursor.position
        cursor.skipASCII(1)
        let start = cursor.offset
        while true {
            let byte = cursor.byte
            if byte == UInt8(ascii: "\"") {
                let text = cursor.text(from: start)
                cursor.skipASCII(1)
                return text
            }
            if byte == UInt8(ascii: "\\") { break }
            try checkStringByte(byte, opening)
            cursor.advance()
        }
        return try escapedString(Array(cursor.bytes[start..<cursor.offset]), opening)
    }

    /// Reads on from the first escape, behind `prefix`.
    private mutating func escapedString(
        _ prefix: [UInt8], _ opening: SourcePosition
    ) throws(ReadingStopped) -> String {
        var text = prefix
        while true {
            let byte = cursor.byte
            if byte == UInt8(ascii: "\\") {
                try escape(into: &text)
                continue
            }
            if byte == UInt8(ascii: "\"") {
                cursor.skipASCII(1)
                return String(decoding: text, as: UTF8.self)
            }
            try checkStringByte(byte, opening)
            text.append(byte)
            cursor.advance()
        }
    }

    private mutating func checkStringByte(
        _ byte: UInt8, _ opening: SourcePosition
    ) throws(ReadingStopped) {
        if byte >= 0x20 { return }
        if byte == 0x09 { throw stop("a tab stands in a string; write it as '\\t'") }
        throw stop("the string has no closing quote on its line", at: opening)
    }

    private mutating func escape(into text: inout [UInt8]) throws(ReadingStopped) {
        let start = cursor.position
        let letter = cursor.peek(1)
        if letter == UInt8(ascii: "u") {
            let scalar = try unicodeEscape()
            text += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            return
        }
        guard let byte = Self.escapes[letter] else {
            throw stop(
                "the escape after '\\' is not known; write '\\\\' for a backslash", at: start)
        }
        cursor.skipASCII(2)
        text.append(byte)
    }

    private static let escapes: [UInt8: UInt8] = [
        0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D,
        0x74: 0x09,
    ]

    private mutating func unicodeEscape() throws(ReadingStopped) -> Unicode.Scalar {
        let start = cursor.position
        let unit = try codeUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        if unit < 0xDC00, cursor.byte == UInt8(ascii: "\\"), cursor.peek(1) == UInt8(ascii: "u") {
            let low = try codeUnit()
            if (0xDC00..<0xE000).contains(low),
                let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
            {
                return scalar
            }
        }
        throw stop("this half of a surrogate pair stands alone; write both", at: start)
    }

    /// Reads `\uXXXX`.
    private mutating func codeUnit() throws(ReadingStopped) -> UInt32 {
        var unit: UInt32 = 0
        for distance in 2..<6 {
            guard let digit = hexadecimalDigit(cursor.peek(distance)) else {
                throw stop("'\\u' must be followed by four hexadecimal digits")
            }
            unit = unit << 4 | digit
        }
        cursor.skipASCII(6)
        return unit
    }

    mutating func number() throws(ReadingStopped) -> SourceNode {
        let (start, offset) = (cursor.position, cursor.offset)
        if cursor.byte == UInt8(ascii: "-") { cursor.skipASCII(1) }
        if cursor.byte == UInt8(ascii: "0"), isDigit(cursor.peek(1)) {
            throw stop("a number starts with a needless 0; leave it out", at: start)
        }
        try digits()
        var isWhole = true
        if cursor.byte == UInt8(ascii: ".") {
            isWhole = false
            cursor.skipASCII(1)
            try digits()
        }
        if cursor.byte | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            cursor.skipASCII(1)
            if [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(cursor.byte) { cursor.skipASCII(1) }
            try digits()
        }
        let text = cursor.text(from: offset)
        let spelling = text.utf8Span.span
        if isWhole, let value = decimalInteger(spelling) {
            return scalar(text, .integer(value), start)
        }
        let value = decimalNumber(spelling)
        if value.isInfinite {
            throw stop("the number is too large; it must be below 1.8e308", at: start)
        }
        return scalar(text, .real(value), start)
    }

    private mutating func digits() throws(ReadingStopped) {
        guard isDigit(cursor.byte) else {
            throw stop("\(cursor.characterName) is here, but a digit must be")
        }
        while isDigit(cursor.byte) { cursor.skipASCII(1) }
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
