import CXML2

/// One run of libxml2's parser over a text in memory.
struct XMLParser: ~Copyable {
    /// Owned.
    private let context: xmlParserCtxtPtr

    /// What the parser's callbacks get hold of; lives on the stack of `parse`.
    private struct Listener {
        var tree: XMLTree
        let context: xmlParserCtxtPtr
    }

    private init?(_ bytes: UnsafeBufferPointer<CChar>) {
        XMLLibrary.start()
        guard let context = xmlCreateMemoryParserCtxt(bytes.baseAddress, Int32(bytes.count)) else {
            return nil
        }
        self.context = context
        // NOENT only turns the five entities of XML itself into characters inside values: a document
        // that could define others is refused at its DOCTYPE.
        let options =
            XML_PARSE_NONET.rawValue | XML_PARSE_NOCDATA.rawValue | XML_PARSE_NOENT.rawValue
        xmlCtxtUseOptions(context, Int32(options))
    }

    deinit { xmlFreeParserCtxt(context) }

    /// Adds everything that `bytes` says to `tree`.
    static func parse(_ bytes: [UInt8], keepingComments: Bool, into tree: inout XMLTree) {
        bytes.withUnsafeBytes { raw in
            raw.withMemoryRebound(to: CChar.self) { text in
                guard let parser = XMLParser(text) else {
                    tree.stop(
                        "xml.not-well-formed", "the file holds no XML document", line: 1, column: 1)
                    return
                }
                parser.run(&tree, keepingComments: keepingComments)
            }
        }
    }

    private borrowing func run(_ tree: inout XMLTree, keepingComments: Bool) {
        var listener = Listener(tree: tree, context: context)
        withUnsafeMutablePointer(to: &listener) { listener in
            context.pointee.sax.pointee = XMLParser.handler()
            if !keepingComments { context.pointee.sax.pointee.comment = nil }
            context.pointee.userData = UnsafeMutableRawPointer(listener)
            xmlParseDocument(context)
        }
        tree = listener.tree
    }

    /// No handler of libxml2's own is left: nothing is printed, opened or expanded.
    private static func handler() -> xmlSAXHandler {
        var handler = xmlSAXHandler()
        handler.initialized = UInt32(XML_SAX2_MAGIC)
        handler.startElementNs = { data, name, prefix, _, spaces, namespaces, count, _, values in
            guard let data, let name else { return }
            var attributes: [XMLAttribute] = []
            attributes.reserveCapacity(Int(spaces) + Int(count))
            readNamespaces(namespaces, count: Int(spaces), into: &attributes)
            readAttributes(values, count: Int(count), into: &attributes)
            XMLParser.start(data, qualifiedName(name, prefix), attributes)
        }
        handler.endElementNs = { data, _, _, _ in XMLParser.listener(data)?.pointee.tree.end() }
        handler.characters = { data, text, count in
            guard let text else { return }
            let bytes = UnsafeBufferPointer(start: text, count: Int(count))
            XMLParser.listener(data)?.pointee.tree.text(bytes)
        }
        handler.ignorableWhitespace = handler.characters
        handler.comment = { data, text in
            guard let text else { return }
            XMLParser.listener(data)?.pointee.tree.comment(String(cString: text))
        }
        handler.internalSubset = { data, _, _, _ in XMLParser.refuseDoctype(data) }
        handler.serror = { data, error in XMLParser.note(error, data) }
        return handler
    }

    private static func listener(
        _ data: UnsafeMutableRawPointer?
    ) -> UnsafeMutablePointer<Listener>? {
        data?.assumingMemoryBound(to: Listener.self)
    }

    private static func place(_ listener: UnsafeMutablePointer<Listener>) -> (Int, Int) {
        let context = listener.pointee.context
        return (Int(xmlSAX2GetLineNumber(context)), Int(xmlSAX2GetColumnNumber(context)))
    }

    private static func start(
        _ data: UnsafeMutableRawPointer, _ name: String, _ attributes: [XMLAttribute]
    ) {
        guard let listener = listener(data) else { return }
        let (line, column) = place(listener)
        let element = XMLElement(name, attributes, line: line)
        if !listener.pointee.tree.start(element, column: column) {
            xmlStopParser(listener.pointee.context)
        }
    }

    private static func refuseDoctype(_ data: UnsafeMutableRawPointer?) {
        guard let listener = listener(data) else { return }
        let (line, column) = place(listener)
        listener.pointee.tree.stop(
            "xml.doctype", "the file has a DOCTYPE; remove it, definitions of its own are not read",
            line: line, column: column)
        xmlStopParser(listener.pointee.context)
    }

    private static func note(
        _ error: UnsafeMutablePointer<xmlError>?, _ data: UnsafeMutableRawPointer?
    ) {
        guard let error = error?.pointee, error.level.rawValue >= XML_ERR_ERROR.rawValue else {
            return
        }
        var message = error.message.map { String(cString: $0) } ?? "the file is not well-formed"
        while message.last?.isNewline == true { message.removeLast() }
        listener(data)?.pointee.tree.stop(
            "xml.not-well-formed", "the file is not well-formed XML: \(message)",
            line: Int(error.line), column: Int(error.int2))
    }
}

private func qualifiedName(
    _ name: UnsafePointer<xmlChar>, _ prefix: UnsafePointer<xmlChar>?
) -> String {
    guard let prefix else { return String(cString: name) }
    return String(cString: prefix) + ":" + String(cString: name)
}

/// Pairs of prefix and URI; the prefix is absent for the default namespace.
private func readNamespaces(
    _ pairs: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?, count: Int,
    into attributes: inout [XMLAttribute]
) {
    guard let pairs else { return }
    for index in 0..<count {
        guard let uri = pairs[2 * index + 1] else { continue }
        let name = pairs[2 * index].map { "xmlns:" + String(cString: $0) } ?? "xmlns"
        attributes.append(XMLAttribute(name, String(cString: uri)))
    }
}

/// Groups of five: name, prefix, URI, and where the value starts and ends.
private func readAttributes(
    _ groups: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?, count: Int,
    into attributes: inout [XMLAttribute]
) {
    guard let groups else { return }
    for index in 0..<count {
        let group = groups + 5 * index
        guard let name = group[0], let start = group[3], let end = group[4] else { continue }
        let value = UnsafeBufferPointer(start: start, count: end - start)
        attributes.append(
            XMLAttribute(qualifiedName(name, group[1]), String(decoding: value, as: UTF8.self)))
    }
}
