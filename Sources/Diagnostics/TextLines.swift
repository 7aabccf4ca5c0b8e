/// Where the lines of a text are.
///
/// A line ends with a line feed, with or without a carriage return before it; a byte order mark
/// before the first line belongs to none.
public struct TextLines: Sendable {
    private let bytes: [UInt8]
    private let starts: [Int]

    /// - Complexity: O(bytes up to the last line that is wanted).
    /// - Parameter limit: The last line that will be asked for; `nil` for all.
    public init(_ bytes: [UInt8], upTo limit: Int? = nil) {
        self.bytes = bytes
        var starts = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
        for offset in bytes.indices where bytes[offset] == 0x0A {
            if let limit, starts.count > limit { break }
            starts.append(offset + 1)
        }
        self.starts = starts
    }

    /// Bytes of a line without its end; `nil` when there is no such line.
    public func range(ofLine line: Int) -> Range<Int>? {
        guard line >= 1, line <= starts.count else { return nil }
        let start = starts[line - 1]
        guard line < starts.count else { return start..<bytes.count }
        let end = starts[line] - 1
        return start..<(end > start && bytes[end - 1] == 0x0D ? end - 1 : end)
    }

    /// A line's text; `nil` when there is no such line, what is not UTF-8 is replaced.
    public func text(ofLine line: Int) -> String? {
        range(ofLine: line).map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    /// Text of a stretch of bytes; what is not UTF-8 is replaced.
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// The byte up to `count` characters before `offset`, not before `limit`, and how many it was.
    func offset(_ limit: Int, back count: Int, from offset: Int) -> (offset: Int, count: Int) {
        var (place, passed) = (offset, 0)
        while place > limit, passed < count {
            place -= 1
            while place > limit, bytes[place] & 0xC0 == 0x80 { place -= 1 }
            passed += 1
        }
        return (place, passed)
    }

    /// The byte up to `count` characters behind `offset`, not behind `limit`.
    func offset(_ limit: Int, forward count: Int, from offset: Int) -> Int {
        var (place, passed) = (offset, 0)
        while place < limit, passed < count {
            place += 1
            while place < limit, bytes[place] & 0xC0 == 0x80 { place += 1 }
            passed += 1
        }
        return place
    }

    /// The byte at a place; `nil` when the text has no such place.
    ///
    /// The place behind a line's last character is one, and so is the start of the line behind
    /// the last line feed.
    public func offset(of place: SourcePosition) -> Int? {
        guard let range = range(ofLine: place.line), place.column >= 1 else { return nil }
        var column = 1
        var offset = range.lowerBound
        while column < place.column {
            guard offset < range.upperBound else { return nil }
            offset += 1
            while offset < range.upperBound, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
            column += 1
        }
        return offset
    }
}
