import Diagnostics
import SourceText

extension ControlMap {
    /// Tells the dialects apart by their shape, and reports what is none, or two at once.
    static func dialect(of root: SourceNode, _ fields: inout FieldReader) -> Dialect? {
        if let schema = fields.node("schema") {
            if schema.integer == 2 { return .pipeline }
            fields.report(
                .error, "unknown-schema", "'schema' must be 2, the only one that is read",
                at: schema.range, correctingTo: "2")
            return nil
        }
        let marks = DialectMarks(root)
        if let (first, second) = marks.contradiction {
            fields.report(
                .error, "mixed-dialects",
                "the map is in two dialects at once: \(first.shown) is of audio-control's "
                    + "\(first.dialect.title), \(second.shown) of its \(second.dialect.title); "
                    + "keep to one",
                at: second.range)
            return nil
        }
        if let mark = marks.certain.first { return mark.dialect }
        if root["metadata"] != nil || root["version"] != nil {
            return marks.isScripts ? .audioControlScripts : .audioControl
        }
        if root["controls"] != nil, root["name"] == nil, root["extends"] == nil {
            return marks.isScripts ? .audioControlScripts : .audioControl
        }
        reportMissingSchema(root, &fields)
        return nil
    }

    private static func reportMissingSchema(_ root: SourceNode, _ fields: inout FieldReader) {
        let first = root.mapping?.first?.keyRange.start ?? root.range.start
        let place = SourceRange(start: first, end: first)
        var fixIt: FixIt?
        if first.column == 1, root.mapping?.isEmpty == false {
            fixIt = FixIt(
                "begin with 'schema: 2'",
                edits: [TextEdit(range: place, replacement: "schema: 2\n")])
        }
        let keys = (root.mapping ?? []).prefix(4).map { "'\($0.key)'" }
        let more = (root.mapping?.count ?? 0) > 4 ? ", …" : ""
        let seen = keys.isEmpty ? "nothing" : keys.joined(separator: ", ") + more
        fields.diagnostics.append(
            Diagnostic(
                .error, "map.missing-key",
                "the map has no 'schema', which must be 2, nor is it of one of audio-control's "
                    + "dialects: it has \(seen)",
                path: fields.path, range: place, fixIt: fixIt))
    }
}

extension ControlMap.Dialect {
    /// As messages name it.
    var title: String {
        switch self {
        case .pipeline: "dialect 'schema: 2'"
        case .audioControl: "current dialect"
        case .audioControlLegacy: "first dialect"
        case .audioControlScripts: "twelve scripts' dialect"
        }
    }
}

/// What of a map's keys tells its dialect.
private struct DialectMarks {
    struct Mark {
        var dialect: ControlMap.Dialect
        /// As a message shows it: "'controller'".
        var shown: String
        var range: SourceRange
    }

    /// Keys that only one dialect has, the first of each dialect, in the order of the text.
    private(set) var certain: [Mark] = []
    /// Whether the controls have words that only the twelve scripts use.
    private(set) var isScripts = false
    /// `device` or `controls`, which the first dialect does not have.
    private var later: Mark?

    init(_ root: SourceNode) {
        for entry in root.mapping ?? [] {
            if let dialect = Self.dialects[entry.key] { add(dialect, entry) }
            switch entry.key {
            case "mappings": lookAtMappings(entry, hasControls: root["controls"] != nil)
            case "controls":
                for control in entry.value.sequence ?? [] { lookAtControl(control) }
                later = later ?? mark(.audioControl, entry)
            case "device": later = later ?? mark(.audioControl, entry)
            default: break
            }
        }
    }

    /// Two marks of different dialects.
    var contradiction: (Mark, Mark)? {
        guard let first = certain.first else { return nil }
        if certain.count > 1 { return (first, certain[1]) }
        if first.dialect == .audioControlLegacy, let later { return (first, later) }
        return nil
    }

    private static let dialects: [String: ControlMap.Dialect] = [
        "controller": .audioControlLegacy,
        "defaultChannel": .audioControlScripts, "channelRegistryPath": .audioControlScripts,
        "midi_channel": .audioControl, "midi_channel_registry": .audioControl,
    ]

    private mutating func lookAtMappings(_ entry: SourceEntry, hasControls: Bool) {
        let keys = (entry.value.sequence ?? []).lazy.flatMap { $0.mapping ?? [] }
        for key in keys {
            switch key.key {
            case "midiInput", "pluginTarget": return add(.audioControlLegacy, key)
            case "controlId", "parameterIndex": return add(.audioControlScripts, key)
            default: continue
            }
        }
        add(hasControls ? .audioControlScripts : .audioControlLegacy, entry)
    }

    private mutating func lookAtControl(_ control: SourceNode) {
        for entry in control.mapping ?? [] {
            switch entry.key {
            case "plugin_parameter": add(.audioControl, entry)
            case "behavior", "confidence", "note": isScripts = true
            case "buttons":
                for button in entry.value.sequence ?? [] { lookAtControl(button) }
            default: break
            }
        }
    }

    private mutating func add(_ dialect: ControlMap.Dialect, _ entry: SourceEntry) {
        if !certain.contains(where: { $0.dialect == dialect }) {
            certain.append(mark(dialect, entry))
        }
    }

    private func mark(_ dialect: ControlMap.Dialect, _ entry: SourceEntry) -> Mark {
        Mark(dialect: dialect, shown: "'\(entry.key)'", range: entry.keyRange)
    }
}
