import Diagnostics

/// Where a start tag and its parts stand in the text.
public struct XMLPlace: Sendable, Equatable {
    /// The whole tag, from `<` to behind `>`.
    public var tag: SourceRange
    /// The element's name.
    public var name: SourceRange
    /// Of each attribute, in the order of the element's attributes.
    public var attributes: [XMLAttributePlace]
    /// Whether the tag ends in `/>`, so that it is the whole element.
    public var isEmptyTag: Bool
}

/// Where an attribute stands in the text.
public struct XMLAttributePlace: Sendable, Equatable {
    public var name: SourceRange
    /// What is between the quotes.
    public var value: SourceRange
    /// The whole attribute with the blanks before it: what to cut out to remove it.
    public var whole: SourceRange
}

/// Finds the start tags of a document that is known to be well-formed and to have no DOCTYPE.
///
/// libxml2 tells where a tag ends but not where its attributes are; in a well-formed document a
/// plain search finds both. Tags come in the order in which the parser tells of them.
struct XMLTagSearch {
    private let bytes: [UInt8]
    private var offset = 0
    private var line = 1
    private var column = 1
    private(set) var places: [XMLPlace] = []

    /// - Returns: `nil` for a text that is not coded in a superset of ASCII.
    static func places(in bytes: [UInt8]) -> [XMLPlace]? {
        guard !bytes.prefix(2).contains(0), bytes.first != 0xFE, bytes.first != 0xFF else {
            return nil
        }
        var search = XMLTagSearch(bytes)
        search.run()
        return search.places
    }

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
    }

    private var position: SourcePosition { SourcePosition(line: line, column: column) }

    private var byte: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func run() {
        while let byte {
            guard byte == UInt8(ascii: "<") else {
                advance()
                continue
            }
            if starts("<!--") {
                skip(behind: "-->")
            } else if starts("<![CDATA[") {
                skip(behind: "]]>")
            } else if starts("<?") {
                skip(behind: "?>")
            } else if starts("</") || starts("<!") {
                skip(behind: ">")
            } else {
                readTag()
            }
        }
    }

    private mutating func readTag() {
        let start = position
        advance()
        let name = readName()
        var attributes: [XMLAttributePlace] = []
        while true {
            let before = position
            skipBlanks()
            guard let byte, byte != UInt8(ascii: ">"), byte != UInt8(ascii: "/") else { break }
            attributes.append(readAttribute(from: before))
        }
        let isEmptyTag = byte == UInt8(ascii: "/")
        skip(behind: ">")
        places.append(
            XMLPlace(
                tag: SourceRange(start: start, end: position), name: name, attributes: attributes,
                isEmptyTag: isEmptyTag))
    }

    private mutating func readAttribute(from start: SourcePosition) -> XMLAttributePlace {
        let name = readName()
        skipBlanks()
        advance()
        skipBlanks()
        let quote = byte
        advance()
        let valueStart = position
        while let byte, byte != quote { advance() }
        let value = SourceRange(start: valueStart, end: position)
        advance()
        return XMLAttributePlace(
            name: name, value: value, whole: SourceRange(start: start, end: position))
    }

    private mutating func readName() -> SourceRange {
        let start = position
        while let byte, !isBlank(byte), byte != UInt8(ascii: "="), byte != UInt8(ascii: ">"),
            byte != UInt8(ascii: "/")
        { advance() }
        return SourceRange(start: start, end: position)
    }

    private mutating func skipBlanks() {
        while let byte, isBlank(byte) { advance() }
    }

    private func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    private func starts(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { bytes[offset...].starts(with: $0) }
    }

    private mutating func skip(behind text: StaticString) {
        while offset < bytes.count, !starts(text) { advance() }
        for _ in 0..<text.utf8CodeUnitCount { advance() }
    }

    private mutating func advance() {
        guard offset < bytes.count else { return }
        let byte = bytes[offset]
        offset += 1
        if byte == 0x0A {
            line += 1
            column = 1
        } else if byte & 0xC0 != 0x80 {
            column += 1
        }
    }
}
