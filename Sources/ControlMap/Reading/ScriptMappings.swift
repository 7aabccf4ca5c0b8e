import Diagnostics
import SourceText

/// Reads the `mappings` of audio-control's twelve scripts, and gives them to the controls they name.
struct ScriptMappings {
    /// What `parameter_base` says.
    let base: Int?

    func read(
        _ items: [SourceNode], into controls: inout [ControlEntry], _ fields: inout FieldReader
    ) {
        var positions: [String: Int] = [:]
        for (position, control) in controls.enumerated() {
            let key = control.writtenID ?? control.id.value
            if positions[key] == nil { positions[key] = position }
        }
        for item in items {
            guard
                var mapping = FieldReader(
                    item, of: "the mapping", path: fields.path, area: "map",
                    diagnostics: &fields.diagnostics)
            else { continue }
            if let id = mapping.string("controlId", .required) {
                if let position = positions[id.value] {
                    take(item, &mapping, into: &controls[position])
                } else {
                    reportUnknown(id, among: positions.keys.sorted(), &mapping)
                }
            }
            fields.diagnostics += mapping.diagnostics
        }
    }

    private func take(
        _ node: SourceNode, _ mapping: inout FieldReader, into control: inout ControlEntry
    ) {
        if let first = control.parameter {
            mapping.diagnostics.append(.severalMappings(control.id, node, first, mapping.path))
            let entry = SourceEntry(key: "mapping", keyRange: node.range, value: node)
            control.keptEntries.append(
                KeptEntry(owner: "", entry: entry, reason: .notExpressed))
            return
        }
        control.parameter = ForeignShaping.parameter("parameterIndex", base: base, &mapping)
        if control.parameter == nil { _ = mapping.node("parameterIndex", .required) }
        control.parameterName = mapping.string("parameterName")
        ForeignShaping.read(&mapping, into: &control, owner: "mapping")
        control.invert = mapping.boolean("invert") ?? control.invert
        control.keptEntries.keep("confidence", of: &mapping, in: "mapping")
        control.keptEntries.keepUnknown(of: mapping, in: "mapping")
    }

    private func reportUnknown(
        _ id: Located<String>, among known: [String], _ mapping: inout FieldReader
    ) {
        let nearest = nearestName(to: id.value, among: known)
        let hint = nearest.map { "; did you mean '\($0)'?" } ?? ""
        mapping.report(
            .error, "unknown-control", "no control has the id '\(id.value)'\(hint)", at: id.range,
            correcting: nearest.map { (id.value, $0) })
    }
}

extension Diagnostic {
    fileprivate static func severalMappings(
        _ id: Located<String>, _ node: SourceNode, _ first: Located<ParameterReference>,
        _ path: String
    ) -> Diagnostic {
        let place = node["controlId"]?.range ?? node.range
        return Diagnostic(
            .warning, "map.several-mappings",
            "'\(id.value)' is mapped already; a control moves one parameter, so this is not read",
            path: path, range: place,
            notes: [
                Note("the first is here", at: SourceLocation(path: path, range: first.range))
            ])
    }
}
