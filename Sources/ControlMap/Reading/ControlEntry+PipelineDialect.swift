import Diagnostics
import SourceText

extension ControlEntry {
    /// Reads one item of `controls`; `fields` reads the document and takes the findings.
    static func readPipelineDialect(
        _ node: SourceNode, _ fields: inout FieldReader
    ) -> ControlEntry? {
        guard
            var control = FieldReader(
                node, of: "the control", path: fields.path, area: "map",
                diagnostics: &fields.diagnostics)
        else { return nil }
        control.foreignPrefix = fields.foreignPrefix
        let id = control.string("id", .required)
        var entry = ControlEntry(id: id ?? Located("", at: node.range))
        entry.name = control.string("name")
        entry.description = control.string("description")
        entry.kind = control.choice("kind", of: ElementKind.self)
        entry.group = control.string("group")
        entry.send = SendEntry.read(from: &control)
        readParameter(&control, &entry)
        entry.range = readSpan(&control)
        entry.invert = control.boolean("invert")
        readCurve(&control, &entry)
        entry.bipolar = control.boolean("bipolar")
        entry.mode = control.choice("mode", of: Shaping.Mode.self)
        entry.pickUp = control.choice("pickup", of: Shaping.PickUp.self)
        entry.steps = control.integer("steps", in: 2...16384)
        entry.deadZone = readDeadZone(&control)
        entry.smoothing = control.number("smoothing", in: 0...60000)
        entry.feedback = readFeedback(&control)
        fields.absorb(control)
        return id == nil ? nil : entry
    }

    /// A word, or a list of points.
    private static func readCurve(_ control: inout FieldReader, _ entry: inout ControlEntry) {
        guard let node = control.node("curve") else { return }
        guard let items = node.sequence else {
            entry.curve = control.choice("curve", of: Shaping.Curve.self)
            return
        }
        entry.curvePoints = ForeignShaping.curvePoints(Located(items, at: node.range))
        if entry.curvePoints == nil {
            control.report(
                .error, "out-of-range",
                "the points of 'curve' must be 2 to 1024 numbers from 0 to 1", at: node.range)
        }
    }

    private static func readParameter(_ control: inout FieldReader, _ entry: inout ControlEntry) {
        guard let node = control.node("parameter") else { return }
        if let text = node.string {
            entry.parameter = Located(text == "none" ? .none : .text(text), at: node.range)
            return
        }
        guard var reference = control.nested("parameter", of: "'parameter'") else { return }
        let symbol = reference.string("symbol").map {
            Located(ParameterReference.symbol($0.value), at: $0.range)
        }
        let name = reference.string("name").map {
            Located(ParameterReference.name($0.value), at: $0.range)
        }
        let number = readNumber(&reference)
        let given = [symbol, name, number].compactMap { $0 }
        if given.isEmpty, reference.diagnostics.isEmpty, reference.unknownEntries.isEmpty {
            reference.report(
                .error, "missing-key", "'parameter' must have 'symbol', 'name' or 'index'",
                at: node.range)
        }
        if given.count > 1 {
            reference.report(
                .error, "several-names",
                "'parameter' must have only one of 'symbol', 'name' and 'index'",
                at: given[1].range)
        }
        entry.baseRange = node["base"]?.range
        control.absorb(reference)
        entry.parameter = given.first
    }

    private static func readNumber(
        _ reference: inout FieldReader
    ) -> Located<ParameterReference>? {
        let presence: FieldReader.Presence =
            reference.keyRange("index") == nil ? .optional : .required
        let index = reference.integer("index", in: 0...1_000_000)
        let base = reference.integer("base", presence, in: 0...1)
        guard let index, let base else { return nil }
        return Located(.number(index.value, base: base.value), at: index.range)
    }

    private static func readSpan(_ control: inout FieldReader) -> Located<Span>? {
        guard let span = span(&control) else { return nil }
        if (0...1).contains(span.value.lower), (0...1).contains(span.value.upper) { return span }
        control.report(
            .error, "out-of-range",
            "'range' is a part of the parameter's range, so both numbers must be from 0 to 1",
            at: span.range)
        return nil
    }

    /// Two numbers under `range`.
    static func span(_ control: inout FieldReader) -> Located<Span>? {
        guard let items = control.list("range") else { return nil }
        let numbers = items.value.compactMap(\.number)
        guard items.value.count == 2, numbers.count == 2 else {
            control.report(
                .error, "wrong-type", "'range' must be a list of two numbers", at: items.range)
            return nil
        }
        return Located(Span(lower: numbers[0], upper: numbers[1]), at: items.range)
    }

    private static func readDeadZone(_ control: inout FieldReader) -> Located<Double>? {
        guard let zone = control.number("dead-zone") else { return nil }
        if zone.value >= 0, zone.value < 1 { return zone }
        control.report(
            .error, "out-of-range", "'dead-zone' must be from 0 up to, but not including, 1",
            at: zone.range)
        return nil
    }

    private static func readFeedback(_ control: inout FieldReader) -> Located<Feedback>? {
        guard var reader = control.nested("feedback", of: "'feedback'") else { return nil }
        let on = reader.integer("on", in: 0...127)
        let off = reader.integer("off", in: 0...127)
        let range = reader.range
        control.absorb(reader)
        return Located(Feedback(on: on?.value ?? 127, off: off?.value ?? 0), at: range)
    }
}
