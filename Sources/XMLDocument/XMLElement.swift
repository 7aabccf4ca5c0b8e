/// An element of an XML document, with everything inside it.
///
/// Equality compares content and ignores `line` and `place`.
public struct XMLElement: Sendable {
    /// Name as written, prefix and colon included.
    public var name: String
    /// In the order of the document; names are unique.
    public var attributes: [XMLAttribute]
    public var children: [XMLNode]
    /// Line of the start tag, from 1; 0 when the element was not read from a text.
    public var line: Int
    /// Where the start tag stands; `nil` unless the reader was asked for places.
    public var place: XMLPlace?

    public init(
        _ name: String, _ attributes: [XMLAttribute] = [], children: [XMLNode] = [], line: Int = 0
    ) {
        self.name = name
        self.attributes = attributes
        self.children = children
        self.line = line
    }

    /// The value of the attribute `name`; `nil` when the element has none of that name.
    public subscript(attribute name: String) -> String? {
        attributes.first { $0.name == name }?.value
    }

    /// Where the attribute `name` stands; `nil` when there is none, or no places were asked for.
    public func place(ofAttribute name: String) -> XMLAttributePlace? {
        guard let place, let index = attributes.firstIndex(where: { $0.name == name }),
            place.attributes.indices.contains(index)
        else { return nil }
        return place.attributes[index]
    }

    /// The child elements, comments and text left out.
    public var elements: [XMLElement] {
        children.compactMap { child in
            guard case .element(let element) = child else { return nil }
            return element
        }
    }

    /// The text directly inside the element, joined.
    public var text: String {
        children.reduce(into: "") { text, child in
            if case .text(let piece) = child { text += piece }
        }
    }
}

extension XMLElement: Equatable {
    public static func == (left: XMLElement, right: XMLElement) -> Bool {
        left.name == right.name && left.attributes == right.attributes
            && left.children == right.children
    }
}

/// A name and its value in a start tag.
public struct XMLAttribute: Sendable, Equatable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// What an element holds.
public enum XMLNode: Sendable, Equatable {
    case element(XMLElement)
    /// Text of a comment, without the blanks around it.
    case comment(String)
    case text(String)
}
