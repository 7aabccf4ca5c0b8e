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
        readParameter(&control, &entry)
        // Most controls say no more.
        if control.hasMoreKeys { readDetails(&control, &entry) }
        fields.absorb(control)
        return id == nil ? nil : entry
    }

    private static func readDetails(_ control: inout FieldReader, _ entry: inout ControlEntry) {
        entry.description = control.string("description")
        entry.kind = control.choice("kind", of: ElementKind.self)
        entry.group = control.string("group")
        entry.send = SendEntry.read(from: &control)
        readShaping(&control, &entry)
        entry.acceleration = control.number("acceleration", in: 0...100)
        entry.feedback = FeedbackEntry.read(from: &control)
        entry.layers = control.strings("layers")
        readMessages(&control, &entry)
        if let items = control.list("targets") {
            let id = entry.id
            let targets = items.value.compactMap { readTarget($0, of: id, &control) }
            entry.targets = Located(targets, at: items.range)
        }
    }

    /// How a position becomes a value.
    private static func readShaping(_ control: inout FieldReader, _ entry: inout ControlEntry) {
        entry.range = readSpan(&control)
        entry.invert = control.boolean("invert")
        readCurve(&control, &entry)
        entry.bipolar = control.boolean("bipolar")
        entry.mode = control.choice("mode", of: Shaping.Mode.self)
        entry.pickUp = control.choice("pickup", of: Shaping.PickUp.self)
        entry.steps = control.integer("steps", in: 2...16384)
        entry.deadZone = readDeadZone(&control)
        entry.smoothing = control.number("smoothing", in: 0...60000)
    }

    /// What besides a parameter may be moved.
    private static func readMessages(_ control: inout FieldReader, _ entry: inout ControlEntry) {
        entry.midi = MIDIEntry.read(from: &control)
        entry.osc = OSCEntry.read(from: &control)
        entry.layerSwitch = control.string("switch").map {
            Located($0.value == "none" ? nil : $0.value, at: $0.range)
        }
    }

    /// One item of `targets`.
    private static func readTarget(
        _ node: SourceNode, of id: Located<String>, _ fields: inout FieldReader
    ) -> ControlEntry? {
        guard
            var target = FieldReader(
                node, of: "the target", path: fields.path, area: "map",
                diagnostics: &fields.diagnostics)
        else { return nil }
        target.foreignPrefix = fields.foreignPrefix
        var entry = ControlEntry(id: id)
        entry.node = node.range
        readParameter(&target, &entry)
        readMessages(&target, &entry)
        readShaping(&target, &entry)
        let keys = ["parameter", "midi", "osc", "switch"].filter { target.keyRange($0) != nil }
        if keys.isEmpty, target.unknownEntries.isEmpty {
            target.report(
                .error, "missing-key",
                "a target must have one of 'parameter', 'midi', 'osc' and 'switch'", at: node.range)
        }
        for extra in keys.dropFirst() {
            target.report(
                .error, "several-names",
                "the target has both '\(keys[0])' and '\(extra)', but must have one; give the other "
                    + "a target of its own", at: target.keyRange(extra) ?? node.range)
        }
        fields.absorb(target)
        return keys.count == 1 ? entry : nil
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
        if let usual = usualReference(node) {
            entry.parameter = usual
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

    /// The common form, `{ symbol: … }` alone.
    private static func usualReference(_ node: SourceNode) -> Located<ParameterReference>? {
        guard case .mapping(let entries) = node.content, entries.count == 1,
            entries[0].key == "symbol", let symbol = entries[0].value.string
        else { return nil }
        return Located(.symbol(symbol), at: entries[0].value.range)
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
}
