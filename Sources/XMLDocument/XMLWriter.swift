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
        precondition(XMLText.isName(name), "'\(name)' is no XML name.")
        xmlTextWriterStartElement(writer, name)
    }

    /// Adds an attribute to the element just started.
    public mutating func attribute(_ name: String, _ value: String) {
        precondition(XMLText.isName(name), "'\(name)' is no XML name.")
        xmlTextWriterWriteAttribute(writer, name, XMLText.content(value))
    }

    /// Adds an attribute whose value is a number.
    public mutating func attribute(_ name: String, _ value: Int) {
        attribute(name, String(value))
    }

    /// Writes a comment on a line of its own.
    public mutating func comment(_ text: String) {
        xmlTextWriterWriteComment(writer, " \(XMLText.comment(text)) ")
    }

    /// Writes text inside the open element.
    public mutating func text(_ text: String) {
        xmlTextWriterWriteString(writer, XMLText.content(text))
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

/// libxml2 itself.
enum XMLLibrary {
    private static let isReady: Bool = {
        xmlInitParser()
        return true
    }()

    /// Makes the library ready, once in the process, whichever thread comes first.
    static func start() { precondition(isReady) }
}
