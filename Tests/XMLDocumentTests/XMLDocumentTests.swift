import Diagnostics
import Testing
import XMLDocument

private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

private func read(_ text: String, limits: XMLLimits = XMLLimits()) -> XMLReading {
    readXML(Array(text.utf8), path: "file.xml", limits: limits)
}

@Suite struct XMLWriterTests {
    @Test func `a document has a declaration, two blanks a level and a line break at the end`() {
        let root = XMLElement(
            "a", [XMLAttribute("b", "1")],
            children: [
                .comment("why"), .element(XMLElement("c", children: [.element(XMLElement("d"))])),
            ])
        #expect(
            text(root.document()) == """
                <?xml version="1.0" encoding="UTF-8"?>
                <a b="1">
                  <!-- why -->
                  <c>
                    <d/>
                  </c>
                </a>

                """)
    }

    @Test(arguments: [
        ("a--b", "a- -b"), ("---", "- - -"), ("end-", "end-"), ("two\nlines", "two lines"),
        ("nul\u{0}l", "nul l"), ("\u{FFFE}", "\u{FFFD}"), ("<&>", "<&>"), ("é 漢", "é 漢"), ("", ""),
    ])
    func `a comment stays one comment on one line`(given: String, expected: String) {
        let root = XMLElement("a", children: [.comment(given)])
        #expect(text(root.document()).contains("<!-- \(expected) -->"))
        #expect(read(text(root.document())).root?.children == [.comment(expected)])
    }

    @Test(arguments: [
        "<&>\"'", "é 漢 🎹", "tab\tand\nbreak\rhere", "a--b", "", "]]>", "&amp;", " blanks ",
    ])
    func `a value is read back as it was written`(value: String) {
        let root = XMLElement("a", [XMLAttribute("b", value)])
        #expect(read(text(root.document())).root == root)
    }

    @Test func `characters that XML cannot carry are replaced`() {
        let root = XMLElement("a", [XMLAttribute("b", "x\u{0}\u{1B}y\u{FFFF}")])
        #expect(read(text(root.document())).root?[attribute: "b"] == "x\u{FFFD}\u{FFFD}y\u{FFFD}")
    }

    @Test func `text is escaped and read back`() {
        let root = XMLElement("a", children: [.text("1 < 2 & 3 > 2")])
        #expect(read(text(root.document())).root == root)
    }

    @Test func `what no one closed is closed at the end`() {
        var writer = XMLWriter()
        writer.start("a")
        writer.start("b")
        #expect(read(text(writer.finish())).root?.elements == [XMLElement("b")])
    }
}

@Suite struct XMLReaderTests {
    @Test func `elements keep their lines, attributes their order`() throws {
        let root = try #require(read("<a>\n <b z='1' y='2'/>\n\n <c/></a>").root)
        #expect(root.line == 1)
        #expect(root.elements.map(\.line) == [2, 4])
        #expect(root.elements[0].attributes.map(\.name) == ["z", "y"])
        #expect(root.elements[0][attribute: "y"] == "2")
        #expect(root.elements[0][attribute: "x"] == nil)
    }

    @Test func `blanks between elements are no text, blanks inside text are`() throws {
        let root = try #require(read("<a> <b/> one &amp; two <![CDATA[<3>]]> </a>").root)
        #expect(root.text == " one & two <3> ")
        #expect(root.children.count == 2)
    }

    @Test func `prefixes and namespaces stay as written`() throws {
        let root = try #require(read("<p:a xmlns:p='urn:x' xmlns='urn:y' p:b='1'/>").root)
        #expect(root.name == "p:a")
        #expect(root.attributes.map(\.name) == ["xmlns:p", "xmlns", "p:b"])
    }

    @Test(arguments: [
        ("", "xml.empty"), ("   ", "xml.not-well-formed"), ("<a>", "xml.not-well-formed"),
        ("<a></b>", "xml.not-well-formed"), ("<a b='1' b='2'/>", "xml.not-well-formed"),
        ("<a>&nope;</a>", "xml.not-well-formed"), ("<a><!-- -- --></a>", "xml.not-well-formed"),
        ("<a/><b/>", "xml.not-well-formed"), ("text", "xml.not-well-formed"),
        ("<!DOCTYPE a><a/>", "xml.doctype"), ("<a b='&'/>", "xml.not-well-formed"),
        ("\u{0}", "xml.not-well-formed"), ("<q:a/>", "xml.not-well-formed"),
    ])
    func `what is not a document is one finding and no tree`(given: String, code: String) {
        let reading = read(given)
        #expect(reading.root == nil)
        #expect(reading.diagnostics.map(\.code) == [code])
        #expect(reading.diagnostics.allSatisfy { $0.severity == .error && $0.path == "file.xml" })
    }

    @Test func `a finding points at line and column, which counts scalars`() {
        let finding = read("<a>\n  <é>漢</wrong>\n</a>").diagnostics.first
        #expect(finding?.range?.start.line == 2)
        #expect((1...16).contains(finding?.range?.start.column ?? 0))
    }

    @Test func `entities of the document's own are never expanded`() {
        let bomb = """
            <!DOCTYPE a [<!ENTITY x "yyyyyyyyyy"><!ENTITY y "&x;&x;&x;&x;"><!ENTITY f SYSTEM "/etc/passwd">]>
            <a b="&y;">&f;</a>
            """
        #expect(read(bomb).diagnostics.map(\.code) == ["xml.doctype"])
    }

    @Test func `depth and size are bounded`() {
        let deep = String(repeating: "<a>", count: 50) + String(repeating: "</a>", count: 50)
        #expect(read(deep).root != nil)
        #expect(
            read(deep, limits: XMLLimits(depth: 49)).diagnostics.map(\.code) == ["xml.too-deep"])
        #expect(
            read(deep, limits: XMLLimits(bytes: 9)).diagnostics.map(\.code) == ["xml.too-large"])
    }

    @Test func `any cut of a document is a finding, never a crash`() {
        let whole = "<a b=\"é\"><!-- c --><d>&lt;x</d></a>"
        let bytes = Array(whole.utf8)
        for count in 0..<bytes.count {
            let reading = readXML(Array(bytes[..<count]), path: "cut.xml")
            #expect(reading.root == nil && reading.diagnostics.count == 1, "cut at \(count)")
        }
    }

    @Test func `other encodings are read as the declaration says`() {
        var bytes = Array("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a b=\"".utf8)
        bytes += [0xE9] + Array("\"/>".utf8)
        #expect(readXML(bytes, path: "latin.xml").root?[attribute: "b"] == "é")
    }
}
