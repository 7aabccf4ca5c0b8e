import Diagnostics
import SourceText

/// What audio-control's dialects say of how a position becomes a value, alike in two of them.
enum ForeignShaping {
    /// The words for a curve.
    enum Scaling: String, CaseIterable { case linear, exponential, logarithmic, custom }

    /// The words for how an element behaves.
    enum Mode: String, CaseIterable { case toggle, momentary, absolute, relative }

    /// Reads `scaling`, `curve`, `quantize`, `smoothing` and `bipolar`; what says too little is kept.
    ///
    /// - Parameter owner: the keys around it.
    static func read(
        _ fields: inout FieldReader, into entry: inout ControlEntry, owner: String
    ) {
        if let scaling = fields.choice("scaling", of: Scaling.self) {
            take(scaling, into: &entry)
            if scaling.value == .custom, fields.keyRange("curve") == nil {
                fields.report(
                    .warning, "curve-missing",
                    "'custom' needs the points of its curve; without 'curve' it is not followed",
                    at: scaling.range)
            }
        }
        if let points = fields.list("curve") {
            if let curve = curvePoints(points) {
                entry.curvePoints = curve
            } else {
                entry.keptEntries.keep("curve", of: &fields, in: owner, because: .notExpressed)
            }
        }
        if let node = fields.node("quantize") {
            if let steps = node.integer, (2...16384).contains(steps) {
                entry.steps = Located(Int(steps), at: node.range)
            } else {
                entry.keptEntries.keep("quantize", of: &fields, in: owner, because: .notExpressed)
            }
        }
        // A factor without a rate says nothing about time.
        entry.keptEntries.keep("smoothing", of: &fields, in: owner, because: .notExpressed)
        entry.bipolar = fields.boolean("bipolar") ?? entry.bipolar
    }

    /// Takes over a curve's name.
    static func take(_ scaling: Located<Scaling>, into entry: inout ControlEntry) {
        guard let curve = Shaping.Curve(rawValue: scaling.value.rawValue) else { return }
        entry.curve = Located(curve, at: scaling.range)
    }

    /// Two or more numbers from 0 to 1.
    static func curvePoints(_ list: Located<[SourceNode]>) -> Located<[Double]>? {
        let numbers = list.value.compactMap(\.number)
        guard numbers.count == list.value.count, (2...1024).contains(numbers.count),
            numbers.allSatisfy({ (0...1).contains($0) })
        else { return nil }
        return Located(numbers, at: list.range)
    }

    /// Takes over how an element behaves; `relative` does not say how steps are sent.
    static func take(
        _ mode: Located<Mode>, into entry: inout ControlEntry, _ fields: inout FieldReader
    ) {
        switch mode.value {
        case .toggle: entry.mode = Located(.toggle, at: mode.range)
        case .momentary: entry.mode = Located(.momentary, at: mode.range)
        case .absolute: entry.mode = Located(.direct, at: mode.range)
        case .relative:
            if entry.send == nil { entry.send = SendEntry(range: mode.range) }
            entry.send?.encoder = Located(.twosComplement, at: mode.range)
            fields.report(
                .warning, "encoding-assumed",
                "'relative' does not say how steps are sent; twos-complement is assumed",
                at: mode.range)
        }
    }

    /// A number, its digits, a name or symbol, or a word for what is no parameter.
    ///
    /// - Parameter base: from where numbers count, as the map says.
    static func parameter(
        _ key: String, base: Int?, _ fields: inout FieldReader
    ) -> Located<ParameterReference>? {
        guard let node = fields.node(key) else { return nil }
        if let number = node.integer ?? node.string.flatMap({ Int64($0) }) {
            if (0...1_000_000).contains(number) {
                return Located(.number(Int(number), base: base), at: node.range)
            }
            fields.report(
                .error, "out-of-range", "'\(key)' is \(number), but counts from 0 or 1",
                at: node.range)
            return nil
        }
        switch node.string {
        case "bypass": return Located(.bypass, at: node.range)
        case "window": return Located(.window, at: node.range)
        case let text?: return Located(.text(text), at: node.range)
        case nil: break
        }
        fields.report(
            .error, "wrong-type", "'\(key)' is \(node.kindName), but must be a number or a name",
            at: node.range)
        return nil
    }
}
