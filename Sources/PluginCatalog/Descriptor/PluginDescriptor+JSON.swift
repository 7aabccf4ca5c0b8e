extension PluginDescriptor {
    /// The descriptor file: JSON, one parameter a line, ending in a line break.
    ///
    /// Equal descriptors give equal bytes on every machine. Keys whose value is empty, `false` or
    /// unknown are left out of parameters; `automatable` is always written.
    ///
    /// - Precondition: Bounds, defaults and choices are finite.
    public var json: [UInt8] {
        var text = JSONText(reservingBytes: 512 + parameters.count * 256)
        text.raw("{\n  \"plugin\": {\n    \"manufacturer\": ")
        text.string(manufacturer)
        text.raw(",\n    \"name\": ")
        text.string(name)
        text.raw(",\n    \"version\": ")
        text.string(version)
        text.raw(",\n    \"format\": ")
        text.string(identity.format.rawValue.uppercased())
        text.raw(",\n    \"uid\": ")
        text.string(identity.id)
        if identity.format == .lv2 {
            text.raw(",\n    \"uri\": ")
            text.string(identity.id)
        }
        text.raw(",\n    \"category\": ")
        text.string(category)
        if takesHostEdits { text.raw(",\n    \"host_edits\": true") }
        text.raw(
            "\n  },\n  \"metadata\": {\n    \"version\": \"1.0\",\n    \"author\": \"pipeline\"")
        text.raw(",\n    \"parameter_count\": ")
        text.number(parameters.count)
        text.raw(",\n    \"index_base\": 0\n  },\n  \"parameters\": [")
        // By index, because going through parameters copies each of them.
        for position in parameters.indices {
            text.raw(position == 0 ? "\n    " : ",\n    ")
            text.parameter(parameters[position])
        }
        text.raw(parameters.isEmpty ? "],\n  \"groups\": {" : "\n  ],\n  \"groups\": {")
        for (position, group) in groups.enumerated() {
            text.raw(position == 0 ? "\n    " : ",\n    ")
            text.group(group)
        }
        text.raw(groups.isEmpty ? "}\n}\n" : "\n  }\n}\n")
        return text.finish()
    }
}

extension JSONText {
    fileprivate mutating func parameter(_ parameter: PluginParameter) {
        raw("{ \"index\": ")
        number(parameter.index)
        field(", \"symbol\": ", parameter.symbol)
        raw(", \"name\": ")
        string(parameter.name)
        raw(", \"port\": ")
        number(parameter.port)
        raw(
            parameter.direction == .input
                ? ", \"direction\": \"input\"" : ", \"direction\": \"output\"")
        field(", \"type\": ", parameter.kind.rawValue)
        field(", \"min\": ", parameter.minimum)
        field(", \"max\": ", parameter.maximum)
        field(", \"default\": ", parameter.defaultValue)
        field(", \"default_hint\": ", parameter.defaultHint)
        if parameter.steps > 0 {
            raw(", \"steps\": ")
            number(parameter.steps)
        }
        field(", \"min_text\": ", parameter.textAtMinimum)
        field(", \"max_text\": ", parameter.textAtMaximum)
        field(", \"unit\": ", parameter.unit)
        if !parameter.choices.isEmpty { choices(parameter.choices) }
        field(", \"group\": ", parameter.group)
        field(", \"designation\": ", parameter.designation)
        field(", \"property\": ", parameter.property)
        if parameter.isLogarithmic { raw(", \"logarithmic\": true") }
        if parameter.scalesWithSampleRate { raw(", \"sample_rate\": true") }
        if parameter.isPeriodic { raw(", \"periodic\": true") }
        if parameter.isOptional { raw(", \"optional\": true") }
        if parameter.isHidden { raw(", \"hidden\": true") }
        raw(parameter.isAutomatable ? ", \"automatable\": true }" : ", \"automatable\": false }")
    }

    private mutating func field(_ key: StaticString, _ text: String) {
        guard !text.isEmpty else { return }
        raw(key)
        string(text)
    }

    private mutating func field(_ key: StaticString, _ value: Double?) {
        guard let value else { return }
        raw(key)
        number(value)
    }

    private mutating func choices(_ choices: [PluginParameter.Choice]) {
        raw(", \"choices\": [")
        for (position, choice) in choices.enumerated() {
            raw(position == 0 ? "{ \"label\": " : ", { \"label\": ")
            string(choice.label)
            raw(", \"value\": ")
            number(choice.value)
            raw(" }")
        }
        raw("]")
    }

    fileprivate mutating func group(_ group: ParameterGroup) {
        string(group.symbol)
        raw(": { \"name\": ")
        string(group.name)
        raw(", \"parameters\": [")
        for (position, index) in group.parameters.enumerated() {
            if position > 0 { raw(", ") }
            number(index)
        }
        raw("] }")
    }
}
