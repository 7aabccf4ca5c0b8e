import Diagnostics

/// A place in bytes that knows its line and column.
///
/// The line is counted as line feeds are passed; the column falls out of the offset, because
/// `lineStart` moves along with every byte that starts no character.
struct ByteCursor {
    let bytes: [UInt8]
    private(set) var offset: Int
    private var line = 1
    private var lineStart: Int

    /// Starts at the first byte behind a byte order mark.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        offset = bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
        lineStart = offset
    }

    /// The byte here; 0 at the end. A text that was checked holds no 0.
    var byte: UInt8 { offset < bytes.count ? bytes[offset] : 0 }

    var isAtEnd: Bool { offset >= bytes.count }

    var position: SourcePosition { SourcePosition(line: line, column: offset - lineStart + 1) }

    /// The byte `distance` ahead; 0 behind the end.
    func peek(_ distance: Int) -> UInt8 {
        offset + distance < bytes.count ? bytes[offset + distance] : 0
    }

    /// Passes one byte.
    mutating func advance() {
        let byte = self.byte
        offset += 1
        if byte == 0x0A {
            line += 1
            lineStart = offset
        } else if byte & 0xC0 == 0x80 {
            lineStart += 1
        }
    }

    /// Passes `count` bytes that are ASCII and no line feeds.
    mutating func skipASCII(_ count: Int) { offset += count }

    /// Passes `expected` when it is here.
    mutating func skip(_ expected: UInt8) -> Bool {
        guard byte == expected, !isAtEnd else { return false }
        advance()
        return true
    }

    /// The text from `start` up to here.
    func text(from start: Int) -> String { String(decoding: bytes[start..<offset], as: UTF8.self) }

    /// The character here, as a message names it: `'x'`, "the end of the line", "the end of the file".
    var characterName: String {
        if isAtEnd { return "the end of the file" }
        if byte == 0x0A || byte == 0x0D { return "the end of the line" }
        guard let (value, _) = decodedScalar(in: bytes, at: offset),
            let scalar = Unicode.Scalar(value)
        else { return "this" }
        return "'\(scalar)'"
    }
}
