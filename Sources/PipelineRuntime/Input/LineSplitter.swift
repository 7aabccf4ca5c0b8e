/// Cuts a stream of bytes into lines; one that is too long is left out and told.
struct LineSplitter: Sendable {
    /// A line without its end, or what stands for one that was too long.
    enum Line: Sendable, Equatable {
        case text([UInt8])
        case tooLong(bytes: Int)
    }

    /// Bytes of the longest line.
    static let longest = 1 << 20

    private var rest: [UInt8] = []
    private var leftOut = 0

    /// Takes bytes and gives the lines that end in them; empty ones too, so that they can be counted.
    mutating func take(_ bytes: UnsafeRawBufferPointer) -> [Line] {
        var lines: [Line] = []
        var start = 0
        for end in bytes.indices where bytes[end] == UInt8(ascii: "\n") {
            add(bytes[start..<end])
            lines.append(takeLine())
            start = end + 1
        }
        add(bytes[start...])
        return lines
    }

    /// The last line, when the stream ends without an end of line.
    mutating func finish() -> Line? { rest.isEmpty && leftOut == 0 ? nil : takeLine() }

    private mutating func add(_ bytes: Slice<UnsafeRawBufferPointer>) {
        if leftOut > 0 || rest.count + bytes.count > Self.longest {
            leftOut += rest.count + bytes.count
            rest = []
        } else {
            rest.append(contentsOf: bytes)
        }
    }

    private mutating func takeLine() -> Line {
        defer {
            rest = []
            leftOut = 0
        }
        if leftOut > 0 { return .tooLong(bytes: leftOut) }
        if rest.last == UInt8(ascii: "\r") { rest.removeLast() }
        return .text(rest)
    }
}
