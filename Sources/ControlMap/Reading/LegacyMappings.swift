import Diagnostics
import SourceText

/// Reads the `mappings` of audio-control's first dialect, each as a control.
struct LegacyMappings {
    /// What `parameter_base` says.
    let base: Int?

    private enum Input: String, CaseIterable { case cc, note, pitchbend, aftertouch, program }
    private enum Target: String, CaseIterable { case parameter, bypass, preset, macro }

    func read(_ node: SourceNode, _ fields: inout FieldReader) -> ControlEntry? {
        guard
            var mapping = FieldReader(
                node, of: "the mapping", path: fields.path, area: "map",
                diagnostics: &fields.diagnostics)
        else { return nil }
        let id = mapping.string("id", .required)
        var entry = ControlEntry(id: id ?? Located("", at: node.range))
        entry.node = node.range
        entry.description = mapping.string("description")
        readInput(&mapping, &entry)
        readTarget(&mapping, &entry)
        if var shaping = mapping.nested("mapping", of: "'mapping'") {
            ForeignShaping.read(&shaping, into: &entry, owner: "mapping")
            entry.keptEntries.keepUnknown(of: shaping, in: "mapping")
            mapping.diagnostics += shaping.diagnostics
        }
        if let isEnabled = mapping.boolean("enabled"), !isEnabled.value {
            mapping.report(
                .info, "disabled-control",
                "'\(entry.id.value)' is not enabled, so it moves nothing", at: isEnabled.range)
            entry.parameter = Located(.none, at: isEnabled.range)
            entry.keptEntries.keep("pluginTarget", of: &mapping)
        }
        entry.keptEntries.keep("enabled", of: &mapping)
        entry.keptEntries.keepUnknown(of: mapping)
        fields.diagnostics += mapping.diagnostics
        return id == nil ? nil : entry
    }

    private func readInput(_ mapping: inout FieldReader, _ entry: inout ControlEntry) {
        guard var input = mapping.nested("midiInput", .required, of: "'midiInput'") else { return }
        var send = SendEntry(range: input.range)
        let told = input.diagnostics.count
        send.message = readMessage(&input)
        send.hasUnreadMessage = send.message == nil && input.diagnostics.count > told
        send.channel = input.integer("channel", in: 1...16)
        entry.send = send
        readRange(&input, &entry)
        if let node = input.node("behavior") { readBehaviour(node, &input, &entry) }
        entry.keptEntries.keepUnknown(of: input, in: "midiInput")
        mapping.diagnostics += input.diagnostics
    }

    private func readMessage(_ input: inout FieldReader) -> Located<ControllerMessage>? {
        guard let type = input.choice("type", .required, of: Input.self) else {
            _ = input.node("number")
            return nil
        }
        let isNumbered = type.value == .cc || type.value == .note
        let number = input.integer("number", isNumbered ? .required : .optional, in: 0...127)
        let range = number?.range ?? type.range
        switch (type.value, number?.value) {
        case (.cc, let number?):
            return Located(.controlChange(number: number, bits: 7), at: range)
        case (.note, let number?): return Located(.note(number: number), at: range)
        case (.cc, nil), (.note, nil): return nil
        case (.pitchbend, _): return Located(.pitchBend, at: type.range)
        case (.aftertouch, let note?): return Located(.polyPressure(note: note), at: range)
        case (.aftertouch, nil): return Located(.channelPressure, at: type.range)
        case (.program, let number): return Located(.programChange(program: number), at: range)
        }
    }

    private func readRange(_ input: inout FieldReader, _ entry: inout ControlEntry) {
        guard var range = input.nested("range", of: "'range'") else { return }
        let lower = range.number("min", in: 0...16383)
        let upper = range.number("max", in: 0...16383)
        if let lower, let upper {
            let span = ControlEntry.Span(lower: lower.value, upper: upper.value)
            if upper.value <= 127 { entry.sentRange = Located(span, at: range.range) }
        }
        if entry.sentRange == nil {
            entry.keptEntries.keep(
                "min", "max", of: &range, in: "midiInput.range", because: .notExpressed)
        }
        entry.keptEntries.keep("default", of: &range, in: "midiInput.range")
        entry.keptEntries.keepUnknown(of: range, in: "midiInput.range")
        input.diagnostics += range.diagnostics
    }

    private func readBehaviour(
        _ node: SourceNode, _ input: inout FieldReader, _ entry: inout ControlEntry
    ) {
        guard
            var behaviour = FieldReader(
                node, of: "'behavior'", path: input.path, area: "map",
                diagnostics: &input.diagnostics)
        else { return }
        if let mode = behaviour.choice("mode", of: ForeignShaping.Mode.self) {
            ForeignShaping.take(mode, into: &entry, &behaviour)
            if mode.value == .toggle || mode.value == .momentary {
                entry.kind = Located(.button, at: mode.range)
            }
        }
        if let curve = behaviour.choice("curve", of: ForeignShaping.Scaling.self) {
            ForeignShaping.take(curve, into: &entry)
        }
        if let zone = behaviour.number("deadzone", in: 0...1) {
            if zone.value < 1 { entry.deadZone = zone }
        }
        entry.invert = behaviour.boolean("invert")
        entry.keptEntries.keep(
            "sensitivity", of: &behaviour, in: "midiInput.behavior", because: .notExpressed)
        entry.keptEntries.keepUnknown(of: behaviour, in: "midiInput.behavior")
        input.diagnostics += behaviour.diagnostics
    }

    private func readTarget(_ mapping: inout FieldReader, _ entry: inout ControlEntry) {
        guard var target = mapping.nested("pluginTarget", .required, of: "'pluginTarget'") else {
            return
        }
        let type = target.choice("type", .required, of: Target.self)
        let name = target.string("name")
        entry.name = name
        switch type?.value {
        case .parameter?:
            entry.parameter = ForeignShaping.parameter("identifier", base: base, &target)
        case .bypass?:
            entry.parameter = type.map { Located(.bypass, at: $0.range) }
            entry.keptEntries.keep("identifier", of: &target, in: "pluginTarget")
        case .preset?, .macro?:
            target.report(
                .warning, "target-not-bound",
                "a \(type?.value.rawValue ?? "") is no parameter, so '\(entry.id.value)' moves "
                    + "nothing",
                at: type?.range ?? target.range)
            entry.keptEntries.keep("type", "identifier", of: &target, in: "pluginTarget")
        case nil: _ = target.node("identifier")
        }
        entry.keptEntries.keep("range", "units", "category", of: &target, in: "pluginTarget")
        entry.keptEntries.keepUnknown(of: target, in: "pluginTarget")
        mapping.diagnostics += target.diagnostics
    }
}
