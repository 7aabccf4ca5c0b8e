import Diagnostics

extension TOMLParser {
    /// Any of the four kinds of strings.
    mutating func string() throws(ReadingStopped) -> String {
        let quote = cursor.byte
        guard cursor.peek(1) == quote, cursor.peek(2) == quote else { return try shortString() }
        let opening = cursor.position
        cursor.skipASCII(3)
        if cursor.byte == 0x0D { cursor.skipASCII(1) }
        _ = cursor.skip(0x0A)
        var text: [UInt8] = []
        while true {
            if cursor.isAtEnd {
                throw stop("the text in triple quotes is never closed", at: opening)
            }
            if cursor.byte == quote, cursor.peek(1) == quote, cursor.peek(2) == quote {
                // Up to two quotes of the text may stand before the closing three.
                for _ in 0..<2 where cursor.peek(3) == quote { append(to: &text) }
                cursor.skipASCII(3)
                return String(decoding: text, as: UTF8.self)
            }
            if cursor.byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                if !skipEscapedLineEnd() { try escape(into: &text) }
            } else {
                append(to: &text)
            }
        }
    }

    /// A string on one line, in either kind of quotes.
    mutating func shortString() throws(ReadingStopped) -> String {
        let (quote, opening) = (cursor.byte, cursor.position)
        cursor.skipASCII(1)
        var text: [UInt8] = []
        while !cursor.skip(quote) {
            if cursor.isAtEnd || cursor.byte == 0x0A || cursor.byte == 0x0D {
                throw stop("the text in quotes has no closing quote on its line", at: opening)
            }
            if cursor.byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                try escape(into: &text)
            } else {
                append(to: &text)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func append(to text: inout [UInt8]) {
        text.append(cursor.byte)
        cursor.advance()
    }

    /// A backslash at the end of a line hides the line end and all space up to the next text.
    private mutating func skipEscapedLineEnd() -> Bool {
        var distance = 1
        while cursor.peek(distance) == 0x20 || cursor.peek(distance) == 0x09 { distance += 1 }
        if cursor.peek(distance) == 0x0D { distance += 1 }
        guard cursor.peek(distance) == 0x0A else { return false }
        cursor.skipASCII(distance)
        while [0x20, 0x09, 0x0D, 0x0A].contains(cursor.byte) { cursor.advance() }
        return true
    }

    private mutating func escape(into text: inout [UInt8]) throws(ReadingStopped) {
        let letter = cursor.peek(1)
        switch letter {
        case UInt8(ascii: "u"): return try unicodeEscape(digits: 4, into: &text)
        case UInt8(ascii: "U"): return try unicodeEscape(digits: 8, into: &text)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): text.append(letter)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "r"): text.append(0x0D)
        default: throw stop("the escape after '\\' is not known; write '\\\\' for a backslash")
        }
        cursor.skipASCII(2)
    }

    private mutating func unicodeEscape(
        digits: Int, into text: inout [UInt8]
    ) throws(ReadingStopped) {
        var value: UInt32 = 0
        for distance in 2..<2 + digits {
            guard let digit = hexadecimalDigit(cursor.peek(distance)) else {
                throw stop("the escape needs \(digits) hexadecimal digits")
            }
            value = value << 4 | digit
        }
        guard let bytes = Unicode.Scalar(value).flatMap({ UTF8.encode($0) }) else {
            throw stop("the escape names no character; it must be up to 10FFFF and no surrogate")
        }
        text += bytes
        cursor.skipASCII(2 + digits)
    }
}
