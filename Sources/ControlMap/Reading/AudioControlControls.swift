import Diagnostics
import SourceText

/// Reads the `controls` of audio-control's dialect, buttons of groups as controls of their own.
struct AudioControlControls {
    /// What `parameter_base` says.
    let base: Int?

    func read(_ items: [SourceNode], _ fields: inout FieldReader) -> [ControlEntry] {
        var counts: [String: Int] = [:]
        for item in items {
            for node in [item] + (item["buttons"]?.sequence ?? []) {
                if let id = node["id"]?.string { counts[id, default: 0] += 1 }
            }
        }
        return items.flatMap { readItem($0, counts, &fields) }
    }

    private func readItem(
        _ node: SourceNode, _ counts: [String: Int], _ fields: inout FieldReader
    ) -> [ControlEntry] {
        guard
            var control = FieldReader(
                node, of: "the control", path: fields.path, area: "map",
                diagnostics: &fields.diagnostics)
        else { return [] }
        let type = control.choice("type", .required, of: ForeignType.self)
        var entry = readFields(&control, node)
        var entries: [ControlEntry] = []
        if type?.value == .buttonGroup {
            entries = readGroup(entry, counts, &control)
        } else {
            if control.node("buttons") != nil { reportStrayButtons(&control) }
            entry?.kind = type.map { Located($0.value.kind, at: $0.range) }
            entry.map { entries.append($0) }
        }
        if !entries.isEmpty {
            let isGroup = type?.value == .buttonGroup
            entries[0].keptEntries.keepUnknown(of: control, in: isGroup ? "group" : "")
        }
        fields.diagnostics += control.diagnostics
        return entries
    }

    private func readGroup(
        _ group: ControlEntry?, _ counts: [String: Int], _ control: inout FieldReader
    ) -> [ControlEntry] {
        if let parameter = group?.parameter {
            control.report(
                .warning, "group-moves-nothing",
                "a button group moves nothing itself; give 'plugin_parameter' to its buttons",
                at: parameter.range)
        }
        guard let buttons = control.list("buttons", .required) else { return [] }
        var entries = buttons.value.compactMap { readButton($0, of: group, counts, &control) }
        if !entries.isEmpty {
            entries[0].keptEntries.keep(
                "name", "description", "cc", "note", "channel", "range", "mode", "behavior",
                "plugin_parameter", of: &control, in: "group")
        }
        return entries
    }

    private func readButton(
        _ node: SourceNode, of group: ControlEntry?, _ counts: [String: Int],
        _ control: inout FieldReader
    ) -> ControlEntry? {
        guard
            var button = FieldReader(
                node, of: "the button", path: control.path, area: "map",
                diagnostics: &control.diagnostics)
        else { return nil }
        var entry = readFields(&button, node)
        button.allow("type")
        entry?.kind = Located(.button, at: node.range)
        entry?.group = group?.id
        let written = entry?.id.value
        entry?.writtenID = written
        if let id = entry?.id, let group, counts[id.value, default: 0] > 1 {
            entry?.id.value = "\(group.id.value)/\(id.value)"
        }
        entry?.keptEntries.keepUnknown(of: button)
        control.diagnostics += button.diagnostics
        return entry
    }

    private func reportStrayButtons(_ control: inout FieldReader) {
        control.report(
            .warning, "stray-buttons", "only a control of type 'button_group' has 'buttons'",
            at: control.keyRange("buttons") ?? control.range)
    }
}

/// The `type` of a control in audio-control's dialect and its earlier forms.
private enum ForeignType: String, CaseIterable {
    case encoder, slider, button, knob, fader, pad
    case buttonGroup = "button_group"

    /// An `encoder` is a knob with end stops unless its `mode` says otherwise.
    var kind: ElementKind {
        switch self {
        case .encoder, .knob: .knob
        case .slider, .fader: .fader
        case .button, .buttonGroup: .button
        case .pad: .pad
        }
    }
}
