/// What a file in make's syntax says that its targets need.
///
/// Reads what compilers write: targets, a colon, prerequisites; `\` at the end of a line goes on,
/// `\ ` and `\#` are a blank and a number sign, `$$` is a dollar, `#` begins a comment. Targets that
/// need nothing, which compilers write for headers, say nothing.
struct Depfile: Equatable {
    /// Each once, in the order of the text.
    private(set) var prerequisites: [String] = []

    init(_ bytes: [UInt8]) {
        var reader = Reader(bytes)
        var seen = Set<String>()
        while !reader.isAtEnd {
            for word in reader.prerequisitesOfLine() where seen.insert(word).inserted {
                prerequisites.append(word)
            }
        }
    }

    private struct Reader {
        private let bytes: [UInt8]
        private var place = 0

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        var isAtEnd: Bool { place >= bytes.count }

        private func peek(_ ahead: Int = 0) -> UInt8? {
            place + ahead < bytes.count ? bytes[place + ahead] : nil
        }

        /// The words after the first colon of one line, of which `\` may have made several.
        mutating func prerequisitesOfLine() -> [String] {
            var words: [String] = []
            var word: [UInt8] = []
            var isAfterColon = false
            while let byte = next() {
                switch byte {
                case .end(let endsLine):
                    if isAfterColon, !word.isEmpty {
                        words.append(String(decoding: word, as: UTF8.self))
                    }
                    word = []
                    if endsLine { return words.filter { $0 != "|" && $0 != ":" } }
                case .byte(UInt8(ascii: ":")) where !isAfterColon:
                    isAfterColon = true
                    word = []
                case .byte(let byte), .escaped(let byte): word.append(byte)
                }
            }
            return words
        }

        private enum Unit {
            case byte(UInt8)
            case escaped(UInt8)
            /// A word ends, or a line with it.
            case end(endsLine: Bool)
        }

        /// - Returns: `nil` after the end of the last line.
        private mutating func next() -> Unit? {
            guard let byte = peek() else {
                if place > bytes.count { return nil }
                place += 1
                return .end(endsLine: true)
            }
            place += 1
            switch byte {
            case UInt8(ascii: "\n"): return .end(endsLine: true)
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
                return .end(endsLine: false)
            case UInt8(ascii: "#"):
                while let byte = peek(), byte != UInt8(ascii: "\n") { place += 1 }
                return .end(endsLine: false)
            case UInt8(ascii: "\\"): return escape()
            case UInt8(ascii: "$") where peek() == byte:
                place += 1
                return .byte(byte)
            default: return .byte(byte)
            }
        }

        /// What a backslash makes of what follows it.
        private mutating func escape() -> Unit {
            switch peek() {
            case UInt8(ascii: "\n"):
                place += 1
                return .end(endsLine: false)
            case UInt8(ascii: "\r") where peek(1) == UInt8(ascii: "\n"):
                place += 2
                return .end(endsLine: false)
            case let byte? where " #:".utf8.contains(byte):
                place += 1
                return .escaped(byte)
            case nil: return .end(endsLine: false)
            default: return .byte(UInt8(ascii: "\\"))
            }
        }
    }
}
