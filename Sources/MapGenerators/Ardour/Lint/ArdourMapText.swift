import ControlMap
import Diagnostics
import XMLDocument

/// A map as someone wrote it, taken apart as Ardour takes it apart.
struct ArdourMapText {
    let path: String
    let root: XMLElement
    let version: ArdourVersion
    let controller: ControllerProfile?
    /// The bindings that Ardour sees: direct children of the root.
    let bindings: [ArdourBindingText]

    init(_ root: XMLElement, path: String, _ options: ArdourLintOptions) {
        self.path = path
        self.root = root
        version = options.version
        controller = options.controller
        bindings = root.elements.filter { $0.name == "Binding" }.map {
            ArdourBindingText($0, path: path)
        }
    }

    /// Whether Ardour takes it for a map at all.
    var isMap: Bool { root.name == "ArdourMIDIBindings" }

    /// The file's name without folders.
    var fileName: String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    var deviceInfos: [XMLElement] { root.elements.filter { $0.name == "DeviceInfo" } }

    /// The value in force, which is that of the last `DeviceInfo` that has it.
    func deviceValue(_ name: String) -> String? {
        deviceInfos.last { $0[attribute: name] != nil }?[attribute: name]
    }
}

/// One `Binding`.
struct ArdourBindingText {
    /// What it acts on; Ardour looks in this order.
    enum Kind: String, CaseIterable { case uri, function, action }

    let element: XMLElement
    let path: String
    /// `nil` when it acts on nothing.
    let kind: Kind?
    /// The attribute that Ardour takes for the event, and what it says; `nil` when there is none.
    let event: ArdourEventText?
    /// What Ardour reads from `uri`; `nil` when that is not what it acts on.
    let address: ArdourURI?

    init(_ element: XMLElement, path: String) {
        self.element = element
        self.path = path
        let kind = Kind.allCases.first { element[attribute: $0.rawValue] != nil }
        self.kind = kind
        let names = kind == .uri ? ArdourEventText.ofControls : ArdourEventText.ofInvokables
        event = names.lazy.compactMap { ArdourEventText($0, of: element) }.first
        address = kind == .uri ? element[attribute: "uri"].map { ArdourURI($0) } : nil
    }

    /// The channel that it listens to, 1...16; `nil` when it has none that exists.
    var channel: Int? {
        guard let number = element[attribute: "channel"].map({ ScannedNumber($0) })?.value
        else { return nil }
        return number == 0 ? 1 : (1...16).contains(number) ? number : nil
    }

    /// A finding on the value of an attribute, or else on the element's name.
    func finding(
        _ severity: Severity, _ code: String, _ message: String, at attribute: String? = nil,
        notes: [Diagnostic.Note] = [], fixIt: FixIt? = nil
    ) -> Diagnostic {
        element.finding(
            severity, code, message, path: path, at: attribute, notes: notes, fixIt: fixIt)
    }
}

extension XMLElement {
    /// A finding on the value of an attribute, or else on the element's name.
    func finding(
        _ severity: Severity, _ code: String, _ message: String, path: String,
        at attribute: String? = nil, notes: [Diagnostic.Note] = [], fixIt: FixIt? = nil
    ) -> Diagnostic {
        let range =
            attribute.flatMap { place(ofAttribute: $0)?.value } ?? place?.name
            ?? SourceRange(line: max(1, line), column: 1)
        return Diagnostic(
            severity, "ardour." + code, message, path: path, range: range, notes: notes,
            fixIt: fixIt)
    }

    /// A finding on the name of an attribute.
    func finding(
        _ severity: Severity, _ code: String, _ message: String, path: String,
        onNameOf attribute: String, fixIt: FixIt? = nil
    ) -> Diagnostic {
        var finding = self.finding(severity, code, message, path: path, fixIt: fixIt)
        if let range = place(ofAttribute: attribute)?.name { finding.range = range }
        return finding
    }

    /// Writes another value; `nil` when it is not known where the attribute stands.
    func use(_ value: String, for attribute: String) -> FixIt? {
        place(ofAttribute: attribute).map {
            FixIt(
                "use '\(value)'",
                edits: [TextEdit(range: $0.value, replacement: XMLText.value(value))])
        }
    }

    /// Gives an attribute another name.
    func rename(_ attribute: String, to name: String) -> FixIt? {
        place(ofAttribute: attribute).map {
            FixIt("use '\(name)'", edits: [TextEdit(range: $0.name, replacement: name)])
        }
    }

    /// Takes an attribute away.
    func remove(_ attribute: String) -> FixIt? {
        place(ofAttribute: attribute).map {
            FixIt(
                "remove '\(attribute)'", edits: [TextEdit(range: $0.whole, replacement: "")])
        }
    }

    /// Adds an attribute behind the element's name.
    func add(_ attribute: String, _ value: String) -> FixIt? {
        place.map {
            FixIt(
                "add \(attribute)=\"\(value)\"",
                edits: [
                    TextEdit(
                        range: SourceRange(start: $0.name.end, end: $0.name.end),
                        replacement: " \(attribute)=\"\(value)\"")
                ])
        }
    }
}

/// A number as C reads it: `sscanf("%d")` and `atoi`.
struct ScannedNumber: Equatable {
    /// `nil` when the text does not begin with a number.
    let value: Int?
    /// Whether the whole text is the number, in decimal digits.
    let isWhole: Bool

    init(_ text: some StringProtocol) {
        var rest = Substring(text).unicodeScalars[...]
        while let first = rest.first, first.properties.isWhitespace { rest.removeFirst() }
        var digits = ""
        if let sign = rest.first, sign == "-" || sign == "+" {
            rest.removeFirst()
            digits = sign == "-" ? "-" : ""
        }
        let start = digits.count
        while let digit = rest.first, ("0"..."9").contains(digit) {
            digits.unicodeScalars.append(rest.removeFirst())
        }
        value = digits.count == start ? nil : Int(digits) ?? Int.max
        isWhole = value != nil && rest.isEmpty
    }
}
