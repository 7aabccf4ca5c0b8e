import Diagnostics
import SourceText

extension AudioControlControls {
    /// Reads what controls and buttons have in common; `nil` when there is no `id`.
    func readFields(_ control: inout FieldReader, _ node: SourceNode) -> ControlEntry? {
        let id = control.string("id", .required)
        var entry = ControlEntry(id: id ?? Located("", at: node.range))
        entry.name = control.string("name", .required)
        entry.description = control.string("description")
        entry.send = readSend(&control)
        entry.parameter = readParameter(&control)
        entry.node = node.range
        entry.sentRange = readSentRange(&control)
        readMode(&control, &entry)
        entry.keptEntries.keep("confidence", of: &control)
        return id == nil ? nil : entry
    }

    private func readSend(_ control: inout FieldReader) -> SendEntry? {
        let number = control.integer("cc", in: 0...127)
        let note = control.integer("note", in: 0...127)
        let channel = readChannel(&control)
        let message =
            number.map {
                Located(ControllerMessage.controlChange(number: $0.value, bits: 7), at: $0.range)
            }
            ?? note.map { Located(ControllerMessage.note(number: $0.value), at: $0.range) }
        let keyRange = control.keyRange("cc") ?? control.keyRange("note")
        guard let range = message?.range ?? channel?.range ?? keyRange else { return nil }
        var send = SendEntry(range: range)
        send.message = message
        send.hasUnreadMessage = message == nil && keyRange != nil
        send.channel = channel
        return send
    }

    /// A number or `global`, which says nothing.
    private func readChannel(_ control: inout FieldReader) -> Located<Int>? {
        guard let node = control.node("channel"), node.string != "global" else { return nil }
        let number = node.integer ?? node.string.flatMap { Int64($0) }
        if let number, (1...16).contains(number) { return Located(Int(number), at: node.range) }
        control.report(
            .error, "out-of-range", "'channel' must be a number from 1 to 16, or 'global'",
            at: node.range, correctingTo: nil)
        return nil
    }

    private func readParameter(_ control: inout FieldReader) -> Located<ParameterReference>? {
        ForeignShaping.parameter("plugin_parameter", base: base, &control)
    }

    private func readSentRange(_ control: inout FieldReader) -> Located<ControlEntry.Span>? {
        guard let span = ControlEntry.span(&control) else { return nil }
        let values: ClosedRange<Double> = 0...127
        if values.contains(span.value.lower), values.contains(span.value.upper) { return span }
        control.report(
            .error, "out-of-range",
            "'range' is the span of values sent, so both numbers must be from 0 to 127",
            at: span.range)
        return nil
    }

    /// How the element behaves: `mode`, or `behavior` where there is none.
    private func readMode(_ control: inout FieldReader, _ entry: inout ControlEntry) {
        let behaviour = control.choice("behavior", of: ForeignShaping.Mode.self)
        guard let mode = control.choice("mode", of: ForeignShaping.Mode.self) ?? behaviour else {
            return
        }
        if let behaviour, behaviour.value != mode.value {
            entry.keptEntries.keep("behavior", of: &control, because: .notExpressed)
        }
        ForeignShaping.take(mode, into: &entry, &control)
    }
}
