import Diagnostics
import SourceText

/// Reads the parameter objects of one descriptor.
///
/// `FieldReader` looks every key up among all others, which is dear for thousands of objects: this
/// reader goes once over the keys and remembers their order, as the objects of a list are alike.
struct ParameterNodeReader {
    private enum Field {
        case index, symbol, name, port, direction, type, minimum, maximum, defaultValue, unit,
            choices
        case group, designation, logarithmic, sampleRate, periodic, optional, hidden, automatable
        case defaultHint, steps, minimumText, maximumText, property, ignored
    }

    private static let fields: [String: Field] = [
        "index": .index, "symbol": .symbol, "name": .name, "port": .port,
        "direction": .direction, "type": .type, "min": .minimum, "max": .maximum,
        "default": .defaultValue, "unit": .unit, "label": .ignored, "choices": .choices,
        "group": .group, "designation": .designation, "logarithmic": .logarithmic,
        "sample_rate": .sampleRate, "periodic": .periodic, "optional": .optional, "hidden": .hidden,
        "automatable": .automatable, "default_hint": .defaultHint, "steps": .steps,
        "min_text": .minimumText, "max_text": .maximumText, "property": .property,
        "description": .ignored,
    ]

    /// The keys of the last parameter, in its order.
    private var remembered: [(key: String, field: Field)] = []

    /// Reads one parameter; findings go to `reader`.
    mutating func parameter(_ node: SourceNode, _ reader: inout FieldReader) -> PluginParameter {
        var parameter = PluginParameter(
            index: -1, port: -1, symbol: "", name: "", minimum: nil, maximum: nil,
            defaultValue: nil)
        guard let entries = node.mapping else {
            reader.report(
                .error, "wrong-type", "a parameter is \(node.kindName), but must be an object",
                at: node.range)
            return parameter
        }
        var hasName = false
        for (position, entry) in entries.enumerated() {
            guard let field = field(of: entry, at: position) else {
                let nearest = nearestName(to: entry.key, among: Array(Self.fields.keys.sorted()))
                let hint = nearest.map { "; did you mean '\($0)'?" } ?? ""
                reader.report(
                    .warning, "unknown-key", "a parameter has no key '\(entry.key)'\(hint)",
                    at: entry.keyRange)
                continue
            }
            if field == .name { hasName = true }
            if !assign(field, entry.value, to: &parameter) {
                reportType(entry, field, &reader)
            }
        }
        let start = SourceRange(start: node.range.start, end: node.range.start)
        if parameter.index < 0 && node["index"] == nil {
            reader.report(
                .error, "missing-key", "a parameter has no 'index', which is required", at: start)
        }
        if !hasName {
            reader.report(
                .error, "missing-key", "a parameter has no 'name', which is required", at: start)
        }
        if parameter.port < 0 { parameter.port = parameter.index }
        return parameter
    }

    private mutating func field(of entry: SourceEntry, at position: Int) -> Field? {
        if position < remembered.count, remembered[position].key == entry.key {
            return remembered[position].field
        }
        guard let field = Self.fields[entry.key] else { return nil }
        if position < remembered.count {
            remembered[position] = (entry.key, field)
        } else {
            while remembered.count < position { remembered.append(("", .ignored)) }
            remembered.append((entry.key, field))
        }
        return field
    }

    /// - Returns: `false` when the value is not of the field's type.
    private func assign(
        _ field: Field, _ node: SourceNode, to parameter: inout PluginParameter
    ) -> Bool {
        switch field {
        case .index: set(&parameter.index, wholeNumber(node))
        case .port: set(&parameter.port, wholeNumber(node))
        case .symbol: set(&parameter.symbol, node.string)
        case .name: set(&parameter.name, node.string)
        case .unit: set(&parameter.unit, node.string)
        case .group: set(&parameter.group, node.string)
        case .designation: set(&parameter.designation, node.string)
        case .defaultHint: set(&parameter.defaultHint, node.string)
        case .steps: set(&parameter.steps, wholeNumber(node))
        case .minimumText: set(&parameter.textAtMinimum, node.string)
        case .maximumText: set(&parameter.textAtMaximum, node.string)
        case .property: set(&parameter.property, node.string)
        case .direction: set(&parameter.direction, node.string.flatMap { .init(rawValue: $0) })
        case .type: set(&parameter.kind, node.string.flatMap { .init(rawValue: $0) })
        case .minimum: set(&parameter.minimum, number(node))
        case .maximum: set(&parameter.maximum, number(node))
        case .defaultValue: set(&parameter.defaultValue, number(node))
        case .choices: set(&parameter.choices, choices(node))
        case .logarithmic: set(&parameter.isLogarithmic, node.boolean)
        case .sampleRate: set(&parameter.scalesWithSampleRate, node.boolean)
        case .periodic: set(&parameter.isPeriodic, node.boolean)
        case .optional: set(&parameter.isOptional, node.boolean)
        case .hidden: set(&parameter.isHidden, node.boolean)
        case .automatable: set(&parameter.isAutomatable, node.boolean)
        case .ignored: true
        }
    }

    private func set<Value>(_ target: inout Value, _ value: Value?) -> Bool {
        guard let value else { return false }
        target = value
        return true
    }

    private func wholeNumber(_ node: SourceNode) -> Int? {
        node.integer.flatMap { Int(exactly: $0) }.flatMap { $0 < 0 ? nil : $0 }
    }

    /// A number; `null` stands for a bound that the plugin does not give.
    private func number(_ node: SourceNode) -> Double?? {
        if node.isNull { return .some(nil) }
        guard let number = node.number, number.isFinite else { return nil }
        return number
    }

    /// Objects with label and value, or texts alone, which then count from 0.
    private func choices(_ node: SourceNode) -> [PluginParameter.Choice]? {
        guard let items = node.sequence else { return nil }
        var choices: [PluginParameter.Choice] = []
        for (position, item) in items.enumerated() {
            if let label = item.string {
                choices.append(PluginParameter.Choice(label: label, value: Double(position)))
            } else if let label = item["label"]?.string, let value = item["value"]?.number {
                choices.append(PluginParameter.Choice(label: label, value: value))
            } else {
                return nil
            }
        }
        return choices
    }

    private func reportType(_ entry: SourceEntry, _ field: Field, _ reader: inout FieldReader) {
        if let text = entry.value.string, let words = words(of: field) {
            reader.report(
                .error, "unknown-value",
                "'\(entry.key)' is '\(text)', but must be one of \(words.joined(separator: ", "))",
                at: entry.value.range)
            return
        }
        reader.report(
            .error, "wrong-type",
            "'\(entry.key)' is \(entry.value.kindName), but must be \(expectation(of: field))",
            at: entry.value.range)
    }

    private func words(of field: Field) -> [String]? {
        switch field {
        case .direction: PluginParameter.Direction.allCases.map(\.rawValue)
        case .type: PluginParameter.Kind.allCases.map(\.rawValue)
        default: nil
        }
    }

    private func expectation(of field: Field) -> String {
        switch field {
        case .index, .port, .steps: "a whole number from 0"
        case .minimum, .maximum, .defaultValue: "a number"
        case .choices: "a list of objects with label and value"
        case .logarithmic, .sampleRate, .periodic, .optional, .hidden, .automatable: "true or false"
        default: "text"
        }
    }
}
