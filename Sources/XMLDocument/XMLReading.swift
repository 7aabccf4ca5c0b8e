import Diagnostics

/// What a reader made of an XML document.
public struct XMLReading: Sendable {
    /// `nil` when the document could not be read; `diagnostics` then holds an error.
    public var root: XMLElement?
    public var diagnostics: [Diagnostic]
}

/// How much a document may hold before it is refused.
public struct XMLLimits: Sendable {
    public var bytes: Int
    /// Elements inside one another.
    public var depth: Int

    public init(bytes: Int = 16 << 20, depth: Int = 100) {
        self.bytes = bytes
        self.depth = depth
    }
}

/// Reads a document into a tree.
///
/// Text that holds only blanks is left out, and so are processing instructions. Documents with a
/// `DOCTYPE` are refused, so that no entity is defined or expanded and nothing else is opened.
/// Comments may be left out too, for readers in a hurry. Reports `xml.not-well-formed`, `xml.doctype`, `xml.too-deep`, `xml.too-large`, `xml.empty`.
///
/// - Parameters:
///   - path: the file's path, for the findings.
///   - findingPlaces: whether elements tell where they and their attributes stand.
public func readXML(
    _ bytes: [UInt8], path: String, keepingComments: Bool = true, findingPlaces: Bool = false,
    limits: XMLLimits = XMLLimits()
) -> XMLReading {
    func refused(_ code: String, _ message: String) -> XMLReading {
        XMLReading(root: nil, diagnostics: [Diagnostic(.error, code, message, path: path)])
    }
    guard bytes.count <= limits.bytes else {
        return refused(
            "xml.too-large",
            "the file has \(bytes.count) bytes, but at most \(limits.bytes) are read")
    }
    guard !bytes.isEmpty else {
        return refused("xml.empty", "the file is empty, but must hold an XML document")
    }
    var tree = XMLTree(limits: limits)
    XMLParser.parse(bytes, keepingComments: keepingComments, into: &tree)
    if let problem = tree.problem {
        let position = scalarPosition(line: problem.line, byteColumn: problem.column, in: bytes)
        let finding = Diagnostic(
            .error, problem.code, problem.message, path: path,
            range: SourceRange(start: position, end: position))
        return XMLReading(root: nil, diagnostics: [finding])
    }
    guard var root = tree.root else {
        return refused("xml.not-well-formed", "the file must hold one element around all others")
    }
    if findingPlaces, let places = XMLTagSearch.places(in: bytes) {
        var rest = places[...]
        root.take(&rest)
    }
    return XMLReading(root: root, diagnostics: [])
}

extension XMLElement {
    /// Gives the element and those inside it their places, which come in the order of the text.
    fileprivate mutating func take(_ places: inout ArraySlice<XMLPlace>) {
        place = places.popFirst()
        putNamespacesFirst()
        for index in children.indices {
            guard case .element(var element) = children[index] else { continue }
            element.take(&places)
            children[index] = .element(element)
        }
    }

    /// The parser tells of namespaces before all other attributes, wherever they stand.
    private mutating func putNamespacesFirst() {
        guard let found = place?.attributes, attributes.contains(where: isNamespace),
            found.count == attributes.count
        else { return }
        // Without their texts only the number of declarations is known: places would be guessed.
        place?.attributes = []
    }

    private func isNamespace(_ attribute: XMLAttribute) -> Bool {
        attribute.name == "xmlns" || attribute.name.hasPrefix("xmlns:")
    }
}

/// Turns libxml2's place, whose columns count bytes, into ours, whose columns count scalars.
private func scalarPosition(line: Int, byteColumn: Int, in bytes: [UInt8]) -> SourcePosition {
    var start = 0
    var remaining = line - 1
    while remaining > 0, start < bytes.count {
        if bytes[start] == 0x0A { remaining -= 1 }
        start += 1
    }
    let end = min(bytes.count, start + max(0, byteColumn - 1))
    let isScalarStart = { (byte: UInt8) in byte & 0xC0 != 0x80 }
    return SourcePosition(
        line: max(1, line), column: 1 + bytes[start..<end].count(where: isScalarStart))
}
