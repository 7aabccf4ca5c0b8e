/// `text` as part of a file name: lower-case ASCII letters and digits, everything else one `-`.
///
/// Text that holds no ASCII letter or digit becomes the numbers of its scalars, so that it still
/// has a name; empty text stays empty.
public func fileSlug(_ text: String) -> String {
    let slug = asciiSlug(text)
    if !slug.isEmpty || text.isEmpty { return slug }
    return text.unicodeScalars.map { "u" + String($0.value, radix: 16) }.joined(separator: "-")
}

private func asciiSlug(_ text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
        switch byte {
        case 0x30...0x39, 0x61...0x7A: bytes.append(byte)
        case 0x41...0x5A: bytes.append(byte | 0x20)
        default: if let last = bytes.last, last != 0x2D { bytes.append(0x2D) }
        }
    }
    if bytes.last == 0x2D { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
}

/// `text` on one line: runs of blanks and control characters become one blank, none at the ends.
func singleLine(_ text: String) -> String {
    isPlainLine(text) ? text : joinedLine(text)
}

/// Whether `text` is ASCII on one line with single blanks inside: nearly every name is.
private func isPlainLine(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
        var previous: UInt8 = 0x20
        for byte in bytes {
            guard byte > 0x20 || byte == 0x20 && previous != 0x20, byte < 0x7F else { return false }
            previous = byte
        }
        return previous != 0x20 || bytes.isEmpty
    }
}

private func joinedLine(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    var owesBlank = false
    for scalar in text.unicodeScalars {
        if scalar.value <= 0x20 || scalar.value == 0x7F || scalar.properties.isWhitespace {
            owesBlank = !scalars.isEmpty
            continue
        }
        if owesBlank { scalars.append(" ") }
        owesBlank = false
        scalars.append(scalar.value == 0xFFFE || scalar.value == 0xFFFF ? "\u{FFFD}" : scalar)
    }
    return String(scalars)
}
