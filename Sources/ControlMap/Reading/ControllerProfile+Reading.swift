import Diagnostics
import SourceText

extension ControllerProfile {
    /// Reads a controller profile.
    ///
    /// - Parameter path: the file's path in the workspace; named in the findings.
    /// - Returns: the profile as far as it could be read, `nil` when not even its id could be, and
    ///   what is wrong with it (`yaml.*`, `controller.*`).
    public static func read(
        _ bytes: [UInt8], path: String
    ) -> (profile: ControllerProfile?, diagnostics: [Diagnostic]) {
        let reading = YAMLReader.read(bytes, path: path)
        var findings = reading.diagnostics
        guard let root = reading.root,
            var fields = FieldReader(
                root, of: "the controller profile", path: path, area: "controller",
                diagnostics: &findings)
        else { return (nil, findings) }
        if let version = fields.integer("profile", .required), version.value != 1 {
            fields.report(
                .error, "unknown-schema", "'profile' must be 1, the only one that is read",
                at: version.range, correctingTo: "1")
        }
        let id = fields.string("id", .required)
        var profile = ControllerProfile(
            path: path, id: id?.value ?? "",
            manufacturer: fields.string("manufacturer", .required)?.value ?? "",
            model: fields.string("model", .required)?.value ?? "", elements: [])
        profile.port = fields.string("port")?.value ?? ""
        profile.channel = fields.integer("channel", in: 1...16)?.value
        profile.bankSize = fields.integer("bank-size", in: 1...1024)?.value
        _ = fields.string("template")
        _ = fields.strings("sources")
        _ = fields.string("notes")
        profile.elements =
            fields.list("elements", .required)?.value.compactMap {
                ControllerElement.read($0, &fields)
            } ?? []
        fields.finish()
        findings += fields.diagnostics + profile.clashes()
        profile.hasErrors = findings.contains { $0.severity == .error }
        return (id == nil ? nil : profile, findings.sorted())
    }

    /// Element ids used twice, and elements that send the same.
    private func clashes() -> [Diagnostic] {
        var findings: [Diagnostic] = []
        var ids: [String: Located<String>] = [:]
        for element in elements {
            if let first = ids.updateValue(element.id, forKey: element.id.value) {
                findings.append(.duplicateElement(element.id, first: first, path: path))
            }
        }
        var owners = MessageOwnership<Located<String>>()
        for element in elements {
            guard let message = element.send.fullMessage else { continue }
            let channel = element.send.channel?.value ?? channel ?? 1
            for (owner, first) in owners.add(message, channel: channel, owner: element.id) {
                findings.append(
                    .sameMessage(element, owner.title, first: first, path: path))
            }
        }
        return findings
    }
}

extension ControllerElement {
    fileprivate static func read(
        _ node: SourceNode, _ fields: inout FieldReader
    ) -> ControllerElement? {
        guard
            var reader = FieldReader(
                node, of: "the element", path: fields.path, area: "controller",
                diagnostics: &fields.diagnostics)
        else { return nil }
        let id = reader.string("id", .required)
        let name = reader.string("name")
        let kind = reader.choice("kind", .required, of: ElementKind.self)
        let shows = reader.choice("shows", of: ControllerElement.Display.self)
        let told = reader.diagnostics.count
        let send = SendEntry.read(from: &reader, .required)
        // A message that is written wrongly is there, and told already.
        if let send, send.message == nil, reader.diagnostics.count == told {
            reader.report(
                .error, "missing-key", "the element's 'send' must say which message is sent",
                at: send.range)
        }
        fields.absorb(reader)
        guard let id, let send else { return nil }
        var layered = LayeredSend()
        layered.fill(from: send, path: fields.path)
        fields.diagnostics += layered.problems(area: "controller")
        var element = ControllerElement(
            id: id, name: name?.value ?? id.value, kind: kind?.value ?? .knob, send: send)
        element.shows = shows?.value
        return element
    }
}

extension Diagnostic {
    fileprivate static func duplicateElement(
        _ id: Located<String>, first: Located<String>, path: String
    ) -> Diagnostic {
        let note = Note("the first is here", at: SourceLocation(path: path, range: first.range))
        return Diagnostic(
            .error, "controller.duplicate-element",
            "there are two elements with the id '\(id.value)'; ids must differ",
            path: path, range: id.range, notes: [note])
    }

    fileprivate static func sameMessage(
        _ element: ControllerElement, _ message: String, first: Located<String>, path: String
    ) -> Diagnostic {
        let note = Note(
            "'\(first.value)' is here", at: SourceLocation(path: path, range: first.range))
        return Diagnostic(
            .warning, "controller.same-message",
            "'\(element.id.value)' sends \(message), as '\(first.value)' does",
            path: path, range: element.id.range, notes: [note])
    }
}
