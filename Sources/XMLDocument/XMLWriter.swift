import CXML2

/// Writes an XML document element by element: UTF-8, declaration, two blanks a level, a line break
/// at the end; the same calls give the same bytes.
///
/// Whatever the text, the document stays well-formed: values are escaped, comments lose `--`, and
/// characters that XML cannot carry become U+FFFD.
public struct XMLWriter: ~Copyable {
    /// Owned; writes into `buffer`.
    private let writer: xmlTextWriterPtr
    /// Owned; must outlive `writer`.
    private let buffer: xmlBufferPtr

    public init() {
        XMLLibrary.start()
        guard let buffer = xmlBufferCreate(), let writer = xmlNewTextWriterMemory(buffer, 0) else {
            preconditionFailure("There is no memory for an XML document.")
        }
        self.buffer = buffer
        self.writer = writer
        xmlTextWriterSetIndent(writer, 1)
        xmlTextWriterSetIndentString(writer, "  ")
        xmlTextWriterStartDocument(writer, "1.0", "UTF-8", nil)
    }

    deinit {
        xmlFreeTextWriter(writer)
        xmlBufferFree(buffer)
    }

    /// Opens an element; attributes follow, then content, then `end()`.
    public mutating func start(_ name: String) {
        assert(XMLText.isName(name), "'\(name)' is no XML name.")
        withXMLCharacters(name) { _ = xmlTextWriterStartElement(writer, $0) }
    }

    /// Adds an attribute to the element just started.
    public mutating func attribute(_ name: String, _ value: String) {
        assert(XMLText.isName(name), "'\(name)' is no XML name.")
        withXMLCharacters(name) { name in
            withXMLCharacters(XMLText.content(value)) {
                _ = xmlTextWriterWriteAttribute(writer, name, $0)
            }
        }
    }

    /// Adds an attribute whose value is a number.
    public mutating func attribute(_ name: String, _ value: Int) {
        attribute(name, String(value))
    }

    /// Writes a comment on a line of its own.
    public mutating func comment(_ text: String) {
        var safe = XMLText.comment(text)
        safe.withUTF8 { bytes in
            // A C string with a blank on either side, built without a second String.
            withUnsafeTemporaryAllocation(of: xmlChar.self, capacity: bytes.count + 3) { line in
                line[0] = 0x20
                for index in bytes.indices { line[index + 1] = bytes[index] }
                line[bytes.count + 1] = 0x20
                line[bytes.count + 2] = 0
                _ = xmlTextWriterWriteComment(writer, line.baseAddress)
            }
        }
    }

    /// Writes text inside the open element.
    public mutating func text(_ text: String) {
        withXMLCharacters(XMLText.content(text)) { _ = xmlTextWriterWriteString(writer, $0) }
    }

    /// Closes the element opened last.
    public mutating func end() {
        xmlTextWriterEndElement(writer)
    }

    /// Closes what is open, and hands over the document.
    public consuming func finish() -> [UInt8] {
        xmlTextWriterEndDocument(writer)
        xmlTextWriterFlush(writer)
        let count = Int(xmlBufferLength(buffer))
        guard let content = xmlBufferContent(buffer) else { return [] }
        return Array(UnsafeBufferPointer(start: content, count: count))
    }
}

extension XMLElement {
    /// A whole document with this element as its root.
    public func document() -> [UInt8] {
        var writer = XMLWriter()
        write(to: &writer)
        return writer.finish()
    }

    private func write(to writer: inout XMLWriter) {
        writer.start(name)
        for attribute in attributes { writer.attribute(attribute.name, attribute.value) }
        for child in children {
            switch child {
            case .element(let element): element.write(to: &writer)
            case .comment(let text): writer.comment(text)
            case .text(let text): writer.text(text)
            }
        }
        writer.end()
    }
}

/// Lends `text` as libxml2 wants it; the implicit conversion would copy it to the heap each time.
private func withXMLCharacters(_ text: String, _ body: (UnsafePointer<xmlChar>) -> Void) {
    text.withCString { characters in
        characters.withMemoryRebound(to: xmlChar.self, capacity: 1) { body($0) }
    }
}

/// libxml2 itself.
enum XMLLibrary {
    private static let isReady: Bool = {
        xmlInitParser()
        return true
    }()

    /// Makes the library ready, once in the process, whichever thread comes first.
    static func start() { precondition(isReady) }
}
